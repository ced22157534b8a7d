import CKernels

/// σ(x)
struct Sigmoid: LongActivation, TailedSlope {
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) static var reach: Reach { .magnitudes(upTo: logisticEnd) }
  @inline(__always) static var blocksBelow: Int { 512 }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { logisticLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F { logistic(at) }
  @inline(__always) func tail(_ x: V) -> V { farLogistic(x, V.zero) }
  @inline(__always) static var slopeEnd: Float { logisticEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { logisticSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    at.segment.polynomial(0, 4, at.d)
  }
  @inline(__always) func slopeTail(_ x: V) -> V { logisticDensity(x) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * (y * (1 - y)) }
}

/// e^-a, 1 / (1 + e^-a) and what else the gradients of the logistic family are made of; a >= 0.
struct Decay {
  let exponential: Exponential
  let scale: V
  /// 1 + e^-a
  let onePlus: Pair

  @inline(__always) init(_ a: V, _ aTail: V? = nil) {
    exponential = Exponential(-a, aTail.map { -$0 })
    scale = exponential.scale
    let m = exponential.pair
    onePlus = Pair(larger: V.one, plus: scale * m.head).adding(scale * m.tail).normalized
  }

  /// m / (1 + e^-a)^2 where e^-a = 2^n m
  @inline(__always) var density: Pair {
    let r = onePlus.reciprocal
    let q = r.head * r.head
    let qTail = fma(r.head, r.head, -q) + 2 * r.head * r.tail
    return exponential.pair * Pair(head: q, tail: qTail)
  }
}

/// a, at most `end`
@inline(__always) func held(_ a: Pair, _ end: Float) -> Pair {
  let far = a.head .> end
  return Pair(head: select(far, end, a.head), tail: select(far, 0, a.tail))
}

/// w + b w² + c w³ = 2^n value, for w = e^-a, 7.7 <= a <= 200.
struct FarDecay {
  let exponential: Exponential
  let value: Pair

  @inline(__always) private init(_ a: Pair, _ b: Float, _ c: Float) {
    exponential = Exponential(-a.head, -a.tail)
    let m = exponential.pair
    let w = exponential.scale * m.rounded
    value = m.adding(m.rounded * (w * fma(w, c, b)))
  }

  /// ln(1 + e^-a), to 2^-27; the next term is below 2^-35 of it.
  @inline(__always) static func logOnePlus(_ a: Pair) -> FarDecay {
    FarDecay(a, -0.5, 0x1.555556p-2)
  }

  /// 1 / (1 + e^|z|), to 2^-27; the next term is below 2^-33 of it.
  @inline(__always) static func logistic(_ z: Pair) -> FarDecay {
    FarDecay(held(Pair(head: abs(z.head), tail: signed(z.tail, z.head)), 150), -1, 1)
  }
}

/// σ(z + zTail)
@inline(__always) func logistic(_ z: V, _ zTail: V? = nil) -> V {
  unless(z.lanes(beyond: Sigmoid.reach), before: logistic(logisticLocated(z, zTail))) {
    farLogistic(z, zTail ?? V.zero)
  }
}

/// NaN for NaN.
@inline(never) private func farLogistic(_ z: V, _ zTail: V) -> V {
  let d = FarDecay.logistic(Pair(head: z, tail: zTail))
  let q = d.value.rounded
  let y = select(z .< 0, d.exponential.scaling(q), 1 - d.exponential.scale * q)
  return select(z .!= z, z, y)
}

/// x σ(z), z of x's sign, where that is small or x large.
@inline(never) func gatedTail(_ x: V, _ z: Pair) -> V {
  let d = FarDecay.logistic(z)
  // Not -inf, which e^z makes a zero of as well.
  let w = max(V(repeating: -200), x)
  let lower = d.exponential.scaling(fma(w, d.value.head, w * d.value.tail))
  let upper = fma(-x, d.exponential.scale * d.value.rounded, x)
  // inf and NaN are left; from 30 on σ is 1.
  return select(z.head .< 0, lower, select(z.head .< 30, upper, x))
}

/// scale σ'(x), scale a power of two; σ' = e / (1 + e)^2 with e = e^-|x|; NaN for NaN.
@inline(never) func logisticDensity(_ x: V, scale: Float = 1) -> V {
  let d = Decay(atMost(abs(x), 120))
  return select(x .!= x, x, d.exponential.scaling(scale * d.density.rounded))
}
