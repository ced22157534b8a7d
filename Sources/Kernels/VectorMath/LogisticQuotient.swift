import CKernels

// x σ(z) = x / (1 + e^-z) as a quotient. With AVX2 it takes three quarters of the time of polynomials that are looked up;
// with AVX-512 a seventh more instructions than those.

/// Up to which magnitude of z it is good.
@inline(__always) var logisticQuotientEnd: Float { 11.75 }

/// Of e^-z = p + p e, p = 2^n T has so few bits that 1 + p is a float.
struct LogisticQuotient<F: Floats> {
  private let p: F
  private let e: F

  /// Of z + zTail; d is e, within 2^-27.5.
  @inline(__always) static func locate(_ x: F, _ z: F, _ zTail: F? = nil) -> Located<F> {
    // -z / ln 2 to the nearest 8th, first with 1.5 × 2^20 added.
    let sum = fma(z, -0x1.715476p0, 0x1.8p20)
    let count = sum - F(repeating: 0x1.8p20)
    let rows = Lookup(gesso_coarse_exponential_rows(), 8, sum, byPermutation: true)
    // ln 2 in two parts, each with so few bits that count × it is exact.
    let r = count.each(z) { exactProduct($0, V(repeating: -0x1.62ep-1), plus: -$1) }
    var low = exactProduct(count, -0x1.0bfcp-15, plus: rows[1])
    if let zTail { low = low - zTail }
    let v = r + low
    return Located(x, rows, d: exponentialMinusOne(v), a: x.each { abs($0) })
  }

  @inline(__always) init(_ at: Located<F>) {
    p = at.segment.power
    e = at.d
  }

  /// 1 / (1 + p + p e)
  @inline(__always) var value: F { quotient(F(repeating: 1)) { $0 } }

  /// x / (1 + p + p e)
  @inline(__always) func times(_ x: F) -> F { quotient(x) { x * $0 } }

  /// A first quotient q is within some ULP; what q (1 + p + p e) exceeds x by is divided again.
  @inline(__always) private func quotient(_ x: F, _ times: (F) -> F) -> F {
    let first = p + F(repeating: 1)
    let inverse = fma(p, e, first).each { 1 / $0 }
    let q = times(inverse)
    // Of this sign, so that a zero keeps its own.
    let excess = fma(q * p, e, q.each(first, x) { fma($0, $1, -$2) })
    return excess.each(inverse, q) { fma(-$0, $1, $2) }
  }
}
