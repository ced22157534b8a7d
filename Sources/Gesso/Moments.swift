import CGesso
import CKernels
import CPlatform

/// What a gesso_moments points to.
struct Moments: ~Copyable {
  var tally: Tally
  let scatter: Scatter
  let flags: Int32

  init(features: Int, flags: Int32) throws(Failure) {
    let tally = try Tally(
      features: features, Moments.record(flags), skipNaN: has(flags, GESSO_MOMENTS_SKIP_NAN))
    let scatter = try Scatter(
      features: features, wanted: has(flags, GESSO_MOMENTS_COVARIANCE))
    self.tally = tally
    self.scatter = scatter
    self.flags = flags
  }

  /// What new moments begin with.
  static func record(_ flags: Int32) -> gesso_record {
    has(flags, GESSO_MOMENTS_ROUNDED) ? .GESSO_RECORD_ROUNDED : .GESSO_RECORD_NARROW
  }

  var features: Int { tally.features }
  var skipsNaN: Bool { has(flags, GESSO_MOMENTS_SKIP_NAN) }
  var hasCovariance: Bool { has(flags, GESSO_MOMENTS_COVARIANCE) }
  var isRounded: Bool { has(flags, GESSO_MOMENTS_ROUNDED) }

  /// Everything that can fail comes first: from then on all of it is done.
  mutating func update(_ rows: Rows) throws(Failure) {
    let (_, overflow) = tally.count.addingReportingOverflow(rows.count)
    guard !overflow else { throw Failure(GESSO_ERROR_SIZE, "rows", "are too many") }
    let kind = isRounded ? tally.kind : rows.exactRecord
    let part = try Tally.of(rows, kind, skipNaN: skipsNaN)
    guard !part.spoiled else {
      throw Failure(
        GESSO_ERROR_DATA, "x",
        isRounded ? "is not finite, or its weighted squares are not" : "is not finite")
    }
    if hasCovariance || isRounded { try requireModerate(part, "x") }
    if hasCovariance {
      let room = try Means(features)
      let chunk = try Scatter.chunk(rows.count, features: features)
      let packed = try Workspace(doubles: chunk.doubles)
      try room.fill(tally, part)
      try widen(for: part)
      if room.otherWeight.order > 0 {
        scatter.add(rows, about: room.other, packed.doubles, chunkRows: chunk.rows)
      }
      join(nil, room)
    } else {
      try widen(for: part)
    }
    tally.merge(part)
  }

  mutating func merge(_ other: borrowing Moments) throws(Failure) {
    let (_, overflow) = tally.count.addingReportingOverflow(other.tally.count)
    guard !overflow else { throw Failure(GESSO_ERROR_SIZE, "from", "has too many rows") }
    let room = try Means(features)
    if hasCovariance { try room.fill(tally, other.tally) }
    try widen(for: other.tally)
    if hasCovariance { join(other.scatter.matrix, room) }
    tally.merge(other.tally)
  }

  func copy() throws(Failure) -> Moments {
    var copy = try Moments(features: features, flags: flags)
    try copy.merge(self)
    return copy
  }

  /// Wide records, which hold anything, where another has them.
  private mutating func widen(for other: borrowing Tally) throws(Failure) {
    if other.kind == .GESSO_RECORD_WIDE { try widen() }
  }

  mutating func widen() throws(Failure) {
    if tally.kind == .GESSO_RECORD_NARROW { tally = try tally.widened() }
  }

  private func join(_ other: UnsafePointer<Double>?, _ room: borrowing Means) {
    scatter.join(other, room.own, room.ownWeight, room.other, room.otherWeight)
  }

  /// Products of larger values could overflow.
  private func requireModerate(_ part: borrowing Tally, _ name: StaticString) throws(Failure) {
    let limit: UInt64 = (1023 &+ 500) << 52
    // An infinite extreme is that of no values.
    let none: UInt64 = 2047 << 52
    for j in 0..<features {
      for word in 1...2 {
        let size = (part.record(j) + word).pointee & (.max >> 1)
        if size <= limit || size == none { continue }
        throw Failure(GESSO_ERROR_DATA, name, "is beyond 2^500, too large for squares in double")
      }
    }
  }
}

/// The means and weights of two tallies that are put together.
private struct Means: ~Copyable {
  private let memory: Workspace
  private let features: Int

  init(_ features: Int) throws(Failure) {
    memory = try Workspace(doubles: product(4, features, "features"))
    self.features = features
  }

  var own: UnsafeMutablePointer<Double> { memory.doubles }
  var other: UnsafeMutablePointer<Double> { memory.doubles + features }
  /// All features have the same: a tally with covariance skips no value.
  var ownWeight: Double { features > 0 ? (memory.doubles + 2 &* features).pointee : 0 }
  var otherWeight: Double { features > 0 ? (memory.doubles + 3 &* features).pointee : 0 }

  func fill(_ a: borrowing Tally, _ b: borrowing Tally) throws(Failure) {
    try a.mean(own)
    try b.mean(other)
    a.weights(memory.doubles + 2 &* features)
    b.weights(memory.doubles + 3 &* features)
  }
}

// ---- Handles ------------------------------------------------------------------------------------

/// A value of its own memory, as C holds it.
func newHandle<T: ~Copyable>(_ value: consuming T) throws(Failure) -> OpaquePointer {
  guard let memory = platform_allocate(MemoryLayout<T>.size) else {
    throw Failure(GESSO_ERROR_MEMORY, "memory", "could not be had")
  }
  let place = memory.bindMemory(to: T.self, capacity: 1)
  place.initialize(to: value)
  return OpaquePointer(place)
}

