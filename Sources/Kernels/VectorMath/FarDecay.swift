import CKernels

// What is left of functions of e^-|z| where that is small: short series, with nothing to look up but the power's.

/// v, or -v where z is negative
@inline(__always) private func signed(_ v: V, _ z: V) -> V {
  float(bits(v) ^ (bits(z) & 0x8000_0000))
}

/// w = e^-|z| = 2^n T (1 + e), 7.5 <= |z|; held where |z| > 150.
private struct FarPower<F: Floats> {
  let exponential: ShortExponential<F>
  let whole: F
  /// 2^n, or 2^-60 where that is less.
  let scale: F
  let w: F
  @inline(__always) var e: F { exponential.e }

  @inline(__always) init(_ z: F, _ zTail: F?) {
    self = level == 2 ? Self.apart(z, zTail) : Self(here: z, zTail)
  }

  /// The oldest CPUs' copy is to be small.
  @inline(never) private static func apart(_ z: F, _ zTail: F?) -> Self { Self(here: z, zTail) }

  @inline(__always) private init(here z: F, _ zTail: F?) {
    exponential = ShortExponential(
      finer: z.each { -atMost(abs($0), 150) },
      zTail?.each(z) { tail, z in signed(-tail, z).zeroed(where: abs(z) .> 150) })
    (whole, scale) = (exponential.whole, exponential.scale)
    w = scale * fma(whole, exponential.e, whole)
  }

  /// w (1 - p + w more), rounded once where it is subnormal and once before, and the same for what is added to
  /// something of the size of 1; p >= 7.
  @inline(__always) func slope(_ p: (head: F, tail: F?), _ more: F) -> (value: F, small: F) {
    let one = F(repeating: 1)
    let first = one - p.head
    var rest = fma(w, more, one - (p.head + first))
    if let tail = p.tail { rest = rest - tail }
    // T (1 + e) (first + rest)
    let product = whole * first
    let small = whole * rest
    let rounding = product.each(whole, first) { fma($1, $2, -$0) }
    let sum = product + fma(product, e, rounding + fma(small, e, small))
    return (exponential.scaling(sum), scale * sum)
  }
}

/// w + b w² + c w³ = 2^n T (1 + rest), |rest| < 0.07; within 0.4 ULP before it is rounded.
struct FarDecay<F: Floats> {
  private let power: FarPower<F>
  private let rest: F

  @inline(__always) private init(_ z: F, _ zTail: F?, _ b: Float, _ c: Float) {
    power = FarPower(z, zTail)
    let t = power.w * fma(power.w, c, b)
    rest = fma(power.e, t, power.e + t)
  }

  /// ln(1 + e^-|z|); the next term is below 2^-35 of it.
  @inline(__always) static func logOnePlus(_ z: F, _ zTail: F? = nil) -> Self {
    Self(z, zTail, -0.5, 0x1.555556p-2)
  }

  /// tanh ln(1 + e^-|z|); the next term is below 2^-35 of it.
  @inline(__always) static func tanhLogOnePlus(_ z: F) -> Self { Self(z, nil, -0.5, 0) }

  /// σ(-|z|); the next term is below 2^-33 of it.
  @inline(__always) static func logistic(_ z: F, _ zTail: F? = nil) -> Self {
    Self(z, zTail, -1, 1)
  }

  /// σ'(z); the next term is below 2^-31 of it.
  @inline(__always) static func logisticSlope(_ z: F) -> Self { Self(z, nil, -2, 3) }

  @inline(__always) private var unscaled: F { fma(power.whole, rest, power.whole) }

  /// Rounded once more where it is subnormal.
  @inline(__always) var value: F { power.exponential.scaling(unscaled) }

  /// The same for what is added to something of the size of 1.
  @inline(__always) var small: F { power.scale * unscaled }

  /// Times x; rounded as `value` is.
  @inline(__always) func times(_ x: F, _ xTail: F? = nil) -> F {
    let product = x * power.whole
    var tail = x.each(power.whole, product) { fma($0, $1, -$2) }
    if let xTail { tail = fma(xTail, power.whole, tail) }
    return power.exponential.scaling(product + fma(product, rest, tail))
  }

  /// Times x <= 0; not times -inf, of which a 0 here makes NaN.
  @inline(__always) func timesArgument(_ x: F) -> F {
    times(x.each { max(V(repeating: -200), $0) })
  }
}

/// The slope of x σ(z(x)), which at -a is w (1 - p) + w² (2p - 1) + w³ (1 - 3p) but for w⁴, where w = e^-|z| and
/// p = a z'(a) >= 7, and 1 less that at a. NaN for NaN.
@inline(__always) func farGatedSlope<F: Floats>(
  _ x: F, z: (head: F, tail: F?), p: (head: F, tail: F?)
) -> F {
  let power = FarPower(z.head, z.tail)
  let slope = power.slope(p, fma(power.w, fma(p.head, -3, 1), fma(p.head, 2, -1)))
  return farOf(x, slope.value, F(repeating: 1) - slope.small)
}

/// The slope of x tanh ln(1 + e^x), with a = |x| and w = e^-a: at -a w (1 - a) + w² (a - 1/2) but for w⁴, and at a
/// 1 + w² (4a - 2) + w³ (4 - 12a). NaN for NaN.
@inline(__always) func farMishSlope<F: Floats>(_ x: F) -> F {
  let a = x.each { atMost(abs($0), 200) }
  let power = FarPower(a, nil)
  let w = power.w
  let upper = fma(w * w, fma(w, fma(a, -12, 4), fma(a, 4, -2)), 1)
  return farOf(x, power.slope((a, nil), a - F(repeating: 0.5)).value, upper)
}

/// NaN for NaN.
@inline(__always) func farOf<F: Floats>(_ x: F, _ lower: F, _ upper: F) -> F {
  x.each(lower, upper) { select($0 .!= $0, $0, select($0 .< 0, $1, $2)) }
}

/// From 30 on and for NaN z the upper one is the limit.
@inline(__always) func farOf<F: Floats>(_ z: F, _ lower: F, _ upper: F, limit: F) -> F {
  let above = z.each(upper, limit) { select($0 .< 30, $1, $2) }
  return z.each(lower, above) { select($0 .< 0, $1, $2) }
}
