import CKernels

// Both gradients of PReLU in one pass over x and dy: dx = x > 0 ? dy : slope dy, and the sums of
// x > 0 ? 0 : dy x, in Double, where each product is exact.

/// What gesso_sloped says, out of memory that dx might lie in.
private struct Sloped {
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>?
  let accumulate: Bool
  /// Whether dx is written past the caches: only where all vectors are lines of it.
  let streamed: Bool

  /// `steps`: all distances between stretches, or-ed.
  @inline(__always) init(_ p: gesso_sloped, steps: Int) {
    (x, dy, dx, accumulate) = (p.x, p.dy, p.dx, p.accumulate)
    streamed = p.caching.streamed && steps & 15 == 0 && UInt(bitPattern: p.dx) & 63 == 0
  }

  @inline(__always) func prefetch(_ at: Int) {
    gesso_prefetch(x + at)
    gesso_prefetch(dy + at)
  }

  /// The 16 elements from `at` on, or the first `lanes` of them.
  @inline(__always) func step(_ at: Int, _ lanes: Int, _ slope: V, _ sums: inout Sums) {
    let v = loadFirst(lanes, x + at)
    let g = loadFirst(lanes, dy + at)
    let (low, high) = loadAsDoubles(x + at, lanes)
    let (lowDy, highDy) = loadAsDoubles(dy + at, lanes)
    // The products are exact. A sum that none is added to keeps its bits.
    sums.low = select(low .> 0, sums.low, gesso_multiply_add(low, lowDy, sums.low))
    sums.high = select(high .> 0, sums.high, gesso_multiply_add(high, highDy, sums.high))
    let positive = v .> 0
    if let dx {
      var d = select(positive, g, slope * g)
      if accumulate { d = loadFirst(lanes, dx + at) + d }
      if streamed && lanes == 16 {
        gesso_store_stream(d, dx + at)
      } else {
        storeFirst(lanes, d, dx + at)
      }
    }
  }
}

/// Column j of `rows` rows, `stride` apart, has slope j and adds to sum j, row after row: of several rows at once, so
/// that a sum is read and written once for as many products, or of one, so that memory is read from one end to the
/// other.
@inline(never) func preluColumns(_ p: gesso_sloped, _ rows: Int, _ columns: Int, _ stride: Int) {
  let data = Sloped(p, steps: stride)
  let (slopes, sums) = (p.slopes, p.sums)
  // Short pieces of many streams are not what the CPU fetches ahead by itself, nor more than a page of one.
  let ahead = p.rows_at_once == 1 && columns == stride ? 2048 : 4 &* stride
  var first = 0
  while first < rows {
    let end = min(first &+ p.rows_at_once, rows)
    @inline(__always) func add(_ j: Int, _ lanes: Int) {
      let slope = loadFirst(lanes, slopes + j)
      var running = Sums()
      (running.low, running.high) = loadDoubles(sums + j, lanes)
      var at = first &* stride &+ j
      var row = first
      while row < end {
        data.prefetch(at &+ ahead)
        data.step(at, lanes, slope, &running)
        at &+= stride
        row &+= 1
      }
      storeDoubles(running.low, running.high, sums + j, lanes)
    }
    var j = 0
    while j &+ 16 <= columns {
      add(j, 16)
      j &+= 16
    }
    if j < columns { add(j, columns &- j) }
    first = end
  }
  if data.streamed { gesso_store_fence() }
}

/// Channel c of each of `outer` is `length` elements with slope c, all of which add to sum c;
/// channels are `plane` apart, and `stride` is from one outer index to the next.
@inline(never) func preluPlanes(
  _ p: gesso_sloped, _ outer: Int, _ channels: Int, _ length: Int, _ plane: Int, _ stride: Int
) {
  let data = Sloped(p, steps: (channels > 1 ? plane : 0) | (outer > 1 ? stride : 0))
  let (slopes, sums) = (p.slopes, p.sums)
  var o = 0
  while o < outer {
    var c = 0
    while c < channels {
      let slope = V(repeating: (slopes + c).pointee)
      let start = o &* stride &+ c &* plane
      var running = Sums()
      var i = 0
      while i < length {
        data.step(start &+ i, min(16, length &- i), slope, &running)
        i &+= 16
      }
      (sums + c).pointee += running.total
      c &+= 1
    }
    o &+= 1
  }
  if data.streamed { gesso_store_fence() }
}
