/// One whose forward goes in stages.
protocol LongActivation: Activation where ForwardKernel == LongForward<Self> {
  /// As in StagedKernel.
  static var reach: Reach { get }
  static var blocksBelow: Int { get }
  static var streamsInStages: Bool { get }
  func locate<F: Floats>(_ x: F) -> Located<F>
  func value<F: Floats>(_ at: Located<F>) -> F
  /// For lanes beyond reach; a call, where it takes steps.
  func tail(_ x: V) -> V
}

extension LongActivation {
  @inline(__always) static var streamsInStages: Bool { false }
  @inline(__always) static var blocksBelow: Int { 0 }
  @inline(__always) func near(_ x: V) -> V { value(locate(x)) }
  @inline(__always) func forward(_ x: V) -> V {
    unless(x.lanes(beyond: Self.reach), before: near(x)) { tail(x) }
  }

  @inline(__always) var forwardKernel: LongForward<Self> { LongForward(function: self) }
}

struct LongForward<A: LongActivation>: StagedKernel {
  let function: A
  @inline(__always) static var reach: Reach { A.reach }
  @inline(__always) static var blocksBelow: Int { A.blocksBelow }
  @inline(__always) static var streamsInStages: Bool { A.streamsInStages }
  @inline(__always) static var fetches: Bool { true }
  @inline(__always) static var isGradient: Bool { false }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.forward(load(piece.x + i))
  }

  @inline(__always) func locate(_ x: Two) -> Located<Two> { function.locate(x) }
  @inline(__always) func value(_ at: Located<Two>, _ piece: Piece, _ i: Int) -> Two {
    function.value(at)
  }
  @inline(__always) func tail(_ x: V) -> V { function.tail(x) }
}
