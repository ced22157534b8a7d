import CGesso
import CKernels

private let zeros = gesso_distribution(.GESSO_CONSTANT, 0, 0)

@_cdecl("gesso_init_identity_f32") @implementation
public func gesso_init_identity_f32(
  _ w: UnsafeMutablePointer<Float>!, _ rows: Int, _ columns: Int, _ gain: Float
) -> gesso_status {
  checked { () throws(Failure) in
    let n = try product(size(rows, "rows"), size(columns, "columns"), "rows", "columns")
    try real(gain, "gain")
    if n == 0 { return }
    let w = try Buffer(w, n, "w").pointer
    try fill(zeros, gesso_key(), w, n)
    for i in 0..<min(rows, columns) { (w + i &* (columns &+ 1)).pointee = gain }
  }
}

@_cdecl("gesso_init_dirac_f32") @implementation
public func gesso_init_dirac_f32(
  _ w: UnsafeMutablePointer<Float>!, _ shape: UnsafePointer<Int>!, _ rank: Int,
  _ layout: gesso_layout, _ groups: Int
) -> gesso_status {
  checked { () throws(Failure) in
    let weights = try ConvolutionShape(shape, rank, layout, groups)
    let (inputs, outputs) = (weights.inputs, weights.outputs)
    let channels = try product(inputs, outputs, "shape")
    let n = try product(channels, weights.field, "shape")
    let w = try Buffer(w, n, "w").pointer
    try fill(zeros, gesso_key(), w, n)
    let each = outputs / groups
    var (out, d) = (0, 0)
    while out < outputs {
      if d < inputs {
        let at =
          layout == .GESSO_LAYOUT_PYTORCH
          ? (out &* inputs &+ d) &* weights.field &+ weights.upperMiddle
          : (weights.upperMiddle &* inputs &+ d) &* outputs &+ out
        (w + at).pointee = 1
      }
      out &+= 1
      d = d &+ 1 == each ? 0 : d &+ 1
    }
  }
}
