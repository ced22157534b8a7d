import CGesso
import CKernels

private let mostAxes = 8

/// A slice, checked, as runs of elements that are neighbours in the whole.
struct Slice {
  let box: gesso_box
  let elements: Int
  let rank: Int

  init(_ slice: UnsafePointer<gesso_slice>?) throws(Failure) {
    let slice = try present(slice, "slice").pointee
    guard slice.size == MemoryLayout<gesso_slice>.size else {
      throw Failure(GESSO_ERROR_SIZE, "slice->size", "is not sizeof(gesso_slice)")
    }
    guard slice.rank >= 1, slice.rank <= mostAxes else {
      throw Failure(GESSO_ERROR_SIZE, "rank", "is not in [1, 8]")
    }
    let shape = try present(slice.shape, "shape")
    let start = try present(slice.start, "start")
    let count = try present(slice.count, "count")
    // The last axes join into runs as long as all of each is taken; the next one may be a part.
    var (outer, length, pitch, base) = (slice.rank, UInt(1), UInt(1), UInt(0))
    var (whole, elements) = (UInt(1), UInt(1))
    var (joins, empty, tooMany) = (true, false, false)
    var axis = slice.rank
    while axis > 0 {
      axis &-= 1
      let all = UInt(bitPattern: (shape + axis).pointee)
      let first = UInt(bitPattern: (start + axis).pointee)
      let some = UInt(bitPattern: (count + axis).pointee)
      let (end, wraps) = first.addingReportingOverflow(some)
      guard !wraps, end <= all else {
        throw Failure(GESSO_ERROR_SIZE, "start", and: "count", "run past the shape")
      }
      let (product, overflows) = whole.multipliedReportingOverflow(by: max(all, 1))
      guard !overflows, product <= 1 << 63 else {
        throw Failure(GESSO_ERROR_SIZE, "shape", "has a product beyond 2^63")
      }
      let (taken, overflow) = elements.multipliedReportingOverflow(by: max(some, 1))
      empty = empty || some == 0
      tooMany = tooMany || overflow || taken > UInt(mostElements)
      elements = taken
      if joins { (outer, length, pitch, base) = (axis, taken, product, first &* whole) }
      joins = joins && some == all
      whole = product
    }
    guard empty || !tooMany else { throw Failure(GESSO_ERROR_SIZE, "count", "is too large") }
    self.elements = empty ? 0 : Int(bitPattern: elements)
    box = gesso_box(
      shape: shape, start: start, count: count, outer: outer, length: Int(bitPattern: length),
      pitch: UInt64(pitch), base: UInt64(base))
    rank = slice.rank
  }

  /// Fills w from d; it, or nil where there is nothing to fill.
  func draw(
    _ d: UnsafePointer<gesso_distribution>, _ key: gesso_key, _ w: UnsafeMutablePointer<Float>?
  ) throws(Failure) -> UnsafeMutablePointer<Float>? {
    if elements == 0 { return nil }
    let out = try Buffer(w, elements, "w")
    try out.apart(from: Buffer(box.shape, rank, "shape"))
    try out.apart(from: Buffer(box.start, rank, "start"))
    try out.apart(from: Buffer(box.count, rank, "count"))
    try withSampler(d.pointee) { (sampler) throws(Failure) in
      try Gesso.draw(.slice(sampler, key, box), out.pointer, elements)
    }
    return out.pointer
  }
}

@_cdecl("gesso_init_slice_f32") @implementation
public func gesso_init_slice_f32(
  _ d: UnsafePointer<gesso_distribution>!, _ key: gesso_key, _ slice: UnsafePointer<gesso_slice>!,
  _ w: UnsafeMutablePointer<Float>!
) -> gesso_status {
  checked { () throws(Failure) in
    let d = try present(d, "d")
    try check(d)
    _ = try Slice(slice).draw(d, key, w)
  }
}

@_cdecl("gesso_init_sparse_f32") @implementation
public func gesso_init_sparse_f32(
  _ sparsity: Double, _ std: Float, _ key: gesso_key, _ slice: UnsafePointer<gesso_slice>!,
  _ w: UnsafeMutablePointer<Float>!
) -> gesso_status {
  checked { () throws(Failure) in
    try real(sparsity, "sparsity", "is not in [0, 1]") {
      $0.order >= 0 && $0.order <= (1.0).order
    }
    try notNegative(std, "std")
    let slice = try Slice(slice)
    guard slice.rank == 2 else { throw Failure(GESSO_ERROR_SIZE, "rank", "is not 2") }
    let rows = try size(slice.box.shape.pointee, "shape")
    var d = gesso_distribution(.GESSO_NORMAL, 0, std)
    guard let w = try slice.draw(&d, key, w) else { return }
    var chosen = 0
    withStandardRounding { chosen = gesso_common.share(sparsity, rows) }
    let run = gesso_run(
      x: w, dy: w, out: w, n: slice.elements, accumulate: false, caching: .GESSO_CACHED)
    Job(
      .clear(key, slice.box, chosen: chosen), run, units: (slice.box.count + 1).pointee,
      elementsPerUnit: rows
    ).execute()
  }
}
