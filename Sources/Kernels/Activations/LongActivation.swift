/// One whose forward goes in stages.
protocol LongActivation: Activation where ForwardKernel == LongForward<Self> {
  /// As in StagedKernel.
  static var reach: Reach { get }
  static var farLanes: FarLanes { get }
  static var streamsInStages: Bool { get }
  func locate<F: Floats>(_ x: F) -> Located<F>
  func value<F: Floats>(_ at: Located<F>) -> F
  /// For lanes beyond reach.
  func far<F: Floats>(_ x: F) -> F
  /// The same as a call.
  func farApart(_ x: V) -> V
}

extension LongActivation {
  @inline(__always) static var streamsInStages: Bool { false }
  @inline(__always) static var farLanes: FarLanes { .alone }
  @inline(never) func farApart(_ x: V) -> V { far(x) }
  @inline(__always) func near<F: Floats>(_ x: F) -> F { value(locate(x)) }
  @inline(__always) func forward(_ x: V) -> V {
    unless(x.lanes(beyond: Self.reach), before: near(x)) { farApart(x) }
  }

  @inline(__always) var forwardKernel: LongForward<Self> { LongForward(function: self) }
}

struct LongForward<A: LongActivation>: StagedKernel {
  let function: A
  @inline(__always) static var reach: Reach { A.reach }
  @inline(__always) static var farLanes: FarLanes { A.farLanes }
  @inline(__always) static var streamsInStages: Bool { A.streamsInStages }
  @inline(__always) static var fetches: Bool { true }
  @inline(__always) static var isGradient: Bool { false }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.forward(load(piece.x + i))
  }

  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { function.locate(x) }
  @inline(__always) func near<F: Floats>(_ at: Located<F>) -> F { function.value(at) }
  @inline(__always) func far(_ x: Two) -> Two { function.far(x) }
  @inline(__always) func tail(_ x: V) -> V { function.farApart(x) }
}
