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

/// Rows [first, first + rows). gate, value and their gradients have rows g.stride apart; y and dy
/// are dense.
@inline(never) func gated(
  _ kind: gesso_activation, _ alpha: Float, _ beta: Float, _ gate: UnsafePointer<gesso_gate>,
  _ first: Int, _ rows: Int
) {
  let g = gate.pointee
  var memory = Stretch()
  withUnsafeMutableBytes(of: &memory) { bytes in
    guard let spare = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
    var row = first
    while row < first &+ rows {
      var column = 0
      while column < g.columns {
        // What is fetched is to lie in one row, too.
        let turn = max(g.columns &- Later.distance, 0)
        let n = min(512, (column < turn ? turn : g.columns) &- column)
        let at = row &* g.stride &+ column
        let dense = row &* g.columns &+ column
        let later = g.caching == .GESSO_CACHED ? nil : Later(g, at, dense, inRow: column < turn)
        // f(gate)
        var run = gesso_run(
          x: g.gate + at, dy: g.gate + at, out: spare, n: n, accumulate: false,
          caching: .GESSO_CACHED)
        activate(kind, .GESSO_FORWARD, alpha, beta, &run)
        if g.dy != nil {
          gatedBackward(kind, alpha, beta, g, at, dense, n, spare, later)
        } else if let y = g.y, let later {
          multiply(
            spare, g.value + at, y + dense, n, fetching: later, streamed: g.caching.streamed)
        } else if let y = g.y {
          multiply(spare, g.value + at, y + dense, n)
        }
        column &+= n
      }
      row &+= 1
    }
  }
  if g.caching.streamed { gesso_store_fence() }
}

/// dvalue = dy f(gate), which is in `spare`; dgate = dy value f'(gate).
@inline(__always) private func gatedBackward(
  _ kind: gesso_activation, _ alpha: Float, _ beta: Float, _ g: gesso_gate, _ at: Int,
  _ dense: Int, _ n: Int, _ spare: UnsafeMutablePointer<Float>, _ later: Later?
) {
  guard let dy = g.dy.map({ $0 + dense }), let dgate = g.dgate, let dvalue = g.dvalue else {
    return
  }
  var memory = Stretch()
  withUnsafeMutableBytes(of: &memory) { bytes in
    guard let product = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
    // value is read before dvalue, which may be the same memory, is written.
    multiply(dy, g.value + at, product, n)
    if let later {
      multiply(
        spare, dy, dvalue + at, n, fetching: later, streamed: g.caching.streamed,
        accumulate: g.accumulate)
    } else {
      multiply(spare, dy, dvalue + at, n, accumulate: g.accumulate)
    }
    var run = gesso_run(
      x: g.gate + at, dy: product, out: dgate + at, n: n, accumulate: g.accumulate,
      caching: g.caching.streamed ? .GESSO_STREAMED : .GESSO_CACHED)
    activate(kind, .GESSO_BACKWARD, alpha, beta, &run)
  }
}
