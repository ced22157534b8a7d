// Means and variances out of exact sums, rounded at the very end; and out of sums that were rounded before.

import CKernels

/// Σw.
@inline(never) func tallyWeight(
  _ of: UnsafePointer<gesso_tally>, _ weight: UnsafeMutablePointer<Double>
) {
  let layout = Layout(of.pointee.kind)
  var j = 0
  while j < of.pointee.features {
    let record = of.pointee.records + (j &* layout.words)
    (weight + j).pointee =
      of.pointee.kind == .GESSO_RECORD_ROUNDED
      ? Rounded(record).weight : exactWeight(record, layout)
    j &+= 1
  }
}

@inline(__always) private func exactWeight(_ record: Limbs, _ layout: Layout) -> Double {
  let w = leadingWeight(record, layout)
  return w.top == 0 ? 0 : rounded(w.top, w.exponent, more: w.more || w.next != 0)
}

@inline(__always) private func leadingWeight(_ record: Limbs, _ layout: Layout) -> Leading {
  if layout.weight != 0 {
    return Leading(record + layout.weight, layout.weightLimbs, origin: layout.weightOrigin)
  }
  var count = record.pointee & ~spoiled
  return Leading(&count, 1, origin: 0)
}

/// Σwx / Σw, rounded once where Σw has at most 64 bits, else within 0.501 ULP, and what the exact mean has beyond that;
/// NaN where there is no weight, or a value is not finite.
@inline(never) func tallyMean(
  _ of: UnsafePointer<gesso_tally>, _ mean: UnsafeMutablePointer<Double>,
  _ tail: UnsafeMutablePointer<Double>?, _ scratch: Limbs
) {
  let layout = Layout(of.pointee.kind)
  var j = 0
  while j < of.pointee.features {
    let record = of.pointee.records + (j &* layout.words)
    let m =
      of.pointee.kind == .GESSO_RECORD_ROUNDED
      ? roundedMean(record) : quotient(record, layout, scratch)
    (mean + j).pointee = m.value
    if let tail { (tail + j).pointee = m.tail }
    j &+= 1
  }
}

@inline(__always) private func quotient(
  _ record: Limbs, _ layout: Layout, _ scratch: Limbs
) -> (value: Double, tail: Double) {
  let w = leadingWeight(record, layout)
  if w.top == 0 || record.pointee & spoiled != 0 { return (.nan, .nan) }
  let negative = magnitude(record + layout.sum, layout.sumLimbs, scratch)
  let s = Leading(scratch, layout.sumLimbs, origin: layout.sumOrigin)
  if s.top == 0 { return (0, 0) }
  // 128 bits of the sum, halved so that their top is below the divisor's: at least 62 bits of quotient.
  let more = s.more || s.next & 1 != 0
  let q = gesso_divide(s.top &>> 1, (s.top &<< 63) | (s.next &>> 1), w.top)
  let zeros = q.quotient.leadingZeroBitCount
  let value = rounded(
    q.quotient &<< UInt64(truncatingIfNeeded: zeros),
    s.exponent &- w.exponent &- 63 &- zeros, more: more || q.remainder != 0)
  // The quotient's 62 bits or more, and as many again.
  let next = gesso_divide(q.remainder, s.next &<< 63, w.top).quotient
  let high = q.quotient & ~0x7ff
  let place = s.exponent &- w.exponent &- 63
  let rest = scaled(Double(q.quotient &- high), place) + scaled(Double(next), place &- 64)
  // By so much the quotient is too large for what the divisor has beyond its top.
  let beyond = value * (Double(w.next) * 0x1p-64 / Double(w.top))
  let tail = (scaled(Double(high), place) - value) + (rest - beyond)
  return negative ? (-value, -tail) : (value, tail)
}

@inline(__always) private func roundedMean(_ record: Limbs) -> (value: Double, tail: Double) {
  let sums = Rounded(record)
  if !(sums.weight > 0) || record.pointee & spoiled != 0 { return (.nan, .nan) }
  let mean = sums.base + sums.offset
  let offset = mean - sums.base
  return (mean, (sums.base - (mean - offset)) + (sums.offset - offset))
}

@inline(__always) private func roundedVariance(_ record: Limbs, _ ddof: Double) -> Double {
  let sums = Rounded(record)
  return sums.weight > ddof && record.pointee & spoiled == 0
    ? sums.squares / (sums.weight - ddof) : .nan
}

