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
    let low = plan.centre + plan.step * offsets(words.lowHalf)
    let high = plan.centre + plan.step * offsets(words.highHalf)
    let v = narrow(
      plan.mean + plan.deviation * gesso_quantile_of_offsets(low),
      plan.mean + plan.deviation * gesso_quantile_of_offsets(high))
    // One of 2^23 or fewer, where a bound lies so far out.
    let far = abs(narrow(low, high)) .> 0x1.fffffcp30
    if any(far) { return replaced(v, low, high, where: far) }
    return clamped(v, plan.low, plan.high)
  }

  @inline(never) func replaced(_ v: V, _ low: D, _ high: D, where far: Mask) -> V {
    var v = v
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

/// The same for little mass, as the polynomial that the plan holds.
struct TruncatedBySeries: Distribution {
  let plan: gesso_truncation

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    let v = narrow(value(words.lowHalf), value(words.highHalf))
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
