// What is kept of a feature: how many values, the least and the greatest, and three exact sums. (Where they are
// rounded, Rounded.swift says what.)

import CKernels

/// Where they stand in a feature's record, in 64-bit words: [count, least, greatest, Σw, Σwx, Σwx²],
/// the extremes as the bits of a double. A sum's bit 0 is 2^origin; origins of the two layouts are
/// congruent modulo 64, so that records are added limb by limb.
struct Layout {
  let words, weight, weightLimbs, weightOrigin: Int
  let sum, sumLimbs, sumOrigin: Int
  let square, squareLimbs, squareOrigin: Int

  /// Narrow: floats of weight 1, so that Σw is the count. |x| < 2^128 and counts below 2^63: x is a
  /// multiple of 2^-149 and its sum below 2^191, x² of 2^-298 and below 2^319.
  /// Wide: doubles with weights that are doubles; w x, of 2^-2148 and below 2^2111, and w x², of
  /// 2^-3222 and below 2^3135.
  @inline(__always) init(_ kind: gesso_record) {
    let wide = kind == .GESSO_RECORD_WIDE
    words = gesso_words(kind)
    (weight, weightLimbs, weightOrigin) = wide ? (3, 34, -1088) : (0, 1, 0)
    (sum, sumLimbs, sumOrigin) = wide ? (37, 67, -2176) : (3, 6, -192)
    (square, squareLimbs, squareOrigin) = wide ? (104, 100, -3264) : (9, 11, -384)
  }
}

/// A count's bit for a feature that met what is not finite.
@inline(__always) var spoiled: UInt64 { 1 &<< 63 }

/// Adds a finite value with its weight.
@inline(__always) func addValue(_ x: Double, _ w: Double, _ record: Limbs, _ layout: Layout) {
  let (m, e) = decode(x)
  let (mw, ew) = decode(w)
  record.pointee &+= 1
  if mw != 0 { addExtremes(x, x, record) }
  if layout.weight != 0, mw != 0 {
    addTerm(
      record + layout.weight, layout.weightLimbs, ew &- layout.weightOrigin, (mw, 0, 0),
      negative: false)
  }
  if m == 0 || mw == 0 { return }
  let p = m.multipliedFullWidth(by: mw)
  addTerm(
    record + layout.sum, layout.sumLimbs, e &+ ew &- layout.sumOrigin, (p.low, p.high, 0),
    negative: x.sign == .minus)
  // (p.high 2^64 + p.low) m, of at most 159 bits
  let low = p.low.multipliedFullWidth(by: m)
  let high = p.high.multipliedFullWidth(by: m)
  let (middle, carry) = low.high.addingReportingOverflow(high.low)
  addTerm(
    record + layout.square, layout.squareLimbs, 2 &* e &+ ew &- layout.squareOrigin,
    (low.low, middle, high.high &+ (carry ? 1 : 0)), negative: false)
}

/// An empty record.
@inline(__always) func clear(_ record: Limbs, _ layout: Layout) {
  record.update(repeating: 0, count: layout.words)
  (record + 1).pointee = Double.infinity.bitPattern
  (record + 2).pointee = (-Double.infinity).bitPattern
}

/// -0 counts as 0.
@inline(__always) func addExtremes(_ low: Double, _ high: Double, _ record: Limbs) {
  if low < Double(bitPattern: (record + 1).pointee) { (record + 1).pointee = (low + 0).bitPattern }
  if high > Double(bitPattern: (record + 2).pointee) {
    (record + 2).pointee = (high + 0).bitPattern
  }
}

/// into += from; `from` is of the same kind, or it is narrow and `into` wide.
@inline(never) func mergeTallies(
  _ into: UnsafePointer<gesso_tally>, _ from: UnsafePointer<gesso_tally>
) {
  let a = Layout(into.pointee.kind)
  let b = Layout(from.pointee.kind)
  let rounded = into.pointee.kind == .GESSO_RECORD_ROUNDED
  let features = min(into.pointee.features, from.pointee.features)
  var j = 0
  while j < features {
    let to = into.pointee.records + (j &* a.words)
    let other = from.pointee.records + (j &* b.words)
    let spoilt = (to.pointee | other.pointee) & spoiled
    to.pointee = ((to.pointee & ~spoiled) &+ (other.pointee & ~spoiled)) | spoilt
    addExtremes(
      Double(bitPattern: (other + 1).pointee), Double(bitPattern: (other + 2).pointee), to)
    if rounded {
      join(to, Rounded(other))
      j &+= 1
      continue
    }
    if a.weight != 0 {
      addLimbs(
        to + a.weight, a.weightLimbs, other + b.weight, b.weightLimbs,
        at: (b.weightOrigin &- a.weightOrigin) &>> 6, signed: false)
    }
    addLimbs(
      to + a.sum, a.sumLimbs, other + b.sum, b.sumLimbs, at: (b.sumOrigin &- a.sumOrigin) &>> 6,
      signed: true)
    addLimbs(
      to + a.square, a.squareLimbs, other + b.square, b.squareLimbs,
      at: (b.squareOrigin &- a.squareOrigin) &>> 6, signed: false)
    j &+= 1
  }
}

@inline(__always) func addLimbs(
  _ to: Limbs, _ count: Int, _ from: Limbs, _ fromCount: Int, at start: Int, signed: Bool
) {
  let sign: UInt64 = signed && (from + (fromCount &- 1)).pointee &>> 63 != 0 ? .max : 0
  var carry: UInt64 = 0
  var i = start
  while i < count {
    let limb = i &- start < fromCount ? (from + (i &- start)).pointee : sign
    (to + i).pointee = add((to + i).pointee, limb, &carry)
    i &+= 1
  }
}
