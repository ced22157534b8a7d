import CKernels

/// a + (b - a) u with u = (word >> 8) 2^-24, in Double, rounded once, and below b where a < b.
struct Uniform {
  let start: D
  let width: D
  let last: V

  @inline(__always) init(_ a: Float, _ b: Float) {
    start = D(repeating: Double(a))
    width = D(repeating: (Double(b) - Double(a)) * 0x1p-24)
    last = V(repeating: a < b ? b.nextDown : b)
  }

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    let k = words &>> 8
    let v = narrow(
      start + width * wholeNumbers(k.lowHalf), start + width * wholeNumbers(k.highHalf))
    return select(v .> last, last, v)
  }
}

/// Exact: the integer goes into the low bits of 2^52, which is then taken off.
@inline(__always) func wholeNumbers(_ k: SIMD8<UInt32>) -> D {
  double(gesso_to_longs(k) | 0x4330_0000_0000_0000) - 0x1p52
}
