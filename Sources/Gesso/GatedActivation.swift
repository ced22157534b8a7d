import CGesso
import CKernels

/// How far rows × columns with a stride reach, in elements.
private func reach(_ rows: Int, _ columns: Int, _ stride: Int) throws(Failure) -> Int {
  guard try size(stride, "stride") >= size(columns, "columns") else {
    throw Failure(GESSO_ERROR_SIZE, "stride", "is below columns")
  }
  return try product(size(rows, "rows"), stride, "rows", "stride") &- (stride &- columns)
}

@_cdecl("gesso_gated_forward_f32") @implementation
public func gesso_gated_forward_f32(
  _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>!,
  _ gate: UnsafePointer<Float>!, _ value: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!,
  _ rows: Int, _ columns: Int, _ stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    let f = try CheckedActivation(kind, params)
    if rows == 0 || columns == 0 { return }
    let n = try reach(rows, columns, stride)
    let gate = try Buffer(gate, n, "gate")
    let value = try Buffer(value, n, "value")
    let out = try Buffer(y, product(rows, columns, "rows", "columns"), "y")
    try out.apart(from: gate)
    try out.apart(from: value)
    try requireKernels()
    let unit = gesso_gate(
      gate: gate.pointer, value: value.pointer, y: out.pointer, dy: nil, dgate: nil, dvalue: nil,
      columns: columns, stride: stride, accumulate: false,
      caching: .GESSO_CACHED)
    execute(f, unit, rows)
  }
}

@_cdecl("gesso_gated_backward_f32") @implementation
public func gesso_gated_backward_f32(
  _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>!,
  _ gate: UnsafePointer<Float>!, _ value: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!,
  _ dgate: UnsafeMutablePointer<Float>!, _ dvalue: UnsafeMutablePointer<Float>!, _ rows: Int,
  _ columns: Int, _ stride: Int, _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    let f = try CheckedActivation(kind, params)
    let accumulate = try accumulates(write)
    if rows == 0 || columns == 0 { return }
    let n = try reach(rows, columns, stride)
    let gate = try Buffer(gate, n, "gate")
    let value = try Buffer(value, n, "value")
    let upstream = try Buffer(dy, product(rows, columns, "rows", "columns"), "dy")
    let toGate = try Buffer(dgate, n, "dgate")
    let toValue = try Buffer(dvalue, n, "dvalue")
    let halves = RowPair(width: columns, other: columns, stride: stride)
    if toGate.start != gate.start { try toGate.apart(from: gate, halves) }
    if toValue.start != value.start { try toValue.apart(from: value, halves) }
    try toGate.apart(from: value, halves)
    try toValue.apart(from: gate, halves)
    try toGate.apart(from: toValue, halves)
    try toGate.apart(from: upstream)
    try toValue.apart(from: upstream)
    try requireKernels()
    let unit = gesso_gate(
      gate: gate.pointer, value: value.pointer, y: nil, dy: upstream.pointer,
      dgate: toGate.pointer, dvalue: toValue.pointer, columns: columns, stride: stride,
      accumulate: accumulate,
      caching: .GESSO_CACHED)
    execute(f, unit, rows)
  }
}

extension gesso_gate {
  /// How `rows` rows go through the caches. Stretches of several buffers are worth fetching on any number of threads; a
  /// line of the results that is written in parts would hold up those that are streamed.
  fileprivate func caching(_ rows: Int) -> gesso_caching {
    if rows &* columns < streamingOfSeveral { return .GESSO_CACHED }
    let inPlace =
      dgate == UnsafeMutablePointer(mutating: gate)
      || dvalue == UnsafeMutablePointer(mutating: value)
    let starts = UInt(bitPattern: y) | UInt(bitPattern: dgate) | UInt(bitPattern: dvalue)
    let ends = columns | (dy == nil ? 0 : stride)
    return !accumulate && !inPlace && starts & 63 == 0 && ends & 15 == 0
      ? .GESSO_STREAMED : .GESSO_FETCHED
  }
}

@inline(never) private func execute(_ f: CheckedActivation, _ unit: gesso_gate, _ rows: Int) {
  var unit = unit
  unit.caching = unit.caching(rows)
  let out = unit.y ?? unit.dgate ?? UnsafeMutablePointer(mutating: unit.gate)
  let run = gesso_run(
    x: unit.gate, dy: unit.gate, out: out, n: rows, accumulate: unit.accumulate,
    caching: .GESSO_CACHED)
  execute(
    .gated(f.kind, alpha: f.alpha, beta: f.beta, unit), run, units: rows,
    elementsPerUnit: unit.columns, light: false)
}
