/// x tanh(ln(1 + e^x)); Misra (2019). Its tails in Double.
struct Mish: LongActivation, TailedSlope {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) static var reach: Reach { .magnitudes(upTo: mishEnd) }
  @inline(__always) static var blocksBelow: Int { 512 }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { mishLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    let (head, tail) = at.segment.parts(at.d, degree: 6)
    // The two terms' zeros may differ in sign.
    return fma(at.x, head, at.x * tail).each(at.x) { copysign($0, $1) }
  }

  @inline(__always) static var slopeEnd: Float { mishSlopeEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { mishSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F { at.rooted(degree: 9) }

  // With w = e^x, tanh ln(1 + w) = w (w + 2) / (w (w + 2) + 2).
  @inline(never) func tail(_ x: V) -> V {
    let y = throughDouble(clamped(x, -120, 40)) { x in
      let w = exp(x)
      let t = w * (w + 2)
      return x * t / (t + 2)
    }
    return select(x .< 40, y, x)
  }

  // w ((w + 2)(w (w + 2) + 2) + 4 x (1 + w)) / (w (w + 2) + 2)^2
  @inline(never) func slopeTail(_ x: V) -> V {
    let slope = throughDouble(clamped(x, -120, 40)) { x in
      let w = exp(x)
      let d = w * (w + 2) + 2
      let fourX = 4 * x
      let numerator = w * (w * (4 + w) + (6 + fourX)) + (4 + fourX)
      return w * numerator / (d * d)
    }
    return select(x .!= x, x, slope)
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
