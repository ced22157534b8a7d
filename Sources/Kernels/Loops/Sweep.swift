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
  /// Whether the loop would cost as much as the work: then four vectors go at a time.
  static var isLight: Bool { get }
  /// Whether `two` has its steps interleaved.
  static var isInterleaved: Bool { get }
  func callAsFunction(_ piece: Piece, _ i: Int) -> V
  /// The 32 elements from i on.
  func two(_ piece: Piece, _ i: Int) -> Two
}

extension Kernel {
  @inline(__always) static var isLight: Bool { false }
  @inline(__always) static var isInterleaved: Bool { false }
  @inline(__always) func two(_ piece: Piece, _ i: Int) -> Two {
    Two(self(piece, i), self(piece, i &+ 16))
  }
}

struct Forward<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var isLight: Bool { A.isLight }
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
  @inline(__always) static var isLight: Bool { A.isLight }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.backward(load(piece.x + i), gesso_whole(load(piece.dy + i)))
  }
}

struct BackwardFromOutput<A: Activation>: Kernel {
  let function: A
  @inline(__always) static var isLight: Bool { A.isLight }
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    function.backward(output: load(piece.x + i), gesso_whole(load(piece.dy + i)))
  }
}

/// How many vectors go at a time: the compiler keeps no more than one way. AVX2 has too few registers to interleave, and
/// the oldest CPUs' copy is to be small.
@inline(__always) private func vectorsAtOnce<K: Kernel>(_ kernel: K) -> Int {
  if K.isLight { return GESSO_LEVEL >= 3 ? 4 : 1 }
  return K.isInterleaved && GESSO_LEVEL >= 4 ? 2 : 1
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
      if vectorsAtOnce(kernel) == 4, !streamed, !run.accumulate {
        while i &+ 64 <= length {
          let a = kernel.two(piece, i)
          let b = kernel.two(piece, i &+ 32)
          store(a.first, piece.out + i)
          store(a.second, piece.out + (i &+ 16))
          store(b.first, piece.out + (i &+ 32))
          store(b.second, piece.out + (i &+ 48))
          i &+= 64
        }
      }
      if vectorsAtOnce(kernel) == 2, !streamed, !run.accumulate {
        while i &+ 32 <= length {
          let v = kernel.two(piece, i)
          store(v.first, piece.out + i)
          store(v.second, piece.out + (i &+ 16))
          i &+= 32
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
