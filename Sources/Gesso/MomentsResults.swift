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

@_cdecl("gesso_moments_counts") @implementation
public func gesso_moments_counts(
  _ handle: OpaquePointer!, _ counts: UnsafeMutablePointer<UInt64>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try moments(handle)
    let counts = try present(counts, "counts")
    for j in 0..<place.pointee.features {
      (counts + j).pointee = place.pointee.tally.record(j).pointee
    }
  }
}

@_cdecl("gesso_moments_weights") @implementation
public func gesso_moments_weights(
  _ handle: OpaquePointer!, _ weights: UnsafeMutablePointer<Double>!
) -> gesso_status {
  checked { () throws(Failure) in
    try moments(handle).pointee.tally.weights(present(weights, "weights"))
  }
}

/// ddof as a parameter.
func checkedDDOF(_ ddof: Double, _ name: StaticString = "ddof") throws(Failure) {
  try real(ddof, name, "is not finite and at least 0") { $0.order >= 0 }
}

@_cdecl("gesso_moments_mean") @implementation
public func gesso_moments_mean(
  _ handle: OpaquePointer!, _ mean: UnsafeMutablePointer<Double>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try moments(handle)
    let mean = try present(mean, "mean")
    try place.pointee.tally.requireRows(above: 0)
    try place.pointee.tally.mean(mean)
  }
}

@_cdecl("gesso_moments_variance") @implementation
public func gesso_moments_variance(
  _ handle: OpaquePointer!, _ ddof: Double, _ variance: UnsafeMutablePointer<Double>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try moments(handle)
    try checkedDDOF(ddof)
    let variance = try present(variance, "variance")
    try place.pointee.tally.requireRows(above: ddof)
    try place.pointee.tally.variance(ddof, variance)
  }
}

@_cdecl("gesso_moments_covariance") @implementation
public func gesso_moments_covariance(
  _ handle: OpaquePointer!, _ ddof: Double, _ covariance: UnsafeMutablePointer<Double>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try moments(handle)
    try checkedDDOF(ddof)
    let covariance = try present(covariance, "covariance")
    try place.pointee.covariance(ddof, into: covariance)
  }
}

@_cdecl("gesso_moments_extremes") @implementation
public func gesso_moments_extremes(
  _ handle: OpaquePointer!, _ least: UnsafeMutablePointer<Double>!,
  _ greatest: UnsafeMutablePointer<Double>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try moments(handle)
    let least = try present(least, "least")
    let greatest = try present(greatest, "greatest")
    guard place.pointee.tally.count > 0 else {
      throw Failure(GESSO_ERROR_DATA, "moments", "have no rows")
    }
    place.pointee.tally.extremes(least, greatest)
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
    tally.weights(room.doubles + features)
    withStandardRounding {
      gesso_common.covariance(matrix, room.doubles + features, ddof, room.doubles, out, features)
    }
  }
}
