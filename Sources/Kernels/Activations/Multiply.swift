import CKernels

// Products of a stretch, in which gated units end.

/// What is read a distance later: the processor does not fetch by itself what comes in many short stretches.
struct Later {
  static var distance: Int { 1024 }
  private let gate: UnsafePointer<Float>
  private let value: UnsafePointer<Float>
  private let dy: UnsafePointer<Float>?

  /// From what is read now, `at` in gate and value and `dense` in dy: in the same row, or in as many rows as hold it.
  @inline(__always) init(_ g: gesso_gate, _ at: Int, _ dense: Int, inRow: Bool) {
    let distance = Self.distance
    let rows = gesso_quotient(UInt64(distance &- 1), UInt64(truncatingIfNeeded: g.columns)) &+ 1
    let next =
      Int(truncatingIfNeeded: rows) &* g.stride &- max(g.columns &- distance, 0)
    let from = at &+ (inRow ? distance : next)
    (gate, value, dy) = (g.gate + from, g.value + from, g.dy.map { $0 + (dense &+ distance) })
  }

  @inline(__always) func fetch(_ i: Int) {
    gesso_prefetch(gate + i)
    gesso_prefetch(value + i)
    if let dy { gesso_prefetch(dy + i) }
  }
}

/// out = a b, or out += a b, for the first n elements; out may be a.
@inline(__always) func multiply(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
  _ n: Int, accumulate: Bool = false
) {
  var i = 0
  while i < n {
    let count = min(16, n &- i)
    let v = loadFirst(count, a + i) * loadFirst(count, b + i)
    storeFirst(count, accumulate ? loadFirst(count, out + i) + v : v, out + i)
    i &+= 16
  }
}

/// The same where the caches do not hold a and b. Where `streamed`, nothing is added, and out is whole lines.
@inline(__always) func multiply(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
  _ n: Int, fetching later: Later, streamed: Bool, accumulate: Bool = false
) {
  var i = 0
  while i < n {
    later.fetch(i)
    let count = min(16, n &- i)
    let v = loadFirst(count, a + i) * loadFirst(count, b + i)
    if streamed {
      gesso_store_stream(v, out + i)
    } else {
      storeFirst(count, accumulate ? loadFirst(count, out + i) + v : v, out + i)
    }
    i &+= 16
  }
}
