import CKernels

// x > 0 ? x : a x with a drawn from the stream, forward and backward alike.

struct RandomForward: Kernel {
  let words: Words
  let slopes: Uniform
  let run: gesso_run
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    LeakyReLU(alpha: slopes(words[i]), beta: V()).forward(lanes.load(run.x + i))
  }
}

struct RandomBackward: Kernel {
  let words: Words
  let slopes: Uniform
  let run: gesso_run
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    LeakyReLU(alpha: slopes(words[i]), beta: V())
      .backward(lanes.load(run.x + i), lanes.load(run.dy + i))
  }
}

@inline(never) func rrelu(
  _ direction: gesso_direction, _ lower: Float, _ upper: Float, _ key: gesso_key, _ offset: UInt64,
  _ run: gesso_run
) {
  let words = Words(key, offset)
  let slopes = Uniform(lower, upper)
  if direction == .GESSO_FORWARD {
    sweep(RandomForward(words: words, slopes: slopes, run: run), run)
  } else {
    sweepGradient(RandomBackward(words: words, slopes: slopes, run: run), run)
  }
}
