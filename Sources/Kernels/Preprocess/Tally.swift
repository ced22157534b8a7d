// Rows into records. The sums are exact whichever way they are computed, so the fast way for floats
// and the slow way for anything may share a buffer.

import CKernels

@inline(never) func tallyFloats(
  _ x: UnsafePointer<Float>, _ rows: Int, _ stride: Int, _ weights: UnsafePointer<Double>?,
  _ to: UnsafePointer<gesso_tally>
) {
  if to.pointee.kind == .GESSO_RECORD_ROUNDED {
    tallyRounded(x, rows, stride, weights, to)
    return
  }
  forEachStrip(x, rows, stride, to.pointee.features, width: 16) { strip in
    let slow = weights == nil ? tallyStrip(strip, to) : 0xffff
    addSlow(strip, slow, weights, to)
  }
}

@_optimize(speed) @inline(never) func addAny(
  _ x: Double, _ w: Double, _ feature: Int, _ to: UnsafePointer<gesso_tally>
) {
  let layout = Layout(to.pointee.kind)
  let record = to.pointee.records + (feature &* layout.words)
  if x.isFinite {
    addValue(x, w, record, layout)
  } else if !(to.pointee.skip_nan && x.isNaN) {
    record.pointee |= spoiled
  }
}

/// What a strip of 16 columns gathers.
private struct FloatSums {
  var low = V(repeating: .infinity)
  var high = V(repeating: -.infinity)
  /// Of the magnitudes, as gesso_magnitudes has them; the least of those that are not 0, less 1.
  var least = SIMD16<UInt32>(repeating: .max)
  var most = SIMD16<UInt32>()
  var start = (D(), D())
  var sum = (D(), D())
  var head = (D(), D())
  var tail = (D(), D())
}

/// Gives the lanes that were left out because they are not finite or their floats too far apart.
///
/// Where |x| < 2^E and every x is a multiple of 2^(E-44), as all are that lie within 2^20 of the
/// largest: 512 of them add up in a double without rounding. x² is split at q = 2^(2E-43) by
/// adding it to a sum H in [2^52 q, 2^53 q] (Demmel & Nguyen 2013): the multiples of q add up
/// there, to at most 2^9 2^2E = 2^52 q; what H did not take is at most q / 2 and a multiple of
/// 2^(2E-88), and adds up within 2^9 2^(2E-44) = 2^53 2^(2E-88).
@inline(__always) private func tallyStrip(
  _ strip: Strip<Float>, _ to: UnsafePointer<gesso_tally>
) -> UInt32 {
  let lanes = strip.lanes
  var sums = FloatSums()
  strip.forEachRow { row, _ in
    let v = loadFirst(lanes, row)
    sums.low = min(v, sums.low)
    sums.high = max(v, sums.high)
    let m = gesso_magnitudes(v)
    sums.least = gesso_min_u32(sums.least, gesso_less_one(m))
    sums.most = gesso_max_u32(sums.most, m)
  }
  let slow = withUnsafeMutableBytes(of: &sums) { windows($0.baseAddress, lanes) }
  var (h0, h1) = sums.start
  var (s0, s1) = (D(), D())
  var (t0, t1) = (D(), D())
  strip.forEachRow { row, _ in
    let (x0, x1) = loadAsDoubles(row, lanes)
    s0 = s0 + x0
    s1 = s1 + x1
    let p0 = x0 * x0
    let p1 = x1 * x1
    let n0 = h0 + p0
    let n1 = h1 + p1
    t0 = t0 + (p0 - (n0 - h0))
    t1 = t1 + (p1 - (n1 - h1))
    (h0, h1) = (n0, n1)
  }
  sums.sum = (s0, s1)
  sums.head = (h0 - sums.start.0, h1 - sums.start.1)
  sums.tail = (t0, t1)
  withUnsafeMutableBytes(of: &sums) {
    guard let sums = $0.baseAddress else { return }
    gesso_common.tally_flush(sums, strip.rows, strip.skip, lanes, slow, strip.column, to)
  }
  return slow
}

/// Fills `start` with each lane's first H, 2^52 q. Gives the lanes that have none.
@inline(never) private func windows(_ strip: UnsafeMutableRawPointer?, _ lanes: Int) -> UInt32 {
  guard let strip else { return 0xffff }
  var slow: UInt32 = 0
  var lane = 0
  while lane < lanes {
    let least = strip.load(fromByteOffset: 128 &+ 4 &* lane, as: UInt32.self)
    let most = strip.load(fromByteOffset: 192 &+ 4 &* lane, as: UInt32.self) &>> 24
    if most == 255 || most > max((least &+ 1) &>> 24, 1) &+ 20 {
      slow |= 1 &<< UInt32(truncatingIfNeeded: lane)
    }
    // The exponent's field is E + 126; 2^52 q is 2^(2E+9).
    let field = 2 &* UInt64(truncatingIfNeeded: most) &+ (1023 &- 243)
    strip.storeBytes(of: field &<< 52, toByteOffset: 256 &+ 8 &* lane, as: UInt64.self)
    lane &+= 1
  }
  return slow
}

@_optimize(speed) @inline(never) func flush(
  _ strip: UnsafeRawPointer, _ rows: Int, _ skip: Int, _ lanes: Int, _ slow: UInt32,
  _ feature: Int, _ to: UnsafePointer<gesso_tally>
) {
  let layout = Layout(to.pointee.kind)
  @inline(__always) func double(_ at: Int, _ lane: Int) -> Double {
    strip.load(fromByteOffset: at &+ 8 &* lane, as: Double.self)
  }
  @inline(__always) func float(_ at: Int, _ lane: Int) -> Double {
    Double(strip.load(fromByteOffset: at &+ 4 &* lane, as: Float.self))
  }
  var lane = skip
  while lane < lanes {
    if slow &>> UInt32(truncatingIfNeeded: lane) & 1 == 0 {
      let record = to.pointee.records + ((feature &+ lane) &* layout.words)
      record.pointee &+= UInt64(truncatingIfNeeded: rows)
      addExtremes(float(0, lane), float(64, lane), record)
      if layout.weight != 0 {
        addDouble(
          record + layout.weight, layout.weightLimbs, layout.weightOrigin, Double(rows))
      }
      addDouble(record + layout.sum, layout.sumLimbs, layout.sumOrigin, double(384, lane))
      let square = record + layout.square
      addDouble(square, layout.squareLimbs, layout.squareOrigin, double(512, lane))
      addDouble(square, layout.squareLimbs, layout.squareOrigin, double(640, lane))
    }
    lane &+= 1
  }
}
