import CGesso
import CKernels
import CPlatform

/// Throws unless elements offset … offset + n - 1 exist and n is a size.
func checkStream(_ offset: UInt64, _ n: Int) throws(Failure) {
  let n = try size(n, "n")
  guard !offset.addingReportingOverflow(UInt64(n)).overflow else {
    throw Failure(GESSO_ERROR_SIZE, "offset", and: "n", "run past the end of the stream")
  }
}

/// Runs `body` with what d, checked, needs once a call.
func withSampler(
  _ d: gesso_distribution, _ body: (UnsafePointer<gesso_sampler>) throws(Failure) -> Void
) throws(Failure) {
  var (d, sampler) = (d, gesso_sampler())
  withStandardRounding { gesso_prepare(&sampler, &d) }
  try withUnsafePointer(to: sampler, body)
}

/// Fills `out` from d, checked.
func fill(
  _ d: gesso_distribution, _ key: gesso_key, offset: UInt64 = 0,
  _ out: UnsafeMutablePointer<Float>, _ n: Int
) throws(Failure) {
  try withSampler(d) { (sampler) throws(Failure) in
    try draw(.fill(sampler, key, offset: offset), out, n)
  }
}

/// Fills `out` with the work's elements.
func draw(
  _ work: Work, _ out: UnsafeMutablePointer<Float>, _ n: Int
) throws(Failure) {
  try requireKernels()
  let caching = n >= streamingFills ? gesso_caching.GESSO_STREAMED : .GESSO_CACHED
  Job(
    work, gesso_run(x: out, dy: out, out: out, n: n, accumulate: false, caching: caching), units: n
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
    try fill(d.pointee, key, offset: offset, Buffer(w, n, "w").pointer, n)
  }
}

@_cdecl("gesso_init_from_bits_f32") @implementation
public func gesso_init_from_bits_f32(
  _ d: UnsafePointer<gesso_distribution>!, _ bits: UnsafePointer<UInt32>!,
  _ w: UnsafeMutablePointer<Float>!, _ n: Int
) -> gesso_status {
  checked { () throws(Failure) in
    let d = try present(d, "d")
    try check(d)
    let n = try size(n, "n")
    if n == 0 { return }
    let words = try Buffer(bits, n, "bits")
    let out = try Buffer(w, n, "w")
    try out.inPlace(of: words)
    try requireKernels()
    let x = UnsafeRawPointer(words.pointer).assumingMemoryBound(to: Float.self)
    let run = gesso_run(x, x, out.pointer, n)
    try withSampler(d.pointee) { (sampler) throws(Failure) in
      Job(.sample(sampler), run, units: n).execute()
    }
  }
}

extension gesso_distribution {
  /// One without bounds.
  init(_ kind: gesso_distribution_kind, _ a: Float, _ b: Float) {
    self.init(
      size: MemoryLayout<gesso_distribution>.size, kind: kind, a: a, b: b, low: 0, high: 0)
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
  guard d.kind.rawValue <= gesso_distribution_kind.GESSO_BERNOULLI_NORMAL.rawValue else {
    throw Failure(GESSO_ERROR_KIND, "kind", "is not a gesso_distribution_kind")
  }
  try real(d.a, "a")
  switch d.kind {
  case .GESSO_CONSTANT: break
  case .GESSO_UNIFORM: try checkUniform(d.a, d.b, ("a", "b", "is above b", "b - a"))
  case .GESSO_NORMAL: try notNegative(d.b, "b")
  case .GESSO_TRUNCATED_NORMAL:
    try notNegative(d.b, "b")
    try checkBounds(d.low, "low", d.high, "high")
  case .GESSO_BERNOULLI_NORMAL:
    try real(d.a, "a", "is not in [0, 1]") { $0.order >= 0 && $0.order <= Float(1).order }
    try notNegative(d.b, "b")
  }
}

/// [a, b), and its words.
func checkUniform(
  _ a: Float, _ b: Float,
  _ words: (a: StaticString, b: StaticString, above: StaticString, span: StaticString)
) throws(Failure) {
  try real(a, words.a)
  try real(b, words.b)
  guard a.order <= b.order else { throw Failure(GESSO_ERROR_RANGE, words.a, words.above) }
  guard difference(b, a).order <= Double(Float.greatestFiniteMagnitude).order else {
    throw Failure(GESSO_ERROR_RANGE, words.span, "is beyond the largest float")
  }
}

private func difference(_ a: Float, _ b: Float) -> Double {
  var work = (a: a, b: b, value: 0.0)
  platform_rounded(
    { context in
      typealias Work = (a: Float, b: Float, value: Double)
      guard let work = context?.assumingMemoryBound(to: Work.self) else { return }
      work.pointee.value = Double(work.pointee.a) - Double(work.pointee.b)
    }, &work)
  return work.value
}

func checkBounds(
  _ low: Float, _ lowName: StaticString, _ high: Float, _ highName: StaticString
) throws(Failure) {
  let infinity = Float.infinity.order
  guard low.order >= -infinity, low.order < infinity else {
    throw Failure(GESSO_ERROR_RANGE, lowName, "is NaN or infinity")
  }
  guard high.order > -infinity, high.order <= infinity else {
    throw Failure(GESSO_ERROR_RANGE, highName, "is NaN or -infinity")
  }
  guard low.order <= high.order else {
    throw Failure(GESSO_ERROR_RANGE, lowName, and: highName, "are crossed")
  }
}

func notNegative(_ value: Float, _ name: StaticString) throws(Failure) {
  try real(value, name, "is negative or not finite") { $0.order >= 0 }
}
