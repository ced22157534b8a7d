/// x tanh(ln(1 + e^x)); Misra (2019)
struct Mish: LongActivation, TailedSlope {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) static var reach: Reach { .magnitudes(upTo: mishEnd) }
  @inline(__always) static var farLanes: FarLanes { .bothWays() }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { mishLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    let (head, tail) = at.segment.parts(at.d, degree: 6)
    // The two terms' zeros may differ in sign.
    return fma(at.x, head, at.x * tail).each(at.x) { copysign($0, $1) }
  }

  @inline(__always) static var slopeEnd: Float { mishSlopeEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { mishSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F { at.rooted(degree: 9) }

  // With w = e^-|x|, tanh ln(1 + w) is w - w²/2 but for w⁴, and tanh ln(1 + 1/w) is 1 - 2w² but for 4w³.
  @inline(__always) func far<F: Floats>(_ x: F) -> F {
    let d = FarDecay.tanhLogOnePlus(x)
    let upper = x.each(d.small) { fma(-2 * $0 * $1, $1, $0) }
    return farOf(x, d.timesArgument(x), upper, limit: x)
  }

  @inline(__always) func farSlope<F: Floats>(_ x: F) -> F { farMishSlope(x) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
