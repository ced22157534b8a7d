// Rows of doubles into records, as Tally.swift does with floats: exactly, in doubles where that can be. The oldest
// level, which has no fused multiply-add to find the error of a square with, takes the slow way.

import CKernels

@inline(never) func tallyDoubles(
  _ x: UnsafePointer<Double>, _ rows: Int, _ stride: Int, _ weights: UnsafePointer<Double>?,
  _ to: UnsafePointer<gesso_tally>
) {
  let features = to.pointee.features
  let most = min(max((1 << 17) / max(features, 1), 64), 512)
  var first = 0
  while first < rows {
    let count = min(most, rows &- first)
    let block = x + (first &* stride)
    var ahead = UnsafeRawPointer(block + (count &* stride)).assumingMemoryBound(to: Float.self)
    let share =
      first &+ 2 &* count <= rows ? 2 &* count &* stride / max((features &+ 7) / 8, 1) : 0
    var j = 0
    while j < features {
      // The last 8 columns overlap those before them; where there are not 8, all go the slow way.
      let start = max(min(j, features &- 8), 0)
      var asked = 0
      while asked < share {
        gesso_prefetch(ahead + asked)
        asked &+= 16
      }
      ahead += share
      var slow: UInt32 = 0xff
      #if !GESSO_EMULATE_FMA
        if weights == nil, features >= 8 {
          slow = tallyStrip(block + start, count, stride, j &- start, start, to)
        }
      #endif
      var lane = j &- start
      while lane < min(8, features) {
        if slow &>> UInt32(truncatingIfNeeded: lane) & 1 != 0 {
          var i = 0
          while i < count {
            let value = (block + (i &* stride &+ start &+ lane)).pointee
            gesso_common.tally_add(value, weight(weights, first &+ i), start &+ lane, to)
            i &+= 1
          }
        }
        lane &+= 1
      }
      j &+= 8
    }
    first &+= count
  }
}

/// What a strip of 8 columns gathers, 64 bytes each.
private struct Strip {
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

/// At most 512 rows of 8 columns, of which those from `skip` on count. Gives the lanes that were left out because they are not finite, their
/// values more than 2^16 apart, or beyond 2^±400.
///
/// With |x| < 2^E all x are multiples of 2^(E-69), x² = p + e with p a double, a multiple of 2^(2E-86), and
/// e, at most 2^(2E-54) and a multiple of 2^(2E-138). Each is split at a q by a sum in [2^52 q, 2^53 q]
/// (Demmel & Nguyen 2013), the signed ones from its middle: q = 2^(E-42) for x, 2^(2E-43) for p and 2^(2E-96)
/// for e. 512 rests, at most q / 2 each, add up to no more than 2^35, 2^51 and 2^50 of their units.
@inline(__always) private func tallyStrip(
  _ x: UnsafePointer<Double>, _ rows: Int, _ stride: Int, _ skip: Int, _ feature: Int,
  _ to: UnsafePointer<gesso_tally>
) -> UInt32 {
  var strip = Strip()
  var at = x
  var i = 0
  while i < rows {
    let v = loadDouble8(at)
    strip.low = gesso_min_doubles(v, strip.low)
    strip.high = gesso_max_doubles(v, strip.high)
    strip.least = gesso_min_i64(strip.least, gesso_magnitudes_less_one(v))
    strip.most = gesso_max_i64(strip.most, gesso_magnitudes_doubles(v))
    at += stride
    i &+= 1
  }
  let slow = withUnsafeMutableBytes(of: &strip) { gesso_common.tally_windows($0.baseAddress) }
  var (s, p, e) = (strip.sumStart, strip.squareStart, strip.errorStart)
  var (sRest, pRest, eRest) = (D(), D(), D())
  at = x
  i = 0
  while i < rows {
    let v = loadDouble8(at)
    add(v, &s, &sRest)
    let square = v * v
    add(square, &p, &pRest)
    add(gesso_multiply_add(v, v, gesso_negate_doubles(square)), &e, &eRest)
    at += stride
    i &+= 1
  }
  strip.sum = s - strip.sumStart
  strip.square = p - strip.squareStart
  strip.error = e - strip.errorStart
  (strip.sumRest, strip.squareRest, strip.errorRest) = (sRest, pRest, eRest)
  withUnsafeMutableBytes(of: &strip) {
    gesso_common.tally_flush_f64($0.baseAddress, rows, skip, slow, feature, to)
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
  let layout = Layout(wide: to.pointee.wide)
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
