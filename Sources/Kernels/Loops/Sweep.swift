import CKernels

/// What a sweep computes for the 16 elements of a piece from i on.
protocol Kernel {
  /// Whether the loop would cost as much as the work: then four vectors go at a time.
  static var goesByFour: Bool { get }
  /// Whether `two` has its steps interleaved.
  static var isInterleaved: Bool { get }
  func callAsFunction(_ piece: Piece, _ i: Int) -> V
  /// The 32 elements from i on.
  func two(_ piece: Piece, _ i: Int) -> Two
}

extension Kernel {
  @inline(__always) static var goesByFour: Bool { false }
  @inline(__always) static var isInterleaved: Bool { false }
  @inline(__always) func two(_ piece: Piece, _ i: Int) -> Two {
    Two(self(piece, i), self(piece, i &+ 16))
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
  @inline(__always) static var isInterleaved: Bool { true }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.forward(load(piece.x + i))
  }
  @inline(__always) func two(_ piece: Piece, _ i: Int) -> Two {
    function.forward(loadTwo(piece.x + i))
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

extension Kernel {
  /// How many vectors go at a time, the last ones apart. AVX2 has too few registers to interleave, and the oldest CPUs'
  /// copy is to be small.
  @inline(__always) fileprivate static var vectorsAtOnce: Int {
    if goesByFour { return GESSO_LEVEL >= 3 ? 4 : 1 }
    return isInterleaved && GESSO_LEVEL >= 4 ? 2 : 1
  }
}

/// out[i] = kernel(i), or out[i] += kernel(i), for all elements of the pieces. The kernel's code stands here for one
/// vector and for as many as go at once, and the choices are made inside the loop: that keeps the library small, and a
/// branch that always goes the same way costs nothing beside the memory.
@inline(__always) func sweep<K: Kernel>(_ kernel: K, _ pieces: Pieces) {
  let accumulate = pieces.accumulate
  var at = pieces.first
  while at != pieces.end {
    let piece = at.pointee
    var i = 0
    if K.vectorsAtOnce == 4, !piece.streamed, !accumulate {
      while i &+ 64 <= piece.count {
        let a = kernel.two(piece, i)
        let b = kernel.two(piece, i &+ 32)
        store(a.first, piece.out + i)
        store(a.second, piece.out + (i &+ 16))
        store(b.first, piece.out + (i &+ 32))
        store(b.second, piece.out + (i &+ 48))
        i &+= 64
      }
    }
    if K.vectorsAtOnce == 2, !piece.streamed, !accumulate {
      while i &+ 32 <= piece.count {
        let v = kernel.two(piece, i)
        store(v.first, piece.out + i)
        store(v.second, piece.out + (i &+ 16))
        i &+= 32
      }
    }
    while i < piece.count {
      let last = min(i, piece.count &- 16)
      var v = kernel(piece, last)
      if accumulate { v = load(piece.out + last) + v }
      if piece.streamed {
        gesso_store_stream(v, piece.out + last)
      } else {
        store(v, piece.out + last)
      }
      i &+= 16
    }
    at += 1
  }
}
