import CKernels

private typealias Four = (V, V, V, V)

/// Where a run of a slice stands in the whole, and how many follow at a fixed distance.
private struct Run {
  var at: UInt64
  var left: Int

  @inline(__always) init(_ number: Int, _ box: gesso_box) {
    var number = UInt64(truncatingIfNeeded: number)
    var stride = box.pitch
    var axis = box.outer &- 1
    at = box.base
    left = 1
    while axis >= 0 {
      let count = UInt64(truncatingIfNeeded: (box.count + axis).pointee)
      let above = gesso_quotient(number, count)
      let index = number &- above &* count
      if axis == box.outer &- 1 { left = Int(truncatingIfNeeded: count &- index) }
      at &+= (UInt64(truncatingIfNeeded: (box.start + axis).pointee) &+ index) &* stride
      stride &*= UInt64(truncatingIfNeeded: (box.shape + axis).pointee)
      number = above
      axis &-= 1
    }
  }
}

/// Elements [first, first + n) of a slice. Short runs come out of whole vectors drawn to the side,
/// neighbours together where little lies between them.
@inline(never) func fillSlice(
  _ d: gesso_distribution, _ key: gesso_key, _ box: gesso_box, _ first: Int, _ n: Int,
  _ w: UnsafeMutablePointer<Float>, _ stream: Bool
) {
  let length = UInt64(truncatingIfNeeded: box.length)
  let number = Int(truncatingIfNeeded: gesso_quotient(UInt64(truncatingIfNeeded: first), length))
  var within = first &- number &* box.length
  var next = number
  var run = Run(next, box)
  var done = 0
  var side: (Four, Four, Four, Four) = (
    (V(), V(), V(), V()), (V(), V(), V(), V()), (V(), V(), V(), V()), (V(), V(), V(), V())
  )
  withUnsafeMutableBytes(of: &side) { bytes in
    guard let drawn = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
    var from: UInt64 = 0
    var to: UInt64 = 0
    while done < n {
      var take = min(box.length &- within, n &- done)
      let start = run.at &+ UInt64(truncatingIfNeeded: within)
      // A stream is drawn fastest from a whole block on.
      let skip = Int(truncatingIfNeeded: start & 3)
      if take >= 64, skip != 0 { take = 4 &- skip }
      if take >= 64 {
        fill(d, key, start, w + done, take, stream && take >= 4096)
      } else {
        let end = start &+ UInt64(truncatingIfNeeded: take)
        if start < from || end > to {
          from = start & ~3
          let more = box.pitch <= 32 ? UInt64(truncatingIfNeeded: min(run.left, 256) &- 1) : 0
          let wanted = end &- from &+ more &* box.pitch
          let count = min((wanted &+ 15) & ~15, 256)
          to = from &+ count
          fill(d, key, from, drawn, Int(truncatingIfNeeded: count), false)
        }
        gesso_copy(w + done, drawn + Int(truncatingIfNeeded: start &- from), take &* 4)
      }
      done &+= take
      within &+= take
      if within == box.length {
        within = 0
        next &+= 1
        run.left &-= 1
        if run.left > 0 { run.at &+= box.pitch } else if done < n { run = Run(next, box) }
      }
    }
  }
}
