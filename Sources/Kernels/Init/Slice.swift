import CKernels

/// Walks a slice: where its next element stands in the whole, and how many follow it there.
private struct Cursor {
  let box: gesso_box
  private(set) var at: UInt64 = 0
  private(set) var left = 0
  private var run: Int
  /// How many runs, this one included, stand at a fixed distance.
  private var neighbours = 0

  @inline(__always) init(_ box: gesso_box, _ element: Int) {
    self.box = box
    run = Int(
      truncatingIfNeeded: gesso_quotient(
        UInt64(truncatingIfNeeded: element), UInt64(truncatingIfNeeded: box.length)))
    seek()
    let within = element &- run &* box.length
    at &+= UInt64(truncatingIfNeeded: within)
    left &-= within
  }

  /// To the start of a run.
  @inline(never) private mutating func seek() {
    var number = UInt64(truncatingIfNeeded: run)
    var stride = box.pitch
    var axis = box.outer &- 1
    at = box.base
    left = box.length
    neighbours = 1
    while axis >= 0 {
      let count = UInt64(truncatingIfNeeded: (box.count + axis).pointee)
      let above = gesso_quotient(number, count)
      let index = number &- above &* count
      if axis == box.outer &- 1 { neighbours = Int(truncatingIfNeeded: count &- index) }
      at &+= (UInt64(truncatingIfNeeded: (box.start + axis).pointee) &+ index) &* stride
      stride &*= UInt64(truncatingIfNeeded: (box.shape + axis).pointee)
      number = above
      axis &-= 1
    }
  }

  /// `count` is at most `left`.
  @inline(__always) mutating func advance(_ count: Int) {
    at &+= UInt64(truncatingIfNeeded: count)
    left &-= count
    if left > 0 { return }
    run &+= 1
    neighbours &-= 1
    if neighbours > 0 {
      at &+= box.pitch &- UInt64(truncatingIfNeeded: box.length)
      left = box.length
    } else {
      seek()
    }
  }
}

/// The part of a block that a slice takes.
private struct Part {
  let block: UInt64
  let skip: Int
  let count: Int

  /// The next one, of at most `most` words.
  @inline(__always) init(_ cursor: inout Cursor, _ most: Int) {
    block = cursor.at &>> 2
    skip = Int(truncatingIfNeeded: cursor.at & 3)
    count = min(4 &- skip, min(cursor.left, most))
    if count > 0 { cursor.advance(count) }
  }
}

/// The words of the next n elements. Short runs come out of four blocks at a time, from anywhere in
/// the stream.
@inline(never) private func gather(
  _ cursor: inout Cursor, _ words: Words, _ out: UnsafeMutableRawPointer, _ n: Int
) {
  var drawn = (SIMD16<UInt32>(), SIMD4<UInt32>())
  withUnsafeMutableBytes(of: &drawn) { bytes in
    guard let drawn = bytes.baseAddress else { return }
    var done = 0
    while done < n {
      if cursor.at & 3 == 0, min(cursor.left, n &- done) >= 16 {
        let words = words.blocks(from: cursor.at &>> 2)
        (out + done &* 4).storeBytes(of: words, as: SIMD16<UInt32>.self)
        cursor.advance(16)
        done &+= 16
        continue
      }
      let a = Part(&cursor, n &- done)
      let b = Part(&cursor, n &- done &- a.count)
      let c = Part(&cursor, n &- done &- a.count &- b.count)
      let d = Part(&cursor, n &- done &- a.count &- b.count &- c.count)
      drawn.storeBytes(
        of: words.blocks(SIMD4(a.block, b.block, c.block, d.block)), as: SIMD16<UInt32>.self)
      copy(a, drawn, out, &done, n)
      copy(b, drawn + 16, out, &done, n)
      copy(c, drawn + 32, out, &done, n)
      copy(d, drawn + 48, out, &done, n)
    }
  }
}

/// What is copied beyond the part, the next one overwrites.
@inline(__always) private func copy(
  _ part: Part, _ block: UnsafeMutableRawPointer, _ out: UnsafeMutableRawPointer,
  _ done: inout Int, _ n: Int
) {
  let from = block + part.skip &* 4
  if n &- done >= 4 {
    gesso_copy(out + done &* 4, from, 16)
  } else {
    gesso_copy(out + done &* 4, from, part.count &* 4)
  }
  done &+= part.count
}

/// Elements [first, first + n) of a slice.
@inline(never) func fillSlice(
  _ sampler: UnsafePointer<gesso_sampler>, _ key: gesso_key, _ box: gesso_box, _ first: Int,
  _ n: Int, _ w: UnsafeMutablePointer<Float>, _ stream: Bool
) {
  if sampler.pointee.distribution.kind == .GESSO_CONSTANT {
    fill(sampler, key, 0, w, n, stream)
    return
  }
  var cursor = Cursor(box, first)
  let words = Words(key, 0)
  let long = box.length >= drawnAtATime
  var done = 0
  while done < n {
    let take = min(n &- done, long ? cursor.left : drawnAtATime)
    let to = w + done
    if long {
      fill(sampler, key, cursor.at, to, take, false)
      cursor.advance(take)
    } else {
      gather(&cursor, words, to, take)
      var run = gesso_run(
        x: to, dy: to, out: to, n: take, accumulate: false, caching: .GESSO_CACHED)
      sample(sampler, &run)
    }
    done &+= take
  }
}
