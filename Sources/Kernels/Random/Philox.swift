// Philox4x32-10: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).

import CKernels

/// The words of a stream, 16 from any element on.
struct Words {
  let key: SIMD2<UInt32>
  let stream: UInt64
  let offset: UInt64

  @inline(__always) init(_ key: gesso_key, _ offset: UInt64) {
    self.key = SIMD2(
      UInt32(truncatingIfNeeded: key.seed), UInt32(truncatingIfNeeded: key.seed &>> 32))
    stream = key.stream
    self.offset = offset
  }

  /// Eight blocks, to any address.
  @inline(__always) func write(_ first: UInt64, _ out: UnsafeMutableRawPointer) {
    if level > 2 { return gesso_philox8(first, stream, key.x, key.y, out) }
    out.storeBytes(of: blocks(from: first), as: SIMD16<UInt32>.self)
    (out + 64).storeBytes(of: blocks(from: first &+ 4), as: SIMD16<UInt32>.self)
  }
  @inline(__always) func blocks(_ four: SIMD4<UInt64>) -> SIMD16<UInt32> {
    level == 2 ? blocksApart(four) : gesso_philox(four, stream, key.x, key.y)
  }
  /// The oldest CPUs' copy is to be small.
  @inline(never) private func blocksApart(_ four: SIMD4<UInt64>) -> SIMD16<UInt32> {
    gesso_philox(four, stream, key.x, key.y)
  }
  @inline(__always) func blocks(from first: UInt64) -> SIMD16<UInt32> {
    blocks(first &+ SIMD4(0, 1, 2, 3))
  }

  @inline(__always) subscript(_ i: Int) -> SIMD16<UInt32> {
    let at = offset &+ UInt64(truncatingIfNeeded: i)
    let first = blocks(from: at &>> 2)
    let skip = at & 3
    if skip == 0 { return first }
    // Words skip … 15 + skip of five blocks.
    let next = blocks(from: (at &>> 2) &+ 4)
    return spliced(first, next, skip)
  }
}

@inline(__always) func spliced(
  _ a: SIMD16<UInt32>, _ b: SIMD16<UInt32>, _ skip: UInt64
) -> SIMD16<UInt32> {
  var pair = (a, b)
  return withUnsafeBytes(of: &pair) {
    $0.loadUnaligned(fromByteOffset: Int(truncatingIfNeeded: skip &* 4), as: SIMD16<UInt32>.self)
  }
}

/// One block with a counter and key of the caller's.
@inline(never) func philoxBlock(
  _ counter: UnsafePointer<UInt32>, _ key: UnsafePointer<UInt32>,
  _ out: UnsafeMutablePointer<UInt32>
) {
  let c = UnsafeRawPointer(counter).loadUnaligned(as: SIMD2<UInt64>.self)
  let k = UnsafeRawPointer(key).loadUnaligned(as: SIMD2<UInt32>.self)
  let words = gesso_philox(SIMD4(repeating: c.x), c.y, k.x, k.y)
  UnsafeMutableRawPointer(out).storeBytes(of: words.lowHalf.lowHalf, as: SIMD4<UInt32>.self)
}
