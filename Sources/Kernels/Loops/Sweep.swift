import CKernels

/// A stretch of a run that whole vectors walk through: the run itself, or a copy of a part vector.
struct Piece {
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let out: UnsafeMutablePointer<Float>
  /// Where it stands in the run.
  let start: Int
  /// How many of each vector's 16 elements belong to the run.
  let lanes: Int
}

/// What a sweep computes for the 16 elements of a piece from i on.
protocol Kernel {
  /// The CPU level from which four vectors at a time are worth their code: 3 where the loop would cost as much as the
  /// work, 4 where the work is a few instructions more, 5 for never.
  static var unrolledFrom: Int { get }
  func callAsFunction(_ piece: Piece, _ i: Int) -> V
}

struct Forward<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var unrolledFrom: Int { A.unrolledFrom }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.forward(load(piece.x + i))
  }
}

struct Backward<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var unrolledFrom: Int { A.unrolledFrom }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.backward(load(piece.x + i), gesso_whole(load(piece.dy + i)))
  }
}

struct BackwardFromOutput<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var unrolledFrom: Int { A.unrolledFrom }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.backward(output: load(piece.x + i), gesso_whole(load(piece.dy + i)))
  }
}

extension Kernel {
  @inline(__always) static var unrolledFrom: Int { 5 }
}

@inline(__always) private func isUnrolled<K: Kernel>(_ kernel: K) -> Bool {
  GESSO_LEVEL >= K.unrolledFrom
}

/// out[i] = kernel(i), or out[i] += kernel(i), for all i in [0, n). The kernel's code stands here
/// once, part vectors go through a copy, and the choices are made inside the loop: that keeps the
/// library small, and a branch that always goes the same way costs nothing beside the memory.
@inline(__always) func sweep(_ kernel: some Kernel, _ run: UnsafePointer<gesso_run>) {
  // Field by field: a copy of what was just written in parts would wait for it.
  let run = run.pointee
  var spare = (x: V(), dy: V(), out: V())
  withUnsafeMutableBytes(of: &spare) { bytes in
    guard let x = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
    var start = 0
    // Streaming stores want addresses that are multiples of 64.
    var part =
      run.stream ? min(Int(bitPattern: (0 &- UInt(bitPattern: run.out)) & 63) &>> 2, run.n) : 0
    while start < run.n {
      let whole = part == 0
      let length = whole ? (run.n &- start) & ~15 : 16
      if !whole {
        store(loadFirst(part, run.x + start), x)
        store(loadFirst(part, run.dy + start), x + 16)
        if run.accumulate { store(loadFirst(part, run.out + start), x + 32) }
      }
      let piece = Piece(
        x: whole ? run.x + start : UnsafePointer(x),
        dy: whole ? run.dy + start : UnsafePointer(x + 16),
        out: whole ? run.out + start : x + 32, start: start, lanes: whole ? 16 : part)
      let streamed = run.stream && whole
      var i = 0
      if isUnrolled(kernel), !streamed, !run.accumulate {
        while i &+ 64 <= length {
          let a = kernel(piece, i)
          let b = kernel(piece, i &+ 16)
          let c = kernel(piece, i &+ 32)
          let d = kernel(piece, i &+ 48)
          store(a, piece.out + i)
          store(b, piece.out + (i &+ 16))
          store(c, piece.out + (i &+ 32))
          store(d, piece.out + (i &+ 48))
          i &+= 64
        }
      }
      while i < length {
        var v = kernel(piece, i)
        if run.accumulate { v = load(piece.out + i) + v }
        if streamed {
          gesso_store_stream(v, piece.out + i)
        } else {
          store(v, piece.out + i)
        }
        i &+= 16
      }
      if !whole { gesso_store_first(load(x + 32), run.out + start, part) }
      start &+= whole ? length : part
      part = run.n &- start < 16 ? run.n &- start : 0
    }
  }
  if run.stream { gesso_store_fence() }
}
