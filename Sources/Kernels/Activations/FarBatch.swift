import CKernels

/// Far lanes from anywhere in a piece, up to 16, which are computed together. x and dy are read when a lane comes in,
/// so that in place its result may be stored after its neighbours'.
struct FarBatch {
  private let x: UnsafeMutablePointer<Float>
  private let dy: UnsafeMutablePointer<Float>
  private let indices: UnsafeMutablePointer<Int>
  private(set) var count = 0

  @inline(__always) fileprivate init(_ memory: UnsafeMutableRawPointer) {
    x = memory.bindMemory(to: Float.self, capacity: 16)
    dy = (memory + 64).bindMemory(to: Float.self, capacity: 16)
    indices = (memory + 128).bindMemory(to: Int.self, capacity: 16)
    store(V.zero, x)
  }

  /// Of the 32 elements from `start` on, those whose bits are 1.
  @inline(__always) mutating func add<K: TailedKernel>(
    _ kernel: K, _ piece: Piece, _ start: Int, _ bits: UInt32
  ) {
    var far = bits
    while far != 0 {
      let i = start &+ far.trailingZeroBitCount
      (x + count).pointee = (piece.x + i).pointee
      if K.isGradient { (dy + count).pointee = (piece.dy + i).pointee }
      (indices + count).pointee = i
      far &= far &- 1
      count &+= 1
      if count == 16 { flush(kernel, piece) }
    }
  }

  @inline(never) mutating func flush<K: TailedKernel>(_ kernel: K, _ piece: Piece) {
    if count == 0 { return }
    let tail = kernel.tail(load(x))
    store(K.isGradient ? load(dy) * tail : tail, x)
    var k = 0
    while k < count {
      (piece.out + (indices + k).pointee).pointee = (x + k).pointee
      k &+= 1
    }
    count = 0
  }
}

@inline(__always) func withFarBatch(_ body: (inout FarBatch) -> Void) {
  withUnsafeTemporaryAllocation(byteCount: 256, alignment: 16) { memory in
    guard let memory = memory.baseAddress else { return }
    var batch = FarBatch(memory)
    body(&batch)
  }
}
