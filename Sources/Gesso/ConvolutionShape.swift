import CGesso

/// The shape of a weight tensor by its layout: channels, and the axes of the receptive field.
struct ConvolutionShape {
  let inputs: Int
  let outputs: Int
  let field: Int
  /// The flat indices in the field of (k - 1) / 2 and of k / 2 on each axis.
  let lowerMiddle: Int
  let upperMiddle: Int

  init(
    _ shape: UnsafePointer<Int>?, _ rank: Int, _ layout: gesso_layout, _ groups: Int = 1
  ) throws(Failure) {
    guard layout.rawValue <= gesso_layout.GESSO_LAYOUT_KERAS.rawValue else {
      throw Failure(GESSO_ERROR_KIND, "layout", "is not a gesso_layout")
    }
    guard try size(rank, "rank") >= 2 else { throw Failure(GESSO_ERROR_SIZE, "rank", "is below 2") }
    let shape = try Buffer(shape, rank, "shape").pointer
    let pytorch = layout == .GESSO_LAYOUT_PYTORCH
    inputs = try extent(shape + (pytorch ? 1 : rank &- 2))
    outputs = try extent(shape + (pytorch ? 0 : rank &- 1))
    var field = 1
    var (lower, upper) = (0, 0)
    for axis in pytorch ? 2..<rank : 0..<(rank &- 2) {
      let k = try extent(shape + axis)
      field = try product(field, k, "shape")
      lower = lower &* k &+ (k &- 1) / 2
      upper = upper &* k &+ k / 2
    }
    self.field = field
    lowerMiddle = lower
    upperMiddle = upper
    guard groups >= 1, outputs % groups == 0 else {
      throw Failure(GESSO_ERROR_SIZE, "groups", "does not divide the output channels")
    }
  }
}

private func extent(_ p: UnsafePointer<Int>) throws(Failure) -> Int {
  guard p.pointee >= 1 else { throw Failure(GESSO_ERROR_SIZE, "shape", "has an extent below 1") }
  return try size(p.pointee, "shape")
}

@_cdecl("gesso_fans") @implementation
public func gesso_fans(
  _ shape: UnsafePointer<Int>!, _ rank: Int, _ layout: gesso_layout, _ groups: Int,
  _ fan_in: UnsafeMutablePointer<Int>!, _ fan_out: UnsafeMutablePointer<Int>!
) -> gesso_status {
  checked { () throws(Failure) in
    let weights = try ConvolutionShape(shape, rank, layout, groups)
    let fanIn = try present(fan_in, "fan_in")
    let fanOut = try present(fan_out, "fan_out")
    let into = try product(weights.inputs, weights.field, "shape")
    fanOut.pointee = try product(weights.outputs / groups, weights.field, "shape")
    fanIn.pointee = into
  }
}
