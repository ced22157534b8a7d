import CKernels

/// word + 1/2 - 2^31, exact.
@inline(__always) func offsets(_ words: SIMD8<UInt32>) -> D {
  gesso_integers_to_doubles(unsafeBitCast(words ^ 0x8000_0000, to: SIMD8<Int32>.self)) + 0.5
}

/// mean + std z in Double, rounded once and held in the bounds, Φ(z) being Φ(l) + (word + 1/2) 2^-32 (Φ(h) - Φ(l)). For
/// bounds that stand symmetrically about the mean, everything is odd in word + 1/2 - 2^31.
struct TruncatedByTable: Distribution {
  let plan: gesso_truncation

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    let low = plan.centre + plan.step * offsets(gesso_low_words(words))
    let high = plan.centre + plan.step * offsets(gesso_high_words(words))
    let v = narrow(
      plan.mean + plan.deviation * gesso_quantile_of_offsets(low),
      plan.mean + plan.deviation * gesso_quantile_of_offsets(high))
    // One of 2^23 or fewer, where a bound lies so far out, and one of 2^18 beside the median.
    let distance = abs(narrow(low, high))
    let far = distance .> 0x1.fffffcp30
    let near = distance .< plan.near
    if any(far .| near) { return replaced(v, words, low, high, far, near) }
    return clamped(v, plan.low, plan.high)
  }

  @inline(never) func replaced(
    _ v: V, _ words: SIMD16<UInt32>, _ low: D, _ high: D, _ far: Mask, _ near: Mask
  ) -> V {
    var v = plan.besideMedian(v, words, near)
    for i in 0..<16 {
      if far[i] < 0 {
        let s = i < 8 ? low[i & 7] : high[i & 7]
        let z = gesso_tail_quantile(0x1p31 - s.magnitude)
        v[i] = Float(plan.mean + plan.deviation * (s < 0 ? -z : z))
      }
    }
    return clamped(v, plan.low, plan.high)
  }
}

extension gesso_truncation {
  /// v with the lanes that lie so near the median from offsets in pairs of doubles.
  @inline(never) func besideMedian(_ v: V, _ words: SIMD16<UInt32>, _ near: Mask) -> V {
    var v = v
    for i in 0..<16 {
      if near[i] < 0 {
        let s = withUnsafePointer(to: self) {
          gesso_near_median($0, Double(words[i]) + (0.5 - 0x1p31))
        }
        let z = gesso_quantile_of_offsets(D(repeating: s))
        v[i] = Float(mean + deviation * z[0])
      }
    }
    return v
  }
}

/// The same for little mass, as the polynomial that the plan holds.
struct TruncatedBySeries: Distribution {
  let plan: gesso_truncation

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    var v = narrow(value(gesso_low_words(words)), value(gesso_high_words(words)))
    if plan.near > 0 {
      let low = plan.centre + plan.step * offsets(gesso_low_words(words))
      let high = plan.centre + plan.step * offsets(gesso_high_words(words))
      let near = abs(narrow(low, high)) .< plan.near
      if any(near) { v = plan.besideMedian(v, words, near) }
    }
    return clamped(v, plan.low, plan.high)
  }

  @inline(never) func value(_ words: SIMD8<UInt32>) -> D {
    let offset = offsets(words) * 0x1p-31
    if plan.regime == .GESSO_NARROW {
      return plan.base + plan.deviation * chebyshev(offset)
    }
    // The share of the mass that lies beyond, from the nearer bound.
    let beyond = (1 - (plan.mirrored ? -offset : offset)) * 0.5
    let lambda = -log(beyond + (1 - beyond) * plan.ratio)
    let root = lambda / (gesso_square_roots(lambda + plan.shift) + plan.root)
    return plan.base + plan.deviation * (lambda * chebyshev(root * plan.scale - 1))
  }

  /// Clenshaw's recurrence.
  @inline(__always) func chebyshev(_ x: D) -> D {
    withUnsafeBytes(of: plan.series) { bytes in
      guard let c = bytes.baseAddress?.assumingMemoryBound(to: Double.self) else { return D() }
      let twice = 2 * x
      var later = D()
      var b = D(repeating: c[23])
      var j = 22
      while j > 0 {
        let next = (twice * b - later) + c[j]
        later = b
        b = next
        j &-= 1
      }
      return (x * b - later) + c[0]
    }
  }
}
