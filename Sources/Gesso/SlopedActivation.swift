import CGesso
import CKernels

// PReLU and RReLU.

/// outer × channels × inner
struct Grid {
  let outer: Int
  let channels: Int
  let inner: Int
}

/// The same, checked, and what they multiply to.
private func grid(
  _ outer: Int, _ channels: Int, _ inner: Int
) throws(Failure) -> (grid: Grid, elements: Int) {
  let grid = Grid(
    outer: try size(outer, "outer"), channels: try size(channels, "channels"),
    inner: try size(inner, "inner"))
  let rows = try product(outer, channels, "outer", "channels")
  return (grid, try product(rows, inner, "outer × channels", "inner"))
}

/// One slope for all is leaky_relu, whose elements may be cut anywhere; else the units are rows.
@inline(__always) private func execute(
  _ direction: gesso_direction, _ slopes: UnsafePointer<Float>, _ grid: Grid,
  _ run: @autoclosure () -> gesso_run
) {
  if grid.channels == 1 {
    Gesso.execute(
      .activation(.GESSO_LEAKY_RELU, direction, alpha: slopes.pointee, beta: 0), run(),
      units: run().n, elementsPerUnit: 1, light: true)
  } else {
    let along = grid.inner == 1
    Gesso.execute(
      .prelu(direction, slopes: slopes, channels: grid.channels, inner: grid.inner), run(),
      units: along ? grid.outer : grid.outer &* grid.channels,
      elementsPerUnit: along ? grid.channels : grid.inner, light: true)
  }
}

@_cdecl("gesso_prelu_forward_f32") @implementation
public func gesso_prelu_forward_f32(
  _ x: UnsafePointer<Float>!, _ slopes: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!,
  _ outer: Int, _ channels: Int, _ inner: Int
) -> gesso_status {
  checked { () throws(Failure) in
    let (grid, n) = try grid(outer, channels, inner)
    if n == 0 { return }
    let input = try Buffer(x, n, "x")
    let parameters = try Buffer(slopes, channels, "slopes")
    let out = try Buffer(y, n, "y")
    try out.inPlace(of: input)
    try out.apart(from: parameters)
    try requireKernels()
    execute(
      .GESSO_FORWARD, parameters.pointer, grid,
      gesso_run(input.pointer, input.pointer, out.pointer, n))
  }
}

@_cdecl("gesso_prelu_backward_f32") @implementation
public func gesso_prelu_backward_f32(
  _ x: UnsafePointer<Float>!, _ slopes: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!,
  _ dx: UnsafeMutablePointer<Float>!, _ dslopes: UnsafeMutablePointer<Float>!, _ outer: Int,
  _ channels: Int, _ inner: Int, _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    let accumulate = try accumulates(write)
    let (grid, n) = try grid(outer, channels, inner)
    if channels == 0 { return }
    if n == 0 {
      // No element: the slopes' gradient is an empty sum.
      guard dslopes != nil, !accumulate else { return }
      let out = try Buffer(dslopes, channels, "dslopes")
      if slopes != nil { try out.apart(from: Buffer(slopes, channels, "slopes")) }
      out.pointer.update(repeating: 0, count: channels)
      return
    }
    let input = try Buffer(x, n, "x")
    let upstream = try Buffer(dy, n, "dy")
    let parameters = try Buffer(slopes, channels, "slopes")
    if dslopes != nil {
      let out = try Buffer(dslopes, channels, "dslopes")
      try out.apart(from: input)
      try out.apart(from: upstream)
      try out.apart(from: parameters)
      if dx != nil { try out.apart(from: Buffer(dx, n, "dx")) }
    }
    if dx != nil {
      let out = try Buffer(dx, n, "dx")
      try out.inPlace(of: input)
      try out.inPlace(of: upstream)
      try out.apart(from: parameters)
    }
    try requireKernels()
    if let dslopes {
      let flat = Grid(outer: 1, channels: 1, inner: n)
      SlopeGradient(
        x: input.pointer, dy: upstream.pointer, dx: dx, slopes: parameters.pointer,
        dslopes: dslopes, grid: channels == 1 ? flat : grid, accumulate: accumulate,
        caching: caching(input.pointer, upstream.pointer, dx, n, accumulate: accumulate)
      ).compute()
    } else if let dx {
      execute(
        .GESSO_BACKWARD, parameters.pointer, grid,
        gesso_run(input.pointer, upstream.pointer, dx, n, accumulate: accumulate))
    }
  }
}

/// The bounds and the stream of RReLU, checked.
private func random(
  _ direction: gesso_direction, _ lower: Float, _ upper: Float, _ key: gesso_key, _ offset: UInt64,
  _ n: Int
) throws(Failure) -> Work {
  try checkUniform(lower, upper, ("lower", "upper", "is above upper", "upper - lower"))
  try checkStream(offset, n)
  return .rrelu(direction, lower: lower, upper: upper, key, offset: offset)
}

@_cdecl("gesso_rrelu_forward_f32") @implementation
public func gesso_rrelu_forward_f32(
  _ x: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!, _ n: Int, _ lower: Float,
  _ upper: Float, _ key: gesso_key, _ offset: UInt64
) -> gesso_status {
  checked { () throws(Failure) in
    let work = try random(.GESSO_FORWARD, lower, upper, key, offset, n)
    try elementwise(work, x, y, n, "y")
  }
}

@_cdecl("gesso_rrelu_backward_f32") @implementation
public func gesso_rrelu_backward_f32(
  _ x: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!, _ dx: UnsafeMutablePointer<Float>!,
  _ n: Int, _ lower: Float, _ upper: Float, _ key: gesso_key, _ offset: UInt64,
  _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    let work = try random(.GESSO_BACKWARD, lower, upper, key, offset, n)
    try gradient(work, x, "x", dy, dx, n, write)
  }
}
