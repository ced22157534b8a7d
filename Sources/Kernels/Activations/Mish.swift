/// x tanh(ln(1 + e^x)); Misra (2019). In Double: its slope cancels three times over near its root
/// at -1.19.
struct Mish: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  // With w = e^x, tanh ln(1 + w) = w (w + 2) / (w (w + 2) + 2).
  @inline(__always) func forward(_ x: V) -> V {
    let y = throughDouble(clamped(x, -120, 40)) { x in
      let w = exp(x)
      let t = w * (w + 2)
      return x * t / (t + 2)
    }
    return select(x .< 40, y, x)
  }

  // w ((w + 2)(w (w + 2) + 2) + 4 x (1 + w)) / (w (w + 2) + 2)^2
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let slope = throughDouble(clamped(x, -120, 40)) { x in
      let w = exp(x)
      let d = w * (w + 2) + 2
      // 4 + 4x is exact near the root; the rest is of the order of w.
      let fourX = 4 * x
      var numerator = w * (4 + w) + (6 + fourX)
      numerator = w * numerator + (4 + fourX)
      return w * numerator / (d * d)
    }
    return dy * select(x .!= x, x, slope)
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
