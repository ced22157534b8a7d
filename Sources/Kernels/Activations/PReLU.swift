import CKernels

// x > 0 ? x : slope x with a slope per channel, over outer × channels × inner. With inner = 1 a row
// is one outer index, and the slopes lie along it; otherwise a row is one channel of one outer
// index.

/// A row whose element i has slope i.
struct SlopedForward: Kernel {
  @inline(__always) static var isLight: Bool { true }
  let slopes: UnsafePointer<Float>
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    LeakyReLU(alpha: loadFirst(p.lanes, slopes + (p.start &+ i)), beta: V()).forward(load(p.x + i))
  }
}

struct SlopedBackward: Kernel {
  @inline(__always) static var isLight: Bool { true }
  let slopes: UnsafePointer<Float>
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    LeakyReLU(alpha: loadFirst(p.lanes, slopes + (p.start &+ i)), beta: V())
      .backward(load(p.x + i), load(p.dy + i))
  }
}

/// Rows [first, first + run.n); the run's pointers are those of row 0.
@inline(never) func prelu(
  _ direction: gesso_direction, _ slopes: UnsafePointer<Float>, _ grid: gesso_grid, _ first: Int,
  _ run: gesso_run
) {
  let along = grid.inner == 1
  let length = along ? grid.channels : grid.inner
  var row = first
  var channel = along ? 0 : remainder(first, grid.channels)
  while row < first &+ run.n {
    let start = row &* length
    let part = gesso_run(
      x: run.x + start, dy: run.dy + start, out: run.out + start, n: length,
      accumulate: run.accumulate, stream: false)
    if !along {
      let slope = (slopes + channel).pointee
      LeakyReLU(alpha: V(repeating: slope), beta: V()).run(direction, part)
    } else if direction == .GESSO_FORWARD {
      sweep(SlopedForward(slopes: slopes), part)
    } else {
      sweep(SlopedBackward(slopes: slopes), part)
    }
    row &+= 1
    channel &+= 1
    if channel == grid.channels { channel = 0 }
  }
}

/// a mod b for a >= 0, b > 0, without the trap that Swift's own % carries.
@inline(__always) func remainder(_ a: Int, _ b: Int) -> Int {
  b > 0 ? Int(bitPattern: UInt(bitPattern: a) % UInt(bitPattern: b)) : 0
}
