import CGesso
import CKernels

/// Rows in and rows out, each with its stride.
struct Passage {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let rows: Int
  let xStride: Int
  let yStride: Int

  /// Calls `body` with at most `most` rows at a time: where they start on both sides, and how many.
  func forEachChunk(
    _ most: Int, _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    var first = 0
    while first < rows {
      let count = min(most, rows &- first)
      body(x + first &* xStride, y + first &* yStride, count)
      first &+= count
    }
  }
}

extension Transform {
  func run(_ direction: gesso_passage, _ p: Passage) throws(Failure) {
    if kind.isFull { try multiply(direction, p) } else { mapColumns(direction, p) }
  }

  private func mapColumns(_ direction: gesso_passage, _ p: Passage) {
    // A tile is one row of a matrix with fewer of them.
    let dense = p.xStride == features && p.yStride == features
    let tile = dense && kind != .GESSO_L2 ? period / features : 1
    let width = tile &* features
    let stream =
      p.rows &* features >= streamingElements && UnsafePointer(p.y) != p.x
      && (width | (p.yStride &* tile)) & 15 == 0 && UInt(bitPattern: p.y) & 63 == 0
    var columns = gesso_columns(
      x: p.x, y: p.y, x_stride: p.xStride &* tile, y_stride: p.yStride &* tile, features: width,
      center: direction == .GESSO_GRADIENT ? zeros : center,
      scale: direction == .GESSO_INVERT ? inverseScale : scale,
      invert: direction == .GESSO_INVERT, stream: stream)
    let tiles = p.rows / tile
    let work = kind == .GESSO_L2 ? Work.unitRows(columns) : Work.columns(columns)
    Job(work, anywhere: p.x, units: tiles, elementsPerUnit: width).execute()
    let rest = p.rows &- tiles &* tile
    if rest == 0 { return }
    columns.x += tiles &* width
    columns.y += tiles &* width
    (columns.features, columns.x_stride, columns.y_stride) = (features, features, features)
    columns.stream = false
    let last = kind == .GESSO_L2 ? Work.unitRows(columns) : Work.columns(columns)
    Job(last, anywhere: p.x, units: rest, elementsPerUnit: features).execute()
  }

  private func multiply(_ direction: gesso_passage, _ p: Passage) throws(Failure) {
    let d = features
    let inputs = direction == .GESSO_APPLY ? d : outputs
    let results = direction == .GESSO_APPLY ? outputs : d
    let algebra = try LinearAlgebra(features: max(d, p.xStride, p.yStride))
    let chunkRows = min(p.rows, max(64, (1 << 20) / d))
    if precise {
      try multiplyDoubles(direction, p, algebra, inputs, results, chunkRows)
    } else {
      let a = direction == .GESSO_INVERT ? floatInverse : floatMatrix
      try multiplyFloats(direction, p, algebra, a, inputs, results, chunkRows)
    }
  }

  private func multiplyFloats(
    _ direction: gesso_passage, _ p: Passage, _ algebra: LinearAlgebra, _ a: UnsafePointer<Float>,
    _ inputs: Int, _ results: Int, _ chunkRows: Int
  ) throws(Failure) {
    let ones = try Workspace(doubles: 2 &* features)
    ones.doubles.update(repeating: 1, count: features)
    (ones.doubles + features).update(repeating: 0, count: features)
    if SmallProduct.isOne(inputs, results) {
      let product = SmallProduct(
        direction: direction, passage: p, algebra: algebra, a: a, features: features,
        inputs: inputs, results: results, center: center, zeros: ones.doubles + features,
        ones: ones.doubles)
      Job(.smallProduct(product), anywhere: p.x, units: p.rows, elementsPerUnit: inputs).execute()
      return
    }
    // Centered, or out of the way of the results.
    let copies = direction == .GESSO_APPLY || UnsafePointer(p.y) == p.x
    let room = try Workspace(doubles: copies ? chunkRows &* inputs / 2 &+ 1 : 0)
    p.forEachChunk(chunkRows) { x, y, count in
      var x = x
      if copies {
        let columns = gesso_columns(
          x: x, y: room.floats, x_stride: p.xStride, y_stride: inputs, features: inputs,
          center: direction == .GESSO_APPLY ? center : ones.doubles + features, scale: ones.doubles,
          invert: false, stream: false)
        Job(.columns(columns), anywhere: x, units: count, elementsPerUnit: inputs).execute()
        x = UnsafePointer(room.floats)
      }
      withStandardRounding {
        algebra.multiply(
          a, features, transposed: direction == .GESSO_APPLY, x, copies ? inputs : p.xStride,
          rows: results, columns: count, inner: inputs, into: y, p.yStride)
      }
      if direction == .GESSO_INVERT {
        let columns = gesso_columns(
          x: y, y: y, x_stride: p.yStride, y_stride: p.yStride, features: results, center: center,
          scale: ones.doubles, invert: true, stream: false)
        Job(.columns(columns), anywhere: y, units: count, elementsPerUnit: results).execute()
      }
    }
  }

