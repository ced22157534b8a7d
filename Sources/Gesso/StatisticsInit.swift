import CGesso
import CKernels

/// The statistics of x; its histogram goes where the options say.
private func look(
  _ x: UnsafePointer<Float>?, _ n: Int, _ options: gesso_statistics_options,
  _ out: UnsafeMutablePointer<gesso_activation_statistics>
) throws(Failure) {
  let n = try size(n, "n")
  let bins = try size(options.bins, "bins")
  let width = bins &+ Int(GESSO_STATISTICS)
  // At most 64 blocks, so that their records stay few.
  let block = max(16_384, (n / 64 &+ 16) & ~15)
  let blocks = max(1, n / block &+ (n % block == 0 ? 0 : 1))
  let memory = try Workspace(doubles: product(width, blocks, "bins", "blocks"))
  let records = memory.doubles
  records.update(repeating: 0, count: width &* blocks)
  if n > 0 {
    let input = try Buffer(x, n, "x")
    if let histogram = options.histogram, bins > 0 {
      try Buffer(histogram, bins, "histogram").apart(from: input)
    }
    try requireKernels()
    let p = UnsafeMutablePointer(mutating: input.pointer)
    let run = gesso_run(x: p, dy: p, out: p, n: n, accumulate: false, caching: .GESSO_CACHED)
    Job(.statistics(options, records: records), run, units: n, unitsPerBlock: block).execute()
  }
  try requireKernels()
  withStandardRounding { gesso_common.merge_statistics(records, blocks, bins, out) }
  guard let histogram = options.histogram else { return }
  var bin = 0
  while bin < bins {
    var sum: UInt64 = 0
    for block in 0..<blocks {
      sum &+= UnsafeRawPointer(records).loadUnaligned(
        fromByteOffset: (block &* width &+ Int(GESSO_STATISTICS) &+ bin) &* 8, as: UInt64.self)
    }
    (histogram + bin).pointee = sum
    bin &+= 1
  }
}

@_cdecl("gesso_activation_statistics_f32") @implementation
public func gesso_activation_statistics_f32(
  _ x: UnsafePointer<Float>!, _ n: Int, _ options: UnsafePointer<gesso_statistics_options>!,
  _ out: UnsafeMutablePointer<gesso_activation_statistics>!
) -> gesso_status {
  checked { () throws(Failure) in
    let out = try present(out, "out")
    guard out.pointee.size == MemoryLayout<gesso_activation_statistics>.size else {
      throw Failure(GESSO_ERROR_SIZE, "out->size", "is not sizeof(gesso_activation_statistics)")
    }
    try look(x, n, checkedOptions(options), out)
  }
}

private func checkedOptions(
  _ options: UnsafePointer<gesso_statistics_options>?
) throws(Failure) -> gesso_statistics_options {
  guard let o = options?.pointee else {
    return gesso_statistics_options(
      size: 0, low: -.infinity, high: .infinity, first_edge: 0, last_edge: 0, bins: 0,
      histogram: nil)
  }
  guard o.size == MemoryLayout<gesso_statistics_options>.size else {
    throw Failure(GESSO_ERROR_SIZE, "options->size", "is not sizeof(gesso_statistics_options)")
  }
  try Domain.ordered.check(o.low, "low")
  try Domain.ordered.check(o.high, "high")
  guard o.low.order <= o.high.order else {
    throw Failure(GESSO_ERROR_RANGE, "low", "is above high")
  }
  if o.bins != 0 {
    try real(o.first_edge, "first_edge")
    try real(o.last_edge, "last_edge")
    guard o.first_edge.order < o.last_edge.order else {
      throw Failure(GESSO_ERROR_RANGE, "first_edge", "is not below last_edge")
    }
    _ = try present(o.histogram, "histogram")
  }
  return o
}

@_cdecl("gesso_lsuv_factor_f32") @implementation
public func gesso_lsuv_factor_f32(
  _ x: UnsafePointer<Float>!, _ n: Int, _ target: Float, _ factor: UnsafeMutablePointer<Float>!
) -> gesso_status {
  checked { () throws(Failure) in
    let factor = try present(factor, "factor")
    try real(target, "target", "is not positive and finite") { $0.order > 0 }
    var found = gesso_activation_statistics()
    try look(x, n, checkedOptions(nil), &found)
    var value: Float = 0
    withStandardRounding { value = gesso_common.ratio(target, found.deviation) }
    guard found.nans == 0, value.isFinite, value.order > 0 else {
      throw Failure(GESSO_ERROR_DATA, "x", "has a deviation that no factor mends")
    }
    factor.pointee = value
  }
}
