import CGesso
import CKernels

// What makes moments and changes them.

@_cdecl("gesso_moments_create") @implementation
public func gesso_moments_create(
  _ features: Int, _ flags: Int32, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> gesso_status {
  checked { () throws(Failure) in
    let out = try present(out, "out")
    let features = try size(features, "features")
    guard areKnown(flags) else { throw Failure(GESSO_ERROR_RANGE, "flags", "are unknown") }
    guard areCompatible(flags) else {
      throw Failure(GESSO_ERROR_UNSUPPORTED, "flags", "ask for a covariance with values missing")
    }
    try requireKernels()
    out.pointee = try newHandle(Moments(features: features, flags: flags))
  }
}

@_cdecl("gesso_moments_destroy") @implementation
public func gesso_moments_destroy(_ moments: OpaquePointer!) {
  destroyHandle(moments, Moments.self)
}

func moments(
  _ handle: OpaquePointer?, _ name: StaticString = "moments"
) throws(Failure) -> UnsafeMutablePointer<Moments> {
  UnsafeMutablePointer(try present(handle, name))
}

private func update(
  _ handle: OpaquePointer?, _ values: Rows.Values?, _ weights: UnsafePointer<Double>?, _ rows: Int,
  _ stride: Int
) throws(Failure) {
  let place = try moments(handle)
  let features = place.pointee.features
  let count = try size(rows, "rows")
  let extent = try stridedExtent(count, features, stride, "row_stride")
  if extent == 0 {
    let (total, overflow) = place.pointee.tally.count.addingReportingOverflow(count)
    if overflow { throw Failure(GESSO_ERROR_SIZE, "rows", "are too many") }
    place.pointee.tally.setCount(total)
    return
  }
  guard let values else { throw Failure(GESSO_ERROR_NULL, "x", "is NULL") }
  switch values {
  case .floats(let x): _ = try Buffer(x, extent, "x")
  case .doubles(let x): _ = try Buffer(x, extent, "x")
  }
  if let weights {
    _ = try Buffer(weights, count, "weights")
    for i in 0..<count {
      let w = (weights + i).pointee
      guard w.isFinite, w.order >= 0 else {
        throw Failure(GESSO_ERROR_RANGE, "weights", "are not all finite and at least 0")
      }
    }
  }
  try place.pointee.update(
    Rows(values: values, count: count, stride: stride, features: features, weights: weights))
}

@_cdecl("gesso_moments_update_f32") @implementation
public func gesso_moments_update_f32(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Float>!, _ rows: Int, _ row_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try update(handle, x.map { .floats($0) }, nil, rows, row_stride)
  }
}

@_cdecl("gesso_moments_update_f64") @implementation
public func gesso_moments_update_f64(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Double>!, _ rows: Int, _ row_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try update(handle, x.map { .doubles($0) }, nil, rows, row_stride)
  }
}

@_cdecl("gesso_moments_update_weighted_f32") @implementation
public func gesso_moments_update_weighted_f32(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Float>!, _ weights: UnsafePointer<Double>!,
  _ rows: Int, _ row_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try update(handle, x.map { .floats($0) }, weights, rows, row_stride)
  }
}

@_cdecl("gesso_moments_update_weighted_f64") @implementation
public func gesso_moments_update_weighted_f64(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Double>!, _ weights: UnsafePointer<Double>!,
  _ rows: Int, _ row_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try update(handle, x.map { .doubles($0) }, weights, rows, row_stride)
  }
}

@_cdecl("gesso_moments_merge") @implementation
public func gesso_moments_merge(_ into: OpaquePointer!, _ from: OpaquePointer!) -> gesso_status {
  checked { () throws(Failure) in
    let a = try moments(into, "into")
    let b = try moments(from, "from")
    guard a.pointee.features == b.pointee.features else {
      throw Failure(GESSO_ERROR_SIZE, "into", and: "from", "have other features")
    }
    guard a.pointee.flags == b.pointee.flags else {
      throw Failure(GESSO_ERROR_UNSUPPORTED, "into", and: "from", "have other flags")
    }
    if a == b {
      // One and the same would be read while it is changed: of a copy.
      let copy = try a.pointee.copy()
      try a.pointee.merge(copy)
    } else {
      try a.pointee.merge(b.pointee)
    }
  }
}
