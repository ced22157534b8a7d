import CKernels

/// What becomes of far lanes with AVX-512; Ahead is otherwise.
enum FarLanes {
  /// Hardly any are: a vector that has one goes alone.
  case alone
  /// The loop for near lanes ends at a pair that has one. That pair goes both ways if the loop came as far as `gap`;
  /// else a block with FarPairs follows, or if four of its lanes or more are far, one in which all go both ways.
  case bothWays(gap: Int = 512)
  /// The tail takes many steps: all blocks are with FarPairs.
  case inPairs
}

/// Of which most lanes are computed in few steps, and far ones by a formula of their own, the tail.
protocol TailedKernel: Kernel {
  func tail(_ x: V) -> V
  static var farLanes: FarLanes { get }
  /// Stores the pairs from i on, each lane by its own way; gives back where that ends.
  func bothWays(_ piece: Piece, _ i: Int, upTo end: Int) -> Int
  /// Whether the results are dy times that.
  static var isGradient: Bool { get }
}

/// Pairs of vectors with far lanes, of a block of pairs that all go through the few steps alike: a branch for each
/// costs more where far lanes are not rare. Their results come last, so that in place they find x and dy where these
/// were: the others alone are stored at first, but past the caches.
struct FarPairs {
  /// A number of which fits a byte; five bytes for each are less than 1024.
  static var most: Int { 192 }
  static var bytes: Int { 5 &* most }
  private let bits: UnsafeMutablePointer<UInt32>
  private let places: UnsafeMutablePointer<UInt8>
  private let piece: Piece
  private let start: Int

  /// From `start` on.
  @inline(__always) init(_ piece: Piece, _ start: Int, _ memory: UnsafeMutableRawPointer) {
    bits = memory.bindMemory(to: UInt32.self, capacity: Self.most)
    places = (memory + 4 &* Self.most).bindMemory(to: UInt8.self, capacity: Self.most)
    (self.piece, self.start) = (piece, start)
  }

  /// Stores the pair at i and gives back how many there are with it, which is found without a branch.
  @inline(__always) func put(_ v: Two, at i: Int, far: (Mask, Mask), _ count: Int) -> Int {
    let out = piece.out + i
    let (first, second) = (gesso_bits(far.0), gesso_bits(far.1))
    if piece.streamed {
      stream(v, out)
    } else {
      gesso_store_lanes(~first, v.first, out)
      gesso_store_lanes(~second, v.second, out + 16)
    }
    let lanes = UInt32(first) | UInt32(second) &<< 16
    (bits + count).pointee = lanes
    (places + count).pointee = UInt8(truncatingIfNeeded: (i &- start) &>> 5)
    return count &+ Int(truncatingIfNeeded: (lanes | (0 &- lanes)) &>> 31)
  }

  @inline(__always) func mend(_ kernel: some TailedKernel, _ count: Int) {
    if count == 0 { return }
    if piece.streamed {
      streamAgain(kernel, count)
    } else {
      storeTails(kernel, count)
    }
  }

  /// Whole vectors: to write a part of a line that went past the caches, it would have to be read first.
  @inline(never) private func streamAgain<K: TailedKernel>(_ kernel: K, _ count: Int) {
    var k = 0
    while k < count {
      var i = start &+ 32 &* Int((places + k).pointee)
      if case .bothWays = K.farLanes {
        _ = kernel.bothWays(piece, i, upTo: i &+ 32)
      } else {
        var far = (bits + k).pointee
        while far != 0 {
          if far & 0xffff != 0 { gesso_store_stream(kernel(piece, i), piece.out + i) }
          far &>>= 16
          i &+= 16
        }
      }
      k &+= 1
    }
  }

  /// In batches, but those of a pair that has many where they are.
  @inline(never) private func storeTails<K: TailedKernel>(_ kernel: K, _ count: Int) {
    withFarBatch { batch in
      var k = 0
      while k < count {
        let from = start &+ 32 &* Int((places + k).pointee)
        let far = (bits + k).pointee
        if case .inPairs = K.farLanes, far.nonzeroBitCount >= 10 {
          storeHalf(kernel, from, UInt16(truncatingIfNeeded: far))
          storeHalf(kernel, from &+ 16, UInt16(truncatingIfNeeded: far &>> 16))
        } else {
          batch.add(kernel, piece, from, far)
        }
        k &+= 1
      }
      batch.flush(kernel, piece)
    }
  }

  @inline(__always) private func storeHalf<K: TailedKernel>(
    _ kernel: K, _ i: Int, _ lanes: UInt16
  ) {
    let tail = gesso_joined(kernel.tail(load(piece.x + i)))
    gesso_store_lanes(lanes, K.isGradient ? load(piece.dy + i) * tail : tail, piece.out + i)
  }
}
