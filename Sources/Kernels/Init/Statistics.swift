// Statistics of a buffer, block by block. A record of doubles: how many are not NaN, their mean, the
// sum of squares about it, the least, the largest, how many are NaN, 0, saturated; then the bins, as
// integers.

import CKernels

@inline(never) private func total(_ counts: SIMD16<Int32>) -> Double {
  var (lanes, sum, i) = (counts, 0, 0)
  withUnsafeBytes(of: &lanes) {
    while i < 64 {
      sum &+= Int($0.loadUnaligned(fromByteOffset: i, as: Int32.self))
      i &+= 4
    }
  }
  return Double(sum)
}

@inline(never) private func least(_ v: V) -> Double {
  var (lanes, best, i) = (v, Float.infinity, 0)
  withUnsafeBytes(of: &lanes) {
    while i < 64 {
      let other = $0.loadUnaligned(fromByteOffset: i, as: Float.self)
      if other < best { best = other }
      i &+= 4
    }
  }
  return Double(best)
}

/// A value of the data, so that squares about it are of the spread's size.
@inline(never) private func firstNumber(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
  var i = 0
  while i < n, !(x + i).pointee.isFinite { i &+= 1 }
  return i < n ? Double((x + i).pointee) : 0
}

@inline(never) func statistics(
  _ x: UnsafePointer<Float>, _ n: Int, _ options: gesso_statistics_options,
  _ record: UnsafeMutablePointer<Double>
) {
  let bins = UnsafeMutableRawPointer(record + Int(GESSO_STATISTICS))
    .assumingMemoryBound(to: UInt64.self)
  let (binCount, first) = (Double(options.bins), Double(options.first_edge))
  let width = Double(options.last_edge) - first
  let center = firstNumber(x, n)
  var (sums, squares) = (Sums(), Sums())
  var (smallest, largest) = (V(repeating: .infinity), V(repeating: -.infinity))
  // A comparison that holds is -1.
  var (nans, zeros, saturated) = (Mask(), Mask(), Mask())
  var i = 0
  while i < n {
    let count = min(16, n &- i)
    // The lanes past the end count as NaN until the last line.
    let v = filled(loadFirst(count, x + i), count, .nan)
    let absent = v .!= v
    nans = nans &- absent
    zeros = zeros &- (v .== 0)
    saturated = saturated &- ((v .<= options.low) .| (v .>= options.high))
    smallest = min(v, smallest)
    largest = max(v, largest)
    let (low, high) = widen(v.zeroed(where: absent))
    let (here, there) = widen(select(absent, 0, V.one))
    let (d0, d1) = ((low - center) * here, (high - center) * there)
    sums.low += d0
    sums.high += d1
    squares.low += d0 * d0
    squares.high += d1 * d1
    if options.bins > 0 {
      var j = i
      while j < i &+ count {
        let value = (x + j).pointee
        if value >= options.first_edge, value <= options.last_edge {
          // A quotient, and not a product with its inverse: so a value on an edge opens its bin.
          let bin = gesso_truncate((Double(value) - first) * binCount / width)
          (bins + min(bin, options.bins &- 1)).pointee &+= 1
        }
        j &+= 1
      }
    }
    i &+= 16
  }
  let missing = total(nans) - Double((0 &- n) & 15)
  let known = Double(n) - missing
  let shift = known > 0 ? sums.total / known : 0
  record.pointee = known
  (record + 1).pointee = center + shift
  (record + 2).pointee = squares.total - shift * sums.total
  (record + 3).pointee = least(smallest)
  (record + 4).pointee = -least(-largest)
  (record + 5).pointee = missing
  (record + 6).pointee = total(zeros)
  (record + 7).pointee = total(saturated)
}

/// Chan, Golub & LeVeque's update, block after block.
@inline(never) func mergeStatistics(
  _ records: UnsafeMutablePointer<Double>, _ blocks: Int, _ bins: Int,
  _ out: UnsafeMutablePointer<gesso_activation_statistics>
) {
  let width = Int(GESSO_STATISTICS) &+ bins
  var block = 1
  while block < blocks {
    let next = records + block &* width
    let (known, more) = (records.pointee, next.pointee)
    if more > 0 {
      let (mean, gap) = ((records + 1).pointee, (next + 1).pointee - (records + 1).pointee)
      let part = more / (known + more)
      (records + 1).pointee = known > 0 ? mean + gap * part : (next + 1).pointee
      (records + 2).pointee += (next + 2).pointee + (known > 0 ? gap * gap * known * part : 0)
      (records + 3).pointee = min((records + 3).pointee, (next + 3).pointee)
      (records + 4).pointee = max((records + 4).pointee, (next + 4).pointee)
    }
    var field = 5
    while field < Int(GESSO_STATISTICS) {
      (records + field).pointee += (next + field).pointee
      field &+= 1
    }
    records.pointee = known + more
    block &+= 1
  }
  let known = records.pointee
  let none = known == 0
  out.pointee.nans = UInt64(truncatingIfNeeded: gesso_truncate((records + 5).pointee))
  out.pointee.mean = none ? .nan : (records + 1).pointee
  let variance = (records + 2).pointee / known
  out.pointee.deviation = gesso_square_root(variance < 0 ? 0 : variance)
  out.pointee.dead = none ? 0 : (records + 6).pointee / known
  out.pointee.saturated = none ? 0 : (records + 7).pointee / known
  out.pointee.minimum = none ? .nan : Float((records + 3).pointee)
  out.pointee.maximum = none ? .nan : Float((records + 4).pointee)
}
