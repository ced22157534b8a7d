/// tanh x
struct Tanh: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  // (1 - e) / (1 + e) with e = e^-2|x| = 2^n (1 + t): both sides as pairs, so that nothing cancels
  // near 0, where n = 0 and 1 - e is -t itself.
  @inline(__always) func forward(_ x: V) -> V {
    let a = abs(x)
    let e = ExpParts(-2 * select(a .> 10, V(repeating: 10), a))
    let s = e.scale
    let t = s * e.t
    let tail = s * e.tail
    // Below 2^-23, 1 - s and 1 + s are not exact; what they lose joins the tails.
    let lower = 1 - s
    let upper = 1 + s
    let y =
      Pair(sum: lower, -t, ((1 - lower) - s) - tail)
      / Pair(sum: upper, t, ((1 - upper) + s) + tail)
    return select(x .!= x, x, copysign(y, x))
  }

  // 1 - tanh^2 x = 4 σ'(2x)
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * logisticDensity(2 * x, exponent: 2) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * fma(-y, y, V.one) }
}
