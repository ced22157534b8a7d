import CKernels

// Functions that are smooth on an interval, as 16 or 32 polynomials whose coefficients are looked up in registers:
// no division, no exponential, and the lookup gives the same bits on every level. The rows come from
// Sources/CKernels/segments.py: the segments' centres, unless these are the multiples of 1/2, the values there and the
// coefficients, in the last row two of them. AVX-512 takes one instruction for either number of entries, AVX2 three for
// 16 and seven for 32.

/// Segment `i` of each lane; what the index, the bits of a float, has above its low bits is not looked at.
struct Lookup<F: Floats> {
  let rows: UnsafePointer<Float>
  let count: Int
  let i: F

  /// `count` is 16 or 32.
  @inline(__always) init(_ rows: UnsafePointer<Float>, _ count: Int, _ i: F) {
    self.rows = rows
    self.count = count
    self.i = i
  }

  @inline(__always) subscript(_ k: Int) -> F {
    i.each { entry(k, $0) }
  }

  @inline(__always) func entry(_ k: Int, _ i: V) -> V {
    let row = rows + count &* k
    return count == 16 ? gesso_lookup16(row, integers(i)) : gesso_lookup32(row, integers(i))
  }

  /// a b + row k
  @inline(__always) func multiplyAdd(_ a: F, _ b: F, _ k: Int) -> F {
    a.each(b, i) { a, b, i in fma(a, b, entry(k, i)) }
  }

  /// row `first` + d (the next + d (...)), through row `last`, which holds two coefficients.
  @inline(__always) func polynomial(_ first: Int, _ last: Int, _ d: F) -> F {
    var q = self[last].each(d) { fma($0, $1, gesso_lifted($0)) }
    var k = last &- 1
    while k >= first {
      q = multiplyAdd(q, d, k)
      k &-= 1
    }
    return q
  }
}

/// x or what stands for it, its segment, the distance from the centre, and the magnitude as far as the segments
/// reach, where that is wanted.
struct Located<F: Floats> {
  let x: F
  let segment: Lookup<F>
  let d: F
  let a: F

  @inline(__always) init(_ x: F, _ segment: Lookup<F>, d: F, a: F? = nil) {
    self.x = x
    self.segment = segment
    self.d = d
    self.a = a ?? x
  }
}

extension Lookup {
  /// A constant and a correction of at most a third or so of it, so that the correction's roundings count for little;
  /// the linear term is added last, so that the only one of its size is the sum's.
  @inline(__always) func parts(_ d: F, degree: Int) -> (head: F, tail: F) {
    (self[1], fma(d, self[2], d * d * polynomial(3, degree, d)))
  }
}

extension Lookup<V> {
  /// The same as a pair.
  @inline(__always) func pair(_ d: V, degree: Int) -> Pair {
    let (head, tail) = parts(d, degree: degree)
    return Pair(head: head, tail: tail)
  }
}

extension Located {
  /// For slopes with a root, which is a centre: beside it the constant is tiny, and of the linear term's size there is
  /// only the last rounding.
  @inline(__always) func rooted(degree: Int) -> F {
    fma(d, segment[2], fma(d * d, segment.polynomial(3, degree, d), segment[1]))
  }
}

/// scale a to nearest in the low bits, for |scale a| < 2^22
@inline(__always) func nearest<F: Floats>(_ a: F, _ scale: Float) -> F { fma(a, scale, 0x1.8p23) }

/// v's bits, shifted to the right
@inline(__always) func shifted<F: Floats>(_ v: F, _ count: Int32) -> F {
  v.each { unsafeBitCast(gesso_shifted(integers($0), count), to: V.self) }
}

/// The whole part of a number in [16, 32), less 16.
@inline(__always) func sixteenths<F: Floats>(_ v: F) -> F { shifted(v, 19) }

/// s where x is negative, -0 included, else 1 - s
@inline(__always) func reflected<F: Floats>(_ s: F, _ x: F) -> F {
  s.each(x) { s, x in select(integers(x), s, 1 - s) }
}

/// The same for an s that is exactly 1/2 where x is 0: in fewer steps.
@inline(__always) func mirrored<F: Floats>(_ s: F, _ x: F) -> F {
  s.each(x) { gesso_mirrored($0, $1) }
}
