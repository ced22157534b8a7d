import CKernels

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
    let low = offsets(gesso_low_words(words)) + (0x1p31 - 0.5) - zeros
    let high = offsets(gesso_high_words(words)) + (0x1p31 - 0.5) - zeros
    let all = SIMD16<UInt32>(lowHalf: nearestWord(low), highHalf: nearestWord(high))
    return apart(normal, all).zeroed(where: narrow(low, high) .< 0)
  }

  /// (rank + 1/2) spread - 1/2 to the nearest whole number.
  @inline(__always) func nearestWord(_ rank: D) -> SIMD8<UInt32> {
    gesso_to_words(bits(rank * spread + (spread - 1) * 0.5 + 0x1p52))
  }
}

// Out of line: too long to stand in a place that need not be as fast as memory.
@inline(never) private func apart(_ normal: Normal, _ words: SIMD16<UInt32>) -> V { normal(words) }
