import CKernels

// x > 0 ? x : slope x with a slope per channel, over outer × channels × inner. With inner = 1 a row
// is one outer index, and the slopes lie along it; otherwise a row is one channel of one outer
// index.

/// A row whose element i has slope i.
struct SlopedForward: Kernel {
  let slopes: UnsafePointer<Float>
  @inline(__always) func callAsFunction(_ p: Piece, _ i: Int) -> V {
    LeakyReLU(alpha: loadFirst(p.lanes, slopes + (p.start &+ i)), beta: V()).forward(load(p.x + i))
  }
}

struct SlopedBackward: Kernel {
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

/// 16 running sums in Double.
struct Sums {
  var low = D()
  var high = D()

  @inline(__always) mutating func add(_ a: V, times b: V) {
    let (a0, a1) = widen(a)
    let (b0, b1) = widen(b)
    low += a0 * b0
    high += a1 * b1
  }

  /// Adds x > 0 ? 0 : dy x.
  @inline(__always) mutating func addSloped(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ lanes: Int
  ) {
    let v = loadFirst(lanes, x)
    let g = loadFirst(lanes, dy)
    add(select(v .> 0, V.zero, g), times: select(v .> 0, V.zero, v))
  }

  /// Each lane a result of its own.
  @inline(__always) func write(_ out: UnsafeMutablePointer<Float>, _ lanes: Int, _ accumulate: Bool)
  {
    let value = narrow(low, high)
    storeFirst(lanes, accumulate ? loadFirst(lanes, out) + value : value, out)
  }

  /// The lanes added in halves: 16, 8, 4, 2, 1.
  @inline(__always) var total: Double {
    let eight = low + high
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

/// dslopes[c] = Σ over outer and inner of (x > 0 ? 0 : dy x), for channels [first, first + count).
@inline(never) func preluSlopes(
  _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dslopes: UnsafeMutablePointer<Float>,
  _ grid: gesso_grid, _ first: Int, _ count: Int, _ accumulate: Bool
) {
  if grid.inner == 1 {
    // 64 channels at a time where there are as many: whole runs of memory instead of single lines.
    var c = first
    while c &+ 64 <= first &+ count {
      var sums = (Sums(), Sums(), Sums(), Sums())
      var o = 0
      while o < grid.outer {
        let at = o &* grid.channels &+ c
        sums.0.addSloped(x + at, dy + at, 16)
        sums.1.addSloped(x + (at &+ 16), dy + (at &+ 16), 16)
        sums.2.addSloped(x + (at &+ 32), dy + (at &+ 32), 16)
        sums.3.addSloped(x + (at &+ 48), dy + (at &+ 48), 16)
        o &+= 1
      }
      sums.0.write(dslopes + c, 16, accumulate)
      sums.1.write(dslopes + (c &+ 16), 16, accumulate)
      sums.2.write(dslopes + (c &+ 32), 16, accumulate)
      sums.3.write(dslopes + (c &+ 48), 16, accumulate)
      c &+= 64
    }
    while c < first &+ count {
      let lanes = min(16, first &+ count &- c)
      var sums = Sums()
      var o = 0
      while o < grid.outer {
        let at = o &* grid.channels &+ c
        sums.addSloped(x + at, dy + at, lanes)
        o &+= 1
      }
      sums.write(dslopes + c, lanes, accumulate)
      c &+= 16
    }
    return
  }
  var c = first
  while c < first &+ count {
    var sums = Sums()
    var o = 0
    while o < grid.outer {
      let row = (o &* grid.channels &+ c) &* grid.inner
      var i = 0
      while i < grid.inner {
        let lanes = min(16, grid.inner &- i)
        sums.addSloped(x + (row &+ i), dy + (row &+ i), lanes)
        i &+= 16
      }
      o &+= 1
    }
    let value = Float(sums.total)
    dslopes[c] = accumulate ? dslopes[c] + value : value
    c &+= 1
  }
}
