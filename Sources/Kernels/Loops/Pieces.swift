import CKernels

/// A stretch of a run that whole vectors walk through.
struct Piece {
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let out: UnsafeMutablePointer<Float>
  /// Where it stands in the run.
  let start: Int
  /// At least 16, or 0. Where it is no multiple of 16, the last two vectors overlap: only where nothing is added,
  /// streamed, or written over x or dy, so that an element can be computed twice.
  let count: Int
  let caching: gesso_caching
}

/// A run as up to three pieces, in the order in which they are to be computed.
struct Pieces {
  let first: UnsafePointer<Piece>
  let end: UnsafePointer<Piece>
  let accumulate: Bool
}

/// Calls `body` with the run's pieces.
@inline(__always) func withPieces(of run: UnsafePointer<gesso_run>, _ body: (Pieces) -> Void) {
  // Room for three spare vectors (x, dy and out of a short run), then for the pieces. More than 1024
  // bytes, or an alignment above 16, would come from the heap.
  withUnsafeTemporaryAllocation(byteCount: 64 &+ 3 &* 64 &+ 3 &* 64, alignment: 16) { memory in
    guard let memory = memory.baseAddress?.alignedUp(toMultipleOf: 64) else { return }
    let spare = memory.bindMemory(to: Float.self, capacity: 48)
    let pieces = (memory + 3 &* 64).bindMemory(to: Piece.self, capacity: 3)
    // Field by field, here and in `cut`, for the same reason as in `alone`.
    let n = run.pointee.n
    let caching = run.pointee.fitting
    var first = UnsafePointer(pieces + 1)
    var end = first + 1
    if n < 16 || caching.streamed || run.pointee.accumulate {
      (first, end) = cut(run, caching, spare, pieces)
    } else {
      let inPlace = run.pointee.out == run.pointee.x || run.pointee.out == run.pointee.dy
      (pieces + 1).initialize(
        to: Piece(run, from: 0, count: inPlace ? n & ~15 : n, caching: caching))
      if inPlace && n & 15 != 0 {
        first = UnsafePointer(pieces)
        pieces.initialize(to: Piece(run, from: n &- 16, count: 16, out: spare + 32))
      }
    }
    body(Pieces(first: first, end: end, accumulate: run.pointee.accumulate))
    if first.pointee.out == spare + 32 {
      let last = max(n &- 16, 0)
      storeFirst(n &- last, load(spare + 32), run.pointee.out + last)
    }
    if caching.streamed { gesso_store_fence() }
  }
}

extension Piece {
  @inline(__always) var streamed: Bool { caching.streamed }

  /// Lines of x, and for a gradient of dy, two pages ahead: the processor's own fetching stops at each end of one. What
  /// a few instructions stream waits for memory in any case.
  @inline(__always) func fetch(_ i: Int, lines: Int, brief: Bool = false, gradient: Bool = false) {
    if caching == .GESSO_CACHED || brief && caching == .GESSO_STREAMED { return }
    for line in 0..<lines {
      gesso_prefetch(x + (i &+ 2048 &+ 16 &* line))
      if gradient { gesso_prefetch(dy + (i &+ 2048 &+ 16 &* line)) }
    }
  }

  /// The same, where it is known to be in the caches.
  @inline(__always) var cached: Piece {
    Piece(x: x, dy: dy, out: out, start: start, count: count, caching: .GESSO_CACHED)
  }

  /// Read field by field: a copy of what was just written in parts would wait for it.
  @inline(__always) var alone: Piece {
    Piece(
      x: gesso_alone(x), dy: gesso_alone(dy), out: UnsafeMutablePointer(mutating: gesso_alone(out)),
      start: start, count: count, caching: caching)
  }

  @inline(__always) init(
    _ run: UnsafePointer<gesso_run>, from start: Int, count: Int,
    out: UnsafeMutablePointer<Float>? = nil, caching: gesso_caching = .GESSO_CACHED
  ) {
    self.init(
      x: gesso_alone(run.pointee.x) + start, dy: gesso_alone(run.pointee.dy) + start,
      out: out ?? run.pointee.out + start, start: start, count: count, caching: caching)
  }
}

/// The pieces of any run. Where the last vector is not whole, the last 16 elements come first and wait in
/// a spare vector until the others are done, for in place a second pass over those that both have would
/// read results; to accumulate, that vector first holds the old values. Where stores are streamed, which
/// want addresses that are multiples of 64, the first 16 elements are computed twice. A run below 16 goes
/// through a copy.
@inline(never) private func cut(
  _ run: UnsafePointer<gesso_run>, _ caching: gesso_caching,
  _ spare: UnsafeMutablePointer<Float>, _ pieces: UnsafeMutablePointer<Piece>
) -> (UnsafePointer<Piece>, UnsafePointer<Piece>) {
  let n = run.pointee.n
  let out = run.pointee.out
  let head = caching.streamed && n >= 16 ? toLine(out) : 0
  let whole = (n &- head) & ~15
  let last = max(n &- 16, 0)
  let lanes = n &- last
  if run.pointee.accumulate { store(loadFirst(lanes, out + last), spare + 32) }
  var x = run.pointee.x + last
  var dy = run.pointee.dy + last
  if lanes < 16 {
    store(loadFirst(lanes, x), spare)
    store(loadFirst(lanes, dy), spare + 16)
    x = UnsafePointer(spare)
    dy = UnsafePointer(spare + 16)
  }
  pieces.initialize(
    to: Piece(
      x: x, dy: dy, out: spare + 32, start: last, count: 16, caching: .GESSO_CACHED))
  var end = pieces + 1
  if head > 0 {
    end.initialize(to: Piece(run, from: 0, count: 16))
    end += 1
  }
  end.initialize(to: Piece(run, from: head, count: whole, caching: caching))
  let first = head &+ whole < n ? pieces : pieces + 1
  return (UnsafePointer(first), UnsafePointer(end + 1))
}

/// How many floats there are from p to the next line's start.
@inline(__always) private func toLine(_ p: UnsafeMutablePointer<Float>) -> Int {
  Int(bitPattern: (0 &- UInt(bitPattern: p)) & 63) &>> 2
}

extension gesso_run {
  /// Not past the caches where no float begins a line.
  @inline(__always) fileprivate var fitting: gesso_caching {
    caching.streamed && UInt(bitPattern: out) & 3 != 0 ? .GESSO_CACHED : caching
  }
}
