import CGesso
import CKernels

/// What is asked of a tally, in arrays of doubles.
extension Tally {
  func mean(
    _ mean: UnsafeMutablePointer<Double>, tail: UnsafeMutablePointer<Double>? = nil
  ) throws(Failure) {
    let scratch = try Workspace(doubles: Tally.scratch)
    var view = view
    withStandardRounding { gesso_common.tally_mean(&view, mean, tail, scratch.words) }
  }

  func variance(_ ddof: Double, _ variance: UnsafeMutablePointer<Double>) throws(Failure) {
    let scratch = try Workspace(doubles: Tally.scratch)
    var view = view
    withStandardRounding { gesso_common.tally_variance(&view, ddof, variance, scratch.words) }
  }

  func weights(_ weights: UnsafeMutablePointer<Double>) {
    var view = view
    withStandardRounding { gesso_common.tally_weight(&view, weights) }
  }

  func extremes(
    _ least: UnsafeMutablePointer<Double>, _ greatest: UnsafeMutablePointer<Double>
  ) {
    var view = view
    withStandardRounding { gesso_common.tally_extremes(&view, least, greatest) }
  }

  private static var scratch: Int { GESSO_TALLY_SCRATCH }

  /// Throws where variances with `ddof` would divide by what is not positive.
  func requireRows(above ddof: Double) throws(Failure) {
    guard count > 0 else { throw Failure(GESSO_ERROR_DATA, "moments", "have no rows") }
    if view.skip_nan || features == 0 { return }
    var one = view
    one.features = 1
    // What is not finite is not in its feature's weight.
    for j in 0..<features where !isSpoiled(j) {
      var total = 0.0
      one.records = record(j)
      withStandardRounding { gesso_common.tally_weight(&one, &total) }
      guard total.order > max(ddof.order, 0) else {
        throw Failure(GESSO_ERROR_DATA, "moments", "have too few rows, or too little weight")
      }
      return
    }
  }
}
