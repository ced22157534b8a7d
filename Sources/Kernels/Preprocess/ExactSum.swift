// Sums of floating-point numbers without rounding (Kulisch's long accumulator): integers of 64-bit
// limbs, the lowest first, in two's complement. No order and no split of the terms can change one.

import CKernels

typealias Limbs = UnsafeMutablePointer<UInt64>

@inline(__always) func add(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
  let (s, first) = a.addingReportingOverflow(b)
  let (r, second) = s.addingReportingOverflow(carry)
  carry = (first ? 1 : 0) &+ (second ? 1 : 0)
  return r
}

/// sum ± term 2^bit.
@inline(__always) func addTerm(
  _ sum: Limbs, _ count: Int, _ bit: Int, _ term: (UInt64, UInt64, UInt64), negative: Bool
) {
  let shift = UInt64(truncatingIfNeeded: bit & 63)
  let rest = 63 &- shift
  let flip: UInt64 = negative ? .max : 0
  var carry: UInt64 = negative ? 1 : 0
  var i = bit &>> 6
  @inline(__always) func step(_ limb: UInt64) {
    guard i < count else { return }
    (sum + i).pointee = add((sum + i).pointee, limb ^ flip, &carry)
    i &+= 1
  }
  step(term.0 &<< shift)
  step((term.1 &<< shift) | ((term.0 &>> 1) &>> rest))
  if term.1 | term.2 != 0 {
    step((term.2 &<< shift) | ((term.1 &>> 1) &>> rest))
    step((term.2 &>> 1) &>> rest)
  }
  // What is left of a term or a borrow: 0 + 0 and -1 + 1 change nothing.
  while i < count, flip &+ carry != 0 {
    (sum + i).pointee = add((sum + i).pointee, flip, &carry)
    i &+= 1
  }
}

/// A finite double as an odd mantissa times 2^exponent; (0, 0) for 0.
@inline(__always) func decode(_ value: Double) -> (mantissa: UInt64, exponent: Int) {
  let bits = value.bitPattern
  let field = Int(truncatingIfNeeded: (bits &>> 52) & 0x7ff)
  let fraction = bits & 0xf_ffff_ffff_ffff
  let mantissa = field == 0 ? fraction : fraction | 0x10_0000_0000_0000
  if mantissa == 0 { return (0, 0) }
  let zeros = mantissa.trailingZeroBitCount
  return (mantissa &>> UInt64(truncatingIfNeeded: zeros), max(field, 1) &- 1075 &+ zeros)
}

@inline(__always) func addDouble(_ sum: Limbs, _ count: Int, _ origin: Int, _ value: Double) {
  let (mantissa, exponent) = decode(value)
  if mantissa == 0 { return }
  addTerm(sum, count, exponent &- origin, (mantissa, 0, 0), negative: value.sign == .minus)
}

/// into = |sum|. Whether sum is negative.
@inline(__always) func magnitude(_ sum: Limbs, _ count: Int, _ into: Limbs) -> Bool {
  let negative = (sum + (count &- 1)).pointee &>> 63 != 0
  let flip: UInt64 = negative ? .max : 0
  var carry: UInt64 = negative ? 1 : 0
  var i = 0
  while i < count {
    (into + i).pointee = add((sum + i).pointee ^ flip, 0, &carry)
    i &+= 1
  }
  return negative
}

/// product = a b, of a and b limbs, both not negative; the product has room for both.
@inline(__always) func multiply(
  _ a: Limbs, _ aCount: Int, _ b: Limbs, _ bCount: Int, _ product: Limbs
) {
  product.update(repeating: 0, count: aCount &+ bCount)
  var i = 0
  while i < aCount {
    let factor = (a + i).pointee
    var carry: UInt64 = 0
    var k = 0
    while k < bCount, factor != 0 {
      let (high, low) = factor.multipliedFullWidth(by: (b + k).pointee)
      var up: UInt64 = 0
      let sum = add((product + (i &+ k)).pointee, low, &up)
      let (r, more) = sum.addingReportingOverflow(carry)
      (product + (i &+ k)).pointee = r
      carry = high &+ up &+ (more ? 1 : 0)
      k &+= 1
    }
    if factor != 0 { (product + (i &+ bCount)).pointee = carry }
    i &+= 1
  }
}

/// The highest bits of a number that is not negative: top 2^64 + next of its first 128, in units of
/// 2^exponent for the lowest of top; `more` if lower ones are set. top = 0 only for 0.
struct Leading {
  var top: UInt64 = 0
  var next: UInt64 = 0
  var exponent = 0
  var more = false

  @inline(__always) init(_ a: Limbs, _ count: Int, origin: Int) {
    var i = count &- 1
    while i >= 0, (a + i).pointee == 0 { i &-= 1 }
    if i < 0 { return }
    let zeros = (a + i).pointee.leadingZeroBitCount
    let shift = UInt64(truncatingIfNeeded: zeros)
    let rest = 63 &- shift
    let a0 = (a + i).pointee
    let a1 = i > 0 ? (a + (i &- 1)).pointee : 0
    let a2 = i > 1 ? (a + (i &- 2)).pointee : 0
    top = (a0 &<< shift) | ((a1 &>> 1) &>> rest)
    next = (a1 &<< shift) | ((a2 &>> 1) &>> rest)
    exponent = origin &+ 64 &* i &- zeros
    more = a2 &<< shift != 0
    i &-= 3
    while i >= 0 {
      if (a + i).pointee != 0 { more = true }
      i &-= 1
    }
  }
}

/// top 2^exponent, top's highest bit being set, rounded to nearest even; `more`: a little above it.
@inline(__always) func rounded(_ top: UInt64, _ exponent: Int, more: Bool) -> Double {
  let leading = exponent &+ 63
  if leading > 1023 { return .infinity }
  let drop = 11 &+ max(-1022 &- leading, 0)
  if drop > 64 { return 0 }
  let shift = UInt64(truncatingIfNeeded: drop)
  var kept = drop == 64 ? 0 : top &>> shift
  let rest = drop == 64 ? top : top &<< (64 &- shift)
  let half: UInt64 = 1 &<< 63
  if rest > half || (rest == half && (more || kept & 1 != 0)) { kept &+= 1 }
  if leading < -1022 { return Double(bitPattern: kept) }
  return Double(bitPattern: (UInt64(truncatingIfNeeded: leading &+ 1022) &<< 52) &+ kept)
}
