import CKernels

/// Standard normal quantiles of words, z = Φ^-1((word + 1/2) 2^-32), within 2^-40 and odd: the
/// complement of a word gives -z.
///
/// With x = |1 - 2u| and L = -ln(1 - x^2), z / x is a smooth function of L, and of sqrt L far out
/// (Giles, "Approximating the erfinv function", 2010). The polynomials are Chebyshev fits of it to
/// 2^-40.8 and 2^-48.
@inline(__always) func normalQuantile(_ words: SIMD8<UInt32>) -> D {
  // a / 2^33 is the probability of the nearer tail; upper words are complemented.
  let sign = words &>> 31
  let nearer = words ^ (0 &- sign)
  let a = 2 * wholeNumbers(nearer) + 1
  let x = (0x1p32 - a) * 0x1p-32
  let l = -log(a * (0x1p33 - a) * 0x1p-64)
  var ratio = central(l)
  let far = l .> 6.25
  if any(far) { ratio = select(far, tail(gesso_square_roots(l)), ratio) }
  return double(bits(x * ratio) ^ (gesso_to_longs(1 &- sign) &<< 63))
}

/// z / x for L in [0, 6.25]. Even and odd terms apart, for two short chains instead of a long one.
@inline(__always) func central(_ v: D) -> D {
  let t = v - 3.125
  let z = t * t
  var even = D(repeating: 0x1.b59501ec79fdcp-49)
  even = even * z - 0x1.73e62922bbfa1p-47
  even = even * z - 0x1.54195cb46ef3bp-36
  even = even * z + 0x1.9a267f49f915fp-30
  even = even * z - 0x1.614d8893ca6aep-25
  even = even * z - 0x1.032db8980c058p-19
  even = even * z + 0x1.14e8fa0e09e55p-12
  even = even * z - 0x1.179b256d96db8p-7
  even = even * z + 0x1.2b57ec65a79d6p+1
  var odd = D(repeating: 0x1.0615c3a7a93c6p-51)
  odd = odd * z - 0x1.1dff63bdfef2cp-44
  odd = odd * z + 0x1.09cfbfdc9aff8p-38
  odd = odd * z - 0x1.520e47810f7e3p-34
  odd = odd * z - 0x1.8f9f017f6f6c1p-28
  odd = odd * z + 0x1.4186837b7090dp-21
  odd = odd * z - 0x1.4962744ee5025p-16
  odd = odd * z - 0x1.12994fbdf8492p-10
  odd = odd * z + 0x1.5bc94440cca48p-2
  return even + t * odd
}

/// z / x for sqrt L in [2.5, 4.65]. Even and odd terms apart, for two short chains instead of a
/// long one.
@inline(__always) func tail(_ v: D) -> D {
  let t = v - 3.5
  let z = t * t
  var even = D(repeating: -0x1.3e46bab0f767ep-26)
  even = even * z + 0x1.bf7a2f05ab98cp-25
  even = even * z + 0x1.bd304383e1ceep-21
  even = even * z - 0x1.10b232b0591bfp-18
  even = even * z - 0x1.3d87e46e291ddp-16
  even = even * z + 0x1.d12d98d50838dp-14
  even = even * z + 0x1.3f65cb81522b8p-11
  even = even * z + 0x1.955fdc8758e07p-10
  even = even * z + 0x1.2fb4c8b13e7afp-8
  even = even * z + 0x1.2de4c9d7390d8p+2
  var odd = D(repeating: 0x1.a83af513fbd5dp-29)
  odd = odd * z + 0x1.1a3b6236fc726p-25
  odd = odd * z - 0x1.9e2065dbbbb97p-22
  odd = odd * z - 0x1.c57b2126b8f2dp-23
  odd = odd * z + 0x1.be944401d83b3p-17
  odd = odd * z - 0x1.042d9affff297p-17
  odd = odd * z - 0x1.4dc971a16fd3dp-12
  odd = odd * z - 0x1.f8152af7a7302p-11
  odd = odd * z - 0x1.7e701f1063a95p-9
  odd = odd * z + 0x1.6cb4db07ed7dcp+0
  return even + t * odd
}
