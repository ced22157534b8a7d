/// 1 / (1 + e^-z), z = x + xTail, as value × 2^-n. The power of two is put back last, so that subnormal results
/// are rounded only once more.
struct Logistic {
  let value: Pair
  let exponential: Exponential

  @inline(__always) init(_ x: V, _ xTail: V? = nil) {
    // With e^-z = 2^n m: 2^-n / (2^-n + m). Beyond -120 even z e^z is below half the least float.
    let e = Exponential(-clamped(x, -120, 30), xTail.map { -$0 })
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
  @inline(__always) func forward(_ x: V) -> V { select(x .!= x, x, Logistic(x).rounded) }
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

/// σ'(x) = e / (1 + e)^2 with e = e^-|x|; NaN for NaN.
@inline(__always) func logisticDensity(_ x: V) -> V {
  let d = Decay(atMost(abs(x), 120))
  return select(x .!= x, x, d.exponential.scaling(d.density.rounded))
}
