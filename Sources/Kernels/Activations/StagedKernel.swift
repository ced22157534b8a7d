import CKernels

/// One whose steps wait for one another. They come in two stages, so that the sweep can begin with the next two vectors
/// before it ends these.
protocol StagedKernel: TailedKernel {
  /// Values for which the stages are enough.
  static var reach: Reach { get }
  /// Whether that helps past the caches too: not where one vector at a time keeps up with memory.
  static var streamsInStages: Bool { get }
  /// The loop in stages ends at a pair with a far lane, and the next vector goes alone. Where that loop came less far
  /// than this, a block of FarPairs follows; with .max, all is such blocks. Unless it is 0, Located.x is x, and
  /// Located.a its magnitude where `reach` is for magnitudes.
  static var blocksBelow: Int { get }
  func locate(_ x: Two) -> Located<Two>
  /// Of the elements from i on.
  func value(_ at: Located<Two>, _ piece: Piece, _ i: Int) -> Two
}

extension StagedKernel {
  @inline(__always) static var resumes: Bool { GESSO_LEVEL >= 4 }

  /// AVX2 has too few registers.
  @inline(__always) func several(_ piece: Piece, _ i: Int) -> Int {
    if GESSO_LEVEL < 4 { return i }
    if !piece.streamed { return stages(piece, i) { store($0, $1) } }
    if !Self.streamsInStages { return i }
    return stages(piece, i) { stream($0, $1) }
  }

  @inline(__always) private func stages(
    _ piece: Piece, _ start: Int, put: (Two, UnsafeMutablePointer<Float>) -> Void
  ) -> Int {
    if Self.blocksBelow == .max { return block(piece, start) }
    let i = near(piece, start, put: put)
    // Nor where all are far: nothing is to be gained.
    if Self.blocksBelow == 0 || i == start || i &- start >= Self.blocksBelow { return i }
    return block(piece, i)
  }

  @inline(__always) private func block(_ piece: Piece, _ start: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: FarPairs.bytes, alignment: 16) { memory in
      guard let memory = memory.baseAddress, start &+ 32 <= piece.count else { return start }
      let pairs = FarPairs(piece, start, memory)
      let end = min(piece.count, start &+ 32 &* FarPairs.most)
      var (i, count) = (start, 0)
      var at = locate(loadTwo(piece.x + i))
      while i &+ 64 <= end {
        let next = locate(loadTwo(piece.x + (i &+ 32)))
        piece.fetch(i, lines: 2, gradient: Self.isGradient)
        count = put(at, in: pairs, piece, i, count)
        at = next
        i &+= 32
      }
      count = put(at, in: pairs, piece, i, count)
      pairs.mend(self, count)
      return i &+ 32
    }
  }

  @inline(__always) private func put(
    _ at: Located<Two>, in pairs: FarPairs, _ piece: Piece, _ i: Int, _ count: Int
  ) -> Int {
    let far = (farLanes(at.x.first, at.a.first), farLanes(at.x.second, at.a.second))
    return pairs.put(value(at, piece, i), at: i, far: far, count)
  }

  @inline(__always) private func farLanes(_ x: V, _ a: V) -> Mask {
    if case .magnitudes(let limit) = Self.reach { a .> limit } else { x.lanes(beyond: Self.reach) }
  }

  /// Up to a pair with a far lane.
  @inline(__always) private func near(
    _ piece: Piece, _ start: Int, put: (Two, UnsafeMutablePointer<Float>) -> Void
  ) -> Int {
    var i = start
    guard i &+ 32 <= piece.count, var at = located(piece, i) else { return i }
    while i &+ 64 <= piece.count, let next = located(piece, i &+ 32) {
      if Self.fetches { piece.fetch(i, lines: 2) }
      put(value(at, piece, i), piece.out + i)
      at = next
      i &+= 32
    }
    put(value(at, piece, i), piece.out + i)
    return i &+ 32
  }

  @inline(__always) private func located(_ piece: Piece, _ i: Int) -> Located<Two>? {
    let x = loadTwo(piece.x + i)
    return x.isWithin(Self.reach) ? locate(x) : nil
  }
}
