// Small square matrices, column-major as LAPACK leaves them.

import CKernels

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

@inline(__always) private func entry(_ scale: UnsafePointer<Double>?, _ i: Int) -> Double {
  guard let scale else { return 1 }
  return (scale + i).pointee
}

/// out = diag(left) a diag(right) of `rows` rows; a factor that is not there is 1.
@inline(never) func scaleMatrix(
  _ a: UnsafePointer<Double>, _ left: UnsafePointer<Double>?, _ right: UnsafePointer<Double>?,
  _ out: UnsafeMutablePointer<Double>, _ rows: Int, _ columns: Int
) {
  var k = 0
  while k < columns {
    let factor = entry(right, k)
    var i = 0
    while i < rows {
      let scale = entry(left, i)
      (out + (k &* rows &+ i)).pointee = (a + (k &* rows &+ i)).pointee * scale * factor
      i &+= 1
    }
    k &+= 1
  }
}

/// s += other + (a - b)(a - b)^T wa wb / (wa + wb) in the lower triangle; a mean whose weight is 0
/// is not looked at. a - b is left in `apart`. Without `other` s has b's rows already, about its mean without the tail.
@inline(never) func joinScatter(
  _ s: UnsafeMutablePointer<Double>, _ other: UnsafePointer<Double>?, _ a: gesso_mean,
  _ b: gesso_mean, _ apart: UnsafeMutablePointer<Double>, _ features: Int
) {
  let both = a.weight > 0 && b.weight > 0
  let factor = both ? a.weight * (b.weight / (a.weight + b.weight)) : 0
  var k = 0
  while k < features {
    // Far from 0 the means' tails are much of their difference.
    let tails = (a.tail + k).pointee - (b.tail + k).pointee
    (apart + k).pointee = both ? ((a.mean + k).pointee - (b.mean + k).pointee) + tails : 0
    k &+= 1
  }
  k = 0
  while k < features {
    let d = (apart + k).pointee * factor
    let beside = other == nil && b.weight > 0 ? (b.tail + k).pointee * b.weight : 0
    var i = k
    while i < features {
      let at = k &* features &+ i
      var sum = (s + at).pointee + (apart + i).pointee * d
      if let other { sum += (other + at).pointee }
      if beside != 0 { sum -= (b.tail + i).pointee * beside }
      (s + at).pointee = sum
      i &+= 1
    }
    k &+= 1
  }
}

/// out = s / (weight - ddof) in both triangles, from the lower one, with the variances on the
/// diagonal.
@inline(never) func covariance(
  _ s: UnsafePointer<Double>, _ weight: UnsafePointer<Double>, _ ddof: Double,
  _ variance: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ features: Int
) {
  let divisor = features > 0 ? weight.pointee - ddof : 1
  var k = 0
  while k < features {
    (out + (k &* features &+ k)).pointee = (variance + k).pointee
    var i = k &+ 1
    while i < features {
      let value = (s + (k &* features &+ i)).pointee / divisor
      (out + (k &* features &+ i)).pointee = value
      (out + (i &* features &+ k)).pointee = value
      i &+= 1
    }
    k &+= 1
  }
}

/// How many of the leading values make up `share` of the sum of all.
@inline(never) func countExplaining(
  _ values: UnsafePointer<Double>, _ count: Int, _ share: Double
) -> Int {
  var total = 0.0
  var k = 0
  while k < count {
    total += max((values + k).pointee, 0)
    k &+= 1
  }
  var sum = 0.0
  k = 0
  while k < count {
    sum += max((values + k).pointee, 0)
    k &+= 1
    if sum >= share * total { return k }
  }
  return count
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
