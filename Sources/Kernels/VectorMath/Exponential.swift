import CKernels

/// e^(x + xTail) = 2^n (head + tail), 1 <= head < 2, |tail| < 0.09; within 2^-28.5 of the exact
/// value. Where n = 0 and head = 1, tail is e^x - 1 to 0.6 ULP. Domain: |x| <= 200.
struct Exponential {
  /// n and the index of the eighth above it, in eighths.
  let count: V
  let eighths: SIMD16<Int32>
  let head: V
  let tail: V

  @inline(__always) init(_ x: V, _ xTail: V? = nil) {
    // Adding 1.5 × 2^20 rounds to a multiple of 1/8 and leaves it in the low bits.
    let magic = V(repeating: 0x1.8p20)
    let shifted = fma(x, V(repeating: 0x1.715476p0), magic)
    count = shifted - magic
    eighths = integers(shifted)
    // ln 2 in two parts, the first with so few bits that count × it is exact.
    var r = fma(count, V(repeating: -0x1.62ep-1), x)
    if let xTail { r += xTail }
    r = fma(count, V(repeating: -0x1.0bfbe8p-15), r)
    // e^r - 1 - r = r^2 q(r) on |r| < ln 2 / 16, to 2^-32.
    var q = V(repeating: 0x1.555abap-5)
    q = fma(q, r, V(repeating: 0x1.555c76p-3))
    q = fma(q, r, V(repeating: 0.5))
    let p = fma(r * r, q, r)
    let rows = gesso_exp_rows()
    head = gesso_lookup8(rows, eighths)
    tail = fma(head, p, gesso_lookup8(rows + 16, eighths))
  }

  @inline(__always) var n: SIMD16<Int32> { (eighths &- 0x49c0_0000) &>> 3 }

  /// head + tail, rounded.
  @inline(__always) var mantissa: V { head + tail }

  /// v 2^n, rounded once where that is subnormal. v is normal and |n| <= 250.
  @inline(__always) func scaling(_ v: V) -> V { gesso_scale(v, count, n) }

  /// 2^n for n <= 127, or 2^-126 where that would be subnormal.
  @inline(__always) var scale: V {
    powerOfTwo(gesso_max_i32(n, SIMD16(repeating: -126)))
  }

  /// v 2^-n, under the same conditions.
  @inline(__always) func unscaling(_ v: V) -> V { gesso_scale(v, -gesso_floor(count), 0 &- n) }

  /// head + tail
  @inline(__always) var pair: Pair { Pair(head: head, tail: tail) }
}

@inline(__always) func powerOfTwo(_ n: SIMD16<Int32>) -> V {
  unsafeBitCast((n &+ 127) &<< 23, to: V.self)
}

@inline(__always) func integers(_ v: V) -> SIMD16<Int32> {
  unsafeBitCast(v, to: SIMD16<Int32>.self)
}
