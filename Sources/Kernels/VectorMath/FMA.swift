// fma(a, b, c) = a b + c with one rounding, on every level.

import CKernels

#if !GESSO_EMULATE_FMA

  @inline(__always) func fma(_ a: V, _ b: V, _ c: V) -> V { gesso_fma(a, b, c) }
  @inline(__always) func fma(_ a: V, _ b: V, _ c: Float) -> V { fma(a, b, V(repeating: c)) }
  @inline(__always) func fma(_ a: V, _ b: Float, _ c: Float) -> V { fma(a, V(repeating: b), c) }
  @inline(__always) func fma(_ a: V, _ b: Float, _ c: V) -> V { fma(a, V(repeating: b), c) }

  /// a b + c where a b is a float: then it needs no emulation.
  @inline(__always) func exactProduct(_ a: V, _ b: V, plus c: V) -> V { gesso_fma(a, b, c) }

#else

  @inline(__always) func exactProduct(_ a: V, _ b: V, plus c: V) -> V { a * b + c }

  // x86-64-v2 has no such instruction. The product of two floats is exact in Double; the sum rounds
  // to 53 bits, and rounding that once more to 24 is wrong only if the 53 bits stand half-way between
  // two floats. Those lanes, and the subnormal ones, whose half-way points lie elsewhere, take the
  // long way. Calls, because some 200 instructions at each use would make the library several times
  // larger.

  @inline(never) func fma(_ a: V, _ b: V, _ c: V) -> V {
    let (a0, a1) = widen(a)
    let (b0, b1) = widen(b)
    let (c0, c1) = widen(c)
    return sum(a0 * b0, a1 * b1, c0, c1, mayBeTiny: true) {
      fmaToOdd(a, b, c)
    }
  }

  @inline(never) func fma(_ a: V, _ b: Float, _ c: V) -> V {
    let (a0, a1) = widen(a)
    let b0 = D(repeating: Double(b))
    let (c0, c1) = widen(c)
    return sum(a0 * b0, a1 * b0, c0, c1, mayBeTiny: true) {
      fmaToOdd(a, V(repeating: b), c)
    }
  }

  // With a constant c, |c| >= 2^-70 and so never 0, a sum is 0 or at least 2^-48 |c|: not subnormal.

  @inline(never) func fma(_ a: V, _ b: V, _ c: Float) -> V {
    let (a0, a1) = widen(a)
    let (b0, b1) = widen(b)
    let c0 = D(repeating: Double(c))
    return sum(a0 * b0, a1 * b1, c0, c0, mayBeTiny: false) {
      fmaToOdd(a, b, V(repeating: c))
    }
  }

  @inline(never) func fma(_ a: V, _ b: Float, _ c: Float) -> V {
    let (a0, a1) = widen(a)
    let b0 = D(repeating: Double(b))
    let c0 = D(repeating: Double(c))
    return sum(a0 * b0, a1 * b0, c0, c0, mayBeTiny: false) {
      fmaToOdd(a, V(repeating: b), V(repeating: c))
    }
  }

  @inline(__always) private func sum(
    _ p0: D, _ p1: D, _ c0: D, _ c1: D, mayBeTiny: Bool, long: () -> V
  ) -> V {
    let s0 = p0 + c0
    let s1 = p1 + c1
    let r = narrow(s0, s1)
    return gesso_any_halfway(s0, s1) || mayBeTiny && gesso_any_tiny(r) ? long() : r
  }

  /// From the start again, so that the short way keeps nothing for it.
  @inline(never) private func fmaToOdd(_ a: V, _ b: V, _ c: V) -> V {
    let (a0, a1) = widen(a)
    let (b0, b1) = widen(b)
    let (c0, c1) = widen(c)
    let p0 = a0 * b0
    let p1 = a1 * b1
    return narrow(sumToOdd(p0, c0, p0 + c0), sumToOdd(p1, c1, p1 + c1))
  }

  /// p + c rounded to odd: what the rounding lost stays visible in the last bit, so that a second
  /// rounding to fewer bits is right (Boldo & Melquiond 2008). `s` is p + c to nearest.
  @inline(never) func sumToOdd(_ p: D, _ c: D, _ s: D) -> D {
    let t = s - p
    let lost = (p - (s - t)) + (c - t)
    // One step towards what was lost, for an even last bit.
    let step = 1 &- 2 &* ((bits(lost) ^ bits(s)) &>> 63)
    let even = (bits(s) & 1) &- 1
    let odd = double(bits(s) &+ (step & even))
    return select(lost .< 0, odd, select(lost .> 0, odd, s))
  }

#endif
