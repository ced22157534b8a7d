// Rows of doubles into records, as Tally.swift does with floats: exactly, in doubles where that can be. The oldest
// level, which has no fused multiply-add to find the error of a square with, takes the slow way.

import CKernels

@inline(never) func tallyDoubles(
  _ x: UnsafePointer<Double>, _ rows: Int, _ stride: Int, _ weights: UnsafePointer<Double>?,
  _ to: UnsafePointer<gesso_tally>
) {
  if to.pointee.kind == .GESSO_RECORD_ROUNDED {
    tallyRounded(x, rows, stride, weights, to)
    return
  }
  forEachStrip(x, rows, stride, to.pointee.features, width: 8) { strip in
    var slow: UInt32 = 0xff
    #if !GESSO_EMULATE_FMA
      // Where there are not 8 columns, all go the slow way.
      if weights == nil, strip.lanes == 8 { slow = tallyStrip(strip, to) }
    #endif
    addSlow(strip, slow, weights, to)
  }
}

/// What a strip of 8 columns gathers, 64 bytes each.
private struct DoubleSums {
  var low = D(repeating: .infinity)
  var high = D(repeating: -.infinity)
  /// Of the magnitudes' bits; the least of those that are not 0, less 1.
  var least = SIMD8<Int64>(repeating: .max)
  var most = SIMD8<Int64>()
  /// Where the three sums below begin.
  var sumStart = D()
  var squareStart = D()
  var errorStart = D()
  var sum = D()
  var sumRest = D()
  var square = D()
  var squareRest = D()
  var error = D()
  var errorRest = D()
}

/// The part of `term` that a sum takes, a multiple of its last bit, goes into it; what is left, into rest.
@inline(__always) private func add(_ term: D, _ sum: inout D, _ rest: inout D) {
  let next = sum + term
  rest = rest + (term - (next - sum))
  sum = next
}

/// Gives the lanes that were left out because they are not finite, their values more than 2^16 apart, or beyond
/// 2^±400.
///
/// With |x| < 2^E all x are multiples of 2^(E-69), x² = p + e with p a double, a multiple of 2^(2E-86), and
/// e, at most 2^(2E-54) and a multiple of 2^(2E-138). Each is split at a q by a sum in [2^52 q, 2^53 q]
/// (Demmel & Nguyen 2013), the signed ones from its middle: q = 2^(E-42) for x, 2^(2E-43) for p and 2^(2E-96)
/// for e. 512 rests, at most q / 2 each, add up to no more than 2^35, 2^51 and 2^50 of their units.
@inline(__always) private func tallyStrip(
  _ strip: Strip<Double>, _ to: UnsafePointer<gesso_tally>
) -> UInt32 {
  var sums = DoubleSums()
  strip.forEachRow { row, _ in
    let v = loadDouble8(row)
    sums.low = gesso_min_doubles(v, sums.low)
    sums.high = gesso_max_doubles(v, sums.high)
    sums.least = gesso_min_i64(sums.least, gesso_magnitudes_less_one(v))
    sums.most = gesso_max_i64(sums.most, gesso_magnitudes_doubles(v))
  }
  let slow = withUnsafeMutableBytes(of: &sums) { gesso_common.tally_windows($0.baseAddress) }
  var (s, p, e) = (sums.sumStart, sums.squareStart, sums.errorStart)
  var (sRest, pRest, eRest) = (D(), D(), D())
  strip.forEachRow { row, _ in
    let v = loadDouble8(row)
    add(v, &s, &sRest)
    let square = v * v
    add(square, &p, &pRest)
    add(gesso_multiply_add(v, v, gesso_negate_doubles(square)), &e, &eRest)
  }
  sums.sum = s - sums.sumStart
  sums.square = p - sums.squareStart
  sums.error = e - sums.errorStart
  (sums.sumRest, sums.squareRest, sums.errorRest) = (sRest, pRest, eRest)
  withUnsafeMutableBytes(of: &sums) {
    gesso_common.tally_flush_f64($0.baseAddress, strip.rows, strip.skip, slow, strip.column, to)
  }
  return slow
}

/// Fills in where a strip's sums begin. Gives the lanes that have no such place.
@inline(never) func windowsOfDoubles(_ strip: UnsafeMutableRawPointer?) -> UInt32 {
  guard let strip else { return 0xff }
  var slow: UInt32 = 0
  var lane = 0
  while lane < 8 {
    let least = strip.load(fromByteOffset: 128 &+ 8 &* lane, as: Int64.self)
    let most = strip.load(fromByteOffset: 192 &+ 8 &* lane, as: Int64.self)
    // The exponents' fields; that of the largest is E + 1022. Zeros alone fit anywhere.
    let field = most == 0 ? 1023 : Int(truncatingIfNeeded: most &>> 52)
    let lowest = most == 0 ? 1023 : Int(truncatingIfNeeded: (least &+ 1) &>> 52)
    if field < 623 || field > 1423 || field &- lowest > 16 {
      slow |= 1 &<< UInt32(truncatingIfNeeded: lane)
    } else {
      let e = field &- 1022
      store(1.5, e &+ 10, 256)
      store(1, 2 &* e &+ 9, 320)
      store(1.5, 2 &* e &- 44, 384)
    }
    lane &+= 1
  }
  @inline(__always) func store(_ factor: Double, _ exponent: Int, _ offset: Int) {
    let power = Double(bitPattern: UInt64(truncatingIfNeeded: exponent &+ 1023) &<< 52)
    strip.storeBytes(of: factor * power, toByteOffset: offset &+ 8 &* lane, as: Double.self)
  }
  return slow
}

@_optimize(speed) @inline(never) func flushDoubles(
  _ strip: UnsafeRawPointer?, _ rows: Int, _ skip: Int, _ slow: UInt32, _ feature: Int,
  _ to: UnsafePointer<gesso_tally>
) {
  guard let strip else { return }
  let layout = Layout(to.pointee.kind)
  var lane = skip
  while lane < 8 {
    if slow &>> UInt32(truncatingIfNeeded: lane) & 1 == 0 {
      @inline(__always) func value(_ at: Int) -> Double {
        strip.load(fromByteOffset: at &+ 8 &* lane, as: Double.self)
      }
      let record = to.pointee.records + ((feature &+ lane) &* layout.words)
      record.pointee &+= UInt64(truncatingIfNeeded: rows)
      addExtremes(value(0), value(64), record)
      if layout.weight != 0 {
        addDouble(
          record + layout.weight, layout.weightLimbs, layout.weightOrigin, Double(rows))
      }
      var at = 448
      while at < 832 {
        let square = at >= 576
        addDouble(
          record + (square ? layout.square : layout.sum),
          square ? layout.squareLimbs : layout.sumLimbs,
          square ? layout.squareOrigin : layout.sumOrigin, value(at))
        at &+= 64
      }
    }
    lane &+= 1
  }
}
