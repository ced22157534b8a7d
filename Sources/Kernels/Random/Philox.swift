// Philox4x32-10: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).

import CKernels

/// Four blocks side by side: 16 words in stream order, held as 8 pairs (low word first).
typealias Blocks = SIMD8<UInt64>

@inline(__always) func interleaved(_ even: SIMD4<UInt64>, _ odd: SIMD4<UInt64>) -> Blocks {
  var b = Blocks()
  b.evenHalf = even
  b.oddHalf = odd
  return b
}

@inline(__always) func alternating(_ even: UInt64, _ odd: UInt64) -> Blocks {
  interleaved(SIMD4(repeating: even), SIMD4(repeating: odd))
}

/// One round maps (c0, c1, c2, c3) to (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0
/// c0)). As pairs, (c0, c1) becomes the swapped product of the other pair's low word, with this
/// pair's high word and a key word folded into its low half.
@inline(__always) func philoxRound(_ c: Blocks, _ key: Blocks) -> Blocks {
  let products = (c & 0xffff_ffff) &* alternating(0xd251_1f53, 0xcd9e_8d57)
  let crossed = interleaved(products.oddHalf, products.evenHalf)
  return (crossed &>> 32 | crossed &<< 32) ^ (c &>> 32) ^ key
}

@inline(__always) func philox(_ counters: Blocks, _ key: SIMD2<UInt32>) -> Blocks {
  var c = counters
  var k = key
  for _ in 0..<10 {
    c = philoxRound(c, alternating(UInt64(k.x), UInt64(k.y)))
    // The golden ratio and sqrt 3 - 1, in 32 bits.
    k &+= SIMD2(0x9e37_79b9, 0xbb67_ae85)
  }
  return c
}

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

  @inline(__always) func blocks(_ first: UInt64) -> Blocks {
    philox(alternating(first, stream) &+ Blocks(0, 0, 1, 0, 2, 0, 3, 0), key)
  }

  @inline(__always) subscript(_ i: Int) -> SIMD16<UInt32> {
    let at = offset &+ UInt64(truncatingIfNeeded: i)
    let first = unsafeBitCast(blocks(at &>> 2), to: SIMD16<UInt32>.self)
    let skip = at & 3
    if skip == 0 { return first }
    // Words skip … 15 + skip of five blocks.
    let next = unsafeBitCast(blocks((at &>> 2) &+ 4), to: SIMD16<UInt32>.self)
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
  let blocks = philox(alternating(c.x, c.y), k)
  UnsafeMutableRawPointer(out).storeBytes(of: blocks.lowHalf.lowHalf, as: SIMD2<UInt64>.self)
}
