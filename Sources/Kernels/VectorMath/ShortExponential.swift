import CKernels

/// e^(x + xTail) = 2^n T (1 + e), T one of 8 floats, |e| < 0.07: in fewer steps than Exponential takes, but as one
/// float. Domain: |x| <= 200.
struct ShortExponential<F: Floats> {
  /// T's bits less 2^20 k, looked up by n + k/8 added to 1.5 × 2^20, which leaves it in the low bits.
  private let rows: Lookup<F>
  let e: F

  /// Within 0.4 ULP before it is rounded: T is near 2^(k/8) (1 + 16916/2^23), where 8 floats happen to lie nearly in
  /// step, and 1 + e is that much less.
  @inline(__always) init(_ at: Located<F>) {
    rows = at.segment
    // On |v| <= ln 2 / 16, to 2^-25.7; of several such constants the ones with which no result falls.
    let q = fma(fma(at.d, 0x1.5495a4p-3, 0x1.ff0cdp-2), at.d, 0x1.fef83ap-1)
    e = fma(q, at.d, -0x1.07c866p-9)
  }

  /// The same within 0.2 ULP.
  @inline(__always) init(finer at: Located<F>) {
    rows = at.segment
    // To 2^-33.5.
    let q = fma(fma(at.d, 0x1.549ea8p-5, 0x1.54afb6p-3), at.d, 0x1.fef838p-2)
    e = fma(fma(q, at.d, 0x1.fef838p-1), at.d, -0x1.07c7d4p-9)
  }

  /// v = x + xTail - (n + k/8) ln 2
  @inline(__always) static func locate(_ x: F, _ xTail: F? = nil) -> Located<F> {
    let (sum, count) = counted(x)
    // ln 2 in two parts, the first with so few bits that count × it and x less that are exact.
    let r = exactProduct(count, -0x1.62ep-1, plus: x)
    var v = fma(count, -0x1.0bfbe8p-15, r)
    if let xTail { v = v + xTail }
    return Located(x, Lookup(gesso_exponential_rows(), 8, sum, byPermutation: true), d: v, a: x)
  }

  /// The same without xTail, for |x| <= 2^15.
  @inline(__always) static func locate(wide x: F) -> Located<F> {
    let (sum, count) = counted(x)
    // The first part of ln 2 has so many bits that x less its multiple is exact only as one operation.
    let v = fma(count, 0x1.05c61p-29, fma(count, -0x1.62e43p-1, x))
    return Located(x, Lookup(gesso_exponential_rows(), 8, sum, byPermutation: true), d: v, a: x)
  }

  /// Within 2^-28, without xTail for minusOne alone: T is near 2^(k/8), and what it lacks is made up for.
  @inline(__always) init(precise at: Located<F>) {
    rows = at.segment
    e = exponentialMinusOne(at.d)
  }

  /// Where xTail is not given, |x| <= 20, but for what `minusOne(orSelf:)` does not look at.
  @inline(__always) static func locate(precise x: F, _ xTail: F? = nil) -> Located<F> {
    let (sum, count) = counted(x)
    let rows = Lookup(gesso_precise_exponential_rows(), 8, sum, byPermutation: true)
    var low = rows[1]
    // ln 2 as one float is near enough for so few of it.
    if let xTail { low = fma(count, 0x1.05c61p-29, low + xTail) }
    return Located(x, rows, d: fma(count, -0x1.62e43p-1, x) + low, a: x)
  }

  /// 2^n T where that is a normal number.
  @inline(__always) var power: F { rows.power }

  /// e^x where that is a normal number.
  @inline(__always) var normal: F {
    let p = power
    return fma(p, e, p)
  }

  /// e^x - 1 where x < 0, else x: within 0.9 ULP down to -8, where 2^n T - 1 is exact, and within 1.0001 below. (Both
  /// choices become masks of the operations that they follow.)
  @inline(__always) func minusOne(orSelf x: F) -> F {
    let p = power
    let less = p.each(x) { p, x in select(x .< 0, p - 1, x) }
    return p.each(e, less, x) { p, e, less, x in select(x .< 0, fma(p, e, less), less) }
  }

  /// e^x - 1 for x <= 0, as above.
  @inline(__always) var minusOne: F {
    let p = power
    return fma(p, e, p - F(repeating: 1))
  }
}

/// x / ln 2 to the nearest 8th; first with 1.5 × 2^20 added.
@inline(__always) private func counted<F: Floats>(_ x: F) -> (sum: F, count: F) {
  let sum = fma(x, 0x1.715476p0, 0x1.8p20)
  return (sum, sum - F(repeating: 0x1.8p20))
}

/// e^v - 1 on -0.0585 <= v <= 0.0434, to 2^-30.6, and to 0.08 ULP of minusOne; up to 0.045 to 2^-30.
@inline(__always) func exponentialMinusOne<F: Floats>(_ v: F) -> F {
  let q = fma(v, fma(v, 0x1.52ba94p-5, 0x1.555c78p-3), 0x1.00000cp-1)
  return fma(v * v, q, v)
}

extension Lookup {
  /// 2^n T from n + k/8 added to 1.5 × 2^20, where that is a normal number; row 0 has T's bits less 2^20 k.
  @inline(__always) var power: F { i.each { gesso_add_to_exponent(entry(0, $0), $0) } }
}

extension ShortExponential {
  @inline(__always) init(_ x: F, _ xTail: F? = nil) { self.init(Self.locate(x, xTail)) }
  @inline(__always) init(finer x: F, _ xTail: F? = nil) {
    self.init(finer: Self.locate(x, xTail))
  }
  @inline(__always) init(precise x: F, _ xTail: F? = nil) {
    self.init(precise: Self.locate(precise: x, xTail))
  }

  /// e^x, rounded once more where it is subnormal; monotone.
  @inline(__always) var value: F { scaling(fma(whole, e, whole)) }

  /// v 2^n, rounded once where that is subnormal; v is a normal number.
  @inline(__always) func scaling(_ v: F) -> F {
    v.each(rows.i) { gesso_scale($0, $1 - 0x1.8p20, exponent($1)) }
  }

  /// 2^n, or 2^-60 where that is less.
  @inline(__always) var scale: F {
    rows.i.each { powerOfTwo(gesso_max_i32(exponent($0), SIMD16(repeating: -60))) }
  }

  /// T
  @inline(__always) var whole: F {
    rows[0].each(rows.i) {
      unsafeBitCast(integers($0) &+ ((integers($1) & 7) &<< 20), to: V.self)
    }
  }
}

/// n
@inline(__always) private func exponent(_ sum: V) -> SIMD16<Int32> {
  integers(sum) &>> 3 &- 0x0938_0000
}
