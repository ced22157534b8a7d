import CKernels

/// e^(x + xTail) = 2^n T (1 + e), T one of 16 floats near 2^(k/16), |e| < 0.07: within 2^-28 of the exact value, in fewer
/// steps than Exponential takes, but as one float. Domain: |x| <= 200.
struct ShortExponential {
  /// n + k/16
  private let count: V
  private let n: SIMD16<Int32>
  private let table: V
  private let e: V

  @inline(__always) init(_ x: V, _ xTail: V? = nil) {
    // Adding 1.5 × 2^19 rounds to sixteenths and leaves them in the low bits.
    let magic = V(repeating: 0x1.8p19)
    let sum = fma(x, V(repeating: 0x1.715476p0), magic)
    count = sum - magic
    n = integers(sum) &>> 4 &- 0x0494_0000
    let rows = Lookup<Sixteen>(gesso_exponential_rows(), integers(sum))
    table = rows[0]
    // What T lacks of 2^(k/16), and the end of ln 2.
    var low = fma(count, V(repeating: -0x1.efa39ep-25), rows[1])
    if let xTail { low += xTail }
    let v = fma(count, V(repeating: -0x1.62e42ep-1), x) + low
    // e^v - 1 - v = v² q(v) on -0.065 <= v <= 0.0217, to 2^-31.8, and to 2^-27.6 of v.
    var q = fma(v, V(repeating: 0x1.4fd916p-5), V(repeating: 0x1.55532cp-3))
    q = fma(v, q, V(repeating: 0x1.00000cp-1))
    e = fma(v * v, q, v)
  }

  /// Rounded once more where it is subnormal; monotone.
  @inline(__always) var value: V { gesso_scale(fma(table, e, table), count, n) }

  /// e^x - 1 for -18 <= x <= 0. Where 2^n T - 1 is not exact, e^x is so small that its own rounding counts for little.
  @inline(__always) func minusOne(_ x: V) -> V {
    let power = gesso_scale_normal(table, count, n)
    let late = select(x .< -0.7, V.one, V.zero)
    return fma(power, e, power - (1 - late)) - late
  }
}
