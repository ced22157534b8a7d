import CKernels

/// x σ(x)
struct SiLU: LongActivation, TailedSlope {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) static var reach: Reach { .magnitudes(upTo: logisticQuotientEnd) }
  @inline(__always) static var farLanes: FarLanes { .bothWays() }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { LogisticQuotient.locate(x, x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    LogisticQuotient(at).times(at.x)
  }
  @inline(__always) func far<F: Floats>(_ x: F) -> F { farGated(x, x) }

  @inline(__always) static var slopeEnd: Float { siluSlopeEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { siluSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    reflected(at.rooted(degree: 7), at.x)
  }
  @inline(__always) func farSlope<F: Floats>(_ x: F) -> F {
    let a = x.each { atMost(abs($0), 200) }
    return farGatedSlope(x, z: (a, nil), p: (a, nil))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}

/// x σ(1.702 x); Hendrycks & Gimpel (2016), section 2
struct QuickGELU: LongActivation, TailedSlope {
  @inline(__always) init(alpha: V, beta: V) {}
  /// 1.702 x
  @inline(__always) private func gate<F: Floats>(_ x: F) -> (head: F, tail: F) {
    let z = F(repeating: 0x1.b3b646p0) * x
    let tail = x.each(z) { fma($0, 0x1.b3b646p0, -$1) }
    return (z, fma(x, -0x1.78d4fep-26, tail))
  }

  /// 1.702 × that is still near enough.
  @inline(__always) static var reach: Reach { .magnitudes(upTo: 6.9) }
  @inline(__always) static var farLanes: FarLanes { .bothWays() }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> {
    let z = gate(x)
    return LogisticQuotient.locate(x, z.head, z.tail)
  }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    LogisticQuotient(at).times(at.x)
  }
  @inline(__always) func far<F: Floats>(_ x: F) -> F {
    let held = x.each { clamped($0, -100, 100) }
    let z = gate(held)
    return farGated(x, z.head, z.tail)
  }

  @inline(__always) static var slopeEnd: Float { quickSlopeEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { quickSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    reflected(at.rooted(degree: 7), at.x)
  }
  @inline(__always) func farSlope<F: Floats>(_ x: F) -> F {
    let a = x.each { atMost(abs($0), 100) }
    let z = gate(a)
    return farGatedSlope(x, z: (z.head, z.tail), p: (z.head, z.tail))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
