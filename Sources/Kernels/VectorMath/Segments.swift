import CKernels

// Functions that are smooth on an interval, as 32 polynomials whose coefficients are looked up in
// registers: no division, no exponential, and the lookup gives the same bits on every level. The
// rows come from Sources/CKernels/segments.py. A value is a pair of a constant and a correction of
// at most a quarter or so of it, so that the correction's roundings count for little.

/// a1 + d (a2 + ...) for the coefficients of segment i.
@inline(__always) func quotient(
  _ rows: UnsafePointer<Float>, _ degree: Int, _ i: SIMD16<Int32>, _ d: V
) -> V {
  var q = gesso_lookup32(rows + 32 &* (degree &+ 1), i)
  var k = degree
  while k > 1 {
    q = fma(q, d, gesso_lookup32(rows + 32 &* k, i))
    k &-= 1
  }
  return q
}

@inline(__always) func correction(
  _ rows: UnsafePointer<Float>, _ degree: Int, _ i: SIMD16<Int32>, _ d: V
) -> V { d * quotient(rows, degree, i, d) }

@inline(__always) func segment(
  _ rows: UnsafePointer<Float>, _ degree: Int, _ i: SIMD16<Int32>, _ a: V
) -> Pair {
  let d = a - gesso_lookup32(rows, i)
  return Pair(head: gesso_lookup32(rows + 32, i), tail: correction(rows, degree, i, d))
}

/// Φ(-a) e^(a²/2), 0 <= a <= 15.5
@inline(__always) func millsRatio(_ a: V) -> Pair {
  segment(gesso_mills_rows(), 6, integers(a + 0x1.8p22), a)
}

/// (Φ(-a) - a φ(a)) e^(a²/2) m, 0 <= a <= 15.5, within 1.8 ULP on both sides of the root: beside it
/// the constant is tiny, and the sum is as good as the product d q m.
@inline(__always) func geluSlope(_ a: V, times m: Pair) -> V {
  let rows = gesso_gelu_slope_rows()
  let i = integers((a - 0.25) + 0x1.8p22)
  let d = a - gesso_lookup32(rows, i)
  let constant = gesso_lookup32(rows + 32, i)
  let q = quotient(rows, 7, i, d)
  let p = m.head * d
  let pTail = fma(m.tail, d, fma(m.head, d, -p))
  return fma(m.head, constant, fma(p, q, fma(pTail, q, m.tail * constant)))
}

/// ln(1 + e) / e for e = head + tail, 0 <= e <= 1
@inline(__always) func log1pRatio(_ e: Pair) -> Pair {
  let rows = gesso_log1p_rows()
  let i = integers(fma(e.head + e.tail, V(repeating: 31), V(repeating: 0x1.8p23)))
  let d = (e.head - gesso_lookup32(rows, i)) + e.tail
  return Pair(head: gesso_lookup32(rows + 32, i), tail: correction(rows, 4, i, d))
}

/// A value whose constant is a multiple of 2^-24, so that 1 - it is known as well.
@inline(__always) private func gridded(
  _ rows: UnsafePointer<Float>, _ degree: Int, _ i: SIMD16<Int32>, _ d: V
) -> Pair {
  let q = quotient(rows + 32, degree, i, d)
  return Pair(head: gesso_lookup32(rows + 32, i), tail: fma(d, q, gesso_lookup32(rows + 64, i)))
}

/// Where softplusSegments ends: a little before 9, which would round to segment 32.
@inline(__always) var softplusEnd: Float { 8.99 }

/// ln(1 + e^-a), 0 <= a < 9
@inline(__always) func softplusSegments(_ a: Pair) -> Pair {
  let rows = gesso_softplus_rows()
  // The segment of width 2/7 that a lies in, and the distance to its centre.
  let i = integers(fma(a.head, V(repeating: 3.5), V(repeating: 0x1.8p23)))
  let d = (a.head - gesso_lookup32(rows, i)) + a.tail
  // The linear term apart: near 0 a step of a moves the sum by less than the rounding of a factor
  // of d would, and the results would not be monotone.
  let linear = fma(d, gesso_lookup32(rows + 96, i), gesso_lookup32(rows + 64, i))
  let tail = fma(d * d, quotient(rows + 64, 4, i, d), linear)
  return Pair(head: gesso_lookup32(rows + 32, i), tail: tail)
}

/// Φ(-a), 0 <= a <= 4.5
@inline(__always) func normalSegments(_ a: V) -> Pair {
  let rows = gesso_normal_rows()
  let index = fma(a, V(repeating: 1.0625), V(repeating: 2.125))
  let i = integers(fma(a, index, V(repeating: 0x1.8p23)))
  return gridded(rows, 6, i, a - gesso_lookup32(rows, i))
}

/// p where x is negative, -0 included, else 1 - p.
@inline(__always) func reflected(_ p: Pair, _ x: V) -> Pair {
  let sign = integers(x)
  return Pair(head: select(sign, p.head, 1 - p.head), tail: select(sign, p.tail, -p.tail))
}

/// A slope near its root: a0 + d (a1 + ... + d^5 a6), d = (a - centre) + aTail.
@inline(__always) func nearRoot(_ row: UnsafePointer<Float>, _ a: Pair) -> V {
  let distance = a.head - row[0]
  let d = distance + a.tail
  var q = V(repeating: row[7])
  q = fma(q, d, V(repeating: row[6]))
  q = fma(q, d, V(repeating: row[5]))
  q = fma(q, d, V(repeating: row[4]))
  q = fma(q, d, V(repeating: row[3]))
  q = fma(q, d, V(repeating: row[2]))
  return fma(q, distance, fma(q, a.tail, V(repeating: row[1])))
}
