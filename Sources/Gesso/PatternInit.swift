import CGesso
import CKernels

/// The shape of a weight tensor, read by its layout.
struct Weights {
  let inputs: Int
  let outputs: Int
  /// Its elements' number, and the place of the one in the middle.
  let field: Int
  let middle: Int

  init(
    _ shape: UnsafePointer<Int>?, _ rank: Int, _ layout: gesso_layout, _ groups: Int
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
    var middle = 0
    for axis in pytorch ? 2..<rank : 0..<(rank &- 2) {
      let extent = try extent(shape + axis)
      field = try product(field, extent, "extents of shape", "each other")
      middle = middle &* extent &+ extent / 2
    }
    self.field = field
    self.middle = middle
    guard groups >= 1, outputs % groups == 0 else {
      throw Failure(GESSO_ERROR_SIZE, "groups", "does not divide the output channels")
    }
  }
}

private func extent(_ p: UnsafePointer<Int>) throws(Failure) -> Int {
  guard p.pointee >= 1 else { throw Failure(GESSO_ERROR_SIZE, "shape", "has an extent below 1") }
  return p.pointee
}

@_cdecl("gesso_fans") @implementation
public func gesso_fans(
  _ shape: UnsafePointer<Int>!, _ rank: Int, _ layout: gesso_layout, _ groups: Int,
  _ fan_in: UnsafeMutablePointer<Int>!, _ fan_out: UnsafeMutablePointer<Int>!
) -> gesso_status {
  checked { () throws(Failure) in
    let weights = try Weights(shape, rank, layout, groups)
    let fanIn = try present(fan_in, "fan_in")
    let fanOut = try present(fan_out, "fan_out")
    let into = try product(weights.inputs, weights.field, "extents of shape", "each other")
    fanOut.pointee = try product(
      weights.outputs / groups, weights.field, "extents of shape", "each other")
    fanIn.pointee = into
  }
}

private let zeros = gesso_distribution(
  size: MemoryLayout<gesso_distribution>.size, kind: .GESSO_CONSTANT, a: 0, b: 0, low: 0, high: 0)

@_cdecl("gesso_init_identity_f32") @implementation
public func gesso_init_identity_f32(
  _ w: UnsafeMutablePointer<Float>!, _ rows: Int, _ columns: Int, _ gain: Float
) -> gesso_status {
  checked { () throws(Failure) in
    let n = try product(size(rows, "rows"), size(columns, "columns"), "rows", "columns")
    try real(gain, "gain")
    if n == 0 { return }
    let w = try Buffer(w, n, "w").pointer
    try draw(.fill(zeros, gesso_key(), offset: 0), w, n)
    for i in 0..<min(rows, columns) { (w + i &* (columns &+ 1)).pointee = gain }
  }
}

@_cdecl("gesso_init_dirac_f32") @implementation
public func gesso_init_dirac_f32(
  _ w: UnsafeMutablePointer<Float>!, _ shape: UnsafePointer<Int>!, _ rank: Int,
  _ layout: gesso_layout, _ groups: Int
) -> gesso_status {
  checked { () throws(Failure) in
    let weights = try Weights(shape, rank, layout, groups)
    let (inputs, outputs) = (weights.inputs, weights.outputs)
    let channels = try product(inputs, outputs, "extents of shape", "each other")
    let n = try product(channels, weights.field, "extents of shape", "each other")
    let w = try Buffer(w, n, "w").pointer
    try draw(.fill(zeros, gesso_key(), offset: 0), w, n)
    let each = outputs / groups
    var (out, d) = (0, 0)
    while out < outputs {
      if d < inputs {
        let at =
          layout == .GESSO_LAYOUT_PYTORCH
          ? (out &* inputs &+ d) &* weights.field &+ weights.middle
          : (weights.middle &* inputs &+ d) &* outputs &+ out
        (w + at).pointee = 1
      }
      out &+= 1
      d = d &+ 1 == each ? 0 : d &+ 1
    }
  }
}
