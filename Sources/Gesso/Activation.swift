import CGesso
import CKernels

@_cdecl("gesso_activation_count") @implementation
public func gesso_activation_count() -> Int32 { gesso_activation.count }

@_cdecl("gesso_activation_name") @implementation
public func gesso_activation_name(_ kind: gesso_activation) -> UnsafePointer<CChar>! {
  guard let row = try? kind.checkedRow() else { return nil }
  return text(row.name)
}

@_cdecl("gesso_activation_find") @implementation
public func gesso_activation_find(
  _ name: UnsafePointer<CChar>!, _ kind: UnsafeMutablePointer<gesso_activation>!
) -> gesso_status {
  checked { () throws(Failure) in
    let name = try present(name, "name")
    let kind = try present(kind, "kind")
    for value in 0..<UInt32(gesso_activation.count) {
      guard let candidate = gesso_activation(rawValue: value) else { continue }
      if equal(name, candidate.row.name) {
        kind.pointee = candidate
        return
      }
    }
    throw Failure(GESSO_ERROR_KIND, "name", "is not the name of an activation")
  }
}

private func equal(_ string: UnsafePointer<CChar>, _ literal: StaticString) -> Bool {
  var at = string
  for byte in UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount) {
    guard UInt8(bitPattern: at.pointee) == byte else { return false }
    at += 1
  }
  return at.pointee == 0
}

@_cdecl("gesso_activation_defaults") @implementation
public func gesso_activation_defaults(
  _ kind: gesso_activation, _ params: UnsafeMutablePointer<gesso_activation_params>!
) -> gesso_status {
  checked { () throws(Failure) in
    let row = try kind.checkedRow()
    let params = try present(params, "params")
    try checkSize(params)
    params.pointee.alpha = row.alpha
    params.pointee.beta = row.beta
  }
}

@_cdecl("gesso_activation_has_backward_from_output") @implementation
public func gesso_activation_has_backward_from_output(
  _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>!
) -> Int32 {
  guard let activation = try? CheckedActivation(kind, params) else { return 0 }
  return activation.hasOutputForm ? 1 : 0
}

@_cdecl("gesso_activation_forward_f32") @implementation
public func gesso_activation_forward_f32(
  _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>!,
  _ x: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!, _ n: Int
) -> gesso_status {
  checked { () throws(Failure) in
    let f = try CheckedActivation(kind, params)
    try elementwise(
      .activation(kind, .GESSO_FORWARD, alpha: f.alpha, beta: f.beta), x, y, n, "y",
      light: kind.isLight)
  }
}

@_cdecl("gesso_activation_backward_f32") @implementation
public func gesso_activation_backward_f32(
  _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>!,
  _ x: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!, _ dx: UnsafeMutablePointer<Float>!,
  _ n: Int, _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    let f = try CheckedActivation(kind, params)
    try gradient(
      .activation(kind, .GESSO_BACKWARD, alpha: f.alpha, beta: f.beta), x, "x", dy, dx, n, write,
      light: kind.isLight)
  }
}

@_cdecl("gesso_activation_backward_from_output_f32") @implementation
public func gesso_activation_backward_from_output_f32(
  _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>!,
  _ y: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!, _ dx: UnsafeMutablePointer<Float>!,
  _ n: Int, _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    let f = try CheckedActivation(kind, params)
    guard f.hasOutputForm else {
      throw Failure(GESSO_ERROR_UNSUPPORTED, "kind", "has no gradient from its output")
    }
    try gradient(
      .activation(kind, .GESSO_BACKWARD_FROM_OUTPUT, alpha: f.alpha, beta: f.beta), y, "y", dy, dx,
      n, write,
      light: kind.isLight)
  }
}
