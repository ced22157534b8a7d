// Small square matrices, column-major as LAPACK leaves them.

@inline(never) func allFinite(_ x: UnsafePointer<Double>, _ n: Int) -> Bool {
  var i = 0
  while i < n {
    if !(x + i).pointee.isFinite { return false }
    i &+= 1
  }
  return true
}

@inline(__always) func swap(
  _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>
) {
  let saved = a.pointee
  a.pointee = b.pointee
  b.pointee = saved
}

@inline(never) func reverse(_ a: UnsafeMutablePointer<Double>, _ n: Int) {
  var i = 0
  while i < n / 2 {
    swap(a + i, a + (n &- 1 &- i))
    i &+= 1
  }
}

/// Ascending eigenvalues and their vectors into descending order; in each vector the first entry
/// within 2^-20 of the largest magnitude becomes positive, so that a tie is not decided by
/// rounding.
@inline(never) func orderAxes(
  _ values: UnsafeMutablePointer<Double>, _ vectors: UnsafeMutablePointer<Double>, _ features: Int
) {
  reverse(values, features)
  var k = 0
  while k < features / 2 {
    var i = 0
    while i < features {
      swap(vectors + (k &* features &+ i), vectors + ((features &- 1 &- k) &* features &+ i))
      i &+= 1
    }
    k &+= 1
  }
  k = 0
  while k < features {
    fixSign(vectors + (k &* features), features)
    k &+= 1
  }
}

@inline(__always) func fixSign(_ v: UnsafeMutablePointer<Double>, _ n: Int) {
  var largest = 0.0
  var i = 0
  while i < n {
    largest = max(largest, (v + i).pointee.magnitude)
    i &+= 1
  }
  i = 0
  while i < n, (v + i).pointee.magnitude < largest * (1 - 0x1p-20) { i &+= 1 }
  guard i < n, (v + i).pointee < 0 else { return }
  i = 0
  while i < n {
    (v + i).pointee = -(v + i).pointee
    i &+= 1
  }
}

@inline(never) func scaleAxes(
  _ vectors: UnsafePointer<Double>, _ scale: UnsafePointer<Double>,
  _ out: UnsafeMutablePointer<Double>, _ features: Int
) {
  var k = 0
  while k < features {
    let factor = (scale + k).pointee
    var i = k &* features
    while i < (k &+ 1) &* features {
      (out + i).pointee = (vectors + i).pointee * factor
      i &+= 1
    }
    k &+= 1
  }
}

@inline(never) func clearLower(_ a: UnsafeMutablePointer<Double>, _ features: Int) {
  var k = 0
  while k < features {
    var i = k &+ 1
    while i < features {
      (a + (k &* features &+ i)).pointee = 0
      i &+= 1
    }
    k &+= 1
  }
}

@inline(never) func fullRank(
  _ u: UnsafePointer<Double>, _ variance: UnsafePointer<Double>, _ features: Int,
  _ tolerance: Double
) -> Bool {
  var j = 0
  while j < features {
    let pivot = (u + (j &* features &+ j)).pointee
    if !(pivot * pivot > tolerance * (variance + j).pointee) { return false }
    j &+= 1
  }
  return true
}
