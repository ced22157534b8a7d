import CKernels

/// What a sweep computes for the 16 elements of a piece from i on.
protocol Kernel {
  /// Whether the loop would cost as much as the work: then four vectors go at a time.
  static var goesByFour: Bool { get }
  /// Whether x is fetched where the run says so; not where the loop has no register left.
  static var fetches: Bool { get }
  func callAsFunction(_ piece: Piece, _ i: Int) -> V
  /// The 32 elements from i on.
  func two(_ piece: Piece, _ i: Int) -> Two
  /// Stores what can go several vectors at a time, from i on, and gives back where that ends.
  func several(_ piece: Piece, _ i: Int) -> Int
  /// Whether it may end at a vector that goes alone, and can go on after that.
  static var resumes: Bool { get }
}

extension Kernel {
  @inline(__always) static var goesByFour: Bool { false }
  @inline(__always) static var fetches: Bool { true }
  @inline(__always) static var resumes: Bool { false }
  @inline(__always) func two(_ piece: Piece, _ i: Int) -> Two {
    Two(self(piece, i), self(piece, i &+ 16))
  }

  /// The oldest CPUs' copy is to be small.
  @inline(__always) func several(_ piece: Piece, _ start: Int) -> Int {
    var i = start
    while Self.goesByFour, GESSO_LEVEL >= 3, !piece.streamed, i &+ 64 <= piece.count {
      if Self.fetches { piece.fetch(i, lines: 4) }
      let a = two(piece, i)
      let b = two(piece, i &+ 32)
      store(a, piece.out + i)
      store(b, piece.out + (i &+ 32))
      i &+= 64
    }
    return i
  }
}

struct Forward<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var goesByFour: Bool { A.goesByFour }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.forward(load(piece.x + i))
  }
}

struct LongForward<A: LongActivation>: Kernel {
  let function: A
  @inline(__always) static var resumes: Bool { GESSO_LEVEL >= 4 }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.forward(load(piece.x + i))
  }

  /// Up to a vector that is far. AVX2 has too few registers.
  @inline(__always) func several(_ piece: Piece, _ i: Int) -> Int {
    if GESSO_LEVEL < 4 { return i }
    if !piece.streamed { return staged(piece, i) { store($0, $1) } }
    if !A.streamsInStages { return i }
    return staged(piece, i) {
      gesso_store_stream($0.first, $1)
      gesso_store_stream($0.second, $1 + 16)
    }
  }

  @inline(__always) private func staged(
    _ piece: Piece, _ start: Int, put: (Two, UnsafeMutablePointer<Float>) -> Void
  ) -> Int {
    var i = start
    guard i &+ 32 <= piece.count, var at = located(piece, i) else { return i }
    while i &+ 64 <= piece.count, let next = located(piece, i &+ 32) {
      piece.fetch(i, lines: 2)
      put(function.value(at), piece.out + i)
      at = next
      i &+= 32
    }
    put(function.value(at), piece.out + i)
    return i &+ 32
  }

  @inline(__always) private func located(_ piece: Piece, _ i: Int) -> Located<Two>? {
    let x = loadTwo(piece.x + i)
    return function.isNear(x) ? function.locate(x) : nil
  }
}

struct Backward<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var goesByFour: Bool { A.goesByFour }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.backward(load(piece.x + i), gesso_whole(load(piece.dy + i)))
  }
}

struct BackwardFromOutput<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var goesByFour: Bool { A.goesByFourFromOutput }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.backward(output: load(piece.x + i), gesso_whole(load(piece.dy + i)))
  }
}

/// out[i] = kernel(i), or out[i] += kernel(i), for all elements of the pieces. The choices are made inside the
/// loop: that keeps the library small, and a branch that always goes the same way costs nothing beside the memory.
@inline(__always) func sweep<K: Kernel>(_ kernel: K, _ pieces: Pieces) {
  var at = pieces.first
  while at != pieces.end {
    sweep(kernel, at.pointee.alone, accumulate: pieces.accumulate)
    at += 1
  }
}

@inline(__always) func sweep<K: Kernel>(_ kernel: K, _ piece: Piece, accumulate: Bool) {
  var i = accumulate ? 0 : kernel.several(piece, 0)
  while i < piece.count {
    if K.fetches { piece.fetch(i, lines: 1) }
    let last = min(i, piece.count &- 16)
    var v = kernel(piece, last)
    if accumulate { v = load(piece.out + last) + v }
    if piece.streamed {
      gesso_store_stream(v, piece.out + last)
    } else {
      store(v, piece.out + last)
    }
    i &+= 16
    if K.resumes, !accumulate { i = kernel.several(piece, i) }
  }
}
