import CKernels

/// Where the slopes of element i and of the 63 after it lie.
protocol SlopeSource {
  func at(_ i: Int) -> UnsafePointer<Float>
}

/// Those of a row.
extension UnsafePointer<Float>: SlopeSource {
  @inline(__always) func at(_ i: Int) -> UnsafePointer<Float> { self + i }
}

/// Those of rows that vectors run over the ends of: element i has slope i mod `channels`, and 64 can be read from that
/// of any element.
struct Slopes: SlopeSource {
  private let slopes: UnsafePointer<Float>
  private let channels: Int
  /// What stands for the slopes where fewer than 64 are left: the last ones, and the first ones again.
  private let joint: UnsafePointer<Float>
  private let reciprocal: UInt64

  @inline(__always) private init(
    _ slopes: UnsafePointer<Float>, _ channels: Int, joint: UnsafePointer<Float>
  ) {
    self.slopes = slopes
    self.channels = channels
    self.joint = joint
    // Exact for i channels < 2^40 and i < 2^24 channels: rows come in blocks of fewer than 2^17 elements.
    reciprocal = gesso_quotient(1 << 40, UInt64(truncatingIfNeeded: channels)) &+ 1
  }

  @inline(__always) func at(_ i: Int) -> UnsafePointer<Float> {
    let i = gesso_anew(i)
    let row = (UInt64(truncatingIfNeeded: i) &* reciprocal) &>> 40
    let channel = i &- Int(truncatingIfNeeded: row) &* channels
    return channel &+ 64 <= channels ? slopes + channel : joint + channel
  }

  @inline(__always) static func with(
    _ slopes: UnsafePointer<Float>, _ channels: Int, _ body: (Slopes) -> Void
  ) {
    // Whole vectors are stored: what the last one has too much is written over, or lies in a spare one.
    withUnsafeTemporaryAllocation(byteCount: (16 + 128 + 16) * 4, alignment: 16) { memory in
      guard let memory = memory.baseAddress?.alignedUp(toMultipleOf: 64) else { return }
      let joint = memory.bindMemory(to: Float.self, capacity: 144)
      let start = max(channels &- 64, 0)
      var count = channels &- start
      let length = count &+ 64
      copy(slopes + start, count, to: joint)
      // Once there are four, the four repeat.
      var (row, width) = (slopes, channels)
      while count < length {
        let more = min(width, length &- count)
        copy(row, more, to: joint + count)
        count &+= more
        if count == 4 &* width { (row, width) = (UnsafePointer(joint), count) }
      }
      body(Slopes(slopes, channels, joint: UnsafePointer(joint) - start))
    }
  }

  @inline(__always) private static func copy(
    _ from: UnsafePointer<Float>, _ count: Int, to: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < count {
      store(loadFirst(min(count &- i, 16), from + i), to + i)
      i &+= 16
    }
  }
}
