import CKernels

// x > 0 ? x : a x with a drawn from the stream, forward and backward alike.

struct RandomForward: Kernel {
  let words: Words
  let slopes: Uniform
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    LeakyReLU(alpha: slopes(words[p.start &+ i]), beta: V()).forward(load(p.x + i))
  }
}

struct RandomBackward: Kernel {
  let words: Words
  let slopes: Uniform
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    LeakyReLU(alpha: slopes(words[p.start &+ i]), beta: V())
      .backward(load(p.x + i), load(p.dy + i))
  }
}

@inline(never) func rrelu(
  _ direction: gesso_direction, _ lower: Float, _ upper: Float, _ key: gesso_key, _ offset: UInt64,
  _ run: UnsafePointer<gesso_run>
) {
  let words = Words(key, offset)
  let slopes = Uniform(lower, upper)
  withPieces(of: run) { pieces in
    if direction == .GESSO_FORWARD {
      sweep(RandomForward(words: words, slopes: slopes), pieces)
    } else {
      sweep(RandomBackward(words: words, slopes: slopes), pieces)
    }
  }
}
