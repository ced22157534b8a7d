import CKernels

// The functions that are looked up, each with the interval that its rows cover.

/// Φ(-a) e^(a²/2), 0 <= a <= 15.5
@inline(__always) func millsRatio(_ a: V) -> Pair {
  let s = Lookup(gesso_mills_rows(), 32, a + 0x1.8p22)
  return s.pair(a - s[0], degree: 6)
}

/// (Φ(-a) - a φ(a)) e^(a²/2), 2 <= a <= 15.5
@inline(__always) func geluTailSlope(_ a: V) -> Pair {
  let s = Lookup(gesso_gelu_tail_slope_rows(), 32, (a - 0.25) + 0x1.8p22)
  return s.pair(a - s[0], degree: 7)
}

/// Where the segments of the logistic function and of softplus end, and those of the slopes of sigmoid and
/// tanh: a little before 7.75, which would round to segment 16.
@inline(__always) var logisticEnd: Float { 7.74 }

/// For ln(1 + e^-a), a = |x|, 0 <= a <= 7.74
@inline(__always) func softplusLocated<F: Floats>(_ x: F) -> Located<F> {
  let a = x.each { abs($0) }
  let s = Lookup(gesso_softplus_rows(), 16, nearest(a, 2))
  return Located(x, s, d: a - s[0], a: a)
}

/// That, as a sum.
@inline(__always) func softplusParts<F: Floats>(_ at: Located<F>) -> (head: F, tail: F) {
  (at.segment[1], level == 2 ? softplusTailApart(at) : softplusTail(at))
}
@inline(__always) private func softplusTail<F: Floats>(_ at: Located<F>) -> F {
  let (s, d) = (at.segment, at.d)
  // The linear term apart: near 0 a step of a moves the sum by less than the rounding of a factor
  // of d would, and the results would not be monotone.
  let linear = fma(d, s[3], s[2])
  return fma(d * d, s.polynomial(4, 7, d), linear)
}
/// The oldest CPUs' copy is to be small.
@inline(never) private func softplusTailApart<F: Floats>(_ at: Located<F>) -> F { softplusTail(at) }

/// ln(1 + e^-a), 0 <= a <= 7.74, to 2^-27, for what is scaled then: the linear term keeps what it is rounded by.
@inline(__always) func preciseSoftplus(_ a: Pair) -> Pair {
  let at = softplusLocated(a.head)
  let s = at.segment
  let d = at.d + a.tail
  let linear = Pair(product: at.d, s[3])
  let rest = fma(d * d, s.polynomial(4, 7, d), fma(a.tail, s[3], linear.tail + s[2]))
  return Pair(larger: s[1], plus: linear.head).adding(rest)
}

/// For tanh x = base + base rest, where base is x held in [-K, K] and stands for x.
@inline(__always) func tanhLocated<F: Floats>(_ x: F) -> Located<F> {
  // tanh rounds to 1 from 9.011 on.
  let a = x.each { gesso_held_magnitude($0, 9.02) }
  let s = Lookup(gesso_tanh_rows(), 16, shifted(fma(a, a, 0.46875), 22))
  return Located(x.each { gesso_held($0, 0x1.03f82p+0) }, s, d: a - s[0], a: a)
}

@inline(__always) func tanhRest<F: Floats>(_ at: Located<F>) -> F {
  at.segment.polynomial(1, 5, at.d)
}

/// Segment i of `rows` is where 2 |x| rounds to i; d is how far |x| is beyond its middle, which no row holds.
@inline(__always) func locatedByHalves<F: Floats>(
  _ x: F, _ rows: UnsafePointer<Float>, byPermutation: Bool
) -> Located<F> {
  let a = x.each { abs($0) }
  let s = Lookup(rows, 16, a.each { gesso_halves($0) }, byPermutation: byPermutation)
  return Located(x, s, d: a.each { gesso_beyond_halves($0) }, a: a)
}

/// For σ(x), |x| <= 7.74
@inline(__always) func logisticLocated<F: Floats>(_ x: F) -> Located<F> {
  locatedByHalves(x, gesso_logistic_rows(), byPermutation: true)
}

@inline(__always) func logistic<F: Floats>(_ at: Located<F>) -> F {
  mirrored(at.segment.polynomial(0, 4, at.d), at.x)
}

/// For x f(x) from f(-a) = constant + d (...) in the segments, a = |x|, and f(a) = 1 - f(-a). With
/// rest = a (f(-a) - constant) it is x c - rest, where c = constant for x < 0 and 1 - constant for x > 0, which is a
/// float within 2^-28.3, or within 2^-25 where f is below 2^-20.
@inline(__always) func timesArgument<F: Floats>(_ at: Located<F>) -> F {
  level == 2 ? timesArgumentApart(at) : timesArgumentInline(at)
}
/// The oldest CPUs' copy is to be small.
@inline(never) private func timesArgumentApart<F: Floats>(_ at: Located<F>) -> F {
  timesArgumentInline(at)
}
@inline(__always) private func timesArgumentInline<F: Floats>(_ at: Located<F>) -> F {
  let (s, d) = (at.segment, at.d)
  let first = at.a * d
  // The linear term is added last, so that of its size there is only the sum's rounding. At 0 the rest is +0, which
  // keeps a zero's sign.
  let rest = fma(first, s[2], (first * d) * s.polynomial(3, 5, d))
  return at.x.each(mirrored(s[1], at.x), rest) { x, c, rest in fma(x, c, -rest) }
}

/// Segment i of `rows` is where a (linear + quadratic a) rounds to i, a held at `end`. The last one is 0, so that there
/// the result is x.
@inline(__always) private func located<F: Floats>(
  _ rows: UnsafePointer<Float>, _ x: F, _ linear: Float, _ quadratic: Float, end: Float
) -> Located<F> {
  let a = x.each { gesso_held_magnitude($0, end) }
  let s = Lookup(rows, 32, fma(a, fma(a, quadratic, linear), 0x1.8p23))
  return Located(x, s, d: s[0] - a, a: a)
}

/// From where on the two below are good to an ULP.
@inline(__always) var normalStart: Float { -5.25 }
@inline(__always) var geluTanhStart: Float { -4.91 }

/// For x Φ(x)
@inline(__always) func normalLocated<F: Floats>(_ x: F) -> Located<F> {
  located(gesso_normal_rows(), x, 2, 0.72265625, end: 5.32)
}

/// For x σ(2u(x)); GELUTanh says what u is.
@inline(__always) func geluTanhLocated<F: Floats>(_ x: F) -> Located<F> {
  located(gesso_gelu_tanh_rows(), x, 1.8125, 0.890625, end: 4.97)
}

/// Where mish's end.
@inline(__always) var mishEnd: Float { 7.74 }

/// For tanh ln(1 + e^x), |x| <= 7.74
@inline(__always) func mishLocated<F: Floats>(_ x: F) -> Located<F> {
  let s = Lookup(gesso_mish_rows(), 32, fma(x, 2, 0x1.8p23 + 16))
  return Located(x, s, d: x - s[0], a: x.each { abs($0) })
}
