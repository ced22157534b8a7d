import CKernels

// x σ(c x). With s = σ(-ca), their slope at -a is s (1 - c a (1 - s)), and 1 less that at a.

/// The slope at -a of x σ(z(x)), where p = a z'(a), and 1 - that where `positive`. With w = e^-z it
/// is w (1 + w - p) / (1 + w)^2; not for use near its root, where 1 + w and p cancel.
@inline(never) func gatedSlope(_ z: Pair, _ p: Pair, _ positive: Mask) -> V {
  let d = Decay(atMost(z.head, 120), select(z.head .> 120, 0, z.tail))
  let difference = Pair(sum: d.onePlus.head, -p.head).adding(d.onePlus.tail - p.tail)
  let slope = d.exponential.scaling((d.density * difference).rounded)
  return select(positive, 1 - slope, slope)
}

/// x σ(x)
struct SiLU: LongActivation, TailedSlope {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) static var reach: Reach { .magnitudes(upTo: logisticEnd) }
  @inline(__always) static var blocksBelow: Int { 512 }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { siluLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F { timesArgument(at) }
  @inline(__always) func tail(_ x: V) -> V { gatedTail(x, Pair(head: x, tail: V.zero)) }

  @inline(__always) static var slopeEnd: Float { siluSlopeEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { siluSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    reflected(at.rooted(degree: 7), at.x)
  }
  @inline(__always) func slopeTail(_ x: V) -> V {
    gatedSlopeTail(x, Pair(head: atMost(abs(x), 200), tail: V.zero))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}

@inline(__always) private func gatedSlopeTail(_ x: V, _ z: Pair) -> V {
  select(x .!= x, x, gatedSlope(z, z, x .> 0))
}

/// x σ(1.702 x); Hendrycks & Gimpel (2016), section 2
struct QuickGELU: LongActivation, TailedSlope {
  @inline(__always) init(alpha: V, beta: V) {}
  /// 1.702 x
  @inline(__always) private func gate(_ x: V) -> Pair {
    let z = V(repeating: 0x1.b3b646p0) * x
    let tail = fma(V(repeating: 0x1.b3b646p0), x, -z)
    return Pair(head: z, tail: fma(x, V(repeating: -0x1.78d4fep-26), tail))
  }

  @inline(__always) static var reach: Reach { .magnitudes(upTo: quickEnd) }
  @inline(__always) static var blocksBelow: Int { 512 }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { quickLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F { timesArgument(at) }
  @inline(__always) func tail(_ x: V) -> V { gatedTail(x, gate(clamped(x, -100, 100))) }

  @inline(__always) static var slopeEnd: Float { quickSlopeEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { quickSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    reflected(at.rooted(degree: 7), at.x)
  }
  @inline(__always) func slopeTail(_ x: V) -> V {
    gatedSlopeTail(x, gate(atMost(abs(x), 100)))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
