/// 1 / (1 + e^-z) as value × 2^-n. The power of two is put back last, so that subnormal results
/// are rounded only once more.
struct Logistic {
  let value: Pair
  let exponential: Exponential

  /// z has the magnitude a and the sign of `sign`.
  @inline(__always) init(_ a: Pair, sign: V) {
    // With e^-z = 2^n m: 2^-n / (2^-n + m). Beyond -120 even z e^z is below half the least float.
    let negative = sign .< 0
    let end = select(negative, 120, V(repeating: 30))
    let far = a.head .> end
    let z = Pair(head: select(far, end, a.head), tail: select(far, 0, a.tail))
    let e = Exponential(select(negative, z.head, -z.head), select(negative, z.tail, -z.tail))
    exponential = e
    let scale = e.unscaling(V.one)
    let d = Pair(larger: max(scale, e.head), plus: min(scale, e.head)).adding(e.tail).normalized
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
struct Sigmoid: Activation {
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) func forward(_ x: V) -> V { logistic(x, Pair(head: abs(x), tail: V.zero)) }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * logisticDensity(x) }
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
    onePlus =
      Pair(larger: V.one, plus: scale * exponential.head)
      .adding(scale * exponential.tail).normalized
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

/// σ(z) for the z that has x's sign and the magnitude a; x is what NaN gives.
@inline(__always) func logistic(_ x: V, _ a: Pair) -> V {
  let y = reflected(logisticSegments(a), x).rounded
  let far = beyond(a.head, logisticEnd)
  return any(far) ? select(far, select(x .!= x, x, Logistic(a, sign: x).rounded), y) : y
}

/// x σ(z) for the same z.
@inline(__always) func gated(_ x: V, _ a: Pair) -> V {
  let s = reflected(logisticSegments(a), x)
  let y = fma(x, s.head, x * s.tail)
  let far = beyond(a.head, logisticEnd)
  return any(far) ? select(far, gatedTail(x, a), y) : y
}

@inline(__always) func gatedTail(_ x: V, _ a: Pair) -> V {
  // inf and NaN are left; from 30 on σ is 1.
  let y = Logistic(a, sign: x).times(max(V(repeating: -200), x))
  return select((x .< 0) .| (a.head .< 30), y, x)
}

/// scale σ'(x), scale a power of two; σ' = e / (1 + e)^2 with e = e^-|x|; NaN for NaN.
@inline(__always) func logisticDensity(_ x: V, scale: Float = 1) -> V {
  let s = logisticSegments(Pair(head: abs(x), tail: V.zero))
  let upper = scale * ((1 - s.head) - s.tail)
  let y = fma(s.head, upper, s.tail * upper)
  let far = beyond(abs(x), logisticEnd)
  if !any(far) { return y }
  let d = Decay(atMost(abs(x), 120))
  let tail = d.exponential.scaling(scale * d.density.rounded)
  return select(far, select(x .!= x, x, tail), y)
}
