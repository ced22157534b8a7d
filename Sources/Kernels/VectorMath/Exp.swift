// e^x in pieces, for functions that need more than a float of it.

/// e^x = 2^n (1 + t + tail), |t| < 0.42; t + tail is within 2^-33 of the exact value.
/// Domain: |x| <= 200.
struct ExpParts {
  let n: SIMD16<Int32>
  let count: V  // n as a float
  let t: V
  let tail: V

  @inline(__always) init(_ x: V) {
    // Adding 1.5 × 2^23 rounds to an integer and leaves it in the low bits.
    let magic = V(repeating: 0x1.8p23)
    let shifted = fma(x, V(repeating: 0x1.715476p0), magic)
    count = shifted - magic
    n = integers(shifted) &- 0x4b40_0000
    // ln 2 in two parts, the first with so few bits that count × it is exact.
    let r0 = fma(count, V(repeating: -0x1.62e4p-1), x)
    let r = fma(count, V(repeating: -0x1.7f7d1cp-20), r0)
    let rTail = fma(count, V(repeating: -0x1.7f7d1cp-20), r0 - r)
    var p = V(repeating: 0x1.a2d998p-13)
    p = fma(p, r, V(repeating: 0x1.6d2e08p-10))
    p = fma(p, r, V(repeating: 0x1.110fc2p-7))
    p = fma(p, r, V(repeating: 0x1.555502p-5))
    p = fma(p, r, V(repeating: 0x1.555556p-3))
    p = fma(p, r, V(repeating: 0.5))
    let q = (r * r) * p
    t = r + q
    tail = ((r - t) + q) + rTail
  }

  /// 2^n for -127 <= n <= 127, with 0 for -127.
  @inline(__always) var scale: V { powerOfTwo(n) }

  /// 2^n, or 0 where that would be subnormal.
  @inline(__always) var normalScale: V { select(count .< -126, V.zero, scale) }

  /// 1 + t + tail as head + tail.
  @inline(__always) var mantissa: Pair { Pair(sum: V.one, t, tail) }
}

@inline(__always) func powerOfTwo(_ n: SIMD16<Int32>) -> V {
  unsafeBitCast((n &+ 127) &<< 23, to: V.self)
}

/// v 2^n for -250 <= n <= 250, rounded once where the result is subnormal.
@inline(__always) func scaling(_ v: V, _ n: SIMD16<Int32>) -> V {
  let half = n &>> 1
  return v * powerOfTwo(half) * powerOfTwo(n &- half)
}

@inline(__always) func integers(_ v: V) -> SIMD16<Int32> {
  unsafeBitCast(v, to: SIMD16<Int32>.self)
}

/// An unevaluated sum of two floats.
struct Pair {
  let head: V
  let tail: V

  @inline(__always) init(head: V, tail: V) {
    self.head = head
    self.tail = tail
  }

  /// a + b + c, exact but for the last addition if |a| >= |b| or a = 0 (Dekker 1971).
  @inline(__always) init(sum a: V, _ b: V, _ c: V) {
    head = a + b
    tail = ((a - head) + b) + c
  }

  /// self / d, rounded once from 2^-40 or so.
  @inline(__always) static func / (n: Pair, d: Pair) -> V {
    let reciprocal = 1 / d.head
    let q = n.head * reciprocal
    let rest = fma(-q, d.head, n.head) + fma(-q, d.tail, n.tail)
    return fma(rest, reciprocal, q)
  }
}
