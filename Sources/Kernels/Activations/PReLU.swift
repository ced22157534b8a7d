import CKernels

// x > 0 ? x : slope x with a slope per channel, over outer × channels × inner. With inner = 1 a row
// is one outer index, and the slopes lie along it; otherwise a row is one channel of one outer
// index.

private protocol SlopedKernel: Kernel {
  associatedtype Source: SlopeSource
  var slopes: Source { get }
  /// Of the elements from i on, whose slopes these are.
  func value(_ p: Piece, _ i: Int, _ slopes: UnsafePointer<Float>) -> V
}

extension SlopedKernel {
  @inline(__always) static var goesByFour: Bool { true }
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    value(p, i, slopes.at(p.start &+ i))
  }
  @inline(__always) func four(_ p: Piece, _ i: Int, _ put: (V, Int) -> Void) {
    let slopes = slopes.at(p.start &+ i)
    put(value(p, i, slopes), i)
    put(value(p, i &+ 16, slopes + 16), i &+ 16)
    put(value(p, i &+ 32, slopes + 32), i &+ 32)
    put(value(p, i &+ 48, slopes + 48), i &+ 48)
  }
}

private struct SlopedForward<S: SlopeSource>: SlopedKernel {
  let slopes: S
  @inline(__always) func value(_ p: Piece, _ i: Int, _ slopes: UnsafePointer<Float>) -> V {
    LeakyReLU(alpha: load(slopes), beta: V()).forward(gesso_whole(load(p.x + i)))
  }
}

private struct SlopedBackward<S: SlopeSource>: SlopedKernel {
  let slopes: S
  @inline(__always) func value(_ p: Piece, _ i: Int, _ slopes: UnsafePointer<Float>) -> V {
    LeakyReLU(alpha: load(slopes), beta: V())
      .backward(load(p.x + i), gesso_whole(load(p.dy + i)))
  }
}

/// Rows of 16 elements or more, one by one. The last 16 of a row, some of which are in the vector before too, are
/// computed first and stored last.
@inline(__always) private func sweepRows(_ kernel: some Kernel, _ length: Int, _ run: gesso_run) {
  let last = length &- 16
  let whole = length & ~15
  let accumulate = run.accumulate
  // Pointers that move stay in registers: an offset from the run's would have them read from the stack, and a load
  // there can be held up by stores to the same place of another page.
  var (x, dy, out) = (run.x, run.dy, run.out)
  let end = x + run.n
  while x != end {
    let row = Piece(x: x, dy: dy, out: out, start: 0, count: whole, caching: .GESSO_CACHED)
    var v = kernel(row, last)
    if accumulate { v = load(out + last) + v }
    sweep(kernel, row, accumulate: accumulate)
    store(v, out + last)
    x += length
    dy += length
    out += length
  }
}

/// Rows as one run.
@inline(never) private func sweepJoined(
  _ direction: gesso_direction, _ slopes: UnsafePointer<Float>, _ channels: Int,
  _ run: UnsafePointer<gesso_run>
) {
  Slopes.with(slopes, channels) { slopes in
    withPieces(of: run) { pieces in
      if direction == .GESSO_FORWARD {
        sweep(SlopedForward(slopes: slopes), pieces)
      } else {
        sweep(SlopedBackward(slopes: slopes), pieces)
      }
    }
  }
}

/// Rows [first, first + run.n); the run's pointers are those of row 0.
@inline(never) func prelu(
  _ direction: gesso_direction, _ slopes: UnsafePointer<Float>, _ channels: Int, _ inner: Int,
  _ first: Int, _ run: UnsafePointer<gesso_run>
) {
  if inner > 1 {
    slopedPlanes(direction, slopes, channels, inner, first, run)
    return
  }
  var rows = run.pointee.slice(first &* channels, run.pointee.n &* channels)
  // Short rows would be mostly ends; and one by one, rows begin where they cannot be streamed, so that they are joined
  // as far as Slopes is exact.
  if channels < 64 || channels <= 1 << 16 && rows.caching.streamed {
    sweepJoined(direction, slopes, channels, &rows)
  } else if direction == .GESSO_FORWARD {
    sweepRows(SlopedForward(slopes: slopes), channels, rows)
  } else {
    sweepRows(SlopedBackward(slopes: slopes), channels, rows)
  }
}