  private func multiplyDoubles(
    _ direction: gesso_passage, _ p: Passage, _ algebra: LinearAlgebra, _ inputs: Int,
    _ results: Int,
    _ chunkRows: Int
  ) throws(Failure) {
    let room = try Workspace(
      doubles: product(chunkRows, inputs &+ results, "rows", "features") &+ features)
    let output = room.doubles + chunkRows &* inputs
    let zeros = output + chunkRows &* results
    zeros.update(repeating: 0, count: features)
    let a = direction == .GESSO_INVERT ? inverse : matrix
    withStandardRounding {
      p.forEachChunk(chunkRows) { x, y, count in
        gesso_table.widen(
          x, p.xStride, room.doubles, count, inputs, direction == .GESSO_APPLY ? center : zeros)
        algebra.multiply(
          a, features, transposed: direction == .GESSO_APPLY, room.doubles, inputs,
          transposed: false, rows: results, columns: count, inner: inputs, into: output, results)
        gesso_table.narrow(
          output, y, p.yStride, count, results, direction == .GESSO_INVERT ? center : zeros)
      }
    }
  }
}

private func run(
  _ handle: OpaquePointer?, _ direction: gesso_passage, _ x: UnsafePointer<Float>?,
  _ inputName: StaticString, _ rows: Int, _ xStride: Int, _ xStrideName: StaticString,
  _ y: UnsafeMutablePointer<Float>?, _ outputName: StaticString, _ yStride: Int,
  _ yStrideName: StaticString
) throws(Failure) {
  let place = try transform(handle)
  let rows = try size(rows, "rows")
  let (d, k) = (place.pointee.features, place.pointee.outputs)
  let (inputs, results) = direction == .GESSO_APPLY ? (d, k) : (k, d)
  let xExtent = try stridedExtent(rows, inputs, xStride, xStrideName)
  let yExtent = try stridedExtent(rows, results, yStride, yStrideName)
  if direction != .GESSO_APPLY { try place.pointee.requireMatrix() }
  if xExtent == 0 || yExtent == 0 { return }
  let input = try Buffer(x, xExtent, inputName)
  let out = try Buffer(y, yExtent, outputName)
  if xStride != yStride {
    try out.apart(from: input)
  } else if inputs != results || out.start != input.start {
    try out.apart(from: input, RowPair(width: results, other: inputs, stride: xStride))
  }
  try place.pointee.run(
    direction,
    Passage(x: input.pointer, y: out.pointer, rows: rows, xStride: xStride, yStride: yStride))
}

@_cdecl("gesso_transform_apply_f32") @implementation
public func gesso_transform_apply_f32(
  _ handle: OpaquePointer!, _ x: UnsafePointer<Float>!, _ rows: Int, _ x_stride: Int,
  _ y: UnsafeMutablePointer<Float>!, _ y_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try run(handle, .GESSO_APPLY, x, "x", rows, x_stride, "x_stride", y, "y", y_stride, "y_stride")
  }
}

@_cdecl("gesso_transform_invert_f32") @implementation
public func gesso_transform_invert_f32(
  _ handle: OpaquePointer!, _ y: UnsafePointer<Float>!, _ rows: Int, _ y_stride: Int,
  _ x: UnsafeMutablePointer<Float>!, _ x_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try run(handle, .GESSO_INVERT, y, "y", rows, y_stride, "y_stride", x, "x", x_stride, "x_stride")
  }
}

@_cdecl("gesso_transform_backward_f32") @implementation
public func gesso_transform_backward_f32(
  _ handle: OpaquePointer!, _ dy: UnsafePointer<Float>!, _ rows: Int, _ dy_stride: Int,
  _ dx: UnsafeMutablePointer<Float>!, _ dx_stride: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try run(
      handle, .GESSO_GRADIENT, dy, "dy", rows, dy_stride, "dy_stride", dx, "dx", dx_stride,
      "dx_stride")
  }
}
