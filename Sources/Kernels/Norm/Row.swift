import CKernels

/// A row as whole vectors and the last 1 to 16 elements, which stay in a register from one pass to the next.
struct Row {
  private let whole: Int
  private let rest: Int
  private let ahead: Int

  @inline(__always) init(_ columns: Int, _ caching: gesso_caching) {
    ahead = caching == .GESSO_CACHED ? 0 : 2048
    whole = (columns &- 1) & ~15
    rest = columns &- whole
  }

  /// Fetches what lies two pages after p[i]: the processor's own fetching stops for a row's second pass. In caches,
  /// p[i] itself, for a choice would be another loop.
  @inline(__always) func fetch(_ p: UnsafePointer<Float>, _ i: Int) {
    gesso_prefetch(p + (i &+ ahead))
  }

  /// Calls `body` with where each whole vector begins, of those between elements `first` and `end`.
  @inline(__always) func forEachVector(
    from first: Int = 0, to end: Int = .max, _ body: (Int) -> Void
  ) {
    let end = min(whole, end)
    var i = first
    while i < end {
      body(i)
      i &+= 16
    }
  }

  /// The last ones; lanes beyond them are 0.
  @inline(__always) func last(of p: UnsafePointer<Float>) -> V { loadFirst(rest, p + whole) }

  /// The same, the lanes beyond `filler`.
  @inline(__always) func last(of p: UnsafePointer<Float>, filler: Float) -> V {
    filled(last(of: p), rest, filler)
  }

  /// The row, its last elements and the largest one; where that is beyond 2^14, less that, in y: there all differences
  /// that count are exact, and those of infinities are NaN.
  @inline(__always) func nearZero(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) -> (x: UnsafePointer<Float>, last: V, largest: Float) {
    let last = self.last(of: x, filler: -.infinity)
    let m = largest(of: x, last)
    if m.magnitude <= 0x1p14 { return (x, last, m) }
    forEachVector { i in store(load(x + i) - m, y + i) }
    return (UnsafePointer(y), last - m, 0)
  }

  @inline(__always) private func largest(of x: UnsafePointer<Float>, _ last: V) -> Float {
    var m = last
    forEachVector { i in m = max(load(x + i), m) }
    return gesso_largest(m)
  }

  @inline(__always) func putLast(_ v: V, _ p: UnsafeMutablePointer<Float>, accumulate: Bool = false)
  {
    storeFirst(rest, accumulate ? last(of: p) + v : v, p + whole)
  }
}

@inline(__always) func put(_ v: V, _ p: UnsafeMutablePointer<Float>, accumulate: Bool) {
  store(accumulate ? load(p) + v : v, p)
}

/// Lanes from `count` on, where a part vector has nothing, become `filler`.
@inline(__always) func filled(_ v: V, _ count: Int, _ filler: Float) -> V {
  let index = V(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  return count == 16 ? v : select(index .< Float(count), v, V(repeating: filler))
}
