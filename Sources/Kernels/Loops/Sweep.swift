import CKernels

/// What a sweep computes for the 16 elements of a piece from i on.
protocol Kernel {
  /// Whether the loop would cost as much as the work: then four vectors go in a round. One is stored before the next
  /// is loaded: past the caches, four loads before four streamed stores take up to a tenth longer.
  static var goesByFour: Bool { get }
  /// Whether x is fetched where the run says so: not by what is given none to fetch, or has no register left for it.
  /// Blocks for far lanes and `ahead` do in any case.
  static var fetches: Bool { get }
  func callAsFunction(_ piece: Piece, _ i: Int) -> V
  /// The 64 elements from i on, one vector after the other.
  func four(_ piece: Piece, _ i: Int, _ put: (V, Int) -> Void)
  /// Stores what need not go a vector at a time through the sweep, from i on, and gives back where that ends.
  func several(_ piece: Piece, _ i: Int) -> Int
  /// Whether it may end before the piece does, and can go on after the next vector.
  static var resumes: Bool { get }
  /// Whether whole pieces go another way, and which.
  static var goesAhead: Bool { get }
  func ahead(_ piece: Piece, accumulate: Bool)
}

extension Kernel {
  @inline(__always) static var goesByFour: Bool { false }
  @inline(__always) static var fetches: Bool { false }
  @inline(__always) static var resumes: Bool { false }
  @inline(__always) static var goesAhead: Bool { false }
  @inline(__always) func ahead(_ piece: Piece, accumulate: Bool) {}
  @inline(__always) func four(_ piece: Piece, _ i: Int, _ put: (V, Int) -> Void) {
    put(self(piece, i), i)
    put(self(piece, i &+ 16), i &+ 16)
    put(self(piece, i &+ 32), i &+ 32)
    put(self(piece, i &+ 48), i &+ 48)
  }

  /// The oldest CPUs' copy is to be small. In caches, to choose whether to fetch and how to store would be a tenth of a
  /// round's time.
  @inline(__always) func several(_ piece: Piece, _ start: Int) -> Int {
    if !Self.goesByFour || level < 3 { return start }
    return piece.caching == .GESSO_CACHED
      ? ones(piece.cached, fours(piece.cached, start)) : fours(piece, start)
  }

  @inline(__always) private func fours(_ piece: Piece, _ start: Int) -> Int {
    var i = start
    let end = piece.count &- 64
    while i <= end {
      if Self.fetches { piece.fetch(i, lines: 4, brief: true) }
      four(piece, i, piece.put)
      i &+= 64
    }
    return i
  }

  /// The vectors that are left.
  @inline(__always) private func ones(_ piece: Piece, _ start: Int) -> Int {
    var i = start
    while i < piece.count {
      let last = min(i, piece.count &- 16)
      piece.put(self(piece, last), last)
      i &+= 16
    }
    return i
  }
}

/// out[i] = kernel(i), or out[i] += kernel(i), for all elements of the pieces. For the vectors that go alone the
/// choices are made inside the loop, which keeps the library small.
@inline(__always) func sweep<K: Kernel>(_ kernel: K, _ pieces: Pieces) {
  var at = pieces.first
  while at != pieces.end {
    sweep(kernel, at.pointee.alone, accumulate: pieces.accumulate)
    at += 1
  }
}

@inline(__always) func sweep<K: Kernel>(_ kernel: K, _ piece: Piece, accumulate: Bool) {
  if K.goesAhead { return kernel.ahead(piece, accumulate: accumulate) }
  let last = piece.count &- 16
  var i = accumulate || K.resumes ? 0 : kernel.several(piece, 0)
  while i < piece.count {
    if K.resumes, !accumulate {
      i = kernel.several(piece, i)
      if i >= piece.count { break }
    }
    if i > last { i = last }
    if K.fetches { piece.fetch(i, lines: 1, brief: K.goesByFour) }
    var v = kernel(piece, i)
    if accumulate { v = load(piece.out + i) + v }
    piece.put(v, i)
    i &+= 16
  }
}
