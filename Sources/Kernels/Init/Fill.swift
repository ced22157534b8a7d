import CKernels

/// What a distribution makes of 16 words.
protocol Distribution {
  func callAsFunction(_ words: SIMD16<UInt32>) -> V
}

/// Of the words that stand in the run's x.
struct Draw<F: Distribution>: Kernel {
  let distribution: F
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    distribution(bits(load(p.x + i)))
  }
}

struct Constant: Kernel {
  let value: V
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V { value }
}

@inline(never) func sample(
  _ sampler: UnsafePointer<gesso_sampler>, _ run: UnsafePointer<gesso_run>
) {
  withPieces(of: run) { draw(sampler, $0) }
}

@inline(__always) private func draw(_ sampler: UnsafePointer<gesso_sampler>, _ pieces: Pieces) {
  let d = sampler.pointee.distribution
  switch d.kind {
  case .GESSO_CONSTANT: sweep(Constant(value: V(repeating: d.a)), pieces)
  case .GESSO_UNIFORM:
    #if !GESSO_EMULATE_FMA
      if let distribution = UniformInFloat(d.a, d.b) {
        sweep(Draw(distribution: distribution), pieces)
        return
      }
    #endif
    sweep(Draw(distribution: Uniform(d.a, d.b)), pieces)
  case .GESSO_NORMAL: sweep(Draw(distribution: Normal(d.a, d.b)), pieces)
  case .GESSO_TRUNCATED_NORMAL: truncated(sampler.pointee.truncation, pieces)
  case .GESSO_BERNOULLI_NORMAL: sweep(Draw(distribution: BernoulliNormal(d.a, d.b)), pieces)
  @unknown default: break
  }
}

@inline(never) func truncated(_ plan: gesso_truncation, _ pieces: Pieces) {
  switch plan.regime {
  case .GESSO_POINT: sweep(Constant(value: V(repeating: Float(plan.base))), pieces)
  case .GESSO_TABLE: sweep(Draw(distribution: TruncatedByTable(plan: plan)), pieces)
  case .GESSO_NARROW, .GESSO_TAIL: sweep(Draw(distribution: TruncatedBySeries(plan: plan)), pieces)
  @unknown default: break
  }
}

/// Elements that are drawn at a time, so that their words stay in the nearest cache.
@inline(__always) var drawnAtATime: Int { 1024 }

/// Words first, then what becomes of them: one loop for both took 2.2 ns a normal where the two
/// take 1.1, as the ten rounds of Philox fill the window that the quantiles need. Past the caches
/// goes a constant alone: the others gained nothing from it.
@inline(never) func fill(
  _ sampler: UnsafePointer<gesso_sampler>, _ key: gesso_key, _ offset: UInt64,
  _ w: UnsafeMutablePointer<Float>, _ n: Int, _ stream: Bool
) {
  let constant = sampler.pointee.distribution.kind == .GESSO_CONSTANT
  var done = 0
  while done < n {
    let at = offset &+ UInt64(truncatingIfNeeded: done)
    // From the second on, they start with a whole block.
    let some = drawnAtATime &- Int(truncatingIfNeeded: at & 3)
    let count = min(n &- done, constant ? n : some)
    let to = w + done
    if !constant { randomBits(key, at, to, count) }
    var run = gesso_run(
      x: to, dy: to, out: to, n: count, accumulate: false,
      caching: constant && stream ? .GESSO_STREAMED : .GESSO_CACHED)
    sample(sampler, &run)
    done &+= count
  }
}

/// The words of a stream from element `offset` on.
@inline(never) func randomBits(
  _ key: gesso_key, _ offset: UInt64, _ out: UnsafeMutableRawPointer, _ n: Int
) {
  let words = Words(key, offset)
  var spare = (SIMD16<UInt32>(), SIMD16<UInt32>())
  withUnsafeMutableBytes(of: &spare) { bytes in
    guard let spare = bytes.baseAddress else { return }
    var block = offset &>> 2
    var skip = Int(truncatingIfNeeded: offset & 3)
    var done = 0
    while done < n {
      let to = out + done &* 4
      let count = min(32 &- skip, n &- done)
      words.write(block, count == 32 ? to : spare)
      if count < 32 { gesso_copy(to, spare + skip &* 4, count &* 4) }
      block &+= 8
      skip = 0
      done &+= count
    }
  }
}
