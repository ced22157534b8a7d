import CGesso
import CPlatform

/// BLAS and LAPACK on square column-major matrices of `features` columns.
struct LinearAlgebra {
  private let routines: UnsafePointer<platform_lapack>
  private let n: Int64

  init(features: Int) throws(Failure) {
    guard let routines = platform_lapack_get() else {
      throw Failure(
        GESSO_ERROR_NO_LAPACK, "LAPACK",
        "was not found; install one (Debian: libopenblas0 or liblapack3) or name it in GESSO_LAPACK"
      )
    }
    guard features <= Int32.max else {
      throw Failure(GESSO_ERROR_SIZE, "features", "are more than LAPACK can count")
    }
    self.routines = routines
    n = Int64(features)
  }

  private func call(_ body: (platform_lapack) -> Void) {
    var saved = platform_foreign()
    platform_lapack_enter(routines, &saved)
    body(routines.pointee)
    platform_lapack_leave(routines, &saved)
  }

  /// c = op(a) op(b), of `rows` rows and `columns` columns; `inner` is the third extent. Each has
  /// its leading dimension beside it.
  @inline(never) func multiply(
    _ a: UnsafePointer<Double>, _ lda: Int, transposed ta: Bool, _ b: UnsafePointer<Double>,
    _ ldb: Int, transposed tb: Bool, rows: Int, columns: Int, inner: Int,
    into c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    withExtents(rows, columns, inner, lda, ldb, ldc) { m, n, k, a_, b_, c_ in
      var (one, zero) = (1.0, 0.0)
      call {
        $0.dgemm(
          text(ta ? "T" : "N"), text(tb ? "T" : "N"), m, n, k, &one, a, a_, b, b_, &zero, c, c_, 1,
          1)
      }
    }
  }

  @inline(never) func multiply(
    _ a: UnsafePointer<Float>, _ lda: Int, transposed ta: Bool, _ b: UnsafePointer<Float>,
    _ ldb: Int, rows: Int, columns: Int, inner: Int, into c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    withExtents(rows, columns, inner, lda, ldb, ldc) { m, n, k, a_, b_, c_ in
      var one: Float = 1
      var zero: Float = 0
      call {
        $0.sgemm(
          text(ta ? "T" : "N"), text("N"), m, n, k, &one, a, a_, b, b_, &zero, c, c_, 1, 1)
      }
    }
  }

  private typealias Extent = UnsafePointer<Int64>

  private func withExtents(
    _ m: Int, _ n: Int, _ k: Int, _ lda: Int, _ ldb: Int, _ ldc: Int,
    _ body: (Extent, Extent, Extent, Extent, Extent, Extent) -> Void
  ) {
    var m = Int64(truncatingIfNeeded: m)
    var n = Int64(truncatingIfNeeded: n)
    var k = Int64(truncatingIfNeeded: k)
    var a = Int64(truncatingIfNeeded: lda)
    var b = Int64(truncatingIfNeeded: ldb)
    var c = Int64(truncatingIfNeeded: ldc)
    body(&m, &n, &k, &a, &b, &c)
  }

  /// s, of which the lower triangle is read, becomes its eigenvectors where they are wanted; values ascend.
  @inline(never) func eigen(
    _ s: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>, vectors: Bool = true
  ) throws(Failure) {
    let job = text(vectors ? "V" : "N")
    var n = n
    var info: Int64 = 0
    var query: Int64 = -1
    var size = 0.0
    var integers: Int64 = 0
    call {
      $0.dsyevd(job, text("L"), &n, s, &n, values, &size, &query, &integers, &query, &info, 1, 1)
    }
    // One of 32-bit integers says less than it needs, a little more than this, where that is beyond them.
    let extent = Double(n)
    let least = (vectors ? extent : 1) * 2 * extent - 1
    guard info == 0, size >= least, size < 0x1p60, integers >= 1, integers < 1 << 60 else {
      throw Failure(GESSO_ERROR_SIZE, "features", "are more than LAPACK can count")
    }
    var length = Int64(size)
    let work = try Workspace(doubles: Int(length))
    let more = try Workspace(doubles: Int(integers))
    more.doubles.withMemoryRebound(to: Int64.self, capacity: Int(integers)) { places in
      call {
        $0.dsyevd(
          job, text("L"), &n, s, &n, values, work.doubles, &length, places, &integers, &info, 1, 1)
      }
    }
    guard info == 0 else { throw Failure(GESSO_ERROR_LAPACK, "dsyevd", "did not converge") }
  }

  /// The upper triangle of s becomes u with s = u^T u. False if s is not positive definite.
  func cholesky(_ s: UnsafeMutablePointer<Double>) -> Bool {
    var n = n
    var info: Int64 = 0
    call { $0.dpotrf(text("U"), &n, s, &n, &info, 1) }
    return info == 0
  }

  /// The upper triangular u becomes its inverse. False if it is singular.
  func invert(_ u: UnsafeMutablePointer<Double>) -> Bool {
    var n = n
    var info: Int64 = 0
    call { $0.dtrtri(text("U"), text("N"), &n, u, &n, &info, 1, 1) }
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