/// (Σw Σwx² - (Σwx)²) / (Σw (Σw - ddof)): the numerator is exact, then three roundings. `scratch` is
/// of GESSO_TALLY_SCRATCH words.
@inline(never) func tallyVariance(
  _ of: UnsafePointer<gesso_tally>, _ ddof: Double, _ variance: UnsafeMutablePointer<Double>,
  _ scratch: Limbs
) {
  let layout = Layout(of.pointee.kind)
  var j = 0
  while j < of.pointee.features {
    let record = of.pointee.records + (j &* layout.words)
    (variance + j).pointee =
      of.pointee.kind == .GESSO_RECORD_ROUNDED
      ? roundedVariance(record, ddof) : exactVariance(record, layout, ddof, scratch)
    j &+= 1
  }
}

@inline(__always) private func exactVariance(
  _ record: Limbs, _ layout: Layout, _ ddof: Double, _ scratch: Limbs
) -> Double {
  let w = leadingWeight(record, layout)
  if w.top == 0 || record.pointee & spoiled != 0 { return .nan }
  // The square of Σwx, Σw Σwx², and in front of them |Σwx|; both products start at 2 sumOrigin.
  let limbs = 2 &* layout.sumLimbs
  let product = scratch + limbs
  let square = product + limbs
  _ = magnitude(record + layout.sum, layout.sumLimbs, scratch)
  multiply(scratch, layout.sumLimbs, scratch, layout.sumLimbs, square)
  product.update(repeating: 0, count: limbs)
  let weight = layout.weight == 0 ? scratch + layout.sumLimbs : record + layout.weight
  if layout.weight == 0 { weight.pointee = record.pointee }
  multiply(weight, layout.weightLimbs, record + layout.square, layout.squareLimbs, product)
  var carry: UInt64 = 1
  var i = 0
  while i < limbs {
    (product + i).pointee = add((product + i).pointee, ~(square + i).pointee, &carry)
    i &+= 1
  }
  let total = rounded(w.top, w.exponent, more: w.more || w.next != 0)
  if !(total > ddof) { return .nan }
  // Below 0 only in a byte string that was made up.
  if carry == 0 { return 0 }
  let d = Leading(product, limbs, origin: 2 &* layout.sumOrigin)
  if d.top == 0 { return 0 }
  let numerator = rounded(d.top, -63, more: d.more || d.next != 0)
  let divisor = rounded(w.top, -63, more: w.more || w.next != 0)
  // Beside a Σw beyond double, no ddof counts.
  return total.isInfinite
    ? scaled(numerator / divisor / divisor, d.exponent &- 2 &* w.exponent &- 63)
    : scaled(numerator / divisor / (total - ddof), d.exponent &- w.exponent)
}

/// v 2^exponent.
@inline(__always) private func scaled(_ v: Double, _ exponent: Int) -> Double {
  var v = v
  var rest = min(max(exponent, -8000), 8000)
  while rest != 0 {
    let step = min(max(rest, -1000), 1000)
    v = v * Double(bitPattern: UInt64(truncatingIfNeeded: 1023 &+ step) &<< 52)
    rest &-= step
  }
  return v
}

/// The least and the greatest; NaN where there is no value, or one is not finite.
@inline(never) func tallyExtremes(
  _ of: UnsafePointer<gesso_tally>, _ low: UnsafeMutablePointer<Double>,
  _ high: UnsafeMutablePointer<Double>
) {
  let layout = Layout(of.pointee.kind)
  var j = 0
  while j < of.pointee.features {
    let record = of.pointee.records + (j &* layout.words)
    let least = Double(bitPattern: (record + 1).pointee)
    let greatest = Double(bitPattern: (record + 2).pointee)
    let none = !(least <= greatest) || record.pointee & spoiled != 0
    (low + j).pointee = none ? .nan : least
    (high + j).pointee = none ? .nan : greatest
    j &+= 1
  }
}

@inline(never) func clearTally(_ of: UnsafePointer<gesso_tally>) {
  let layout = Layout(of.pointee.kind)
  var j = 0
  while j < of.pointee.features {
    clear(of.pointee.records + (j &* layout.words), layout)
    j &+= 1
  }
}
