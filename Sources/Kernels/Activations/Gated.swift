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

/// out = a b, or out += a b, for the first n elements; out may be a.
@inline(__always) private func multiply(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
  _ n: Int, _ accumulate: Bool
) {
  var i = 0
  while i < n {
    let count = min(16, n &- i)
    let v = loadFirst(count, a + i) * loadFirst(count, b + i)
    storeFirst(count, accumulate ? loadFirst(count, out + i) + v : v, out + i)
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
        // f(gate)
        var run = gesso_run(
          x: g.gate + at, dy: g.gate + at, out: spare, n: n, accumulate: false,
          caching: .GESSO_CACHED)
        activate(kind, .GESSO_FORWARD, alpha, beta, &run)
        if let dy = g.dy, let dgate = g.dgate, let dvalue = g.dvalue {
          // value is read before dvalue, which may be the same memory, is written.
          let upstream = dy + dense
          gatedBackward(kind, alpha, beta, g, at, upstream, dgate + at, dvalue + at, spare, n)
        } else if let y = g.y {
          multiply(spare, g.value + at, y + dense, n, false)
        }
        column &+= n
      }
      row &+= 1
    }
  }
}

/// dvalue = dy f(gate), which is in `spare`; dgate = dy value f'(gate).
@inline(__always) private func gatedBackward(
  _ kind: gesso_activation, _ alpha: Float, _ beta: Float, _ g: gesso_gate, _ at: Int,
  _ dy: UnsafePointer<Float>, _ dgate: UnsafeMutablePointer<Float>,
  _ dvalue: UnsafeMutablePointer<Float>, _ spare: UnsafeMutablePointer<Float>, _ n: Int
) {
  var memory = Stretch()
  withUnsafeMutableBytes(of: &memory) { bytes in
    guard let product = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
    multiply(dy, g.value + at, product, n, false)
    multiply(spare, dy, dvalue, n, g.accumulate)
    var run = gesso_run(
      x: g.gate + at, dy: product, out: dgate, n: n, accumulate: g.accumulate,
      caching: .GESSO_CACHED)
    activate(kind, .GESSO_BACKWARD, alpha, beta, &run)
  }
}
