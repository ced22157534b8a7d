import CKernels

/// One whose steps wait for one another. They come in two stages, so that the sweep can begin with the next two vectors
/// before it ends these.
protocol StagedKernel: TailedKernel {
  /// Values for which the stages are enough.
  static var reach: Reach { get }
  /// Whether that helps past the caches too: not where one vector at a time keeps up with memory. With .inPairs it is
  /// not asked.
  static var streamsInStages: Bool { get }
  /// Unless farLanes is .alone, Located.x is x, and Located.a its magnitude where `reach` is for magnitudes.
  func locate<F: Floats>(_ x: F) -> Located<F>
  /// What it then is, but for dy.
  func near<F: Floats>(_ at: Located<F>) -> F
  /// What `tail` gives, of two vectors and not as a call.
  func far(_ x: Two) -> Two
}

extension StagedKernel {
  @inline(__always) static var resumes: Bool { level >= 4 }

  /// Of the elements from i on.
  @inline(__always) private func value(_ at: Located<Two>, _ piece: Piece, _ i: Int) -> Two {
    let y = near(at)
    if !Self.isGradient { return y }
    return Two(
      gesso_whole(load(piece.dy + i)) * y.first,
      gesso_whole(load(piece.dy + (i &+ 16))) * y.second)
  }

  @inline(__always) func several(_ piece: Piece, _ start: Int) -> Int {
    if level < 4 { return start }
    let single = piece.streamed && !Self.streamsInStages
    switch Self.farLanes {
    case .alone: return single ? start : near(piece, start)
    case .inPairs: return block(piece, start)
    case .bothWays(let gap):
      let i = single ? nearVectors(piece, start) : near(piece, start)
      if i &+ 32 > piece.count { return i }
      if i &- start >= gap { return bothWays(piece, i, upTo: i &+ 32) }
      if farCount(piece, i) < 4 { return block(piece, i) }
      return bothWays(piece, i, upTo: min(piece.count, i &+ 32 &* FarPairs.most))
    }
  }

  /// How many lanes of the pair at i are far.
  @inline(__always) private func farCount(_ piece: Piece, _ i: Int) -> Int {
    let x = loadTwo(piece.x + i)
    return gesso_bits(x.first.lanes(beyond: Self.reach)).nonzeroBitCount
      &+ gesso_bits(x.second.lanes(beyond: Self.reach)).nonzeroBitCount
  }

  @inline(never) func bothWays(_ piece: Piece, _ start: Int, upTo end: Int) -> Int {
    var i = start
    while i &+ 32 <= end {
      piece.fetch(i, lines: 2, gradient: Self.isGradient)
      let x = loadTwo(piece.x + i)
      var y = x.each(far(x), near(locate(x))) { select($0.lanes(beyond: Self.reach), $1, $2) }
      if Self.isGradient { y = loadTwo(piece.dy + i) * y }
      piece.put(y, i)
      i &+= 32
    }
    return i
  }

  @inline(__always) private func block(_ piece: Piece, _ start: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: FarPairs.bytes, alignment: 16) { memory in
      guard let memory = memory.baseAddress else { return start }
      let far = FarPairs(piece, start, memory)
      var count = 0
      let end = pairs(piece, start, upTo: min(piece.count, start &+ 32 &* FarPairs.most)) { i in
        piece.fetch(i, lines: 2, gradient: Self.isGradient)
        return locate(loadTwo(piece.x + i))
      } put: { at, i in
        let lanes = (farLanes(at.x.first, at.a.first), farLanes(at.x.second, at.a.second))
        count = far.put(value(at, piece, i), at: i, far: lanes, count)
      }
      far.mend(self, count)
      return end
    }
  }

  @inline(__always) private func farLanes(_ x: V, _ a: V) -> Mask {
    if case .magnitudes(let limit) = Self.reach { a .> limit } else { x.lanes(beyond: Self.reach) }
  }

  /// Up to a pair with a far lane.
  @inline(__always) private func near(_ piece: Piece, _ start: Int) -> Int {
    pairs(piece, start, upTo: piece.count) { i in
      let x = loadTwo(piece.x + i)
      if !x.isWithin(Self.reach) { return nil }
      if Self.fetches { piece.fetch(i, lines: 2) }
      return locate(x)
    } put: { at, i in
      piece.put(value(at, piece, i), i)
    }
  }

  /// Up to a vector with one, streamed.
  @inline(__always) private func nearVectors(_ piece: Piece, _ start: Int) -> Int {
    var i = start
    let last = piece.count &- 16
    while i <= last, load(piece.x + i).isWithin(Self.reach) {
      if Self.fetches { piece.fetch(i, lines: 1) }
      gesso_store_stream(self(piece, i), piece.out + i)
      i &+= 16
    }
    return i
  }

  /// Pairs of vectors from `start` on, until one is not located; gives back where that is. Twice in a round, so that
  /// what is located need not move to where the first of them expects it.
  @inline(__always) private func pairs(
    _ piece: Piece, _ start: Int, upTo end: Int, locate: (Int) -> Located<Two>?,
    put: (Located<Two>, Int) -> Void
  ) -> Int {
    var i = start
    guard i &+ 32 <= end, var at = locate(i) else { return i }
    while i &+ 64 <= end, let next = locate(i &+ 32) {
      put(at, i)
      i &+= 32
      guard i &+ 64 <= end, let following = locate(i &+ 32) else {
        at = next
        break
      }
      put(next, i)
      at = following
      i &+= 32
    }
    put(at, i)
    return i &+ 32
  }
}
