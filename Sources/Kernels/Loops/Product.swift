import CKernels

// Products of matrices by tiles of 6 × 8, all row-major. Each entry's sum has one order, that of
// the inner index, so tiles and chunks change no bit. 12 of AVX2's 16 registers hold
// a tile, and 4 what is multiplied. Where there is no fma, multiplications and additions go to
// different ports and are limited by how many instructions start: fewest with the largest tile.

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

/// c += v^T x on columns 0 ..< 6 of v and 0 ..< 8 of x, `count` rows of both.
@inline(__always) func addTransposedTile6(_ v: Strided, _ x: Strided, _ count: Int, to c: Strided) {
  var c0 = loadDouble8(c.at(0, 0))
  var c1 = loadDouble8(c.at(1, 0))
  var c2 = loadDouble8(c.at(2, 0))
  var c3 = loadDouble8(c.at(3, 0))
  var c4 = loadDouble8(c.at(4, 0))
  var c5 = loadDouble8(c.at(5, 0))
  var row = UnsafePointer(v.start)
  var other = UnsafePointer(x.start)
  var i = 0
  while i < count {
    let b = loadDouble8(other)
    c0 = c0 + (row + 0).pointee * b
    c1 = c1 + (row + 1).pointee * b
    c2 = c2 + (row + 2).pointee * b
    c3 = c3 + (row + 3).pointee * b
    c4 = c4 + (row + 4).pointee * b
    c5 = c5 + (row + 5).pointee * b
    row += v.stride
    other += x.stride
    i &+= 1
  }
  storeDouble8(c0, c.at(0, 0))
  storeDouble8(c1, c.at(1, 0))
  storeDouble8(c2, c.at(2, 0))
  storeDouble8(c3, c.at(3, 0))
  storeDouble8(c4, c.at(4, 0))
  storeDouble8(c5, c.at(5, 0))
}

/// c += v^T x on columns 0 ..< 2 of v and 0 ..< 8 of x, `count` rows of both.
@inline(__always) func addTransposedTile2(_ v: Strided, _ x: Strided, _ count: Int, to c: Strided) {
  var c0 = loadDouble8(c.at(0, 0))
  var c1 = loadDouble8(c.at(1, 0))
  var row = UnsafePointer(v.start)
  var other = UnsafePointer(x.start)
  var i = 0
  while i < count {
    let b = loadDouble8(other)
    c0 = c0 + (row + 0).pointee * b
    c1 = c1 + (row + 1).pointee * b
    row += v.stride
    other += x.stride
    i &+= 1
  }
  storeDouble8(c0, c.at(0, 0))
  storeDouble8(c1, c.at(1, 0))
}

/// c -= v x on rows 0 ..< 6 of v and columns 0 ..< 8 of x, which has `count` rows.
@inline(__always) func subtractTile6(_ v: Strided, _ x: Strided, _ count: Int, from c: Strided) {
  var c0 = loadDouble8(c.at(0, 0))
  var c1 = loadDouble8(c.at(1, 0))
  var c2 = loadDouble8(c.at(2, 0))
  var c3 = loadDouble8(c.at(3, 0))
  var c4 = loadDouble8(c.at(4, 0))
  var c5 = loadDouble8(c.at(5, 0))
  let v0 = UnsafePointer(v.at(0, 0))
  let v1 = UnsafePointer(v.at(1, 0))
  let v2 = UnsafePointer(v.at(2, 0))
  let v3 = UnsafePointer(v.at(3, 0))
  let v4 = UnsafePointer(v.at(4, 0))
  let v5 = UnsafePointer(v.at(5, 0))
  var other = UnsafePointer(x.start)
  var i = 0
  while i < count {
    let b = loadDouble8(other)
    c0 = c0 - (v0 + i).pointee * b
    c1 = c1 - (v1 + i).pointee * b
    c2 = c2 - (v2 + i).pointee * b
    c3 = c3 - (v3 + i).pointee * b
    c4 = c4 - (v4 + i).pointee * b
    c5 = c5 - (v5 + i).pointee * b
    other += x.stride
    i &+= 1
  }
  storeDouble8(c0, c.at(0, 0))
  storeDouble8(c1, c.at(1, 0))
  storeDouble8(c2, c.at(2, 0))
  storeDouble8(c3, c.at(3, 0))
  storeDouble8(c4, c.at(4, 0))
  storeDouble8(c5, c.at(5, 0))
}

/// c -= v x on rows 0 ..< 2 of v and columns 0 ..< 8 of x, which has `count` rows.
@inline(__always) func subtractTile2(_ v: Strided, _ x: Strided, _ count: Int, from c: Strided) {
  var c0 = loadDouble8(c.at(0, 0))
  var c1 = loadDouble8(c.at(1, 0))
  let v0 = UnsafePointer(v.at(0, 0))
  let v1 = UnsafePointer(v.at(1, 0))
  var other = UnsafePointer(x.start)
  var i = 0
  while i < count {
    let b = loadDouble8(other)
    c0 = c0 - (v0 + i).pointee * b
    c1 = c1 - (v1 + i).pointee * b
    other += x.stride
    i &+= 1
  }
  storeDouble8(c0, c.at(0, 0))
  storeDouble8(c1, c.at(1, 0))
}

/// c += v^T x, where v has `vectors` columns (an even number) and x `columns`, `count` rows both. Chunks of rows stay
/// in the first cache.
@inline(never) func addTransposedProduct(
  _ v: Strided, _ vectors: Int, _ x: Strided, _ columns: Int, _ count: Int, to c: Strided
) {
  let chunk = 32
  var first = 0
  while first < count {
    let rows = min(chunk, count &- first)
    var j = 0
    while j < columns {
      var k = 0
      while k &+ 6 <= vectors {
        addTransposedTile6(v.from(first, k), x.from(first, j), rows, to: c.from(k, j))
        k &+= 6
      }
      while k < vectors {
        addTransposedTile2(v.from(first, k), x.from(first, j), rows, to: c.from(k, j))
        k &+= 2
      }
      j &+= 8
    }
    first &+= chunk
  }
}

/// c -= v x, where v is `rows` (an even number) × `vectors` and x has `columns`.
@inline(never) func subtractProduct(
  _ v: Strided, _ vectors: Int, _ x: Strided, _ columns: Int, _ rows: Int, from c: Strided
) {
  var i = 0
  while i &+ 6 <= rows {
    var j = 0
    while j < columns {
      subtractTile6(v.from(i, 0), x.from(0, j), vectors, from: c.from(i, j))
      j &+= 8
    }
    i &+= 6
  }
  while i < rows {
    var j = 0
    while j < columns {
      subtractTile2(v.from(i, 0), x.from(0, j), vectors, from: c.from(i, j))
      j &+= 8
    }
    i &+= 2
  }
}
