import CKernels

// Products of matrices by tiles of 4 × 8, all row-major. Each entry's sum has one order, that of
// the inner index, so tiles and chunks change no bit. 8 registers of AVX2 hold a tile, and leave
// some for what is multiplied; without fma, multiplications and additions go to different ports.

@inline(__always) func loadDouble8(_ p: UnsafePointer<Double>) -> D {
  UnsafeRawPointer(p).loadUnaligned(as: D.self)
}

@inline(__always) func storeDouble8(_ v: D, _ p: UnsafeMutablePointer<Double>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: D.self)
}

/// Rows of doubles, `stride` apart.
struct Strided {
  let start: UnsafeMutablePointer<Double>
  let stride: Int

  @inline(__always) init(_ start: UnsafeMutablePointer<Double>, _ stride: Int) {
    self.start = start
    self.stride = stride
  }

  @inline(__always) func at(_ i: Int, _ j: Int) -> UnsafeMutablePointer<Double> {
    start + (i &* stride &+ j)
  }

  @inline(__always) func from(_ i: Int, _ j: Int) -> Strided { Strided(at(i, j), stride) }
}

/// c += v^T x on columns 0 ..< 4 of v and 0 ..< 8 of x, `count` rows of both.
@inline(__always) func addTransposedTile(_ v: Strided, _ x: Strided, _ count: Int, to c: Strided) {
  var c0 = loadDouble8(c.at(0, 0))
  var c1 = loadDouble8(c.at(1, 0))
  var c2 = loadDouble8(c.at(2, 0))
  var c3 = loadDouble8(c.at(3, 0))
  var row = UnsafePointer(v.start)
  var other = UnsafePointer(x.start)
  var i = 0
  while i < count {
    let b = loadDouble8(other)
    c0 = c0 + row.pointee * b
    c1 = c1 + (row + 1).pointee * b
    c2 = c2 + (row + 2).pointee * b
    c3 = c3 + (row + 3).pointee * b
    row += v.stride
    other += x.stride
    i &+= 1
  }
  storeDouble8(c0, c.at(0, 0))
  storeDouble8(c1, c.at(1, 0))
  storeDouble8(c2, c.at(2, 0))
  storeDouble8(c3, c.at(3, 0))
}

/// c -= v x on rows 0 ..< 4 of v and columns 0 ..< 8 of x, which has `count` rows.
@inline(__always) func subtractTile(_ v: Strided, _ x: Strided, _ count: Int, from c: Strided) {
  var c0 = loadDouble8(c.at(0, 0))
  var c1 = loadDouble8(c.at(1, 0))
  var c2 = loadDouble8(c.at(2, 0))
  var c3 = loadDouble8(c.at(3, 0))
  let v0 = UnsafePointer(v.at(0, 0))
  let v1 = UnsafePointer(v.at(1, 0))
  let v2 = UnsafePointer(v.at(2, 0))
  let v3 = UnsafePointer(v.at(3, 0))
  var other = UnsafePointer(x.start)
  var i = 0
  while i < count {
    let b = loadDouble8(other)
    c0 = c0 - (v0 + i).pointee * b
    c1 = c1 - (v1 + i).pointee * b
    c2 = c2 - (v2 + i).pointee * b
    c3 = c3 - (v3 + i).pointee * b
    other += x.stride
    i &+= 1
  }
  storeDouble8(c0, c.at(0, 0))
  storeDouble8(c1, c.at(1, 0))
  storeDouble8(c2, c.at(2, 0))
  storeDouble8(c3, c.at(3, 0))
}

/// c += v^T x, where v has `vectors` columns and x `columns`, `count` rows both. Chunks of rows stay
/// in the first cache.
@inline(never) func addTransposedProduct(
  _ v: Strided, _ vectors: Int, _ x: Strided, _ columns: Int, _ count: Int, to c: Strided
) {
  var first = 0
  while first < count {
    let rows = min(64, count &- first)
    var j = 0
    while j < columns {
      var k = 0
      while k < vectors {
        addTransposedTile(v.from(first, k), x.from(first, j), rows, to: c.from(k, j))
        k &+= 4
      }
      j &+= 8
    }
    first &+= 64
  }
}

/// c -= v x, where v is `rows` (a multiple of 4) × `vectors` and x has `columns`.
@inline(never) func subtractProduct(
  _ v: Strided, _ vectors: Int, _ x: Strided, _ columns: Int, _ rows: Int, from c: Strided
) {
  var i = 0
  while i < rows {
    var j = 0
    while j < columns {
      subtractTile(v.from(i, 0), x.from(0, j), vectors, from: c.from(i, j))
      j &+= 8
    }
    i &+= 4
  }
}
