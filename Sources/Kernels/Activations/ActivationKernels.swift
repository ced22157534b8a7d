import CKernels

// What a sweep computes of an activation.

struct Forward<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var fetches: Bool { true }
  @inline(__always) static var goesByFour: Bool { A.goesByFour }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.forward(load(piece.x + i))
  }
}

struct LongForward<A: LongActivation>: Kernel {
  let function: A
  @inline(__always) static var fetches: Bool { true }
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
