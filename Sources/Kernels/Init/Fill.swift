import CKernels

/// What a distribution makes of 16 words.
protocol Distribution {
  func callAsFunction(_ words: SIMD16<UInt32>) -> V
}

struct Draw<F: Distribution>: Kernel {
  let words: Words
  let distribution: F
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    distribution(words[p.start &+ i])
  }
}

/// The same, with the words made out of line.
struct DrawApart<F: Distribution>: Kernel {
  let words: Words
  let distribution: F
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    distribution(apart(words, p.start &+ i))
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
  case .GESSO_UNIFORM:
    #if !GESSO_EMULATE_FMA
      if let distribution = UniformInFloat(d.a, d.b) {
        sweep(Draw(words: words, distribution: distribution), run)
        return
      }
    #endif
    sweep(Draw(words: words, distribution: Uniform(d.a, d.b)), run)
  case .GESSO_NORMAL: sweep(Draw(words: words, distribution: Normal(d.a, d.b)), run)
  case .GESSO_TRUNCATED_NORMAL: truncated(d, words, run)
  case .GESSO_BERNOULLI_NORMAL:
    sweep(DrawApart(words: words, distribution: BernoulliNormal(d.a, d.b)), run)
  @unknown default: break
  }
}

@inline(never) func truncated(_ d: gesso_distribution, _ words: Words, _ run: gesso_run) {
  var d = d
  var plan = gesso_truncation()
  gesso_plan_truncation(&plan, &d)
  switch plan.regime {
  case .GESSO_POINT: sweep(Constant(value: V(repeating: Float(plan.base))), run)
  case .GESSO_TABLE: sweep(Draw(words: words, distribution: TruncatedByTable(plan: plan)), run)
  case .GESSO_NARROW, .GESSO_TAIL:
    sweep(Draw(words: words, distribution: TruncatedBySeries(plan: plan)), run)
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
