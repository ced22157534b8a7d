// Rows of floats to the doubles that the host's BLAS multiplies, and back.

import CKernels

/// y = x - center; y is dense.
@inline(never) func widenRows(
  _ x: UnsafePointer<Float>, _ stride: Int, _ y: UnsafeMutablePointer<Double>, _ rows: Int,
  _ features: Int, _ center: UnsafePointer<Double>
) {
  var i = 0
  while i < rows {
    var j = 0
    while j < features {
      let count = min(16, features &- j)
      let (x0, x1) = loadAsDoubles(x + (i &* stride &+ j), count)
      let (c0, c1) = loadDoubles(center + j, count)
      storeDoubles(x0 - c0, x1 - c1, y + (i &* features &+ j), count)
      j &+= 16
    }
    i &+= 1
  }
}

/// y = x + center; x is dense.
@inline(never) func narrowRows(
  _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Float>, _ stride: Int, _ rows: Int,
  _ features: Int, _ center: UnsafePointer<Double>
) {
  var i = 0
  while i < rows {
    var j = 0
    while j < features {
      let count = min(16, features &- j)
      let (x0, x1) = loadDoubles(x + (i &* features &+ j), count)
      let (c0, c1) = loadDoubles(center + j, count)
      storeFirst(count, narrow(x0 + c0, x1 + c1), y + (i &* stride &+ j))
      j &+= 16
    }
    i &+= 1
  }
}
