import CKernels

// y = f(gate) value, and the gradients to both. f works on a stretch at a time that stays in the
// first-level cache, through the same code as everywhere, instead of a copy of each function here.

/// 512 floats on the stack.
private struct Stretch {
  var a = SIMD64<Float>()
  var b = SIMD64<Float>()
  var c = SIMD64<Float>()
  var d = SIMD64<Float>()
  var e = SIMD64<Float>()
  var f = SIMD64<Float>()
  var g = SIMD64<Float>()
  var h = SIMD64<Float>()
}

/// What is read about 1,024 elements later, where the caches do not hold it: the processor does not fetch by itself
/// what comes in many short stretches.
private struct Later {
  let gate: UnsafePointer<Float>
  let value: UnsafePointer<Float>
  let dy: UnsafePointer<Float>?

  @inline(__always) func fetch(_ i: Int) {
    gesso_prefetch(gate + i)
    gesso_prefetch(value + i)
    if let dy { gesso_prefetch(dy + i) }
  }
}

/// out = a b, or out += a b, for the first n elements; out may be a.
@inline(__always) private func multiply(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
  _ n: Int, accumulate: Bool = false, streamed: Bool = false, fetching later: Later? = nil
) {
  @inline(__always) func step(_ i: Int, streamed: Bool) {
    let count = min(16, n &- i)
    let v = loadFirst(count, a + i) * loadFirst(count, b + i)
    if streamed {
      gesso_store_stream(v, out + i)
    } else {
      storeFirst(count, accumulate ? loadFirst(count, out + i) + v : v, out + i)
    }
  }
  var i = 0
  while later == nil, i < n {
    step(i, streamed: false)
    i &+= 16
  }
  guard let later else { return }
  while i < n {
    later.fetch(i)
    step(i, streamed: streamed)
    i &+= 16
  }
}

/// Rows [first, first + rows). gate, value and their gradients have rows g.stride apart; y and dy
/// are dense.
@inline(never) func gated(
  _ kind: gesso_activation, _ alpha: Float, _ beta: Float, _ gate: UnsafePointer<gesso_gate>,
  _ first: Int, _ rows: Int
) {
  let g = gate.pointee
  // Only where all vectors are whole lines.
  let rowEnds = g.columns | (g.y == nil ? g.stride : 0)
  let streamed =
    g.caching == .GESSO_STREAMED && rowEnds & 15 == 0 && UInt(bitPattern: g.y ?? g.dvalue) & 63 == 0
  let rowsLater = Int(gesso_quotient(1023, UInt64(truncatingIfNeeded: g.columns))) &+ 1
  let inLaterRow = rowsLater &* g.stride &- max(g.columns &- 1024, 0)
  var memory = Stretch()
  withUnsafeMutableBytes(of: &memory) { bytes in
    guard let spare = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
    var row = first
    while row < first &+ rows {
      var column = 0
      while column < g.columns {
        let n = min(512, g.columns &- column)
        let at = row &* g.stride &+ column
        let dense = row &* g.columns &+ column
        let ahead = at &+ (column &+ 1024 < g.columns ? 1024 : inLaterRow)
        let later =
          g.caching == .GESSO_CACHED
          ? nil
          : Later(
            gate: g.gate + ahead, value: g.value + ahead, dy: g.dy.map { $0 + (dense &+ 1024) })
        // f(gate)
        var run = gesso_run(
          x: g.gate + at, dy: g.gate + at, out: spare, n: n, accumulate: false,
          caching: .GESSO_CACHED)
        activate(kind, .GESSO_FORWARD, alpha, beta, &run)
        if let y = g.y {
          multiply(spare, g.value + at, y + dense, n, streamed: streamed, fetching: later)
        } else if let dy = g.dy, let dgate = g.dgate, let dvalue = g.dvalue {
          gatedBackward(
            kind, alpha, beta, g, at, dy + dense, dgate + at, dvalue + at, spare, n, streamed, later
          )
        }
        column &+= n
      }
      row &+= 1
    }
  }
  if streamed { gesso_store_fence() }
}

/// dvalue = dy f(gate), which is in `spare`; dgate = dy value f'(gate).
@inline(__always) private func gatedBackward(
  _ kind: gesso_activation, _ alpha: Float, _ beta: Float, _ g: gesso_gate, _ at: Int,
  _ dy: UnsafePointer<Float>, _ dgate: UnsafeMutablePointer<Float>,
  _ dvalue: UnsafeMutablePointer<Float>, _ spare: UnsafeMutablePointer<Float>, _ n: Int,
  _ streamed: Bool, _ later: Later?
) {
  var memory = Stretch()
  withUnsafeMutableBytes(of: &memory) { bytes in
    guard let product = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
    // value is read before dvalue, which may be the same memory, is written.
    multiply(dy, g.value + at, product, n)
    multiply(spare, dy, dvalue, n, accumulate: g.accumulate, streamed: streamed, fetching: later)
    var run = gesso_run(
      x: g.gate + at, dy: product, out: dgate, n: n, accumulate: g.accumulate,
      caching: streamed ? .GESSO_STREAMED : .GESSO_CACHED)
    activate(kind, .GESSO_BACKWARD, alpha, beta, &run)
  }
}
