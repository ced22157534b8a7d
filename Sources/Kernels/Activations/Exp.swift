import CKernels

/// e^x
struct Exp: Activation {
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) static var unrolledFrom: Int { 4 }

  // Beyond, e^x is infinite, or below half the least float.
  @inline(__always) func forward(_ x: V) -> V { ShortExponential(clamped(x, -104, 89)).value }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * forward(x) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * y }
}
