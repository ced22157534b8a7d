// Σ (x - mean)(x - mean)^T of a chunk of rows. They lie packed: blocks of 256 rows, in each of them panels of 8
// features, so that a tile reads its panels in order and they stay in the first cache. Of 100,000 × 784 floats it
// takes 0.56 s on an AVX-512 core, conversion and all; converting and OpenBLAS's dsyrk took 0.70.

import CKernels

/// Where the packed rows have feature `feature` of row `row`, for a multiple of 8.
@inline(__always) private func place(
  _ to: gesso_scatter, _ row: Int, _ feature: Int
) -> UnsafeMutablePointer<Double> {
  let panels = (to.features &+ 7) &>> 3
  let panel = (row &>> 8) &* panels &+ (feature &>> 3)
  return to.packed + ((panel &<< 8 &+ (row & 255)) &<< 3)
}

@inline(__always) private func root(_ weights: UnsafePointer<Double>?, _ i: Int) -> Double {
  guard let weights else { return 1 }
  return gesso_square_root((weights + i).pointee)
}

/// Packs rows [first, first + rows) as (x - center) sqrt(weight); features that fill a panel up are 0.
@inline(never) func packFloats(
  _ x: UnsafePointer<Float>, _ stride: Int, _ weights: UnsafePointer<Double>?,
  _ center: UnsafePointer<Double>, _ to: gesso_scatter, _ first: Int, _ rows: Int
) {
  var i = first
  while i < first &+ rows {
    let factor = D(repeating: root(weights, i))
    var j = 0
    while j < to.features {
      let count = min(16, to.features &- j)
      let (x0, x1) = loadAsDoubles(x + (i &* stride &+ j), count)
      let (c0, c1) = loadDoubles(center + j, count)
      storeDouble8((x0 - c0) * factor, place(to, i, j))
      if count > 8 { storeDouble8((x1 - c1) * factor, place(to, i, j &+ 8)) }
      j &+= 16
    }
    i &+= 1
  }
}

@inline(never) func packDoubles(
  _ x: UnsafePointer<Double>, _ stride: Int, _ weights: UnsafePointer<Double>?,
  _ center: UnsafePointer<Double>, _ to: gesso_scatter, _ first: Int, _ rows: Int
) {
  var i = first
  while i < first &+ rows {
    let factor = root(weights, i)
    var j = 0
    while j < (to.features &+ 7) & ~7 {
      let packed = place(to, i, j & ~7) + (j & 7)
      packed.pointee =
        j < to.features ? ((x + (i &* stride &+ j)).pointee - (center + j).pointee) * factor : 0
      j &+= 1
    }
    i &+= 1
  }
}

/// 8 rows and 4 columns of the sum.
private struct Tile {
  var c0 = D()
  var c1 = D()
  var c2 = D()
  var c3 = D()

  @inline(__always) init() {}

  @inline(__always) mutating func add(_ a: D, _ b0: D, _ b1: D, _ b2: D, _ b3: D) {
    c0 = gesso_multiply_add(a, b0, c0)
    c1 = gesso_multiply_add(a, b1, c1)
    c2 = gesso_multiply_add(a, b2, c2)
    c3 = gesso_multiply_add(a, b3, c3)
  }

  @inline(__always) mutating func add(to sum: gesso_scatter, _ row: Int, _ column: Int) {
    withUnsafeBytes(of: &self) {
      guard let columns = $0.baseAddress else { return }
      addTile(columns, sum, row, column)
    }
  }
}

/// Adds a tile to the sum at (row, column), as far as there are rows and columns. Not in line: four times a
/// tile is most of the code.
@inline(never) private func addTile(
  _ tile: UnsafeRawPointer, _ to: gesso_scatter, _ row: Int, _ column: Int
) {
  let rows = min(8, to.features &- row)
  let columns = min(4, to.features &- column)
  var k = 0
  while k < columns {
    let v = tile.load(fromByteOffset: 64 &* k, as: D.self)
    let at = to.sum + ((column &+ k) &* to.features &+ row)
    if rows == 8 {
      storeDouble8(loadDouble8(at) + v, at)
    } else {
      var sum = D()
      gesso_copy(&sum, at, rows &* 8)
      sum = sum + v
      gesso_copy(at, &sum, rows &* 8)
    }
    k &+= 1
  }
}

@inline(__always) private func repeated(_ p: UnsafePointer<Double>, _ lane: Int) -> D {
  D(repeating: (p + lane).pointee)
}

/// One panel's rows and four columns: 8 of AVX2's registers, as many as two units of latency 4 to 5 want.
@inline(__always) private func tile1(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int,
  _ to: gesso_scatter, _ row: Int, _ column: Int
) {
  var t = Tile()
  var i = 0
  while i < count &* 8 {
    t.add(
      loadDouble8(a + i), repeated(b + i, 0), repeated(b + i, 1), repeated(b + i, 2),
      repeated(b + i, 3))
    i &+= 8
  }
  t.add(to: to, row, column)
}

/// Two panels' rows and eight columns, where a register holds 8 doubles and there are 32 of them.
@inline(__always) private func tile4(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int,
  _ to: gesso_scatter, _ row: Int, _ column: Int
) {
  var (t, u) = (Tile(), Tile())
  var (v, w) = (Tile(), Tile())
  let other = a + 2048
  var i = 0
  while i < count &* 8 {
    let (a0, a1) = (loadDouble8(a + i), loadDouble8(other + i))
    let (b0, b1) = (repeated(b + i, 0), repeated(b + i, 1))
    let (b2, b3) = (repeated(b + i, 2), repeated(b + i, 3))
    t.add(a0, b0, b1, b2, b3)
    u.add(a1, b0, b1, b2, b3)
    let (b4, b5) = (repeated(b + i, 4), repeated(b + i, 5))
    let (b6, b7) = (repeated(b + i, 6), repeated(b + i, 7))
    v.add(a0, b4, b5, b6, b7)
    w.add(a1, b4, b5, b6, b7)
    i &+= 8
  }
  t.add(to: to, row, column)
  u.add(to: to, row &+ 8, column)
  v.add(to: to, row, column &+ 4)
  w.add(to: to, row &+ 8, column &+ 4)
}

/// Adds the products of packed rows [0, rows) to rows [16 group, 16 group + 16) of the sum, up to its diagonal.
@inline(never) func addScatter(_ to: gesso_scatter, _ rows: Int, _ group: Int) {
  let row = group &* 16
  let pair = row &+ 8 < to.features
  var first = 0
  while first < rows {
    let count = min(256, rows &- first)
    let a = UnsafePointer(place(to, first, row))
    var column = 0
    while column < min(row &+ 16, to.features) {
      let b = UnsafePointer(place(to, first, column & ~7)) + (column & 4)
      if level == 4, pair {
        tile4(a, b, count, to, row, column)
        column &+= 4
      } else {
        var half = column < row &+ 8 ? 0 : 8
        while half < (pair ? 16 : 8) {
          tile1(a + (half &* 256), b, count, to, row &+ half, column)
          half &+= 8
        }
      }
      column &+= 4
    }
    first &+= 256
  }
}
