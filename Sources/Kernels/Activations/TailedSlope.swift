import CKernels

/// One whose slope has a tail.
protocol TailedSlope: Activation where BackwardKernel == TailedBackward<Self> {
  /// Up to which magnitude `slope` is good, for numbers.
  static var slopeEnd: Float { get }
  /// As LongActivation.blocksBelow.
  static var slopeBlocksBelow: Int { get }
  func slope(_ x: V) -> V
  /// For lanes beyond that; a call.
  func slopeTail(_ x: V) -> V
}

extension TailedSlope {
  @inline(__always) static var slopeBlocksBelow: Int { 512 }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy * unless(beyond(abs(x), Self.slopeEnd), slope(x)) { slopeTail(x) }
  }
  @inline(__always) var backwardKernel: TailedBackward<Self> { TailedBackward(function: self) }
}

struct TailedBackward<A: TailedSlope>: TailedKernel {
  let function: A
  @inline(__always) static var resumes: Bool { GESSO_LEVEL >= 4 }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.backward(load(piece.x + i), gesso_whole(load(piece.dy + i)))
  }
  @inline(__always) func tail(_ x: V) -> V { function.slopeTail(x) }
  @inline(__always) static var isGradient: Bool { true }

  @inline(__always) func several(_ piece: Piece, _ start: Int) -> Int {
    if GESSO_LEVEL < 4 { return start }
    if A.slopeBlocksBelow == .max { return block(piece, start) }
    let i = near(piece, start)
    return i == start || i &- start >= A.slopeBlocksBelow ? i : block(piece, i)
  }

  /// Up to a pair with a far lane.
  @inline(__always) private func near(_ piece: Piece, _ start: Int) -> Int {
    var i = start
    while i &+ 32 <= piece.count {
      let x = loadTwo(piece.x + i)
      if !x.isWithin(.magnitudes(upTo: A.slopeEnd)) { break }
      let v = gradient(x, piece.dy + i)
      if piece.streamed {
        stream(v, piece.out + i)
      } else {
        store(v, piece.out + i)
      }
      i &+= 32
    }
    return i
  }

  @inline(__always) private func block(_ piece: Piece, _ start: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: FarPairs.bytes, alignment: 16) { memory in
      guard let memory = memory.baseAddress else { return start }
      let pairs = FarPairs(piece, start, memory)
      let end = min(piece.count, start &+ 32 &* FarPairs.most)
      var (i, count) = (start, 0)
      while i &+ 32 <= end {
        let x = loadTwo(piece.x + i)
        let far = (beyond(abs(x.first), A.slopeEnd), beyond(abs(x.second), A.slopeEnd))
        count = pairs.put(gradient(x, piece.dy + i), at: i, far: far, count)
        i &+= 32
      }
      pairs.mend(self, count)
      return i
    }
  }

  @inline(__always) private func gradient(_ x: Two, _ dy: UnsafePointer<Float>) -> Two {
    Two(
      gesso_whole(load(dy)) * function.slope(x.first),
      gesso_whole(load(dy + 16)) * function.slope(x.second))
  }
}