func destroyHandle<T: ~Copyable>(_ handle: OpaquePointer?, _: T.Type) {
  guard let handle else { return }
  let place = UnsafeMutablePointer<T>(handle)
  place.deinitialize(count: 1)
  platform_free(place)
}

func has(_ flags: Int32, _ flag: gesso_moments_flag) -> Bool {
  UInt32(bitPattern: flags) & flag.rawValue != 0
}

func areKnown(_ flags: Int32) -> Bool {
  let covariance: UInt32 = GESSO_MOMENTS_COVARIANCE.rawValue
  let skipNaN: UInt32 = GESSO_MOMENTS_SKIP_NAN.rawValue
  let rounded: UInt32 = GESSO_MOMENTS_ROUNDED.rawValue
  return UInt32(bitPattern: flags) & ~(covariance | skipNaN | rounded) == 0
}

func areCompatible(_ flags: Int32) -> Bool {
  !(has(flags, GESSO_MOMENTS_COVARIANCE) && has(flags, GESSO_MOMENTS_SKIP_NAN))
}

@_cdecl("gesso_moments_create") @implementation
public func gesso_moments_create(
  _ features: Int, _ flags: Int32, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> gesso_status {
  checked { () throws(Failure) in
    let out = try present(out, "out")
    let features = try size(features, "features")
    guard areKnown(flags) else { throw Failure(GESSO_ERROR_RANGE, "flags", "are unknown") }
    guard areCompatible(flags) else {
      throw Failure(GESSO_ERROR_UNSUPPORTED, "flags", "ask for a covariance with values missing")
    }
    try requireKernels()
    out.pointee = try newHandle(Moments(features: features, flags: flags))
  }
}

@_cdecl("gesso_moments_destroy") @implementation
public func gesso_moments_destroy(_ moments: OpaquePointer!) {
  destroyHandle(moments, Moments.self)
}

func moments(
  _ handle: OpaquePointer?, _ name: StaticString = "moments"
) throws(Failure) -> UnsafeMutablePointer<Moments> {
  UnsafeMutablePointer(try present(handle, name))
}

private func update(
  _ handle: OpaquePointer?, _ values: Rows.Values?, _ weights: UnsafePointer<Double>?, _ rows: Int,
  _ stride: Int
) throws(Failure) {
  let place = try moments(handle)
  let features = place.pointee.features
  let count = try size(rows, "rows")
  let extent = try stridedExtent(count, features, stride, "row_stride")
  if extent == 0 {
    let (total, overflow) = place.pointee.tally.count.addingReportingOverflow(count)
    if overflow { throw Failure(GESSO_ERROR_SIZE, "rows", "are too many") }
    place.pointee.tally.setCount(total)
    return
  }
  guard let values else { throw Failure(GESSO_ERROR_NULL, "x", "is NULL") }
  switch values {
  case .floats(let x): _ = try Buffer(x, extent, "x")
  case .doubles(let x): _ = try Buffer(x, extent, "x")
  }
  if let weights {
    _ = try Buffer(weights, count, "weights")
    for i in 0..<count {
      let w = (weights + i).pointee
      guard w.isFinite, w.order >= 0 else {
        throw Failure(GESSO_ERROR_RANGE, "weights", "are not all finite and at least 0")
      }
    }
  }
  try place.pointee.update(
    Rows(values: values, count: count, stride: stride, features: features, weights: weights))
}

/// Elements from the first of the first row to the last of the last one.
func stridedExtent(
  _ rows: Int, _ features: Int, _ stride: Int, _ name: StaticString
) throws(Failure) -> Int {
  let stride = try size(stride, name)
  guard stride >= features else {
    throw Failure(GESSO_ERROR_SIZE, name, "is less than the features of a row")
  }
  if rows == 0 || features == 0 { return 0 }
  return try product(rows, stride, "rows", name) &- (stride &- features)
}

@_cdecl("gesso_moments_update_f32") @implementation
public func gesso_moments_update_f32(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Float>!, _ rows: Int, _ row_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try update(handle, x.map { .floats($0) }, nil, rows, row_stride)
  }
}

@_cdecl("gesso_moments_update_f64") @implementation
public func gesso_moments_update_f64(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Double>!, _ rows: Int, _ row_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try update(handle, x.map { .doubles($0) }, nil, rows, row_stride)
  }
}

@_cdecl("gesso_moments_update_weighted_f32") @implementation
public func gesso_moments_update_weighted_f32(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Float>!, _ weights: UnsafePointer<Double>!,
  _ rows: Int, _ row_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try update(handle, x.map { .floats($0) }, weights, rows, row_stride)
  }
}

@_cdecl("gesso_moments_update_weighted_f64") @implementation
public func gesso_moments_update_weighted_f64(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Double>!, _ weights: UnsafePointer<Double>!,
  _ rows: Int, _ row_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try update(handle, x.map { .doubles($0) }, weights, rows, row_stride)
  }
}

@_cdecl("gesso_moments_merge") @implementation
public func gesso_moments_merge(_ into: OpaquePointer!, _ from: OpaquePointer!) -> gesso_status {
  checked { () throws(Failure) in
    let a = try moments(into, "into")
    let b = try moments(from, "from")
    guard a.pointee.features == b.pointee.features else {
      throw Failure(GESSO_ERROR_SIZE, "into", and: "from", "have other features")
    }
    guard a.pointee.flags == b.pointee.flags else {
      throw Failure(GESSO_ERROR_UNSUPPORTED, "into", and: "from", "have other flags")
    }
    if a == b {
      // One and the same would be read while it is changed: of a copy.
      let copy = try a.pointee.copy()
      try a.pointee.merge(copy)
    } else {
      try a.pointee.merge(b.pointee)
    }
  }
}
