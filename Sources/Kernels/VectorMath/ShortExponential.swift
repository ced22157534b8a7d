import CKernels

/// e^(x + xTail) = 2^n T (1 + e), T one of 16 floats near 2^(k/16), |e| < 0.07: within 2^-28 of the exact
/// value, in fewer steps than Exponential takes, but as one float. Domain: |x| <= 200.
struct ShortExponential<F: Floats> {
  /// n + k/16, and added to 1.5 × 2^19, which leaves it in the low bits.
  private let count: F
  private let sum: F
  /// T's bits less 2^19 k, and what T lacks of 2^(k/16)
  private let rows: Lookup<F>
  private let e: F

  @inline(__always) init(_ x: F, _ xTail: F? = nil) {
    self.init(x, xTail, rows: gesso_exponential_rows()) { v in
      // e^v - 1 - v = v² q(v) on |v| <= ln 2 / 32, to 2^-29.2.
      fma(v, 0x1.55565ep-3, 0x1.000226p-1)
    }
  }

  /// For minusOne.
  @inline(__always) init(lessOne x: F, _ xTail: F? = nil) {
    self.init(x, xTail, rows: gesso_exponential_less_one_rows()) { v in
      // The same on -0.065 <= v <= 0.0217, to 2^-31.8, and to 2^-27.6 of v.
      fma(v, fma(v, 0x1.4fd916p-5, 0x1.55532cp-3), F(repeating: 0x1.00000cp-1))
    }
  }

  @inline(__always) private init(_ x: F, _ xTail: F?, rows: UnsafePointer<Float>, _ q: (F) -> F) {
    let magic = F(repeating: 0x1.8p19)
    sum = fma(x, F(repeating: 0x1.715476p0), magic)
    count = sum - magic
    // ln 2 in two parts.
    let r = fma(count, F(repeating: -0x1.62e42ep-1), x)
    let rows = Lookup(rows, 16, sum)
    var low = rows.multiplyAdd(count, F(repeating: -0x1.efa39ep-25), 1)
    if let xTail { low = low + xTail }
    let v = r + low
    let quadratic = q(v)
    e = fma(v * v, quadratic, v)
    self.rows = rows
  }

  /// 2^n T where that is a normal number.
  @inline(__always) private var power: F {
    sum.each { gesso_add_to_exponent(rows.entry(0, $0), $0) }
  }

  /// e^x where that is a normal number.
  @inline(__always) var normal: F {
    let p = power
    return fma(p, e, p)
  }

  /// e^x - 1 for x <= 0: within 0.8 ULP down to -8, where 2^n T - 1 is exact, and within 1 below.
  @inline(__always) var minusOne: F {
    let p = power
    return fma(p, e, p - F(repeating: 1))
  }
}

extension ShortExponential<V> {
  /// Rounded once more where it is subnormal; monotone.
  @inline(__always) var value: V {
    let k = integers(sum) & 15
    let whole = unsafeBitCast(integers(rows[0]) &+ (k &<< 19), to: V.self)
    return gesso_scale(fma(whole, e, whole), count, integers(sum) &>> 4 &- 0x0494_0000)
  }
}
