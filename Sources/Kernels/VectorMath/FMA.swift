// fma(a, b, c) = a b + c with one rounding, on every level.

#if !GESSO_EMULATE_FMA

@inline(__always) func fma(_ a: V, _ b: V, _ c: V) -> V { c.addingProduct(a, b) }

#else

// x86-64-v2 has no such instruction. The product of two floats is exact in Double; the sum rounds to 53
// bits, and rounding that once more to 24 is wrong only if the 53 bits stand half-way between two
// floats. Those lanes, and the subnormal ones, whose half-way points lie elsewhere, take the long way.
// A call, because some 200 instructions at each use would make the library several times larger.
@inline(never) func fma(_ a: V, _ b: V, _ c: V) -> V {
  let (a0, a1) = widen(a)
  let (b0, b1) = widen(b)
  let (c0, c1) = widen(c)
  let p0 = a0 * b0
  let p1 = a1 * b1
  let s0 = p0 + c0
  let s1 = p1 + c1
  let r = narrow(s0, s1)
  let half0 = (bits(s0) & 0x1fff_ffff) .== 0x1000_0000
  let half1 = (bits(s1) & 0x1fff_ffff) .== 0x1000_0000
  let magnitude = bits(r) & 0x7fff_ffff
  let small = (magnitude .< 0x0100_0000) .& (magnitude .!= 0)
  if any(half0 .| half1) || any(small) {
    return narrow(sumToOdd(p0, c0, s0), sumToOdd(p1, c1, s1))
  }
  return r
}

/// p + c rounded to odd: what the rounding lost stays visible in the last bit, so that a second
/// rounding to fewer bits is right (Boldo & Melquiond 2008). `s` is p + c to nearest.
@inline(never) func sumToOdd(_ p: D, _ c: D, _ s: D) -> D {
  let t = s - p
  let lost = (p - (s - t)) + (c - t)
  let inexact = (lost .< 0) .| (lost .> 0)
  let even = (bits(s) & 1) .== 0
  let outward = (lost .> 0) .== (s .> 0)
  let step = SIMD8<UInt64>(repeating: .max).replacing(with: 1, where: outward)
  return double(bits(s).replacing(with: bits(s) &+ step, where: inexact .& even))
}

#endif
