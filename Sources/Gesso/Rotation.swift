import CGesso
import CKernels
import CPlatform

/// y = (x - mean) w with a full matrix w that comes from the covariance. Matrices are column-major,
/// as BLAS has them, so that a row of the data is a column of theirs.
struct Rotation: ~Copyable {
  private let algebra: LinearAlgebra
  private let memory: Workspace
  private let features: Int
  private let square: Int
  private let rowsPerChunk: Int

  /// Room for the matrices and for chunks of rows.
  init(for data: Matrix) throws(Failure) {
    let d = data.features
    let algebra = try LinearAlgebra(features: d)
    let square = try product(d, d, "features", "features")
    let rows = min(data.rows, max(32, (1 << 18) / d))
    let chunk = try product(rows, d, "rows", "features")
    let memory = try Workspace(doubles: product(4, square &+ chunk &+ d, "features", "features"))
    self.algebra = algebra
    self.memory = memory
    self.square = square
    features = d
    rowsPerChunk = rows
  }

  /// Makes w from the data.
  func fit(
    _ data: Matrix, _ columns: Columns, _ kind: gesso_preprocess, _ epsilon: Double
  ) throws(Failure) {
    guard gesso_table.all_finite(columns.center, features),
      gesso_table.all_finite(columns.scale, features)
    else { throw Failure(GESSO_ERROR_DATA, "x", "is not finite") }
    addCovariance(data, columns)
    if kind == .GESSO_WHITEN_CHOLESKY {
      try factor(columns, tolerance: tolerance(data))
    } else {
      try diagonalize(kind, tolerance: tolerance(data), floor: epsilon)
    }
  }

  // What the memory holds: w, the covariance and then its vectors, a product; eigenvalues and
  // scales; two chunks.
  private var w: UnsafeMutablePointer<Double> { memory.doubles }
  private var s: UnsafeMutablePointer<Double> { memory.doubles + square }
  private var spare: UnsafeMutablePointer<Double> { memory.doubles + (2 &* square) }
  private var values: UnsafeMutablePointer<Double> { memory.doubles + (3 &* square) }
  private var scales: UnsafeMutablePointer<Double> { values + features }
  private var input: UnsafeMutablePointer<Double> { scales + features }
  private var output: UnsafeMutablePointer<Double> { input + (rowsPerChunk &* features) }

  /// Eigenvalues up to this share of the largest are rounding.
  private func tolerance(_ data: Matrix) -> Double {
    Double(max(data.rows, features)) * 0x1p-52
  }

  /// s = Σ (x - mean)(x - mean)^T / rows, lower triangle.
  private func addCovariance(_ data: Matrix, _ columns: Columns) {
    s.update(repeating: 0, count: square)
    forEachChunk(of: data) { first, count in
      let factor = 1 / Double(data.rows)
      gesso_table.widen(data.x + (first &* features), input, count, features, columns.center)
      algebra.addSquare(input, columns: Int32(count), factor: factor, to: s)
    }
  }

  private func forEachChunk(of data: Matrix, _ body: (_ first: Int, _ count: Int) -> Void) {
    withStandardRounding {
      var first = 0
      while first < data.rows {
        let count = min(rowsPerChunk, data.rows &- first)
        body(first, count)
        first &+= count
      }
    }
  }

  /// w = U, U diag(l)^-1/2, or U diag(l)^-1/2 U^T.
  private func diagonalize(
    _ kind: gesso_preprocess, tolerance: Double, floor: Double
  ) throws(Failure) {
    var failure: Failure?
    withStandardRounding {
      do throws(Failure) { try algebra.eigen(s, values) } catch { failure = error }
      gesso_table.order_axes(values, s, features)
      if kind == .GESSO_DECORRELATE {
        scales.update(repeating: 1, count: features)
      } else {
        _ = gesso_table.inverse_roots(values, features, tolerance, floor, scales)
      }
      guard kind == .GESSO_WHITEN_ZCA else {
        gesso_table.scale_axes(s, scales, w, features)
        return
      }
      gesso_table.scale_axes(s, scales, spare, features)
      algebra.multiply(
        spare, transposed: false, s, transposed: true, columns: Int32(features), into: w)
    }
    if let failure { throw failure }
  }

  /// w = L, lower triangular with L L^T = S^-1. With P the exchange of first and last: P S P = u^T
  /// u gives L = P u^-1 P.
  private func factor(_ columns: Columns, tolerance: Double) throws(Failure) {
    var full = false
    withStandardRounding {
      w.update(from: s, count: square)
      gesso_table.reverse(w, square)
      gesso_table.reverse(columns.scale, features)
      full =
        algebra.cholesky(w) && gesso_table.full_rank(w, columns.scale, features, tolerance)
        && algebra.invert(w)
      gesso_table.clear_lower(w, features)
      gesso_table.reverse(w, square)
    }
    guard full else { throw Failure(GESSO_ERROR_DATA, "x", "has not full rank") }
  }

  /// y = w^T (x - mean), a chunk of rows at a time; y may be x.
  func apply(_ data: Matrix, _ columns: Columns) {
    forEachChunk(of: data) { first, count in
      gesso_table.widen(data.x + (first &* features), input, count, features, columns.center)
      algebra.multiply(
        w, transposed: true, input, transposed: false, columns: Int32(count), into: output)
      gesso_table.narrow(output, data.y + (first &* features), count &* features)
    }
  }
}
