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

  /// The lanes added in halves: 16, 8, 4, 2, 1.
  @inline(__always) var total: Double {
    let eight = low + high
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
