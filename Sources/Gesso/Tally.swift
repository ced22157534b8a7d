import CGesso
import CKernels

/// Sums of some rows, exact or rounded, in a record a feature. What is not finite is marked in them.
struct Tally: ~Copyable {
  private let memory: Workspace
  private(set) var view: gesso_tally
  private(set) var count: Int

  /// Of no rows.
  init(
    features: Int, _ kind: gesso_record, skipNaN: Bool, blocks: Int = 1
  ) throws(Failure) {
    let words = try product(
      product(features, gesso_words(kind), "features"), blocks, "features", "rows")
    let memory = try Workspace(doubles: words)
    var view = gesso_tally(
      records: memory.words, features: features &* blocks, kind: kind, skip_nan: skipNaN)
    gesso_common.tally_clear(&view)
    view.features = features
    self.memory = memory
    self.view = view
    count = 0
  }

  /// Of these rows, in blocks on several threads; the blocks' records are added up at the end, in their order.
  static func of(
    _ rows: Rows, _ kind: gesso_record, skipNaN: Bool
  ) throws(Failure) -> Tally {
    let d = rows.features
    // A matrix with few features is taken as one with fewer rows and whole vectors of features.
    let dense = rows.weights == nil && rows.stride == d
    let tile = dense ? rowsPerTile(d, below: 64) : 1
    let units = rows.count / tile
    let perBlock = max(units / 32 &+ 1, (1 << 16) / (tile &* d) &+ 1, 512)
    let blocks = max(units / perBlock &+ (units % perBlock == 0 ? 0 : 1), 1)
    var sum = try Tally(features: tile &* d, kind, skipNaN: skipNaN, blocks: blocks)
    let task = TallyTask(rows: rows, tile: tile, view: sum.view)
    Job(.tally(task), anywhere: rows.start, units: units, unitsPerBlock: perBlock).execute()
    var first = sum.view
    first.features = d
    var other = first
    withStandardRounding {
      for _ in 1..<max(tile &* blocks, 1) {
        other.records += d &* gesso_words(kind)
        gesso_common.tally_merge(&first, &other)
      }
      task.addRest(to: first)
    }
    sum.view = first
    sum.count = rows.count
    return sum
  }

  var features: Int { view.features }
  var kind: gesso_record { view.kind }
  var words: Int { features &* gesso_words(kind) }
  func record(_ feature: Int) -> UnsafeMutablePointer<UInt64> {
    view.records + feature &* gesso_words(kind)
  }

  /// Whether a feature met what is not finite.
  var spoiled: Bool {
    for j in 0..<features where isSpoiled(j) { return true }
    return false
  }
  func isSpoiled(_ feature: Int) -> Bool { record(feature).pointee &>> 63 != 0 }

  /// Adds the rows of another of as many features, which is of the same kind, or narrow where this one is wide.
  mutating func merge(_ other: borrowing Tally) {
    var from = other.view
    withStandardRounding { gesso_common.tally_merge(&view, &from) }
    count &+= other.count
  }

  /// The same sums in wide records.
  func widened() throws(Failure) -> Tally {
    var wide = try Tally(features: features, .GESSO_RECORD_WIDE, skipNaN: view.skip_nan)
    wide.merge(self)
    return wide
  }

  /// Of rows that have no values, or were read from a byte string.
  mutating func setCount(_ count: Int) { self.count = count }
}

/// What the blocks of a tally do.
struct TallyTask {
  let rows: Rows
  let tile: Int
  let view: gesso_tally

  /// Block number `block`: rows [first, first + count) of the tiled matrix.
  func add(_ first: Int, _ count: Int, block: Int) {
    var to = view
    to.features = rows.features &* tile
    to.records += block &* to.features &* gesso_words(view.kind)
    add(first &* tile &* rows.stride, first &* tile, count, rows.stride &* tile, &to)
  }

  /// The rows that fill no tile.
  func addRest(to view: gesso_tally) {
    var to = view
    let done = rows.count / tile &* tile
    add(done &* rows.stride, done, rows.count &- done, rows.stride, &to)
  }

  private func add(
    _ offset: Int, _ row: Int, _ count: Int, _ stride: Int, _ to: inout gesso_tally
  ) {
    let weights = rows.weights.map { $0 + row }
    switch rows.values {
    case .floats(let x): gesso_table.tally_f32(x + offset, count, stride, weights, &to)
    case .doubles(let x): gesso_table.tally_f64(x + offset, count, stride, weights, &to)
    }
  }
}
