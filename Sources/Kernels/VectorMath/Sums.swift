import CKernels

/// 16 running sums in Double.
struct Sums {
  var low = D()
  var high = D()

  @inline(__always) init() {}
  @inline(__always) init(_ a: V) { (low, high) = widen(a) }

  @inline(__always) mutating func add(_ a: (D, D)) {
    low = low + a.0
    high = high + a.1
  }

  /// The products of floats, which are exact.
  @inline(__always) mutating func add(_ a: (D, D), times b: (D, D)) {
    low = gesso_multiply_add(a.0, b.0, low)
    high = gesso_multiply_add(a.1, b.1, high)
  }

  /// The lanes added in halves: 16, 8, 4, 2, 1.
  @inline(__always) var total: Double {
    let eight = low + high
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
