import CKernels

/// What a distribution makes of 16 words.
protocol Distribution {
  func callAsFunction(_ words: SIMD16<UInt32>) -> V
}

extension Uniform: Distribution {}

/// mean + std z in Double, rounded once.
struct Normal: Distribution {
  let mean: D
  let deviation: D

  @inline(__always) init(_ mean: Float, _ deviation: Float) {
    self.mean = D(repeating: Double(mean))
    self.deviation = D(repeating: Double(deviation))
  }

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    narrow(
      mean + deviation * normalQuantile(words.lowHalf),
      mean + deviation * normalQuantile(words.highHalf))
  }
}

/// 0 for the words below `zeros`; the others, spread over all 2^32, make a normal.
struct BernoulliNormal: Distribution {
  let zeros: D
  let spread: D
  let normal: Normal

  @inline(__always) init(_ p: Float, _ deviation: Float) {
    // To the nearest whole number.
    let zeros = (Double(p) * 0x1p32 + 0x1p52) - 0x1p52
    self.zeros = D(repeating: zeros)
    spread = D(repeating: 0x1p32 / (0x1p32 - zeros))
    normal = Normal(0, deviation)
  }

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    let low = wholeNumbers(words.lowHalf) - zeros
    let high = wholeNumbers(words.highHalf) - zeros
    let all = SIMD16<UInt32>(lowHalf: nearestWord(low), highHalf: nearestWord(high))
    return apart(normal, all).zeroed(where: narrow(low, high) .< 0)
  }

  /// (rank + 1/2) spread - 1/2 to the nearest whole number.
  @inline(__always) func nearestWord(_ rank: D) -> SIMD8<UInt32> {
    gesso_to_words(bits(rank * spread + (spread - 1) * 0.5 + 0x1p52))
  }
}

// Out of line: these are too long to stand in each place that need not be as fast as memory.
@inline(never) private func apart(_ normal: Normal, _ words: SIMD16<UInt32>) -> V { normal(words) }
@inline(never) func apart(_ words: Words, _ i: Int) -> SIMD16<UInt32> { words[i] }

struct DrawApart<F: Distribution>: Kernel {
  let words: Words
  let distribution: F
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    distribution(apart(words, p.start &+ i))
  }
}

struct Draw<F: Distribution>: Kernel {
  let words: Words
  let distribution: F
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    distribution(words[p.start &+ i])
  }
}

struct Constant: Kernel {
  let value: V
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V { value }
}

@inline(never) func fill(
  _ d: gesso_distribution, _ key: gesso_key, _ offset: UInt64, _ w: UnsafeMutablePointer<Float>,
  _ n: Int, _ stream: Bool
) {
  let run = gesso_run(x: w, dy: w, out: w, n: n, accumulate: false, stream: stream)
  let words = Words(key, offset)
  switch d.kind {
  case .GESSO_CONSTANT: sweep(Constant(value: V(repeating: d.a)), run)
  case .GESSO_UNIFORM: sweep(Draw(words: words, distribution: Uniform(d.a, d.b)), run)
  case .GESSO_NORMAL: sweep(Draw(words: words, distribution: Normal(d.a, d.b)), run)
  case .GESSO_BERNOULLI_NORMAL:
    sweep(DrawApart(words: words, distribution: BernoulliNormal(d.a, d.b)), run)
  case .GESSO_TRUNCATED_NORMAL: break
  @unknown default: break
  }
}

/// The words themselves, moved as if they were floats: copying changes no bit.
struct RawWords: Kernel {
  let words: Words
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V { float(words[p.start &+ i]) }
}

@inline(never) func randomBits(
  _ key: gesso_key, _ offset: UInt64, _ out: UnsafeMutablePointer<UInt32>, _ n: Int
) {
  let w = UnsafeMutableRawPointer(out).assumingMemoryBound(to: Float.self)
  let run = gesso_run(x: w, dy: w, out: w, n: n, accumulate: false, stream: false)
  sweep(RawWords(words: Words(key, offset)), run)
}
