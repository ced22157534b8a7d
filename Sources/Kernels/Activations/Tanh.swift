/// tanh x
struct Tanh: LongActivation {
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) func forward<F: Floats>(_ x: F) -> F {
    x.anyNaN ? x.eachCalled(tanhOrNaN) : tanhOfNumber(x)
  }

  // 1 - tanh^2 x = 4 σ'(2x)
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy * unless(beyond(abs(x), logisticEnd), tanhSlope(abs(x))) { logisticDensity(2 * x, scale: 4) }
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * fma(-y, y, V.one) }
}

@inline(__always) private func tanhOfNumber<F: Floats>(_ x: F) -> F {
  let t = tanhSegments(x)
  return fma(t.base, t.rest, t.base)
}

@inline(never) private func tanhOrNaN(_ x: V) -> V { select(x .!= x, x, tanhOfNumber(x)) }

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
    let t = tanhSegments(x)
    let square = Pair(product: t.base, t.base)
    let y = square.head + fma(square.head, fma(t.rest, t.rest, 2 * t.rest), square.tail)
    // The segments end before tanh² rounds to 1.
    return dy * select(x .!= x, x, select(abs(x) .> 9.36, 1, y))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
