import CGesso
import CKernels

/// From a covariance to W and its inverse, both column-major d × k with the inverse transposed.
struct Fit: ~Copyable {
  private let kind: gesso_preprocess
  private let options: FitOptions
  private let algebra: LinearAlgebra
  private let memory: Workspace
  private let features: Int
  /// Eigenvalues up to this share of the largest are rounding.
  private let tolerance: Double
  private let name: StaticString
  let square: Int
  private(set) var outputs: Int
  private(set) var rank = 0

  init(
    _ kind: gesso_preprocess, features: Int, rows: Int, _ options: FitOptions, _ name: StaticString
  ) throws(Failure) {
    let algebra = try LinearAlgebra(features: features)
    let square = try product(features, features, "features")
    let memory = try Workspace(
      doubles: product(2, square, "features") &+ 6 &* features)
    self.kind = kind
    self.options = options
    self.features = features
    self.name = name
    self.algebra = algebra
    self.square = square
    self.memory = memory
    outputs = features
    tolerance = Double(max(rows, features)) * 0x1p-52
  }

  // What the memory holds: the covariance and then its vectors, a product, and rows of d.
  var s: UnsafeMutablePointer<Double> { memory.doubles }
  private var spare: UnsafeMutablePointer<Double> { s + square }
  private func row(_ i: Int) -> UnsafeMutablePointer<Double> { s + (2 &* square &+ i &* features) }
  private var values: UnsafeMutablePointer<Double> { row(0) }
  private var scales: UnsafeMutablePointer<Double> { row(1) }
  private var inverseScales: UnsafeMutablePointer<Double> { row(2) }
  private var variance: UnsafeMutablePointer<Double> { row(3) }
  private var roots: UnsafeMutablePointer<Double> { row(4) }
  private var inverseRoots: UnsafeMutablePointer<Double> { row(5) }

  /// s becomes the correlation; 1 / sqrt(variance) and sqrt(variance), which standardize scales by, are kept.
  private func correlate() {
    for j in 0..<features { (variance + j).pointee = (s + (j &* features &+ j)).pointee }
    gesso_common.fit_columns(
      .GESSO_STANDARDIZE, features, variance, variance, variance, variance, scales, inverseRoots,
      roots)
    gesso_common.scale_matrix(s, inverseRoots, inverseRoots, s, features, features)
  }

  /// s becomes its eigenvectors, or those of the correlation; how many are kept, and their scales.
  mutating func diagonalize() throws(Failure) {
    if features == 0 { return }
    var failure: Failure?
    var found = 0
    var kept = features
    withStandardRounding {
      if kind.usesCorrelation { correlate() }
      do throws(Failure) { try algebra.eigen(s, values) } catch { failure = error }
      gesso_common.order_axes(values, s, features)
      found = gesso_common.inverse_roots(values, features, tolerance, options.epsilon, scales)
      if options.components > 0 { kept = options.components }
      if options.explained.order > 0 {
        // What is beyond the rank is rounding, which explains nothing.
        kept = gesso_common.count_explaining(values, max(found, 1), options.explained)
      }
      if kind == .GESSO_DECORRELATE {
        for k in 0..<features where (scales + k).pointee.bitPattern != 0 {
          (scales + k).pointee = 1
        }
      }
      (scales + kept).update(repeating: 0, count: features &- kept)
      gesso_common.reciprocals(scales, features, inverseScales)
    }
    if let failure { throw failure }
    rank = min(found, kept)
    outputs = kind.isZCA ? features : kept
  }

  func write(
    values to: UnsafeMutablePointer<Double>, matrix: UnsafeMutablePointer<Double>,
    inverse: UnsafeMutablePointer<Double>
  ) {
    to.initialize(from: values, count: features)
    withStandardRounding {
      put(scales, kind.usesCorrelation ? inverseRoots : nil, matrix)
      put(inverseScales, kind.usesCorrelation ? roots : nil, inverse)
    }
  }

  /// out = diag(left) U diag(scales), or that times U^T.
  private func put(
    _ scales: UnsafePointer<Double>, _ left: UnsafePointer<Double>?,
    _ out: UnsafeMutablePointer<Double>
  ) {
    let d = features
    guard kind.isZCA else {
      gesso_common.scale_matrix(s, left, scales, out, d, outputs)
      return
    }
    gesso_common.scale_matrix(s, nil, scales, spare, d, d)
    algebra.multiply(
      spare, d, transposed: false, s, d, transposed: true, rows: d, columns: d, inner: d, into: out,
      d)
    gesso_common.scale_matrix(out, left, nil, out, d, d)
  }

  /// W = L, lower triangular with L L^T = S^-1. With P the exchange of first and last: P S P = u^T
  /// u gives L = P u^-1 P, and its inverse P u P.
  mutating func factor(
    matrix: UnsafeMutablePointer<Double>, inverse: UnsafeMutablePointer<Double>
  ) throws(Failure) {
    if features == 0 { return }
    var full = false
    var failure: Failure?
    withStandardRounding {
      matrix.initialize(from: s, count: square)
      gesso_common.reverse(matrix, square)
      // No pivot need be as small as the least eigenvalue; but the unit of a feature does not count.
      correlate()
      do throws(Failure) { try algebra.eigen(s, values, vectors: false) } catch { failure = error }
      gesso_common.reverse(values, features)
      let found = gesso_common.inverse_roots(values, features, tolerance, 0, scales)
      full = found == features && algebra.cholesky(matrix)
      inverse.initialize(from: matrix, count: square)
      gesso_common.clear_lower(inverse, features)
      gesso_common.reverse(inverse, square)
      transpose(inverse)
      full = full && algebra.invert(matrix)
      gesso_common.clear_lower(matrix, features)
      gesso_common.reverse(matrix, square)
    }
    if let failure { throw failure }
    guard full else {
      throw Failure(GESSO_ERROR_DATA, name, "cannot be whitened: the rank is not full")
    }
    rank = features
  }

  private func transpose(_ a: UnsafeMutablePointer<Double>) {
    for i in 0..<features {
      for j in 0..<i {
        let (p, q) = (a + (i &* features &+ j), a + (j &* features &+ i))
        (p.pointee, q.pointee) = (q.pointee, p.pointee)
      }
    }
  }
}
