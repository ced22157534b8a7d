// How rows are gone through: in blocks that stay in the caches, each of them in strips of columns.

import CKernels

/// What rows are made of.
protocol Element {
  /// The first `count` of 8; the others are 0.
  static func first8(_ count: Int, _ p: UnsafePointer<Self>) -> D
  var double: Double { get }
}

extension Float: Element {
  @inline(__always) static func first8(_ count: Int, _ p: UnsafePointer<Float>) -> D {
    gesso_to_doubles(
      count == 8
        ? UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
        : gesso_load_first(p, count).lowHalf)
  }
  @inline(__always) var double: Double { Double(self) }
}

extension Double: Element {
  @inline(__always) static func first8(_ count: Int, _ p: UnsafePointer<Double>) -> D {
    count == 8 ? loadDouble8(p) : gesso_load_first_doubles(p, count)
  }
  @inline(__always) var double: Double { self }
}

/// `lanes` columns from `column` on, of which those before `skip` were in the strip before, in `rows` rows, at most
/// 512, from row `first` on.
struct Strip<T: Element> {
  let start: UnsafePointer<T>
  let first, rows, stride, column, skip, lanes: Int

  @inline(__always) func forEachRow(_ body: (UnsafePointer<T>, Int) -> Void) {
    var row = start
    var i = 0
    while i < rows {
      body(row, i)
      row += stride
      i &+= 1
    }
  }
}

/// The strips of `width` columns; the last one overlaps that before it where there is one.
@inline(__always) func forEachStrip<T: Element>(
  _ x: UnsafePointer<T>, _ rows: Int, _ stride: Int, _ features: Int, width: Int,
  _ body: (Strip<T>) -> Void
) {
  let size = MemoryLayout<T>.size
  // A block stays in the caches between the two times it is read, and is no longer than the fast ways' sums are
  // exact for; the end of a strip takes as long as some 200 rows of it.
  let most = min(max((1 << 20) / size / max(features, 1), 64), 512)
  var first = 0
  while first < rows {
    let count = min(most, rows &- first)
    let block = x + first &* stride
    // Strips go down the rows, which no prefetcher of the CPU follows: each asks for its share of the
    // next block, row after row.
    var ahead = UnsafeRawPointer(block + count &* stride)
    let strips = max((features &+ width &- 1) / width, 1)
    let share = first &+ 2 &* count <= rows ? count &* stride &* size / strips : 0
    var j = 0
    while j < features {
      let column = max(min(j, features &- width), 0)
      var asked = 0
      while asked < share {
        gesso_prefetch(ahead + asked)
        asked &+= 64
      }
      ahead += share
      body(
        Strip(
          start: block + column, first: first, rows: count, stride: stride, column: column,
          skip: j &- column, lanes: min(width, features)))
      j &+= width
    }
    first &+= count
  }
}

/// The lanes of a strip that are set in `slow`, value by value.
@inline(__always) func addSlow<T: Element>(
  _ strip: Strip<T>, _ slow: UInt32, _ weights: UnsafePointer<Double>?,
  _ to: UnsafePointer<gesso_tally>
) {
  var lane = strip.skip
  while lane < strip.lanes {
    if slow &>> UInt32(truncatingIfNeeded: lane) & 1 != 0 {
      strip.forEachRow { row, i in
        gesso_common.tally_add(
          (row + lane).pointee.double, weight(weights, strip.first &+ i), strip.column &+ lane, to)
      }
    }
    lane &+= 1
  }
}

@inline(__always) func weight(_ weights: UnsafePointer<Double>?, _ i: Int) -> Double {
  guard let weights else { return 1 }
  return (weights + i).pointee
}
