import CGesso
import CKernels

/// A gesso_fit_options that was checked.
struct FitOptions {
  var epsilon = 0.0
  var ddof = 0.0
  var components = 0
  var explained = 0.0
  var precise = true

  init(epsilon: Double) throws(Failure) {
    try FitOptions.check(epsilon: epsilon)
    self.epsilon = epsilon
  }

  private static func check(epsilon: Double) throws(Failure) {
    try real(epsilon, "epsilon", "is not in [0, 1)") { $0.order >= 0 && $0.order < (1.0).order }
  }

  init(
    _ options: UnsafePointer<gesso_fit_options>?, _ kind: gesso_preprocess, features: Int
  ) throws(Failure) {
    precise = false
    guard let o = options?.pointee else { return }
    guard o.size == MemoryLayout<gesso_fit_options>.size else {
      throw Failure(GESSO_ERROR_SIZE, "options->size", "is not sizeof(gesso_fit_options)")
    }
    try FitOptions.check(epsilon: o.epsilon)
    try checkedDDOF(o.ddof)
    try real(o.explained, "explained", "is not in [0, 1]") {
      $0.order >= 0 && $0.order <= (1.0).order
    }
    guard o.precise == 0 || o.precise == 1 else {
      throw Failure(GESSO_ERROR_RANGE, "precise", "is neither 0 nor 1")
    }
    guard o.components >= 0, o.components <= features else {
      throw Failure(GESSO_ERROR_SIZE, "components", "are more than the features")
    }
    let share = o.explained.order > 0
    guard o.components == 0 || !share else {
      throw Failure(GESSO_ERROR_UNSUPPORTED, "components", and: "explained", "are both given")
    }
    guard kind.hasAxes || (o.components == 0 && !share) else {
      throw Failure(
        GESSO_ERROR_UNSUPPORTED, "kind", "has no axes of which components could be kept")
    }
    (epsilon, ddof, precise) = (o.epsilon, o.ddof, o.precise == 1)
    (components, explained) = (o.components, o.explained)
  }
}

extension Transform {
  /// Of a kind that maps each column, or row, on its own.
  static func separate(
    _ kind: gesso_preprocess, _ tally: borrowing Tally, ddof: Double
  ) throws(Failure) -> Transform {
    let d = tally.features
    var t = try Transform(kind, features: d, outputs: d, precise: true)
    if kind == .GESSO_L2 {
      t.rank = d
      return t
    }
    try tally.requireRows(above: kind == .GESSO_STANDARDIZE ? ddof : 0)
    let room = try Workspace(doubles: product(4, d, "features"))
    let mean = room.doubles
    let variance = mean + d
    try tally.mean(mean)
    try tally.variance(ddof, variance)
    let (least, greatest) = (mean + 2 &* d, mean + 3 &* d)
    tally.extremes(least, greatest)
    withStandardRounding {
      gesso_common.fit_columns(
        kind, d, mean, variance, least, greatest, t.center, t.scale, t.inverseScale)
    }
    let infinity = Double.infinity.order
    for j in 0..<d {
      let (scale, size) = ((t.scale + j).pointee, (t.inverseScale + j).pointee)
      guard scale.order != infinity, size.order != infinity else {
        throw Failure(GESSO_ERROR_DATA, "moments", "have a spread beyond double, or one over it is")
      }
      let varies = (least + j).pointee.order < (greatest + j).pointee.order
      if varies, size.bitPattern != 0 { t.rank &+= 1 }
    }
    try t.finish()
    return t
  }

  /// Of a kind with a full matrix.
  static func full(
    _ kind: gesso_preprocess, _ moments: borrowing Moments, _ options: FitOptions,
    _ name: StaticString
  ) throws(Failure) -> Transform {
    let d = moments.features
    var fit = try Fit(kind, features: d, rows: moments.tally.count, options, name)
    try moments.covariance(options.ddof, into: fit.s)
    guard gesso_common.all_finite(fit.s, fit.square) else {
      throw Failure(GESSO_ERROR_DATA, name, "cannot be fitted: a variance is beyond double")
    }
    if kind.hasAxes { try fit.diagonalize() }
    var t = try Transform(kind, features: d, outputs: fit.outputs, precise: options.precise)
    try moments.tally.mean(t.center)
    if kind.hasAxes {
      fit.write(values: t.values, matrix: t.matrix, inverse: t.inverse)
    } else {
      try fit.factor(matrix: t.matrix, inverse: t.inverse)
    }
    t.rank = fit.rank
    try t.finish()
    return t
  }

  static func fit(
    _ kind: gesso_preprocess, _ moments: borrowing Moments, _ options: FitOptions
  ) throws(Failure) -> Transform {
    guard kind.isFull else { return try separate(kind, moments.tally, ddof: options.ddof) }
    guard moments.hasCovariance else {
      throw Failure(
        GESSO_ERROR_UNSUPPORTED, "moments", "were made without GESSO_MOMENTS_COVARIANCE")
    }
    return try full(kind, moments, options, "moments")
  }
}

@_cdecl("gesso_transform_fit") @implementation
public func gesso_transform_fit(
  _ kind: gesso_preprocess, _ handle: OpaquePointer!, _ options: UnsafePointer<gesso_fit_options>!,
  _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> gesso_status {
  checked { () throws(Failure) in
    let kind = try kind.checked()
    let place = try moments(handle)
    let out = try present(out, "out")
    let options = try FitOptions(options, kind, features: place.pointee.features)
    out.pointee = try newHandle(Transform.fit(kind, place.pointee, options))
  }
}
