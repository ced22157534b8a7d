import CGesso
import CKernels

/// Σ w (x - mean)(x - mean)^T in the lower triangle of a column-major matrix.
struct Scatter: ~Copyable {
  private let memory: Workspace
  let features: Int
  private let wanted: Bool

  /// Of no rows; without a matrix where none is wanted.
  init(features: Int, wanted: Bool) throws(Failure) {
    let square = wanted ? try product(features, features, "features") : 0
    let memory = try Workspace(doubles: square)
    memory.doubles.update(repeating: 0, count: square)
    self.memory = memory
    self.features = features
    self.wanted = wanted
  }

  var matrix: UnsafeMutablePointer<Double>? { wanted ? memory.doubles : nil }

  /// Adds rows about `mean`, their own, in chunks of `chunkRows`, for which there is room at `chunk`. Each entry
  /// adds up its rows in their order, 256 at a time, whatever the number of threads.
  func add(
    _ rows: Rows, about mean: UnsafePointer<Double>, _ chunk: UnsafeMutablePointer<Double>,
    chunkRows: Int
  ) {
    let to = gesso_scatter(packed: chunk, sum: memory.doubles, features: features)
    var first = 0
    while first < rows.count {
      let count = min(chunkRows, rows.count &- first)
      execute(.packRows(rows, first: first, center: mean, to), rows, count, perBlock: 32)
      execute(.scatter(to, rows: count), rows, to.groups, perBlock: 1)
      first &+= count
    }
  }

  private func execute(_ work: Work, _ rows: Rows, _ units: Int, perBlock: Int) {
    var job = Job(work, anywhere: rows.start, units: units, unitsPerBlock: perBlock)
    job.brief = rows.count &* features < 1 << 17
    job.execute()
  }

  /// Whole blocks of 256 rows that the caches hold packed, and the doubles that they take.
  static func chunk(
    _ rows: Int, features: Int
  ) throws(Failure) -> (rows: Int, doubles: Int) {
    let most = max((1 << 17) / max(features, 1) & ~255, 256)
    let count = min(most, (rows &+ 255) & ~255)
    return (count, try product(count, (features &+ 7) & ~7, "rows", "features"))
  }

  /// Adds `other`, where there is one, and what the two means are apart (Chan, Golub & LeVeque): s +=
  /// other + (a - b)(a - b)^T wa wb / (wa + wb).
  func join(_ other: UnsafePointer<Double>?, _ means: borrowing Means) {
    guard let matrix else { return }
    var (a, b) = (means.own, means.other)
    withStandardRounding {
      gesso_common.join_scatter(matrix, other, &a, &b, means.apart, features)
    }
  }
}

extension Rows {
  /// Packs rows [first, first + count) of those from `start` on.
  func pack(
    from start: Int, about center: UnsafePointer<Double>, _ to: inout gesso_scatter, _ first: Int,
    _ count: Int
  ) {
    let weights = weights.map { $0 + start }
    let offset = start &* stride
    switch values {
    case .floats(let x):
      gesso_table.pack_f32(x + offset, stride, weights, center, &to, first, count)
    case .doubles(let x):
      gesso_common.pack_f64(x + offset, stride, weights, center, &to, first, count)
    }
  }
}

extension gesso_scatter {
  /// Of 16 rows of the sum.
  var groups: Int { (features &+ 15) / 16 }
}
