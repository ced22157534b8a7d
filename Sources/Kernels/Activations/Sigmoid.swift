/// 1 / (1 + e^-x)
struct Sigmoid: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  // With e = e^-|x|: 1 / (1 + e) for x >= 0, e / (1 + e) below, where e's power of two is put back last
  // so that subnormal results are rounded once.
  @inline(__always) func forward(_ x: V) -> V {
    let e = ExpParts(decayArgument(x))
    let m = e.mantissa
    let negative = x .< 0
    let quotient = Pair(head: select(negative, m.head, V.one), tail: select(negative, m.tail, V())) / onePlus(e)
    return select(x .!= x, x, select(negative, scaling(quotient, e.n), quotient))
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * logisticDensity(x) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * (y * (1 - y)) }
}

/// -|x|, held at `end`, where e^-|x| is 0 in float and n is still within the range of `scaling`.
@inline(__always) func decayArgument(_ x: V, end: Float = 120) -> V {
  let a = abs(x)
  return -select(a .> end, V(repeating: end), a)
}

/// 1 + e^x as a pair, for x <= 0.
@inline(__always) func onePlus(_ e: ExpParts) -> Pair {
  let s = e.normalScale  // a subnormal 2^n would not matter beside 1
  let m = e.mantissa
  return Pair(sum: V.one, s * m.head, s * m.tail)
}

/// 2^exponent σ'(x), σ'(x) = e / (1 + e)^2 with e = e^-|x|; NaN for NaN.
@inline(__always) func logisticDensity(_ x: V, exponent: Int32 = 0) -> V {
  let e = ExpParts(decayArgument(x))
  let m = e.mantissa
  let d = onePlus(e)
  let r = 1 / d.head
  // 1 / (1 + e) = r + rTail, its square = q + qTail.
  let rTail = (fma(-r, d.head, V.one) - r * d.tail) * r
  let q = r * r
  let qTail = fma(r, r, -q) + 2 * r * rTail
  let value = fma(m.head, q, fma(m.head, qTail, m.tail * q))
  return select(x .!= x, x, scaling(value, e.n &+ exponent))
}
