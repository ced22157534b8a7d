import CKernels

/// A row as whole vectors and the last 1 to 16 elements, which stay in a register from one pass to the next.
struct Row {
  /// Where the largest element is beyond it, x - m stands for x.
  @inline(__always) static var far: Float { 0x1p14 }

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

  /// The same from `first` on, in stretches of 2^18 elements, each of which `settle` follows, if only an empty one.
  @inline(__always) func forEachVector(
    from first: Int = 0, settle: () -> Void, _ body: (Int) -> Void
  ) {
    var start = first
    repeat {
      let end = start &+ (1 << 18)
      forEachVector(from: start, to: end, body)
      settle()
      start = end
    } while start < whole
  }

  /// The last ones; lanes beyond them are 0.
  @inline(__always) func last(of p: UnsafePointer<Float>) -> V { loadFirst(rest, p + whole) }

  /// The same, the lanes beyond `filler`.
  @inline(__always) func last(of p: UnsafePointer<Float>, filler: Float) -> V {
    filled(last(of: p), rest, filler)
  }

  /// The row near 0, its last elements and its largest, and the row's own largest, m: where that is beyond `far`,
  /// x - m, of which whole vectors are in y. There all differences that count are exact, and those of infinities are
  /// NaN.
  @inline(__always) func nearZero(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) -> (x: UnsafePointer<Float>, last: V, largest: Float, m: Float) {
    let last = self.last(of: x, filler: -.infinity)
    let m = largest(of: x, last)
    let near = near(x, y, m)
    if near.shift == 0 { return (x, last, m, m) }
    subtract(m, x, y)
    return (near.x, last - m, m - m, m)
  }

  @inline(never) private func subtract(
    _ m: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    forEachVector { i in store(load(x + i) - m, y + i) }
  }

  /// Where it is, and what it is less.
  @inline(__always) func near(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ m: Float
  ) -> (x: UnsafePointer<Float>, shift: Float) {
    m.magnitude <= Self.far ? (x, 0) : (UnsafePointer(y), m)
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
