import CKernels

// The slopes of PReLU's channels where vectors run over the ends of rows.

/// Element i has slope i mod `channels`. The first slopes stand again after the last, so that two
/// vectors can be read from any of them.
struct Slopes {
  private let slopes: UnsafePointer<Float>
  private let channels: Int
  private let reciprocal: UInt64

  @inline(__always) init(_ slopes: UnsafePointer<Float>, _ channels: Int) {
    self.slopes = slopes
    self.channels = channels
    // Exact for i channels < 2^40: runs are short where channels are many.
    reciprocal = gesso_quotient(1 << 40, UInt64(truncatingIfNeeded: channels)) &+ 1
  }

  @inline(__always) func at(_ i: Int) -> UnsafePointer<Float> {
    let row = (UInt64(truncatingIfNeeded: i) &* reciprocal) &>> 40
    return slopes + (i &- Int(truncatingIfNeeded: row) &* channels)
  }
}

/// Calls `body` with few slopes and the first ones again.
@inline(__always) func withRepeated(
  _ slopes: UnsafePointer<Float>, _ channels: Int, _ body: (UnsafePointer<Float>) -> Void
) {
  let capacity =
    Int(GESSO_FEW_SLOPES) &+ Int(GESSO_SLOPES_AGAIN)
    &+ Int(GESSO_SLOPES_TO_SPARE)
  withUnsafeTemporaryAllocation(byteCount: capacity &* 4, alignment: 16) { memory in
    guard let repeated = memory.bindMemory(to: Float.self).baseAddress else { return }
    // Whole vectors are stored: what the last one has too much is written over by the next copy, or
    // lies in what is spare.
    @inline(__always) func copy(_ count: Int, _ from: UnsafePointer<Float>, _ at: Int) {
      var i = 0
      while i &+ 16 <= count {
        store(load(from + i), repeated + (at &+ i))
        i &+= 16
      }
      if i < count { store(loadFirst(count &- i, from + i), repeated + (at &+ i)) }
    }
    copy(channels, slopes, 0)
    var count = channels
    while count < channels &+ Int(GESSO_SLOPES_AGAIN) {
      let more = min(count, channels &+ Int(GESSO_SLOPES_AGAIN) &- count)
      copy(more, repeated, count)
      count &+= more
    }
    body(repeated)
  }
}
