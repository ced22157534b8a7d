/// tanh a = m / (2 - m) with m = 1 - e^-2a; 0 <= a <= 9.5
@inline(__always) func tanhPair(_ a: V) -> Pair {
  let m = (-Exponential(-2 * a).minusOne).normalized
  let d = 2 - m.head
  let dTail = ((2 - d) - m.head) - m.tail
  let y = m.head / d
  // What is left is an ULP or two, so that a tenth more or less of 1 / d, a line here, does for it.
  let left = fma(-y, d, m.head) + fma(-y, dTail, m.tail)
  return Pair(head: y, tail: left * fma(m.head, V(repeating: 0.5), V(repeating: 0.457)))
}

/// tanh x
struct Tanh: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) func forward(_ x: V) -> V {
    // tanh rounds to 1 from 9.011 on.
    return select(x .!= x, x, copysign(tanhPair(atMost(abs(x), 9.5)).rounded, x))
  }

  // 1 - tanh^2 x = 4 σ'(2x)
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * logisticDensity(2 * x, scale: 4) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * fma(-y, y, V.one) }
}

/// x - tanh x
struct TanhShrink: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) func forward(_ x: V) -> V {
    let a = throughDouble(atMost(abs(x), 300)) { a in
      // (x - tanh x) / x^3 on x^2 < 0.3, a fit at Chebyshev nodes, to 2^-39.
      let z = a * a
      var p = D(repeating: -0.00037095211849546433)
      p = p * z + 0.0013592240520510863
      p = p * z + -0.003568945001615548
      p = p * z + 0.00886011283115786
      p = p * z + -0.021869260479171683
      p = p * z + 0.053968245932827834
      p = p * z + -0.1333333332318149
      p = p * z + 0.3333333333332017
      let e = exp(-2 * a)
      return select(a .< 0.5, a * z * p, a - (1 - e) / (1 + e))
    }
    return select(abs(x) .< 300, copysign(a, x), x - copysign(V.one, x))
  }

  // tanh^2 x
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let y = tanhPair(atMost(abs(x), 9.5))
    let square = fma(y.head, y.head, y.tail * (2 * y.head + y.tail))
    return dy * select(x .!= x, x, square)
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
