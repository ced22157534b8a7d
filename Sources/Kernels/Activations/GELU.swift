import CKernels

/// x Φ(x); Hendrycks & Gimpel (2016)
struct GELU: LongActivation, TailedSlope {
  @inline(__always) init(alpha: V, beta: V) {}

  /// e^(-a²/2)
  @inline(__always) private func gaussian(_ a: V) -> Exponential {
    let square = Pair(product: a, a)
    return Exponential(-0.5 * square.head, -0.5 * square.tail)
  }

  @inline(__always) static var reach: Reach { .values(from: normalStart) }
  @inline(__always) static var farLanes: FarLanes { .inPairs }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { normalLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F { timesArgument(at) }

  @inline(__always) func far<F: Floats>(_ x: F) -> F { x.each { farVector($0) } }
  /// For x < 0, Φ(-a) = e^(-a²/2) M(a).
  @inline(__always) private func farVector(_ x: V) -> V {
    let a = atMost(abs(x), 15)
    let e = gaussian(a)
    let lower = e.pair * millsRatio(a)
    return e.scaling(-fma(a, lower.head, a * lower.tail))
  }

  // Φ(x) + x φ(x), which at a is 1 less that at -a.
  @inline(__always) static var slopeEnd: Float { geluSlopeEnd }
  @inline(__always) static var farSlopeLanes: FarLanes { .inPairs }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { geluSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    reflected(at.rooted(degree: 7), at.x)
  }
  @inline(__always) func farSlope<F: Floats>(_ x: F) -> F { x.each { farVectorSlope($0) } }
  @inline(__always) private func farVectorSlope(_ x: V) -> V {
    let a = atMost(abs(x), 15)
    let e = gaussian(a)
    let lower = (e.pair * geluTailSlope(a)).rounded
    return select(x .!= x, x, select(x .< 0, e.scaling(lower), 1 - e.scale * lower))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}

/// x σ(2u), u = sqrt(2/π) (x + 0.044715 x³): the approximation of the same paper, section 2
struct GELUTanh: LongActivation, TailedSlope {
  @inline(__always) init(alpha: V, beta: V) {}

  /// Beyond 11, e^-2u is below half the least float.
  @inline(__always) private func held(_ x: V) -> V { clamped(x, -11, 11) }

  /// k0 + k x² with k0 = 2 sqrt(2/π)
  @inline(__always) private func quadratic(_ square: Pair, _ k: Pair) -> Pair {
    let k0 = Pair(head: V(repeating: 0x1.988454p0), tail: V(repeating: -0x1.857936p-25))
    let t = k * square
    return Pair(sum: k0.head, t.head).adding(t.tail + k0.tail)
  }

  /// x (k0 + k1 x²) and x (k0 + 3 k1 x²), k1 = 0.044715 k0
  @inline(__always) private func gate(_ x: V, _ square: Pair) -> Pair {
    let k1 = Pair(head: V(repeating: 0x1.2444f2p-4), tail: V(repeating: 0x1.49b16ap-29))
    return x * quadratic(square, k1)
  }
  @inline(__always) private func gateSlope(_ x: V, _ square: Pair) -> Pair {
    let k1 = Pair(head: V(repeating: 0x1.b6676cp-3), tail: V(repeating: -0x1.175e20p-32))
    return x * quadratic(square, k1)
  }

  @inline(__always) static var reach: Reach { .values(from: geluTanhStart) }
  @inline(__always) static var farLanes: FarLanes { .inPairs }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { geluTanhLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F { timesArgument(at) }

  @inline(__always) func far<F: Floats>(_ x: F) -> F { x.each { farVector($0) } }
  @inline(__always) private func farVector(_ x: V) -> V {
    let v = held(x)
    let z = gate(v, Pair(product: v, v))
    let e = Exponential(z.head, z.tail)
    // σ(z) is e^z (1 - e^z) but for 2^-49 of it.
    let m = e.pair
    let lower = m.adding(-(m.rounded * m.rounded * e.scale))
    // Not -inf, which e^z makes a zero of as well.
    let w = max(V(repeating: -200), x)
    return e.scaling(fma(w, lower.head, w * lower.tail))
  }

  @inline(__always) static var slopeEnd: Float { geluSlopeEnd }
  @inline(__always) static var farSlopeLanes: FarLanes { .inPairs }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { geluTanhSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    reflected(at.rooted(degree: 7), at.x)
  }
  @inline(__always) func farSlope<F: Floats>(_ x: F) -> F { x.each { farVectorSlope($0) } }
  @inline(__always) private func farVectorSlope(_ x: V) -> V {
    let a = held(abs(x))
    let square = Pair(product: a, a)
    let (z, p) = (gate(a, square), gateSlope(a, square))
    return farGatedSlope(x, z: (z.head, z.tail), p: (p.head, p.tail))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
