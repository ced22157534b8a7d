import CGesso
import CKernels

extension Transform {
  /// The format is in preprocess.h.
  func write(_ to: inout ByteWriter) {
    to.text("GESSOTRF")
    to.half(1)
    to.half(kind.rawValue)
    to.size(features)
    to.size(outputs)
    to.size(rank)
    to.size(precise ? 1 : 0)
    to.doubles(center, features)
    if kind.isFull {
      to.doubles(values, features &+ 2 &* features &* outputs)
    } else {
      to.doubles(scale, features)
      to.doubles(inverseScale, features)
    }
    to.end()
  }

  static func read(_ bytes: UnsafeRawPointer, _ size: Int) throws(Failure) -> Transform {
    var from = try ByteReader(bytes, size, magic: "GESSOTRF")
    guard let kind = gesso_preprocess(rawValue: try from.half()),
      kind.rawValue <= gesso_preprocess.GESSO_WHITEN_ZCA_COR.rawValue
    else { throw ByteReader.malformed }
    let features = try from.size(upTo: size / 8)
    let outputs = try from.size(upTo: features)
    let rank = try from.size(upTo: outputs)
    let precise = try from.size(upTo: 1)
    guard kind.isFull || outputs == features, features <= 1 << 30 else {
      throw ByteReader.malformed
    }
    let count = kind.isFull ? 2 &* features &* (outputs &+ 1) : 3 &* features
    try from.requireLeft(words: count)
    var read = try Transform(kind, features: features, outputs: outputs, precise: precise == 1)
    read.rank = rank
    try from.doubles(read.center, features)
    if kind.isFull {
      try from.doubles(read.values, features &+ 2 &* features &* outputs)
    } else {
      try from.doubles(read.scale, features)
      try from.doubles(read.inverseScale, features)
    }
    try read.finish()
    return read
  }
}

@_cdecl("gesso_transform_save") @implementation
public func gesso_transform_save(
  _ handle: OpaquePointer!, _ bytes: UnsafeMutableRawPointer!, _ size: UnsafeMutablePointer<Int>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try transform(handle)
    try save(bytes, size) { place.pointee.write(&$0) }
  }
}

@_cdecl("gesso_transform_load") @implementation
public func gesso_transform_load(
  _ bytes: UnsafeRawPointer!, _ size: Int, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> gesso_status {
  checked { () throws(Failure) in try load(bytes, size, out, Transform.read) }
}
