import CGesso
import CKernels

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
      var room = try Means(features)
      let chunk = try Scatter.chunk(rows.count, features: features)
      let packed = try Workspace(doubles: chunk.doubles)
      try room.fill(tally, part)
      try widen(for: part)
      if room.other.weight.order > 0 {
        scatter.add(rows, about: room.other.mean, packed.doubles, chunkRows: chunk.rows)
      }
      scatter.join(nil, room)
    } else {
      try widen(for: part)
    }
    tally.merge(part)
  }

  mutating func merge(_ other: borrowing Moments) throws(Failure) {
    let (_, overflow) = tally.count.addingReportingOverflow(other.tally.count)
    guard !overflow else { throw Failure(GESSO_ERROR_SIZE, "from", "has too many rows") }
    var room = try Means(hasCovariance ? features : 0)
    if hasCovariance { try room.fill(tally, other.tally) }
    try widen(for: other.tally)
    if hasCovariance { scatter.join(other.scatter.matrix, room) }
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
struct Means: ~Copyable {
  private let memory: Workspace
  private let features: Int
  private(set) var own: gesso_mean
  private(set) var other: gesso_mean

  init(_ features: Int) throws(Failure) {
    let memory = try Workspace(doubles: product(5, features, "features"))
    let start = memory.doubles
    own = gesso_mean(mean: start, tail: start + features, weight: 0)
    other = gesso_mean(mean: start + 2 &* features, tail: start + 3 &* features, weight: 0)
    self.memory = memory
    self.features = features
  }

  /// Room for their difference, and before that for weights.
  var apart: UnsafeMutablePointer<Double> { memory.doubles + 4 &* features }

  mutating func fill(_ a: borrowing Tally, _ b: borrowing Tally) throws(Failure) {
    own.weight = try fill(own, a)
    other.weight = try fill(other, b)
  }

  /// Gives back the weight, of which all features have the same: a tally with covariance skips no value.
  private func fill(_ mean: gesso_mean, _ of: borrowing Tally) throws(Failure) -> Double {
    try of.mean(mean.mean, tail: mean.tail)
    of.weights(apart)
    return features > 0 ? apart.pointee : 0
  }
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
