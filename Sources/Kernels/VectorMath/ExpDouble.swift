/// e^x within 2^-50, |x| <= 700. No fma, so that every level computes the same bits.
@inline(__always) func exp(_ x: D) -> D {
  let magic = D(repeating: 0x1.8p52)
  let shifted = x * 0x1.71547652b82fep0 + magic
  let n = shifted - magic
  // ln 2 in two parts, the first with 32 bits, so that n × it is exact.
  let r = (x - n * 0x1.62e42fep-1) - n * 0x1.f473de6af278fp-30
  // (e^r - 1 - r) / r^2, a fit at Chebyshev nodes on |r| < 0.347, to 2^-51 of e^r.
  var q = D(repeating: 0x1.28b14b0427346p-22)
  q = q * r + 0x1.72ebf0356952cp-19
  q = q * r + 0x1.a01995630151ap-16
  q = q * r + 0x1.a0198a8d0a8b1p-13
  q = q * r + 0x1.6c16c18625e9ap-10
  q = q * r + 0x1.1111112691644p-7
  q = q * r + 0x1.555555554fd81p-5
  q = q * r + 0x1.5555555550284p-3
  q = q * r + 0x1.000000000000cp-1
  let p = 1 + (r + (r * r) * q)
  return double(bits(p) &+ (bits(shifted) &<< 52))
}

/// `function` of 16 floats, 8 at a time in Double.
@inline(__always) func throughDouble(_ x: V, _ function: (D) -> D) -> V {
  let (low, high) = widen(x)
  return narrow(function(low), function(high))
}

@inline(__always) func abs(_ v: D) -> D { double(bits(v) & 0x7fff_ffff_ffff_ffff) }
