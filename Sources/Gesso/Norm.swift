import CGesso
import CKernels

private func softmaxForward(
  logarithm: Bool, _ x: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>?, _ rows: Int,
  _ columns: Int
) throws(Failure) {
  let n = try product(size(rows, "rows"), size(columns, "columns"), "rows", "columns")
  let work = Work.softmax(.GESSO_FORWARD, logarithm: logarithm, columns: columns)
  try elementwise(work, x, y, n, "y", rows: rows)
}

private func softmaxBackward(
  logarithm: Bool, _ y: UnsafePointer<Float>?, _ dy: UnsafePointer<Float>?,
  _ dx: UnsafeMutablePointer<Float>?, _ rows: Int, _ columns: Int, _ write: gesso_write
) throws(Failure) {
  let n = try product(size(rows, "rows"), size(columns, "columns"), "rows", "columns")
  let work = Work.softmax(.GESSO_BACKWARD, logarithm: logarithm, columns: columns)
  try gradient(work, y, "y", dy, dx, n, write, rows: rows)
}

@_cdecl("gesso_softmax_forward_f32") @implementation
public func gesso_softmax_forward_f32(
  _ x: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!, _ rows: Int, _ columns: Int
) -> gesso_status {
  checked { () throws(Failure) in try softmaxForward(logarithm: false, x, y, rows, columns) }
}

@_cdecl("gesso_softmax_backward_f32") @implementation
public func gesso_softmax_backward_f32(
  _ y: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!, _ dx: UnsafeMutablePointer<Float>!,
  _ rows: Int, _ columns: Int, _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    try softmaxBackward(logarithm: false, y, dy, dx, rows, columns, write)
  }
}

@_cdecl("gesso_log_softmax_forward_f32") @implementation
public func gesso_log_softmax_forward_f32(
  _ x: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!, _ rows: Int, _ columns: Int
) -> gesso_status {
  checked { () throws(Failure) in try softmaxForward(logarithm: true, x, y, rows, columns) }
}

@_cdecl("gesso_log_softmax_backward_f32") @implementation
public func gesso_log_softmax_backward_f32(
  _ y: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!, _ dx: UnsafeMutablePointer<Float>!,
  _ rows: Int, _ columns: Int, _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    try softmaxBackward(logarithm: true, y, dy, dx, rows, columns, write)
  }
}
