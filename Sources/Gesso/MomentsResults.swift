import CGesso
import CKernels

@_cdecl("gesso_moments_features") @implementation
public func gesso_moments_features(_ handle: OpaquePointer!) -> Int {
  (try? moments(handle))?.pointee.features ?? 0
}

@_cdecl("gesso_moments_count") @implementation
public func gesso_moments_count(_ handle: OpaquePointer!) -> UInt64 {
  UInt64(truncatingIfNeeded: (try? moments(handle))?.pointee.tally.count ?? 0)
}

/// An exported function that writes something of each feature.
private func answer<T>(
  _ handle: OpaquePointer?, _ out: UnsafeMutablePointer<T>?, _ name: StaticString,
  _ function: StaticString = #function,
  _ write: (borrowing Moments, UnsafeMutablePointer<T>) throws(Failure) -> Void
) -> gesso_status {
  checked(function) { () throws(Failure) in
    try write(moments(handle).pointee, present(out, name))
  }
}

@_cdecl("gesso_moments_counts") @implementation
public func gesso_moments_counts(
  _ handle: OpaquePointer!, _ counts: UnsafeMutablePointer<UInt64>!
) -> gesso_status {
  answer(handle, counts, "counts") {
    for j in 0..<$0.features { ($1 + j).pointee = $0.tally.record(j).pointee }
  }
}

@_cdecl("gesso_moments_weights") @implementation
public func gesso_moments_weights(
  _ handle: OpaquePointer!, _ weights: UnsafeMutablePointer<Double>!
) -> gesso_status {
  answer(handle, weights, "weights") { $0.tally.weights($1) }
}

/// ddof as a parameter.
func checkedDDOF(_ ddof: Double, _ name: StaticString = "ddof") throws(Failure) {
  try real(ddof, name, "is not finite and at least 0") { $0.order >= 0 }
}

@_cdecl("gesso_moments_mean") @implementation
public func gesso_moments_mean(
  _ handle: OpaquePointer!, _ mean: UnsafeMutablePointer<Double>!
) -> gesso_status {
  answer(handle, mean, "mean") { (moments, mean) throws(Failure) in
    try moments.tally.requireRows(above: 0)
    try moments.tally.mean(mean)
  }
}

@_cdecl("gesso_moments_variance") @implementation
public func gesso_moments_variance(
  _ handle: OpaquePointer!, _ ddof: Double, _ variance: UnsafeMutablePointer<Double>!
) -> gesso_status {
  answer(handle, variance, "variance") { (moments, variance) throws(Failure) in
    try checkedDDOF(ddof)
    try moments.tally.requireRows(above: ddof)
    try moments.tally.variance(ddof, variance)
  }
}

@_cdecl("gesso_moments_covariance") @implementation
public func gesso_moments_covariance(
  _ handle: OpaquePointer!, _ ddof: Double, _ covariance: UnsafeMutablePointer<Double>!
) -> gesso_status {
  answer(handle, covariance, "covariance") { (moments, covariance) throws(Failure) in
    try checkedDDOF(ddof)
    try moments.covariance(ddof, into: covariance)
  }
}

@_cdecl("gesso_moments_extremes") @implementation
public func gesso_moments_extremes(
  _ handle: OpaquePointer!, _ least: UnsafeMutablePointer<Double>!,
  _ greatest: UnsafeMutablePointer<Double>!
) -> gesso_status {
  answer(handle, least, "least") { (moments, least) throws(Failure) in
    let greatest = try Buffer(greatest, moments.features, "greatest")
    try Buffer(least, moments.features, "least").apart(from: greatest)
    guard moments.tally.count > 0 else {
      throw Failure(GESSO_ERROR_DATA, "moments", "have no rows")
    }
    moments.tally.extremes(least, greatest.pointer)
  }
}

extension Moments {
  /// The whole matrix; its diagonal from the exact sums.
  func covariance(
    _ ddof: Double, into out: UnsafeMutablePointer<Double>
  ) throws(Failure) {
    guard let matrix = scatter.matrix else {
      throw Failure(
        GESSO_ERROR_UNSUPPORTED, "moments", "were made without GESSO_MOMENTS_COVARIANCE")
    }
    try tally.requireRows(above: ddof)
    let room = try Workspace(doubles: 2 &* features)
    try tally.variance(ddof, room.doubles)
    let weights = room.doubles + features
    tally.weights(weights)
    guard features == 0 || weights.pointee.order < Double.infinity.order else {
      throw Failure(GESSO_ERROR_DATA, "moments", "have weights that add up beyond double")
    }
    withStandardRounding {
      gesso_common.covariance(matrix, weights, ddof, room.doubles, out, features)
    }
  }
}
