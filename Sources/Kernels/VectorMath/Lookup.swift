import CKernels

// Functions that are smooth on an interval, as 8, 16 or 32 polynomials whose coefficients are looked up in registers:
// no division, no exponential, and the lookup gives the same bits on every level. The rows come from
// Sources/CKernels/segments.py: row 0 has the segments' centres, row 1 the values there, the next ones the
// coefficients. AVX-512 looks up 16 entries in one instruction and 32 in two; AVX2 takes one for 8,
// three for 16, seven for 32.

protocol LookupWidth {
  static var count: Int { get }
  static func entry(_ row: UnsafePointer<Float>, _ i: SIMD16<Int32>) -> V
}

enum Eight: LookupWidth {
  @inline(__always) static var count: Int { 8 }
  @inline(__always) static func entry(_ row: UnsafePointer<Float>, _ i: SIMD16<Int32>) -> V {
    gesso_lookup8(row, i)
  }
}

enum Sixteen: LookupWidth {
  @inline(__always) static var count: Int { 16 }
  @inline(__always) static func entry(_ row: UnsafePointer<Float>, _ i: SIMD16<Int32>) -> V {
    gesso_lookup16(row, i)
  }
}

enum ThirtyTwo: LookupWidth {
  @inline(__always) static var count: Int { 32 }
  @inline(__always) static func entry(_ row: UnsafePointer<Float>, _ i: SIMD16<Int32>) -> V {
    gesso_lookup32(row, i)
  }
}

/// Segment `i` of each lane; what the index has above its low bits is not looked at.
struct Lookup<Width: LookupWidth> {
  let rows: UnsafePointer<Float>
  let i: SIMD16<Int32>

  @inline(__always) init(_ rows: UnsafePointer<Float>, _ i: SIMD16<Int32>) {
    self.rows = rows
    self.i = i
  }

  @inline(__always) subscript(_ k: Int) -> V { Width.entry(rows + Width.count &* k, i) }

  /// row `first` + d (the next + d (...)), through row `last`
  @inline(__always) func polynomial(_ first: Int, _ last: Int, _ d: V) -> V {
    var q = self[last]
    var k = last &- 1
    while k >= first {
      q = fma(q, d, self[k])
      k &-= 1
    }
    return q
  }

  /// A constant and a correction of at most a third or so of it, so that the correction's roundings count for little;
  /// the linear term is added last, so that the only one of its size is the sum's.
  @inline(__always) func pair(_ d: V, degree: Int) -> Pair {
    Pair(head: self[1], tail: fma(d, self[2], d * d * polynomial(3, degree &+ 1, d)))
  }

  /// The same with a constant that is a multiple of 2^-24, so that 1 - it is known as well; row 2 has what it lacks.
  @inline(__always) func gridded(_ d: V, _ dTail: V? = nil, degree: Int) -> Pair {
    let slope = self[3]
    let lacking = dTail.map { fma($0, slope, self[2]) } ?? self[2]
    let rest = fma(d * d, polynomial(4, degree &+ 2, d), lacking)
    return Pair(head: self[1], tail: fma(d, slope, rest))
  }

  /// Within 2 ULP: for slopes.
  @inline(__always) func sum(_ d: V, degree: Int) -> V {
    fma(d, polynomial(2, degree &+ 1, d), self[1])
  }

  /// The same for slopes with a root, which is a centre: beside it the constant is tiny, and of the linear term's size
  /// there is only the last rounding.
  @inline(__always) func rooted(_ d: V, degree: Int) -> V {
    fma(d, self[2], fma(d * d, polynomial(3, degree &+ 1, d), self[1]))
  }
}

/// scale a to nearest in the low bits, for |scale a| < 2^22
@inline(__always) func nearest(_ a: V, _ scale: Float) -> SIMD16<Int32> {
  integers(fma(a, V(repeating: scale), V(repeating: 0x1.8p23)))
}

/// The whole part of a number in [16, 32) less 16, or of one in [32, 64) less 32.
@inline(__always) func sixteenths(_ v: V) -> SIMD16<Int32> { gesso_shifted(integers(v), 19) }
@inline(__always) func thirtySeconds(_ v: V) -> SIMD16<Int32> { gesso_shifted(integers(v), 18) }

/// s where x is negative, -0 included, else 1 - s
@inline(__always) func reflected(_ s: V, _ x: V) -> V { select(integers(x), s, 1 - s) }
