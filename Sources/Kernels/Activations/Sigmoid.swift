import CKernels

/// 1 / (1 + e^-z) as value × 2^-n. The power of two is put back last, so that subnormal results
/// are rounded only once more.
struct Logistic {
  let value: Pair
  let exponential: Exponential

  @inline(__always) init(_ z: Pair) {
    // With e^-z = 2^n m: 2^-n / (2^-n + m). Below -120 even z e^z is below half the least float.
    let far = (z.head .< -120) .| (z.head .> 30)
    exponential = Exponential(-clamped(z.head, -120, 30), -z.tail.zeroed(where: far))
    let scale = exponential.unscaling(V.one)
    let m = exponential.pair
    let d = Pair(larger: max(scale, m.head), plus: min(scale, m.head)).adding(m.tail).normalized
    value = d.reciprocal
  }

  /// In float.
  @inline(__always) var rounded: V { exponential.unscaling(value.rounded) }

  /// x / (1 + e^-z)
  @inline(__always) func times(_ x: V) -> V {
    exponential.unscaling(fma(x, value.head, x * value.tail))
  }
}

/// σ(x)
struct Sigmoid: LongActivation, TailedSlope {
  @inline(__always) static var streamsInStages: Bool { false }
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) static var reach: Reach { .magnitudes(upTo: logisticEnd) }
  @inline(__always) static var blocksBelow: Int { 512 }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { logisticLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F { logistic(at) }
  @inline(__always) func tail(_ x: V) -> V { farLogistic(x, V()) }
  @inline(__always) static var slopeEnd: Float { logisticEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { logisticSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F { at.sum(degree: 5) }
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

/// σ(z + zTail)
@inline(__always) func logistic(_ z: V, _ zTail: V? = nil) -> V {
  unless(z.lanes(beyond: Sigmoid.reach), before: logistic(logisticLocated(z, zTail))) {
    farLogistic(z, zTail ?? V())
  }
}

@inline(never) private func farLogistic(_ z: V, _ zTail: V) -> V {
  Logistic(Pair(head: z, tail: zTail)).rounded
}

/// x σ(z), z of x's sign, where that is small or x large.
@inline(never) func gatedTail(_ x: V, _ z: Pair) -> V {
  // inf and NaN are left; from 30 on σ is 1.
  select(z.head .< 30, Logistic(z).times(max(V(repeating: -200), x)), x)
}

/// scale σ'(x), scale a power of two; σ' = e / (1 + e)^2 with e = e^-|x|; NaN for NaN.
@inline(never) func logisticDensity(_ x: V, scale: Float = 1) -> V {
  let d = Decay(atMost(abs(x), 120))
  return select(x .!= x, x, d.exponential.scaling(scale * d.density.rounded))
}
