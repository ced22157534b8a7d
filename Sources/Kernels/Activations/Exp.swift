import CKernels

/// e^x
struct Exp: LongActivation {
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) static var reach: Reach { .magnitudes(upTo: 87) }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { ShortExponential.locate(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F { ShortExponential(at).normal }
  @inline(__always) func far<F: Floats>(_ x: F) -> F { x.each { farExponential($0) } }
  @inline(__always) func farApart(_ x: V) -> V { farExponential(x) }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * forward(x) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * y }
}

/// Beyond the clamps, e^x is infinite, or below half the least float.
@inline(never) func farExponential(_ x: V) -> V {
  ShortExponential(clamped(x, -104, 89)).value
}
