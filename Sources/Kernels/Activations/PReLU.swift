import CKernels

// x > 0 ? x : slope x with a slope per channel, over outer × channels × inner. With inner = 1 a row
// is one outer index, and the slopes lie along it; otherwise a row is one channel of one outer
// index.

/// Element i has slope i mod `channels`; where that wraps within a vector, the slopes go on with the first ones again.
private struct Slopes {
  private let slopes: UnsafePointer<Float>
  private let channels: Int
  private let reciprocal: UInt64

  @inline(__always) init(_ slopes: UnsafePointer<Float>, _ channels: Int) {
    self.slopes = slopes
    self.channels = channels
    // Exact for i channels < 2^40: runs are short where channels are many.
    reciprocal = gesso_quotient(1 << 40, UInt64(truncatingIfNeeded: channels)) &+ 1
  }

  @inline(__always) func leaky(_ p: Piece, _ i: Int) -> LeakyReLU {
    let position = p.start &+ i
    let row = (UInt64(truncatingIfNeeded: position) &* reciprocal) &>> 40
    let channel = position &- Int(truncatingIfNeeded: row) &* channels
    return LeakyReLU(alpha: loadFirst(p.lanes, slopes + channel), beta: V())
  }
}

private struct SlopedForward: Kernel {
  @inline(__always) static var isLight: Bool { true }
  let slopes: Slopes
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    slopes.leaky(p, i).forward(load(p.x + i))
  }
}

private struct SlopedBackward: Kernel {
  @inline(__always) static var isLight: Bool { true }
  let slopes: Slopes
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    slopes.leaky(p, i).backward(load(p.x + i), load(p.dy + i))
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

/// Rows [first, first + run.n); the run's pointers are those of row 0.
@inline(never) func prelu(
  _ direction: gesso_direction, _ slopes: UnsafePointer<Float>, _ grid: gesso_grid, _ first: Int,
  _ run: UnsafePointer<gesso_run>
) {
  let run = run.pointee
  let along = grid.inner == 1
  let length = along ? grid.channels : grid.inner
  // Rows of repeated slopes are one run.
  let repeats = along && gesso_repeats(grid.channels, run.stream)
  let atOnce = repeats ? run.n : 1
  let sloped = Slopes(slopes, grid.channels)
  var row = first
  var channel = along ? 0 : remainder(first, grid.channels)
  while row < first &+ run.n {
    let start = row &* length
    var part = gesso_run(
      x: run.x + start, dy: run.dy + start, out: run.out + start, n: length &* atOnce,
      accumulate: run.accumulate, stream: run.stream && repeats)
    if !along {
      let slope = (slopes + channel).pointee
      withPieces(of: &part) { LeakyReLU(alpha: V(repeating: slope), beta: V()).run(direction, $0) }
    } else if !repeats {
      slopedRow(direction, slopes, part)
    } else {
      withPieces(of: &part) { pieces in
        if direction == .GESSO_FORWARD {
          sweep(SlopedForward(slopes: sloped), pieces)
        } else {
          sweep(SlopedBackward(slopes: sloped), pieces)
        }
      }
    }
    row &+= atOnce
    channel &+= 1
    if channel == grid.channels { channel = 0 }
  }
}

/// a mod b for a >= 0, b > 0, without the trap that Swift's own % carries.
@inline(__always) func remainder(_ a: Int, _ b: Int) -> Int {
  b > 0 ? Int(bitPattern: UInt(bitPattern: a) % UInt(bitPattern: b)) : 0
}
