import CKernels

/// σ(x)
struct Sigmoid: LongActivation, TailedSlope {
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) static var reach: Reach { .magnitudes(upTo: logisticEnd) }
  @inline(__always) static var farLanes: FarLanes { .bothWays() }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { logisticLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F { logistic(at) }
  @inline(__always) func far<F: Floats>(_ x: F) -> F { farLogistic(x, nil) }
  @inline(__always) func farApart(_ x: V) -> V { farLogisticApart(x, V.zero) }
  @inline(__always) static var slopeEnd: Float { logisticEnd }
  @inline(__always) func locateSlope<F: Floats>(_ x: F) -> Located<F> { logisticSlopeLocated(x) }
  @inline(__always) func slope<F: Floats>(_ at: Located<F>) -> F {
    at.segment.polynomial(0, 4, at.d)
  }
  @inline(__always) func farSlope<F: Floats>(_ x: F) -> F { farLogisticSlope(x) }
  @inline(__always) func farSlopeApart(_ x: V) -> V { farLogisticSlopeApart(x, 1) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * (y * (1 - y)) }
}

/// σ(z + zTail), as a quotient.
@inline(__always) func logistic(_ z: V, _ zTail: V? = nil) -> V {
  unless(
    z.lanes(beyond: .magnitudes(upTo: logisticQuotientEnd)),
    before: level == 2 || zTail != nil
      ? nearLogisticApart(z, zTail ?? V.zero) : nearLogistic(z, zTail)
  ) {
    farLogisticApart(z, zTail ?? V.zero)
  }
}

@inline(__always) private func nearLogistic(_ z: V, _ zTail: V?) -> V {
  LogisticQuotient(LogisticQuotient.locate(z, z, zTail)).value
}
/// The oldest CPUs' copy is to be small, and that of a tail is rarely wanted.
@inline(never) private func nearLogisticApart(_ z: V, _ zTail: V) -> V { nearLogistic(z, zTail) }

/// NaN for NaN.
@inline(__always) private func farLogistic<F: Floats>(_ z: F, _ zTail: F?) -> F {
  let d = FarDecay.logistic(z, zTail)
  return farOf(z, d.value, F(repeating: 1) - d.small)
}

@inline(never) private func farLogisticApart(_ z: V, _ zTail: V) -> V { farLogistic(z, zTail) }

/// x σ(z + zTail), z of x's sign, where that is small or x large.
@inline(__always) func farGated<F: Floats>(_ x: F, _ z: F, _ zTail: F? = nil) -> F {
  let d = FarDecay.logistic(z, zTail)
  let upper = x.each(d.small) { fma(-$0, $1, $0) }
  return farOf(z, d.timesArgument(x), upper, limit: x)
}

/// scale σ'(x), scale a power of two; NaN for NaN.
@inline(__always) func farLogisticSlope<F: Floats>(_ x: F, scale: Float = 1) -> F {
  let slope = FarDecay.logisticSlope(x).times(F(repeating: scale))
  return x.each(slope) { select($0 .!= $0, $0, $1) }
}

@inline(never) func farLogisticSlopeApart(_ x: V, _ scale: Float) -> V {
  farLogisticSlope(x, scale: scale)
}
