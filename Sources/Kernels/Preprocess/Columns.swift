// Statistics down the columns of a row-major matrix, and scaling by them. Lanes are columns, so
// each column's sum runs over the rows in order, whatever the level.

import CKernels

/// 16 columns from j on: center, the sums of x - center and of its square.
@inline(never) func columnSums(
  _ x: UnsafePointer<Float>, _ rows: Int, _ features: Int, _ center: UnsafePointer<Double>,
  _ sums: UnsafeMutablePointer<Double>, _ squares: UnsafeMutablePointer<Double>
) {
  var j = 0
  while j < features {
    let lanes = min(16, features &- j)
    let (c0, c1) = loadDoubles(center + j, lanes)
    var s = Sums()
    var q = Sums()
    var at = j
    var i = 0
    while i < rows {
      let (x0, x1) = widen(loadFirst(lanes, x + at))
      let d0 = x0 - c0
      let d1 = x1 - c1
      s.low += d0
      s.high += d1
      q.low += d0 * d0
      q.high += d1 * d1
      at &+= features
      i &+= 1
    }
    storeDoubles(s.low, s.high, sums + j, lanes)
    storeDoubles(q.low, q.high, squares + j, lanes)
    j &+= 16
  }
}

/// From the sums of `blocks` blocks: center += Σ / rows; variance = Σ squares / rows - (Σ /
/// rows)^2, the second term being what the center missed the mean by.
@inline(never) func columnMoments(
  _ sums: UnsafePointer<Double>, _ squares: UnsafePointer<Double>, _ blocks: Int, _ features: Int,
  _ rows: Double, _ center: UnsafeMutablePointer<Double>, _ variance: UnsafeMutablePointer<Double>?
) {
  var j = 0
  while j < features {
    var s = 0.0
    var q = 0.0
    var b = 0
    while b < blocks {
      s += (sums + (b &* features &+ j)).pointee
      q += (squares + (b &* features &+ j)).pointee
      b &+= 1
    }
    let shift = s / rows
    (center + j).pointee += shift
    if let variance { (variance + j).pointee = max(q / rows - shift * shift, 0) }
    j &+= 1
  }
}

/// y = (x - center) scale.
@inline(never) func columnScale(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ features: Int,
  _ center: UnsafePointer<Double>, _ scale: UnsafePointer<Double>
) {
  var j = 0
  while j < features {
    let lanes = min(16, features &- j)
    let (c0, c1) = loadDoubles(center + j, lanes)
    let (k0, k1) = loadDoubles(scale + j, lanes)
    var at = j
    var i = 0
    while i < rows {
      let (x0, x1) = widen(loadFirst(lanes, x + at))
      storeFirst(lanes, narrow((x0 - c0) * k0, (x1 - c1) * k1), y + at)
      at &+= features
      i &+= 1
    }
    j &+= 16
  }
}

/// scale = 1 / sqrt(max(value, floor × largest)), or 0 where value <= tolerance × largest. How many
/// are not 0.
@inline(never) func inverseRoots(
  _ values: UnsafePointer<Double>, _ count: Int, _ tolerance: Double, _ floor: Double,
  _ scale: UnsafeMutablePointer<Double>
) -> Int {
  var largest = 0.0
  var j = 0
  while j < count {
    let v = (values + j).pointee
    if v > largest { largest = v }
    j &+= 1
  }
  var rank = 0
  j = 0
  while j < count {
    let v = (values + j).pointee
    let null = v <= tolerance * largest
    (scale + j).pointee = null ? 0 : 1 / gesso_square_root(max(v, floor * largest))
    rank &+= null ? 0 : 1
    j &+= 1
  }
  return rank
}

/// y = x - center in Double.
@inline(never) func widenRows(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Double>, _ rows: Int, _ features: Int,
  _ center: UnsafePointer<Double>
) {
  var i = 0
  var at = 0
  while i < rows {
    var j = 0
    while j < features {
      let count = min(16, features &- j)
      let (x0, x1) = widen(loadFirst(count, x + (at &+ j)))
      let (c0, c1) = loadDoubles(center + j, count)
      storeDoubles(x0 - c0, x1 - c1, y + (at &+ j), count)
      j &+= 16
    }
    at &+= features
    i &+= 1
  }
}

@inline(never) func narrowAll(
  _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Float>, _ n: Int
) {
  var i = 0
  while i < n {
    let count = min(16, n &- i)
    let (low, high) = loadDoubles(x + i, count)
    storeFirst(count, narrow(low, high), y + i)
    i &+= 16
  }
}

/// 16 doubles, or the first `count` of them and zeros.
@inline(__always) func loadDoubles(_ p: UnsafePointer<Double>, _ count: Int) -> (D, D) {
  let raw = UnsafeRawPointer(p)
  if count == 16 {
    return (raw.loadUnaligned(as: D.self), raw.loadUnaligned(fromByteOffset: 64, as: D.self))
  }
  var v = (D(), D())
  gesso_copy(&v, raw, count &* 8)
  return v
}

@inline(__always) func storeDoubles(
  _ low: D, _ high: D, _ p: UnsafeMutablePointer<Double>, _ count: Int
) {
  let raw = UnsafeMutableRawPointer(p)
  if count == 16 {
    raw.storeBytes(of: low, as: D.self)
    raw.storeBytes(of: high, toByteOffset: 64, as: D.self)
    return
  }
  var v = (low, high)
  gesso_copy(p, &v, count &* 8)
}
