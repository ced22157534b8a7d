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
