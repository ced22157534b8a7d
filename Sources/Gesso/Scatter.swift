import CGesso
import CKernels
import CPlatform

/// Σ w (x - mean)(x - mean)^T in the lower triangle of a column-major matrix, by the host's BLAS.
struct Scatter: ~Copyable {
  private let algebra: LinearAlgebra?
  private let memory: Workspace
  let features: Int

  /// Of no rows; without a matrix where none is wanted.
  init(features: Int, wanted: Bool) throws(Failure) {
    let algebra = wanted ? try LinearAlgebra(features: features) : nil
    let square = wanted ? try product(features, features, "features", "features") : 0
    let memory = try Workspace(doubles: square)
    memory.doubles.update(repeating: 0, count: square)
    self.algebra = algebra
    self.memory = memory
    self.features = features
  }

  var matrix: UnsafeMutablePointer<Double>? { algebra == nil ? nil : memory.doubles }

  /// Adds rows about `mean`, their own, in chunks; `chunk` is room for `chunkRows` of them.
  func add(
    _ rows: Rows, about mean: UnsafePointer<Double>, _ chunk: UnsafeMutablePointer<Double>,
    chunkRows: Int
  ) {
    guard let algebra else { return }
    withStandardRounding {
      var first = 0
      while first < rows.count {
        let count = min(chunkRows, rows.count &- first)
        let weights = rows.weights.map { $0 + first }
        switch rows.values {
        case .floats(let x):
          gesso_table.widen(
            x + (first &* rows.stride), rows.stride, weights, chunk, count, features, mean)
        case .doubles(let x):
          gesso_common.center_f64(
            x + (first &* rows.stride), rows.stride, weights, chunk, count, features, mean)
        }
        algebra.addSquare(chunk, columns: count, to: memory.doubles)
        first &+= count
      }
    }
  }

  static func chunkRows(_ rows: Int, features: Int) -> Int {
    min(rows, max(32, (1 << 18) / max(features, 1)))
  }

  /// Adds `other`, where there is one, and what the two means are apart (Chan, Golub & LeVeque): s +=
  /// other + (a - b)(a - b)^T wa wb / (wa + wb).
  func join(
    _ other: UnsafePointer<Double>?, _ a: UnsafePointer<Double>, _ wa: Double,
    _ b: UnsafePointer<Double>, _ wb: Double
  ) {
    guard let matrix else { return }
    withStandardRounding { gesso_common.join_scatter(matrix, other, a, wa, b, wb, features) }
  }
}
