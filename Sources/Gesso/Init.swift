import CGesso
import CKernels

/// Throws unless elements offset … offset + n - 1 exist and n is a size.
func checkStream(_ offset: UInt64, _ n: Int) throws(Failure) {
  let n = try size(n, "n")
  guard !offset.addingReportingOverflow(UInt64(n)).overflow else {
    throw Failure(GESSO_ERROR_SIZE, "offset", and: "n", "run past the end of the stream")
  }
}

/// Fills `out` with the work's elements.
func draw(
  _ work: Work, _ out: UnsafeMutablePointer<Float>, _ n: Int
) throws(Failure) {
  try requireKernels()
  let stream = n >= 4 << 20
  Job(
    work, gesso_run(x: out, dy: out, out: out, n: n, accumulate: false, stream: stream), units: n
  ).execute()
}

@_cdecl("gesso_philox4x32_10") @implementation
public func gesso_philox4x32_10(
  _ counter: UnsafePointer<UInt32>!, _ key: UnsafePointer<UInt32>!,
  _ out: UnsafeMutablePointer<UInt32>!
) {
  guard let counter, let key, let out, cpuLevel() != 0 else { return }
  gesso_table.philox(counter, key, out)
}

@_cdecl("gesso_random_bits") @implementation
public func gesso_random_bits(
  _ key: gesso_key, _ offset: UInt64, _ bits: UnsafeMutablePointer<UInt32>!, _ n: Int
) -> gesso_status {
  checked { () throws(Failure) in
    try checkStream(offset, n)
    if n == 0 { return }
    let out = UnsafeMutableRawPointer(try Buffer(bits, n, "bits").pointer).assumingMemoryBound(
      to: Float.self)
    try draw(.words(key, offset: offset), out, n)
  }
}

@_cdecl("gesso_init_f32") @implementation
public func gesso_init_f32(
  _ d: UnsafePointer<gesso_distribution>!, _ key: gesso_key, _ offset: UInt64,
  _ w: UnsafeMutablePointer<Float>!, _ n: Int
) -> gesso_status {
  checked { () throws(Failure) in
    let d = try present(d, "d")
    try check(d)
    try checkStream(offset, n)
    if n == 0 { return }
    try draw(.fill(d.pointee, key, offset: offset), Buffer(w, n, "w").pointer, n)
  }
}

func checkSize(_ d: UnsafePointer<gesso_distribution>) throws(Failure) {
  guard d.pointee.size == MemoryLayout<gesso_distribution>.size else {
    throw Failure(GESSO_ERROR_SIZE, "size of the distribution", "is not sizeof(gesso_distribution)")
  }
}

func check(_ distribution: UnsafePointer<gesso_distribution>) throws(Failure) {
  try checkSize(distribution)
  let d = distribution.pointee
  // The kernels of GESSO_TRUNCATED_NORMAL are yet to come.
  guard d.kind.rawValue <= gesso_distribution_kind.GESSO_BERNOULLI_NORMAL.rawValue,
    d.kind != .GESSO_TRUNCATED_NORMAL
  else {
    throw Failure(GESSO_ERROR_KIND, "kind", "is not a gesso_distribution_kind")
  }
  try real(d.a, "a")
  switch d.kind {
  case .GESSO_CONSTANT: break
  case .GESSO_UNIFORM:
    try real(d.b, "b")
    guard d.a.order <= d.b.order else { throw Failure(GESSO_ERROR_RANGE, "a", "is above b") }
    var width = 0.0
    withStandardRounding { width = Double(d.b) - Double(d.a) }
    guard width.order <= Double(Float.greatestFiniteMagnitude).order else {
      throw Failure(GESSO_ERROR_RANGE, "b - a", "is beyond the largest float")
    }
  case .GESSO_NORMAL, .GESSO_TRUNCATED_NORMAL: try notNegative(d.b, "b")
  case .GESSO_BERNOULLI_NORMAL:
    try real(d.a, "a", "is not in [0, 1]") { $0.order >= 0 && $0.order <= Float(1).order }
    try notNegative(d.b, "b")
  }
}

func notNegative(_ value: Float, _ name: StaticString) throws(Failure) {
  try real(value, name, "is negative or not finite") { $0.order >= 0 }
}
