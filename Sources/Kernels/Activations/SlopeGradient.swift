import CKernels

// Both gradients of PReLU in one pass over x and dy: dx = x > 0 ? dy : slope dy, and the sums of
// x > 0 ? 0 : dy x, in Double, where each product is exact.

/// What gesso_sloped says, out of memory that dx might lie in.
private struct Sloped {
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>?
  let accumulate: Bool
  /// Whether dx is written past the caches.
  let streamed: Bool

  /// The vectors begin at multiples of `unit` from the first on.
  @inline(__always) init(_ p: gesso_sloped, unit: Int) {
    (x, dy, dx, accumulate) = (p.x, p.dy, p.dx, p.accumulate)
    streamed = p.stream && (UInt(bitPattern: p.dx) | UInt(bitPattern: unit &* 4)) & 63 == 0
  }

  @inline(__always) func prefetch(_ at: Int) {
    gesso_prefetch(x + at)
    gesso_prefetch(dy + at)
  }

  /// The 16 elements from `at` on, or the first `lanes` of them.
  @inline(__always) func step(_ at: Int, _ lanes: Int, _ slope: V, _ sums: inout Sums) {
    let v = loadFirst(lanes, x + at)
    let g = loadFirst(lanes, dy + at)
    let positive = v .> 0
    sums.add(select(positive, V.zero, g), times: select(positive, V.zero, v))
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

/// Column j of `rows` rows, `stride` apart, has slope j and adds to sum j, row after row. Four rows
/// at a time, so that a sum is read and written once for four products.
@inline(never) func preluColumns(_ p: gesso_sloped, _ rows: Int, _ columns: Int, _ stride: Int) {
  let data = Sloped(p, unit: stride)
  let (slopes, sums) = (p.slopes, p.sums)
  var first = 0
  while first < rows {
    let end = min(first &+ 4, rows)
    @inline(__always) func add(_ j: Int, _ lanes: Int) {
      let slope = loadFirst(lanes, slopes + j)
      var running = Sums()
      (running.low, running.high) = loadDoubles(sums + j, lanes)
      var at = first &* stride &+ j
      var row = first
      while row < end {
        // Short pieces of many streams are not what the CPU fetches ahead by itself.
        data.prefetch(at &+ 4 &* stride)
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
  let data = Sloped(p, unit: plane | stride)
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

/// dslopes[c] = Σ over rows and inner of sums[row, c, inner], in that order.
@inline(never) func preluSums(
  _ sums: UnsafePointer<Double>, _ rows: Int, _ channels: Int, _ inner: Int,
  _ dslopes: UnsafeMutablePointer<Float>, _ accumulate: Bool
) {
  if inner == 1 {
    addRows(sums, rows, channels, dslopes, accumulate)
    return
  }
  var c = 0
  while c < channels {
    var total = 0.0
    var row = 0
    while row < rows {
      let part = sums + (row &* channels &+ c) &* inner
      var i = 0
      while i < inner {
        total += (part + i).pointee
        i &+= 1
      }
      row &+= 1
    }
    let value = Float(total)
    (dslopes + c).pointee = accumulate ? (dslopes + c).pointee + value : value
    c &+= 1
  }
}

/// The same for inner = 1, 16 channels at a time.
@inline(__always) private func addRows(
  _ sums: UnsafePointer<Double>, _ rows: Int, _ channels: Int,
  _ dslopes: UnsafeMutablePointer<Float>, _ accumulate: Bool
) {
  var c = 0
  while c < channels {
    let lanes = min(16, channels &- c)
    var total = Sums()
    var row = 0
    while row < rows {
      let (low, high) = loadDoubles(sums + (row &* channels &+ c), lanes)
      total.low += low
      total.high += high
      row &+= 1
    }
    var value = narrow(total.low, total.high)
    if accumulate { value = loadFirst(lanes, dslopes + c) + value }
    storeFirst(lanes, value, dslopes + c)
    c &+= 16
  }
}
