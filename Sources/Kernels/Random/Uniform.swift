import CKernels

/// a + (b - a) u with u = (word >> 8) 2^-24, in Double, rounded once, and below b where a < b.
struct Uniform: Distribution {
  let start: D
  let width: D
  let last: V

  @inline(__always) init(_ a: Float, _ b: Float) {
    start = D(repeating: Double(a))
    width = D(repeating: (Double(b) - Double(a)) * 0x1p-24)
    last = V(repeating: a < b ? b.nextDown : b)
  }

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    let (low, high) = widen(gesso_counts(words &>> 8))
    let v = narrow(start + width * low, start + width * high)
    return select(v .> last, last, v)
  }
}

/// The same numbers with one fma a vector, where the sum is exact in Double: b - a is a float, lies within 2^5
/// of the ends' size, and a, unless 0, within 2^23 of it, so that the sum spans 53 bits at most.
struct UniformInFloat: Distribution {
  let start: V
  let width: V
  let last: V

  @inline(__always) init?(_ a: Float, _ b: Float) {
    let difference = Double(b) - Double(a)
    let width = Float(difference)
    let size = max(a.magnitude, b.magnitude)
    guard Double(width) == difference, width >= 0x1p-100, size <= 32 * width,
      a == 0 || a.magnitude >= width * 0x1p-23
    else { return nil }
    start = V(repeating: a)
    self.width = V(repeating: width * 0x1p-24)
    last = V(repeating: b.nextDown)
  }

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    let v = fma(width, gesso_counts(words &>> 8), start)
    return select(v .> last, last, v)
  }
}
