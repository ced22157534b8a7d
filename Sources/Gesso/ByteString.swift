import CGesso

/// Writes little-endian words one after another; only counts them where there is no memory. The
/// last word is FNV-1a of all bytes before it.
struct ByteWriter {
  private let start: UnsafeMutableRawPointer?
  private(set) var size = 0

  init(_ start: UnsafeMutableRawPointer?) { self.start = start }

  mutating func word(_ value: UInt64) { put(value.littleEndian) }
  mutating func size(_ value: Int) { word(UInt64(truncatingIfNeeded: value)) }
  mutating func half(_ value: UInt32) { put(value.littleEndian) }

  mutating func text(_ text: StaticString) {
    for i in 0..<text.utf8CodeUnitCount { put((text.utf8Start + i).pointee) }
  }

  private mutating func put<T: BitwiseCopyable>(_ value: T) {
    start?.storeBytes(of: value, toByteOffset: size, as: T.self)
    size &+= MemoryLayout<T>.size
  }

  mutating func words(_ values: UnsafePointer<UInt64>, _ count: Int) {
    guard start != nil else {
      size &+= 8 &* count
      return
    }
    for i in 0..<count { word((values + i).pointee) }
  }

  mutating func doubles(_ values: UnsafePointer<Double>, _ count: Int) {
    values.withMemoryRebound(to: UInt64.self, capacity: count) { words($0, count) }
  }

  mutating func end() { word(start.map { hash($0, size) } ?? 0) }
}

private func hash(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
  var h: UInt64 = 0xcbf2_9ce4_8422_2325
  for i in 0..<count {
    h = (h ^ UInt64((bytes + i).load(as: UInt8.self))) &* 0x100_0000_01b3
  }
  return h
}

/// Reads what a ByteWriter wrote; never beyond its end.
struct ByteReader {
  private let start: UnsafeRawPointer
  private let end: Int
  private var at = 0

  /// Throws unless the bytes end with the hash of the others and begin with `magic` and version 1.
  init(_ start: UnsafeRawPointer, _ size: Int, magic: StaticString) throws(Failure) {
    guard size >= 24 else { throw ByteReader.failure("is not what was saved: too short") }
    self.start = start
    end = size &- 8
    for i in 0..<8 {
      guard (start + i).load(as: UInt8.self) == (magic.utf8Start + i).pointee else {
        throw ByteReader.failure("is not what was saved: another magic number")
      }
    }
    at = 8
    let version = try half()
    let saved = UInt64(littleEndian: (start + end).loadUnaligned(as: UInt64.self))
    guard version == 1 else { throw ByteReader.failure("is of a later version") }
    guard saved == hash(start, end) else {
      throw ByteReader.failure("is not what was saved: cut or altered")
    }
  }

  static func failure(_ words: StaticString) -> Failure {
    Failure(GESSO_ERROR_DATA, "bytes", words)
  }
  static var malformed: Failure { failure("is not what was saved: its numbers do not fit") }

  mutating func word() throws(Failure) -> UInt64 { UInt64(littleEndian: try take()) }
  mutating func half() throws(Failure) -> UInt32 { UInt32(littleEndian: try take()) }

  private mutating func take<T: BitwiseCopyable>() throws(Failure) -> T {
    guard end &- at >= MemoryLayout<T>.size else { throw ByteReader.malformed }
    let value = (start + at).loadUnaligned(as: T.self)
    at &+= MemoryLayout<T>.size
    return value
  }

  /// A number that must not be above `most`.
  mutating func size(upTo most: Int) throws(Failure) -> Int {
    guard let value = Int(exactly: try word()), value <= most else { throw ByteReader.malformed }
    return value
  }

  /// Throws unless exactly so many words are left.
  func requireLeft(words: Int) throws(Failure) {
    guard (end &- at) % 8 == 0, (end &- at) / 8 == words else { throw ByteReader.malformed }
  }

  mutating func words(_ to: UnsafeMutablePointer<UInt64>, _ count: Int) throws(Failure) {
    for i in 0..<count { (to + i).pointee = try word() }
  }

  mutating func doubles(_ to: UnsafeMutablePointer<Double>, _ count: Int) throws(Failure) {
    for i in 0..<count { (to + i).pointee = Double(bitPattern: try word()) }
  }
}

/// Tells the size, or writes where there is room.
func save(
  _ bytes: UnsafeMutableRawPointer?, _ size: UnsafeMutablePointer<Int>?,
  _ write: (inout ByteWriter) -> Void
) throws(Failure) {
  let size = try present(size, "size")
  var counter = ByteWriter(nil)
  write(&counter)
  if let bytes {
    // A room beyond PTRDIFF_MAX arrives negative.
    guard UInt(bitPattern: size.pointee) >= UInt(bitPattern: counter.size) else {
      throw Failure(GESSO_ERROR_SIZE, "size", "is less than the byte string needs")
    }
    var writer = ByteWriter(bytes)
    write(&writer)
  }
  size.pointee = counter.size
}

/// Makes a handle of what `read` finds in the bytes.
func load<T: ~Copyable>(
  _ bytes: UnsafeRawPointer?, _ size: Int, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ read: (UnsafeRawPointer, Int) throws(Failure) -> T
) throws(Failure) {
  let bytes = try present(bytes, "bytes")
  let out = try present(out, "out")
  guard size >= 0 else { throw Failure(GESSO_ERROR_SIZE, "size", "is too large") }
  try requireKernels()
  out.pointee = try newHandle(read(bytes, size))
}
