import CKernels

/// One whose gradient goes in stages: dy times a slope that is looked up.
protocol TailedSlope: Activation where BackwardKernel == TailedBackward<Self> {
  /// Up to which magnitude the slope is good, for numbers.
  static var slopeEnd: Float { get }
  static var farSlopeLanes: FarLanes { get }
  func locateSlope<F: Floats>(_ x: F) -> Located<F>
  func slope<F: Floats>(_ at: Located<F>) -> F
  /// For lanes beyond that.
  func farSlope<F: Floats>(_ x: F) -> F
  /// The same as a call.
  func farSlopeApart(_ x: V) -> V
}

extension TailedSlope {
  @inline(__always) static var farSlopeLanes: FarLanes { .bothWays() }
  @inline(never) func farSlopeApart(_ x: V) -> V { farSlope(x) }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy * unless(beyond(abs(x), Self.slopeEnd), slope(locateSlope(x))) { farSlopeApart(x) }
  }
  @inline(__always) var backwardKernel: TailedBackward<Self> { TailedBackward(function: self) }
}

struct TailedBackward<A: TailedSlope>: StagedKernel {
  let function: A
  @inline(__always) static var reach: Reach { .magnitudes(upTo: A.slopeEnd) }
  @inline(__always) static var farLanes: FarLanes { A.farSlopeLanes }
  @inline(__always) static var streamsInStages: Bool { false }
  @inline(__always) static var isGradient: Bool { true }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.backward(load(piece.x + i), gesso_whole(load(piece.dy + i)))
  }

  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { function.locateSlope(x) }
  @inline(__always) func near<F: Floats>(_ at: Located<F>) -> F { function.slope(at) }
  @inline(__always) func far(_ x: Two) -> Two { function.farSlope(x) }
  @inline(__always) func tail(_ x: V) -> V { function.farSlopeApart(x) }
}
