import CGesso
import CKernels

/// A random matrix with orthonormal columns, or rows if it is wide, and where it goes.
private struct Orthogonal {
  let rows: Int
  let columns: Int
  let gain: Float
  let key: gesso_key

  init(_ rows: Int, _ columns: Int, _ gain: Float, _ key: gesso_key) throws(Failure) {
    self.rows = try size(rows, "rows")
    self.columns = try size(columns, "columns")
    self.gain = gain
    self.key = key
    _ = try product(rows, columns, "rows", "columns")
    try real(gain, "gain")
  }

  var tall: Bool { rows >= columns }

  /// Entry (first + i, j) goes to out[i rowStride + j columnStride]. `buffer` begins the `room`
  /// floats that the draws may stand in before.
  func write(
    _ first: Int, _ count: Int, to out: UnsafeMutablePointer<Float>, rowStride: Int,
    columnStride: Int, draws buffer: UnsafeMutablePointer<Float>, room: Int
  ) throws(Failure) {
    try requireKernels()
    let n = rows &* columns
    var q = try Factorization(
      rows: max(rows, columns), columns: min(rows, columns), spare: room < n ? n : 0)
    let draws = room < n ? q.spare : buffer
    try fill(gesso_distribution(.GESSO_NORMAL, 0, 1), key, draws, n)
    q.factor(draws)
    if room > n { try fill(gesso_distribution(.GESSO_CONSTANT, 0, 0), key, buffer, room) }
    q.store(
      gesso_placing(
        w: out, row_stride: tall ? rowStride : columnStride,
        column_stride: tall ? columnStride : rowStride, first_row: tall ? first : 0,
        rows: tall ? count : columns, first_column: tall ? 0 : first,
        columns: tall ? columns : count, gain: gain))
  }

}

@_cdecl("gesso_init_orthogonal_f32") @implementation
public func gesso_init_orthogonal_f32(
  _ w: UnsafeMutablePointer<Float>!, _ rows: Int, _ columns: Int, _ gain: Float, _ key: gesso_key
) -> gesso_status {
  checked { () throws(Failure) in
    let matrix = try Orthogonal(rows, columns, gain, key)
    let n = rows &* columns
    if n == 0 { return }
    let w = try Buffer(w, n, "w").pointer
    try matrix.write(
      0, rows, to: w, rowStride: columns, columnStride: 1, draws: w, room: n)
  }
}

@_cdecl("gesso_init_orthogonal_rows_f32") @implementation
public func gesso_init_orthogonal_rows_f32(
  _ w: UnsafeMutablePointer<Float>!, _ rows: Int, _ columns: Int, _ first: Int, _ count: Int,
  _ gain: Float, _ key: gesso_key
) -> gesso_status {
  checked { () throws(Failure) in
    let matrix = try Orthogonal(rows, columns, gain, key)
    guard try size(first, "first") <= rows else {
      throw Failure(GESSO_ERROR_SIZE, "first", "is beyond rows")
    }
    guard try size(count, "count") <= rows &- first else {
      throw Failure(GESSO_ERROR_SIZE, "first", and: "count", "run past the last row")
    }
    let n = count &* columns
    if n == 0 { return }
    let w = try Buffer(w, n, "w").pointer
    try matrix.write(
      first, count, to: w, rowStride: columns, columnStride: 1, draws: w, room: n)
  }
}

@_cdecl("gesso_init_delta_orthogonal_f32") @implementation
public func gesso_init_delta_orthogonal_f32(
  _ w: UnsafeMutablePointer<Float>!, _ shape: UnsafePointer<Int>!, _ rank: Int,
  _ layout: gesso_layout, _ gain: Float, _ key: gesso_key
) -> gesso_status {
  checked { () throws(Failure) in
    let kernel = try ConvolutionShape(shape, rank, layout)
    guard kernel.inputs <= kernel.outputs else {
      throw Failure(GESSO_ERROR_SIZE, "shape", "has more input than output channels")
    }
    let channels = try product(kernel.outputs, kernel.inputs, "shape")
    let n = try product(channels, kernel.field, "shape")
    let matrix = try Orthogonal(kernel.outputs, kernel.inputs, gain, key)
    let w = try Buffer(w, n, "w").pointer
    let pytorch = layout == .GESSO_LAYOUT_PYTORCH
    try matrix.write(
      0, matrix.rows, to: w + kernel.lowerMiddle &* (pytorch ? 1 : channels),
      rowStride: pytorch ? kernel.inputs &* kernel.field : 1,
      columnStride: pytorch ? kernel.field : kernel.outputs, draws: w, room: n)
  }
}
