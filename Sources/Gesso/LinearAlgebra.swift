import CGesso
import CPlatform

/// BLAS and LAPACK on square column-major matrices of `features` columns.
struct LinearAlgebra {
  private let routines: UnsafePointer<platform_lapack>
  private let n: Int32

  init(features: Int) throws(Failure) {
    guard let routines = platform_lapack_get() else {
      throw Failure(
        GESSO_ERROR_NO_LAPACK, "LAPACK",
        "was not found; install one (Debian: libopenblas0 or liblapack3) or name it in GESSO_LAPACK"
      )
    }
    guard let n = Int32(exactly: features) else {
      throw Failure(GESSO_ERROR_SIZE, "features", "are more than LAPACK can count")
    }
    self.routines = routines
    self.n = n
  }

  /// s += factor b b^T in the lower triangle; b is features × columns.
  func addSquare(
    _ b: UnsafePointer<Double>, columns: Int32, factor: Double, to s: UnsafeMutablePointer<Double>
  ) {
    withConstants(columns, factor, 1) { n, k, alpha, beta in
      routines.pointee.dsyrk(text("L"), text("N"), n, k, alpha, b, n, beta, s, n, 1, 1)
    }
  }

  /// c = op(a) op(b), where a is square and b and c have `columns` columns.
  func multiply(
    _ a: UnsafePointer<Double>, transposed ta: Bool, _ b: UnsafePointer<Double>,
    transposed tb: Bool, columns: Int32, into c: UnsafeMutablePointer<Double>
  ) {
    withConstants(columns, 1, 0) { n, k, alpha, beta in
      routines.pointee.dgemm(
        text(ta ? "T" : "N"), text(tb ? "T" : "N"), n, k, n, alpha, a, n, b, n, beta, c, n, 1, 1)
    }
  }

  private func withConstants(
    _ columns: Int32, _ alpha: Double, _ beta: Double,
    _ body: (
      UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Double>, UnsafePointer<Double>
    ) -> Void
  ) {
    var n = n
    var k = columns
    var alpha = alpha
    var beta = beta
    body(&n, &k, &alpha, &beta)
  }

  /// The lower triangle of s becomes its eigenvectors; values ascend.
  func eigen(
    _ s: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>
  ) throws(Failure) {
    var n = n
    var info: Int32 = 0
    var query: Int32 = -1
    var size = 0.0
    var integers: Int32 = 0
    routines.pointee.dsyevd(
      text("V"), text("L"), &n, s, &n, values, &size, &query, &integers, &query, &info, 1, 1)
    guard info == 0, size < 0x1p31, var length = Int32(exactly: Int(size)) else {
      throw Failure(GESSO_ERROR_LAPACK, "dsyevd", "refused its arguments")
    }
    let work = try Workspace(doubles: Int(length))
    let more = try Workspace(doubles: Int(integers) / 2 &+ 1)
    more.doubles.withMemoryRebound(to: Int32.self, capacity: Int(integers)) {
      routines.pointee.dsyevd(
        text("V"), text("L"), &n, s, &n, values, work.doubles, &length, $0, &integers, &info, 1, 1)
    }
    guard info == 0 else { throw Failure(GESSO_ERROR_LAPACK, "dsyevd", "did not converge") }
  }

  /// The upper triangle of s becomes u with s = u^T u. False if s is not positive definite.
  func cholesky(_ s: UnsafeMutablePointer<Double>) -> Bool {
    var n = n
    var info: Int32 = 0
    routines.pointee.dpotrf(text("U"), &n, s, &n, &info, 1)
    return info == 0
  }

  /// The upper triangular u becomes its inverse. False if it is singular.
  func invert(_ u: UnsafeMutablePointer<Double>) -> Bool {
    var n = n
    var info: Int32 = 0
    routines.pointee.dtrtri(text("U"), text("N"), &n, u, &n, &info, 1, 1)
    return info == 0
  }
}

@_cdecl("gesso_set_lapack") @implementation
public func gesso_set_lapack(_ path: UnsafePointer<CChar>!) -> gesso_status {
  checked { () throws(Failure) in
    guard platform_lapack_use(path) != 0 else {
      throw Failure(GESSO_ERROR_NO_LAPACK, "path", "cannot be loaded or lacks a routine")
    }
  }
}
