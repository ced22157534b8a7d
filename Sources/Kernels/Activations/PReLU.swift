import CKernels

// x > 0 ? x : slope x with a slope per channel, over outer × channels × inner. With inner = 1 a row
// is one outer index, and the slopes lie along it; otherwise a row is one channel of one outer
// index.

private struct SlopedForward: Kernel {
  @inline(__always) static var goesByFour: Bool { true }
  let slopes: Slopes
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    value(p, i, slopes.at(p.start &+ i))
  }
  @inline(__always) func two(_ p: Piece, _ i: Int) -> Two {
    let slopes = slopes.at(p.start &+ i)
    return Two(value(p, i, slopes), value(p, i &+ 16, slopes + 16))
  }
  @inline(__always) private func value(_ p: Piece, _ i: Int, _ slopes: UnsafePointer<Float>) -> V {
    LeakyReLU(alpha: load(slopes), beta: V()).forward(gesso_whole(load(p.x + i)))
  }
}

private struct SlopedBackward: Kernel {
  @inline(__always) static var goesByFour: Bool { true }
  let slopes: Slopes
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    value(p, i, slopes.at(p.start &+ i))
  }
  @inline(__always) func two(_ p: Piece, _ i: Int) -> Two {
    let slopes = slopes.at(p.start &+ i)
    return Two(value(p, i, slopes), value(p, i &+ 16, slopes + 16))
  }
  @inline(__always) private func value(_ p: Piece, _ i: Int, _ slopes: UnsafePointer<Float>) -> V {
    LeakyReLU(alpha: load(slopes), beta: V())
      .backward(load(p.x + i), gesso_whole(load(p.dy + i)))
  }
}

/// A row of as many elements as there are slopes.
@inline(__always) private func slopedRow(
  _ direction: gesso_direction, _ slopes: UnsafePointer<Float>, _ run: gesso_run
) {
  @inline(__always) func step(_ i: Int, _ count: Int) {
    let f = LeakyReLU(alpha: loadFirst(count, slopes + i), beta: V())
    let x = loadFirst(count, run.x + i)
    var v =
      direction == .GESSO_FORWARD ? f.forward(x) : f.backward(x, loadFirst(count, run.dy + i))
    if run.accumulate { v = loadFirst(count, run.out + i) + v }
    storeFirst(count, v, run.out + i)
  }
  var i = 0
  while i &+ 16 <= run.n {
    step(i, 16)
    i &+= 16
  }
  if i < run.n { step(i, run.n &- i) }
}

/// Rows as one run.
@inline(never) private func slopedRows(
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
  let along = inner == 1
  // Rows that are one run.
  let atOnce = along && channels <= 2048 ? run.pointee.n : 1
  let length = along ? channels : inner
  var row = first
  var channel = along ? 0 : remainder(first, channels)
  while row < first &+ run.pointee.n {
    let start = row &* length
    var part = gesso_run(
      x: run.pointee.x + start, dy: run.pointee.dy + start, out: run.pointee.out + start,
      n: length &* atOnce, accumulate: run.pointee.accumulate,
      caching: length &* atOnce >= 2048 ? run.pointee.caching : .GESSO_CACHED)
    if !along {
      let slope = (slopes + channel).pointee
      withPieces(of: &part) { LeakyReLU(alpha: V(repeating: slope), beta: V()).run(direction, $0) }
    } else if atOnce > 1 {
      slopedRows(direction, slopes, length, &part)
    } else {
      slopedRow(direction, slopes, part)
    }
    row &+= atOnce
    channel &+= 1
    if channel == channels { channel = 0 }
  }
}

/// a mod b for a >= 0, b > 0, without the trap that Swift's own % carries.
@inline(__always) func remainder(_ a: Int, _ b: Int) -> Int {
  b > 0 ? Int(bitPattern: UInt(bitPattern: a) % UInt(bitPattern: b)) : 0
}
