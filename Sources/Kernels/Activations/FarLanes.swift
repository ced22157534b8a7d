import CKernels

/// Pairs of vectors with far lanes, of a block of at most 192 pairs.
private struct FarPairs {
  static var most: Int { 192 }
  let bits: UnsafeMutablePointer<UInt32>
  let places: UnsafeMutablePointer<UInt8>

  @inline(__always) init(_ memory: UnsafeMutableRawPointer) {
    bits = memory.bindMemory(to: UInt32.self, capacity: Self.most)
    places = (memory + 4 &* Self.most).bindMemory(to: UInt8.self, capacity: Self.most)
  }

  /// How many there are with this one, which is none where no bit is 1: not a branch, which would go either way.
  @inline(__always) func counting(_ count: Int, _ lanes: UInt32, at place: Int) -> Int {
    (bits + count).pointee = lanes
    (places + count).pointee = UInt8(truncatingIfNeeded: place)
    return count &+ Int(truncatingIfNeeded: (lanes | (0 &- lanes)) &>> 31)
  }
}

extension LongForward {
  /// One block. The stages go through all lanes alike; far ones keep their x, and their results come last, 16 at a time:
  /// a branch for each costs more where they are not rare.
  @inline(__always) func mended(
    _ piece: Piece, _ start: Int, put: (Two, UnsafeMutablePointer<Float>) -> Void
  ) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 960, alignment: 16) { memory in
      guard let memory = memory.baseAddress, start &+ 32 <= piece.count else { return start }
      let pairs = FarPairs(memory)
      let end = min(piece.count, start &+ 32 &* FarPairs.most)
      var (i, count) = (start, 0)
      var at = function.locate(loadTwo(piece.x + i))
      while i &+ 64 <= end {
        let next = function.locate(loadTwo(piece.x + (i &+ 32)))
        piece.fetch(i, lines: 2)
        let (y, far) = marked(at)
        put(y, piece.out + i)
        count = pairs.counting(count, far, at: (i &- start) &>> 5)
        at = next
        i &+= 32
      }
      let (y, far) = marked(at)
      put(y, piece.out + i)
      count = pairs.counting(count, far, at: (i &- start) &>> 5)
      if count > 0 {
        if piece.streamed {
          streamAgain(piece, start, pairs, count)
        } else {
          mend(piece, start, pairs, count)
        }
      }
      return i &+ 32
    }
  }

  /// The values, but x in far lanes, and which these are.
  @inline(__always) private func marked(_ at: Located<Two>) -> (Two, UInt32) {
    let first = beyond(at.x.first, at.a.first)
    let second = beyond(at.x.second, at.a.second)
    let y = function.value(at)
    return (
      Two(select(first, at.x.first, y.first), select(second, at.x.second, y.second)),
      gesso_bits(first, second)
    )
  }

  @inline(__always) private func beyond(_ x: V, _ a: V) -> Mask {
    if case .magnitudes(let limit) = A.reach { a .> limit } else { x.lanes(beyond: A.reach) }
  }

  /// Whole vectors: to write a part of a line that went past the caches, it would have to be read first.
  @inline(never) private func streamAgain(
    _ piece: Piece, _ start: Int, _ pairs: FarPairs, _ count: Int
  ) {
    var k = 0
    while k < count {
      var i = start &+ 32 &* Int((pairs.places + k).pointee)
      var far = (pairs.bits + k).pointee
      while far != 0 {
        if far & 0xffff != 0 {
          gesso_store_stream(function.forward(load(piece.x + i)), piece.out + i)
        }
        far &>>= 16
        i &+= 16
      }
      k &+= 1
    }
  }

  @inline(never) private func mend(_ piece: Piece, _ start: Int, _ pairs: FarPairs, _ count: Int) {
    withUnsafeTemporaryAllocation(byteCount: 192, alignment: 16) { memory in
      guard let memory = memory.baseAddress else { return }
      let values = memory.bindMemory(to: Float.self, capacity: 16)
      let places = (memory + 64).bindMemory(to: Int.self, capacity: 16)
      store(V.zero, values)
      var (k, lane) = (0, 0)
      while k < count {
        let from = start &+ 32 &* Int((pairs.places + k).pointee)
        var far = (pairs.bits + k).pointee
        while far != 0 {
          let place = from &+ far.trailingZeroBitCount
          (values + lane).pointee = (piece.x + place).pointee
          (places + lane).pointee = place
          far &= far &- 1
          lane &+= 1
          if lane == 16 {
            scatter(values, places, lane, piece.out)
            lane = 0
          }
        }
        k &+= 1
      }
      scatter(values, places, lane, piece.out)
    }
  }

  @inline(__always) private func scatter(
    _ values: UnsafeMutablePointer<Float>, _ places: UnsafePointer<Int>, _ count: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    store(function.tail(load(values)), values)
    var k = 0
    while k < count {
      (out + (places + k).pointee).pointee = (values + k).pointee
      k &+= 1
    }
  }
}
