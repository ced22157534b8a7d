import CKernels

/// e^(x + xTail) = 2^n T (1 + e), T one of 16 floats, |e| < 0.07: in fewer steps than Exponential takes, but as one
/// float. Domain: |x| <= 200.
struct ShortExponential<F: Floats> {
  /// T's bits less 2^19 k, looked up by n + k/16 added to 1.5 × 2^19, which leaves it in the low bits.
  private let rows: Lookup<F>
  let e: F

  /// Within 0.22 ULP before it is rounded: T is near 2^(k/16) (1 + 52682.037/2^23), where 16 floats happen to lie
  /// nearly in step, and 1 + e is that much less.
  @inline(__always) init(_ at: Located<F>) {
    rows = at.segment
    // On |v| <= ln 2 / 32, to 2^-29.5; of several such constants the ones with which no result falls.
    let q = fma(fma(at.d, 0x1.530f5cp-3, 0x1.fcd312p-2), at.d, 0x1.fccdfcp-1)
    e = fma(q, at.d, -0x1.99028p-8)
  }

  /// v = x + xTail - (n + k/16) ln 2
  @inline(__always) static func locate(_ x: F, _ xTail: F? = nil) -> Located<F> {
    let (sum, count) = counted(x)
    // ln 2 in two parts, the first with so few bits that count × it and x less that are exact.
    let r = exactProduct(count, -0x1.62ep-1, plus: x)
    var v = fma(count, -0x1.0bfbe8p-15, r)
    if let xTail { v = v + xTail }
    return Located(x, Lookup(gesso_exponential_rows(), 16, sum, byPermutation: true), d: v)
  }

  /// Within 2^-28, without xTail for minusOne alone: T is near 2^(k/16), and what it lacks is made up for.
  @inline(__always) init(precise at: Located<F>) {
    rows = at.segment
    // e^v - 1 - v = v² q(v) on -0.065 <= v <= 0.0217, to 2^-31.8, and to 2^-27.6 of v.
    let v = at.d
    let q = fma(v, fma(v, 0x1.4fd916p-5, 0x1.55532cp-3), 0x1.00000cp-1)
    e = fma(v * v, q, v)
  }

  /// Where xTail is not given, |x| <= 20, but for what `minusOne(orSelf:)` does not look at.
  @inline(__always) static func locate(precise x: F, _ xTail: F? = nil) -> Located<F> {
    let (sum, count) = counted(x)
    let rows = Lookup(gesso_precise_exponential_rows(), 16, sum, byPermutation: true)
    var low = rows[1]
    // ln 2 as one float is near enough for so few of it.
    if let xTail { low = fma(count, 0x1.05c61p-29, low + xTail) }
    return Located(x, rows, d: fma(count, -0x1.62e43p-1, x) + low)
  }

  /// 2^n T where that is a normal number.
  @inline(__always) private var power: F {
    rows.i.each { gesso_add_to_exponent(rows.entry(0, $0), $0) }
  }

  /// e^x where that is a normal number.
  @inline(__always) var normal: F {
    let p = power
    return fma(p, e, p)
  }

  /// e^x - 1 where x < 0, else x: within 0.8 ULP down to -8, where 2^n T - 1 is exact, and within 1.0001 below. (Both
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

/// x / ln 2 to the nearest 16th; first with 1.5 × 2^19 added.
@inline(__always) private func counted<F: Floats>(_ x: F) -> (sum: F, count: F) {
  let sum = fma(x, 0x1.715476p0, 0x1.8p19)
  return (sum, sum - F(repeating: 0x1.8p19))
}

extension ShortExponential {
  @inline(__always) init(_ x: F, _ xTail: F? = nil) { self.init(Self.locate(x, xTail)) }
  @inline(__always) init(precise x: F, _ xTail: F? = nil) {
    self.init(precise: Self.locate(precise: x, xTail))
  }

  /// e^x, rounded once more where it is subnormal; monotone.
  @inline(__always) var value: F { scaling(fma(whole, e, whole)) }

  /// v 2^n, rounded once where that is subnormal; v is a normal number.
  @inline(__always) func scaling(_ v: F) -> F {
    v.each(rows.i) { gesso_scale($0, $1 - 0x1.8p19, exponent($1)) }
  }

  /// 2^n, or 2^-60 where that is less.
  @inline(__always) var scale: F {
    rows.i.each { powerOfTwo(gesso_max_i32(exponent($0), SIMD16(repeating: -60))) }
  }

  /// T
  @inline(__always) var whole: F {
    rows[0].each(rows.i) {
      unsafeBitCast(integers($0) &+ ((integers($1) & 15) &<< 19), to: V.self)
    }
  }
}

/// n
@inline(__always) private func exponent(_ sum: V) -> SIMD16<Int32> {
  integers(sum) &>> 4 &- 0x0494_0000
}
