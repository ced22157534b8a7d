import CKernels

/// dslopes[c] = Σ over rows and inner of sums[row, c, inner], in that order.
@inline(never) func preluSums(
  _ sums: UnsafePointer<Double>, _ rows: Int, _ channels: Int, _ inner: Int,
  _ dslopes: UnsafeMutablePointer<Float>, _ accumulate: Bool
) {
  if inner == 1 {
    addRows(sums, rows, channels, dslopes, accumulate)
    return
  }
  var c = 0
  while c < channels {
    var total = 0.0
    var row = 0
    while row < rows {
      let part = sums + (row &* channels &+ c) &* inner
      var i = 0
      while i < inner {
        total += (part + i).pointee
        i &+= 1
      }
      row &+= 1
    }
    let value = Float(total)
    (dslopes + c).pointee = accumulate ? (dslopes + c).pointee + value : value
    c &+= 1
  }
}

/// The same for inner = 1, 16 channels at a time.
@inline(__always) private func addRows(
  _ sums: UnsafePointer<Double>, _ rows: Int, _ channels: Int,
  _ dslopes: UnsafeMutablePointer<Float>, _ accumulate: Bool
) {
  var c = 0
  while c < channels {
    let lanes = min(16, channels &- c)
    var total = Sums()
    var row = 0
    while row < rows {
      let (low, high) = loadDoubles(sums + (row &* channels &+ c), lanes)
      total.low += low
      total.high += high
      row &+= 1
    }
    var value = narrow(total.low, total.high)
    if accumulate { value = loadFirst(lanes, dslopes + c) + value }
    storeFirst(lanes, value, dslopes + c)
    c &+= 16
  }
}
