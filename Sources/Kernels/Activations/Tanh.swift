/// tanh x
struct Tanh: LongActivation, TailedSlope {
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) static var reach: Reach { .all }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { tanhLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    fma(at.x, tanhRest(at), at.x)
  }
  @inline(__always) func far<F: Floats>(_ x: F) -> F { x }

  // 1 - tanh^2 x = 4 σ'(2x)
  @inline(__always) static var slopeEnd: Float { logisticEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { tanhSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    at.segment.polynomial(0, 6, at.d)
  }
  @inline(__always) func farSlope<F: Floats>(_ x: F) -> F { farLogisticSlope(x + x, scale: 4) }
  @inline(__always) func farSlopeApart(_ x: V) -> V { farLogisticSlopeApart(x + x, 4) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * fma(-y, y, 1) }
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
    let at = tanhLocated(x)
    let rest = tanhRest(at)
    let square = Pair(product: at.x, at.x)
    let y = square.head + fma(square.head, fma(rest, rest, 2 * rest), square.tail)
    // The segments end before tanh² rounds to 1.
    return dy * select(x .!= x, x, select(abs(x) .> 9.36, 1, y))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
