import CGesso

/// The shape of a weight tensor by its layout: channels, and the axes of the receptive field.
struct ConvolutionShape {
  let inputs: Int
  let outputs: Int
  let field: Int
  /// The flat index of the field's center, (k - 1) / 2 of each axis.
  let center: Int

  init(
    _ shape: UnsafePointer<Int>?, _ rank: Int, _ layout: gesso_layout
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
    var center = 0
    for axis in pytorch ? 2..<rank : 0..<(rank &- 2) {
      let k = try extent(shape + axis)
      field = try product(field, k, "extents of shape", "each other")
      center = center &* k &+ (k &- 1) / 2
    }
    self.field = field
    self.center = center
  }
}

private func extent(_ p: UnsafePointer<Int>) throws(Failure) -> Int {
  guard p.pointee >= 1 else { throw Failure(GESSO_ERROR_SIZE, "shape", "has an extent below 1") }
  return p.pointee
}
