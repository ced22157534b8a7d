import CKernels

// Functions that are smooth on an interval, as 16 or 32 polynomials whose coefficients are looked up: no division, no
// exponential, and the lookup gives the same bits on every level. The rows come from Sources/CKernels/segments.py: the
// segments' centres, unless these are the multiples of 1/2, the values there and the coefficients, in the last row two
// of them. AVX-512 takes one instruction for either number of entries. AVX2 takes three for 16, or where there are six
// rows or more, a share of four loads and their transposition (Columns.h); and one for 8, which e^x makes do with.

/// Segment `i` of each lane; what the index, the bits of a float, has above its low bits is not looked at.
struct Lookup<F: Floats> {
  let rows: UnsafePointer<Float>
  let count: Int
  let i: F
  let places: gesso_places
  let byPermutation: Bool

  /// `count` is 8, 16 or 32. byPermutation: of five rows at most, which lie otherwise (Layout.h).
  @inline(__always) init(
    _ rows: UnsafePointer<Float>, _ count: Int, _ i: F, byPermutation: Bool = false
  ) {
    self.rows = rows
    self.count = count
    self.i = i
    self.byPermutation = byPermutation
    places = byPermutation || level != 3 ? gesso_places() : i.places(count)
  }

  @inline(__always) subscript(_ k: Int) -> F {
    if level == 3, !byPermutation { return i.column(rows, count, places, k) }
    return i.each { entry(k, $0) }
  }

  /// By permutations.
  @inline(__always) func entry(_ k: Int, _ i: V) -> V {
    let row = rows + count &* k
    switch count {
    case 8: return gesso_lookup8(row, integers(i))
    case 16: return gesso_lookup16(row, integers(i))
    default: return gesso_lookup32(row, integers(i))
    }
  }

  /// a b + row k
  @inline(__always) private func multiplyAdd(_ a: F, _ b: F, _ k: Int) -> F {
    a.each(b, i) { a, b, i in fma(a, b, entry(k, i)) }
  }

  /// row `first` + d (the next + d (...)), through row `last` <= 9, which holds two coefficients.
  @inline(__always) func polynomial(_ first: Int, _ last: Int, _ d: F) -> F {
    if level == 3, !byPermutation { return unrolled(first, last, d) }
    return level == 2 ? loopApart(first, last, d) : loop(first, last, d)
  }

  @inline(__always) private func loop(_ first: Int, _ last: Int, _ d: F) -> F {
    var q = top(last, d)
    var k = last &- 1
    while k >= first {
      q = multiplyAdd(q, d, k)
      k &-= 1
    }
    return q
  }

  /// The oldest CPUs' copy is to be small.
  @inline(never) private func loopApart(_ first: Int, _ last: Int, _ d: F) -> F {
    loop(first, last, d)
  }

  /// A loop would stay one, since its body is long.
  @inline(__always) private func unrolled(_ first: Int, _ last: Int, _ d: F) -> F {
    @inline(__always) func with(_ k: Int, _ q: F) -> F {
      first <= k && k < last ? fma(q, d, self[k]) : q
    }
    let q = with(6, with(7, with(8, top(last, d))))
    return with(0, with(1, with(2, with(3, with(4, with(5, q))))))
  }

  /// The two coefficients of row k.
  @inline(__always) private func top(_ k: Int, _ d: F) -> F {
    self[k].each(d) { fma($0, $1, gesso_lifted($0)) }
  }
}

/// x or what stands for it, its segment, the distance from the centre, and the magnitude as far as the segments
/// reach, or x again where nobody looks at that.
struct Located<F: Floats> {
  let x: F
  let segment: Lookup<F>
  let d: F
  let a: F

  @inline(__always) init(_ x: F, _ segment: Lookup<F>, d: F, a: F) {
    self.x = x
    self.segment = segment
    self.d = d
    self.a = a
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
    level == 2 ? rootedApart(degree) : rootedInline(degree)
  }
  @inline(__always) private func rootedInline(_ degree: Int) -> F {
    fma(d, segment[2], fma(d * d, segment.polynomial(3, degree, d), segment[1]))
  }
  /// The oldest CPUs' copy is to be small.
  @inline(never) private func rootedApart(_ degree: Int) -> F { rootedInline(degree) }
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
