import CGesso
import CKernels

private let wideFlag: UInt32 = 256

extension Moments {
  /// The format is in preprocess.h.
  func write(_ to: inout ByteWriter) {
    to.text("GESSOMOM")
    to.half(1)
    to.half(UInt32(bitPattern: flags) | (tally.kind == .GESSO_RECORD_WIDE ? wideFlag : 0))
    to.size(features)
    to.size(tally.count)
    to.words(tally.view.records, tally.words)
    if let matrix = scatter.matrix {
      for k in 0..<features { to.doubles(matrix + (k &* features &+ k), features &- k) }
    }
    to.end()
  }

  static func read(_ bytes: UnsafeRawPointer, _ size: Int) throws(Failure) -> Moments {
    var from = try ByteReader(bytes, size, magic: "GESSOMOM")
    let flags = try from.half()
    let wide = flags & wideFlag != 0
    let kind = Int32(truncatingIfNeeded: flags & ~wideFlag)
    guard areKnown(kind), areCompatible(kind), !(wide && has(kind, GESSO_MOMENTS_ROUNDED)) else {
      throw ByteReader.malformed
    }
    // Each feature has at least 7 words, and a matrix d (d + 1) / 2: neither product overflows.
    let features = try from.size(upTo: size / 8)
    let count = try from.size(upTo: .max)
    let hasCovariance = has(kind, GESSO_MOMENTS_COVARIANCE)
    guard !hasCovariance || features <= 1 << 30 else { throw ByteReader.malformed }
    let triangle = hasCovariance ? features &* (features &+ 1) / 2 : 0
    let record = wide ? .GESSO_RECORD_WIDE : Moments.record(kind)
    try from.requireLeft(words: features &* gesso_words(record) &+ triangle)
    var read = try Moments(features: features, flags: kind)
    if wide { try read.widen() }
    try from.words(read.tally.view.records, read.tally.words)
    read.tally.setCount(count)
    for j in 0..<features {
      let values = read.tally.record(j).pointee
      guard values <= UInt64(truncatingIfNeeded: count),
        read.skipsNaN || values == UInt64(truncatingIfNeeded: count)
      else {
        throw ByteReader.malformed
      }
      if read.isRounded { try requireNumbers(read.tally.record(j) + 3) }
    }
    if let matrix = read.scatter.matrix {
      for k in 0..<features {
        try from.doubles(matrix + (k &* features &+ k), features &- k)
        guard gesso_common.all_finite(matrix + (k &* features &+ k), features &- k) else {
          throw ByteReader.malformed
        }
      }
    }
    return read
  }
}

/// Weight, base and offset of the mean, and squares of a rounded record.
private func requireNumbers(_ words: UnsafePointer<UInt64>) throws(Failure) {
  for i in 0..<4 {
    let number = Double(bitPattern: (words + i).pointee)
    // Squares alone may have become infinite.
    guard number.isFinite || (i == 3 && number.order == Double.infinity.order),
      number.order >= 0 || i == 1 || i == 2
    else { throw ByteReader.malformed }
  }
}

@_cdecl("gesso_moments_save") @implementation
public func gesso_moments_save(
  _ handle: OpaquePointer!, _ bytes: UnsafeMutableRawPointer!, _ size: UnsafeMutablePointer<Int>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try moments(handle)
    try save(bytes, size) { place.pointee.write(&$0) }
  }
}

@_cdecl("gesso_moments_load") @implementation
public func gesso_moments_load(
  _ bytes: UnsafeRawPointer!, _ size: Int, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> gesso_status {
  checked { () throws(Failure) in try load(bytes, size, out, Moments.read) }
}
