/// ln v for normal positive v, within 2^-49 absolute near 1 and 2^-50 relative elsewhere. No fma,
/// so that every level computes the same bits.
@inline(__always) func log(_ v: D) -> D {
  let (n, m) = parts(v)
  return log(n, (m - 1) / (m + 1))
}

/// ln (1 + u) for u >= 0, within 2^-49 of itself; NaN for NaN.
@inline(__always) func log(onePlus u: D) -> D {
  let (n, m) = parts(1 + u)
  let less = select(n .== 0, u, m - 1)
  return select(u .!= u, u, log(n, less / (less + 2)))
}

/// v = 2^n m with m in [sqrt 1/2, sqrt 2).
@inline(__always) private func parts(_ v: D) -> (n: D, m: D) {
  let shifted = bits(v) &- 0x3fe6_a09e_667f_3bcd
  let n = double((shifted &>> 52) ^ 0x4330_0000_0000_0800) - (0x1p52 + 2048)
  return (n, double((shifted & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd))
}

/// n ln 2 + ln m, s = (m - 1) / (m + 1): ln m = 2 s + s^3 p(s^2); p fitted by Sollya to 2^-51.
@inline(__always) private func log(_ n: D, _ s: D) -> D {
  let z = s * s
  var p = D(repeating: 0.1461663977217743382)
  p = p * z + 0.153317084236571699040752
  p = p * z + 0.1818288940293970867845274
  p = p * z + 0.222222111340871497642268
  p = p * z + 0.285714286259392158395797878
  p = p * z + 0.3999999999989982679693412
  p = p * z + 0.66666666666666696272613990
  return n * 0x1.62e42fefa39efp-1 + (2 * s + s * z * p)
}
