import CGesso
import CKernels
import CPlatform

@_cdecl("gesso_truncated_normal") @implementation
public func gesso_truncated_normal(
  _ mean: Float, _ std: Float, _ low_sigmas: Float, _ high_sigmas: Float,
  _ std_is_after_cutting: Int32, _ out: UnsafeMutablePointer<gesso_distribution>!
) -> gesso_status {
  checked { () throws(Failure) in
    let out = try present(out, "out")
    try checkSize(out)
    try real(mean, "mean")
    try real(std, "std", "is negative or not finite") { $0.order >= 0 }
    try checkBounds(low_sigmas, "low_sigmas", high_sigmas, "high_sigmas")
    let after = std_is_after_cutting != 0
    guard !after || low_sigmas.order < high_sigmas.order else {
      throw Failure(GESSO_ERROR_RANGE, "low_sigmas", and: "high_sigmas", "leave no deviation")
    }
    var cut = Cut(mean: mean, std: std, after: after, low: low_sigmas, high: high_sigmas)
    platform_rounded({ $0?.assumingMemoryBound(to: Cut.self).pointee.place() }, &cut)
    guard cut.std.isFinite, cut.low.isFinite || low_sigmas.isInfinite,
      cut.high.isFinite || high_sigmas.isInfinite
    else { throw Failure(GESSO_ERROR_RANGE, "std", "is too large") }
    try checkBounds(cut.low, "low_sigmas", cut.high, "high_sigmas")
    out.pointee.kind = .GESSO_TRUNCATED_NORMAL
    out.pointee.a = mean
    out.pointee.b = cut.std
    out.pointee.low = cut.low
    out.pointee.high = cut.high
  }
}

/// Bounds in deviations, which become values, and a deviation, which becomes that before cutting.
private struct Cut {
  let mean: Float
  var std: Float
  let after: Bool
  var low: Float
  var high: Float

  mutating func place() {
    let (l, h) = (Double(low), Double(high))
    let before = after ? Double(std) / gesso_deviation_after_cutting(l, h) : Double(std)
    std = Float(before)
    low = low.isInfinite ? low : Float(Double(mean) + before * l)
    high = high.isInfinite ? high : Float(Double(mean) + before * h)
  }
}
