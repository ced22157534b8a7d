import CKernels

/// 16 running sums in Double.
struct Sums {
  var low = D()
  var high = D()

  @inline(__always) init() {}
  @inline(__always) init(_ a: V) { (low, high) = widen(a) }

  @inline(__always) mutating func add(_ a: V, times b: V) {
    let (a0, a1) = widen(a)
    let (b0, b1) = widen(b)
    // The products are exact.
    low = gesso_multiply_add(a0, b0, low)
    high = gesso_multiply_add(a1, b1, high)
  }

  @inline(__always) mutating func add(_ a: V) {
    let (a0, a1) = widen(a)
    low = low + a0
    high = high + a1
  }

  /// The lanes added in halves: 16, 8, 4, 2, 1.
  @inline(__always) var total: Double { (low + high).total }
}

extension D {
  /// The lanes added in halves: 8, 4, 2, 1.
  @inline(__always) var total: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
