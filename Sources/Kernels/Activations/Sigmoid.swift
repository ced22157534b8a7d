/// 1 / (1 + e^-z) as value × 2^-n. The power of two is put back last, so that subnormal results
/// are rounded only once more.
struct Logistic {
  let value: Pair
  let exponential: Exponential

  @inline(__always) init(_ z: Pair) {
    // With e^-z = 2^n m: 2^-n / (2^-n + m). Beyond -120 even z e^z is below half the least float.
    let held = (z.head .> 30) .| (z.head .< -120)
    let e = Exponential(-clamped(z.head, -120, 30), -select(held, 0, z.tail))
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
  @inline(__always) func forward(_ x: V) -> V { logistic(x, Pair(head: x, tail: V.zero)) }
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
    onePlus = Pair(larger: V.one, plus: scale * exponential.head)
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

/// |z|
@inline(__always) func magnitude(_ z: Pair) -> Pair {
  Pair(head: abs(z.head), tail: copysign(V.one, z.head) * z.tail)
}

/// |z|, at most `end`
@inline(__always) func magnitude(_ z: Pair, atMost end: Float) -> Pair {
  let m = magnitude(z)
  let far = m.head .> end
  return Pair(head: select(far, end, m.head), tail: select(far, 0, m.tail))
}

/// σ(z); x is what NaN gives, and has z's sign.
@inline(__always) func logistic(_ x: V, _ z: Pair) -> V {
  let y = reflected(logisticSegments(magnitude(z)), x).rounded
  let far = beyond(abs(z.head), logisticEnd)
  return any(far) ? select(far, select(x .!= x, x, Logistic(z).rounded), y) : y
}

/// x σ(z)
@inline(__always) func gated(_ x: V, _ z: Pair) -> V {
  let s = reflected(logisticSegments(magnitude(z)), x)
  let y = fma(x, s.head, x * s.tail)
  let far = beyond(abs(z.head), logisticEnd)
  if !any(far) { return y }
  // inf and NaN are left; from 30 on σ is 1.
  let tail = select(z.head .< 30, Logistic(z).times(max(V(repeating: -200), x)), x)
  return select(far, tail, y)
}

/// scale σ'(x), scale a power of two; σ' = e / (1 + e)^2 with e = e^-|x|; NaN for NaN.
@inline(__always) func logisticDensity(_ x: V, scale: Float = 1) -> V {
  let s = logisticSegments(Pair(head: abs(x), tail: V.zero))
  let y = (scale * s.rounded) * ((1 - s.head) - s.tail)
  let far = beyond(abs(x), logisticEnd)
  if !any(far) { return y }
  let d = Decay(atMost(abs(x), 120))
  let tail = d.exponential.scaling(scale * d.density.rounded)
  return select(far, select(x .!= x, x, tail), y)
}
