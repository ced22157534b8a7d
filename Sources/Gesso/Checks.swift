import CGesso
import CPlatform

/// Why a call is refused: a status, and words for gesso_last_error().
struct Failure: Error {
  let status: Int
  let argument: StaticString
  let other: StaticString?
  let problem: StaticString

  init(
    _ status: Int, _ argument: StaticString, and other: StaticString? = nil, _ problem: StaticString
  ) {
    self.status = status
    self.argument = argument
    self.other = other
    self.problem = problem
  }

  /// "gesso_function: argument problem", as the calling thread's last error.
  func report(_ function: StaticString) -> gesso_status {
    platform_message_clear()
    let bytes = UnsafeBufferPointer(start: function.utf8Start, count: function.utf8CodeUnitCount)
    let name = bytes.firstIndex(of: UInt8(ascii: "(")) ?? bytes.count
    platform_message_append(function.utf8Start, name)
    append(": ")
    append(argument)
    if let other {
      append(" and ")
      append(other)
    }
    append(" ")
    append(problem)
    return gesso_status(truncatingIfNeeded: status)
  }

  private func append(_ text: StaticString) {
    platform_message_append(text.utf8Start, text.utf8CodeUnitCount)
  }
}

/// The body of an exported function: what it throws becomes its status and gesso_last_error().
func checked(
  _ function: StaticString = #function, _ body: () throws(Failure) -> Void
) -> gesso_status {
  do {
    try body()
    return gesso_status(GESSO_OK)
  } catch {
    return error.report(function)
  }
}

/// `pointer`, which must not be NULL.
func present<P>(_ pointer: P?, _ name: StaticString) throws(Failure) -> P {
  guard let pointer else { throw Failure(GESSO_ERROR_NULL, name, "is NULL") }
  return pointer
}

/// As many elements as a buffer can have.
let mostElements = Int.max / 8

/// A size that C passed as size_t; one beyond PTRDIFF_MAX arrives negative.
@inline(__always) func size(_ count: Int, _ name: StaticString) throws(Failure) -> Int {
  guard count >= 0, count <= mostElements else {
    throw Failure(GESSO_ERROR_SIZE, name, "is too large")
  }
  return count
}

@inline(__always) func product(
  _ a: Int, _ b: Int, _ first: StaticString, _ second: StaticString? = nil
) throws(Failure) -> Int {
  let (value, overflow) = a.multipliedReportingOverflow(by: b)
  guard !overflow, value <= mostElements else {
    throw Failure(
      GESSO_ERROR_SIZE, first, and: second,
      second == nil ? "is too large" : "have a product that overflows")
  }
  return value
}

// Parameters are compared as integers: a comparison of floats would raise the caller's exception flags, and under DAZ
// take a subnormal for 0.

extension Float {
  /// Ordered as the floats are, with -0 = 0, and NaN beyond the infinities.
  var order: Int32 {
    let bits = Int32(bitPattern: bitPattern)
    return bits < 0 ? .min &- bits : bits
  }
}

extension Double {
  var order: Int64 {
    let bits = Int64(bitPattern: bitPattern)
    return bits < 0 ? .min &- bits : bits
  }
}

/// A real parameter that must be finite and satisfy `valid`.
func real<T: BinaryFloatingPoint>(
  _ value: T, _ name: StaticString, _ problem: StaticString = "is not finite",
  where valid: (T) -> Bool = { _ in true }
) throws(Failure) {
  guard value.isFinite, valid(value) else { throw Failure(GESSO_ERROR_RANGE, name, problem) }
}

/// A buffer of the caller's, which is there and fits the address space.
struct Buffer<P: _Pointer> {
  let pointer: P
  let name: StaticString
  let start: UInt
  let end: UInt

  /// `count` has been through `size` or `product`.
  @inline(__always) init(_ pointer: P?, _ count: Int, _ name: StaticString) throws(Failure) {
    let bytes = count &* MemoryLayout<P.Pointee>.stride
    self.pointer = try present(pointer, name)
    start = UInt(bitPattern: self.pointer)
    let (end, wraps) = start.addingReportingOverflow(UInt(bitPattern: bytes))
    guard !wraps else { throw Failure(GESSO_ERROR_SIZE, name, "runs past the end of memory") }
    self.name = name
    self.end = end
  }

  /// Throws if the two share memory.
  @inline(__always) func apart(from other: Buffer<some _Pointer>) throws(Failure) {
    guard end <= other.start || other.end <= start else {
      throw Failure(GESSO_ERROR_OVERLAP, other.name, and: name, "overlap")
    }
  }

  /// Throws if the two share memory and are not the same.
  @inline(__always) func inPlace(of other: Buffer<some _Pointer>) throws(Failure) {
    if start != other.start || end != other.end { try apart(from: other) }
  }
}

/// Rows of two matrices, both `stride` apart.
struct RowPair {
  let width: Int
  let other: Int
  let stride: Int
}

extension Buffer {
  /// Throws if rows of the two share memory; those of the one may lie between those of the other.
  func apart(from other: Buffer<some _Pointer>, _ rows: RowPair) throws(Failure) {
    let size = MemoryLayout<P.Pointee>.stride
    let row = UInt(bitPattern: rows.stride &* size)
    let first = start > other.start
    let distance = first ? start &- other.start : other.start &- start
    // From the start of the lower one's row to that of the other one's next.
    let (below, above) = first ? (rows.other, rows.width) : (rows.width, rows.other)
    guard row > 0, distance % row >= UInt(bitPattern: below &* size),
      distance % row <= row &- UInt(bitPattern: above &* size)
    else { return try apart(from: other) }
  }
}
