/// e^x
struct Exp: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) func forward(_ x: V) -> V {
    // Beyond, e^x is infinite, or below half the least float.
    let e = Exponential(clamped(x, -104, 89))
    return e.scaling(e.mantissa)
  }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * forward(x) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * y }
}
