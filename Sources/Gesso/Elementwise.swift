import CGesso
import CKernels
import CPlatform

/// y[i] from x[i]; where the work is by rows, from the row.
@inline(__always) func elementwise(
  _ work: @autoclosure () -> Work, _ x: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>?,
  _ n: Int, _ name: StaticString, rows: Int? = nil, light: Bool = false
) throws(Failure) {
  let n = try size(n, "n")
  if n == 0 { return }
  let input = try Buffer(x, n, "x")
  let out = try Buffer(y, n, name)
  try out.inPlace(of: input)
  try requireKernels()
  let units = max(rows ?? n, 1)
  execute(
    work(),
    gesso_run(input.pointer, input.pointer, out.pointer, n),
    units: units, elementsPerUnit: n / units, light: light)
}

/// dx[i] from x[i] and dy[i].
@inline(__always) func gradient(
  _ work: @autoclosure () -> Work, _ x: UnsafePointer<Float>?, _ name: StaticString,
  _ dy: UnsafePointer<Float>?, _ dx: UnsafeMutablePointer<Float>?, _ n: Int,
  _ write: gesso_write, rows: Int? = nil, light: Bool = false
) throws(Failure) {
  let accumulate = try accumulates(write)
  let n = try size(n, "n")
  if n == 0 { return }
  let input = try Buffer(x, n, name)
  let upstream = try Buffer(dy, n, "dy")
  let out = try Buffer(dx, n, "dx")
  try out.inPlace(of: input)
  try out.inPlace(of: upstream)
  try requireKernels()
  let units = max(rows ?? n, 1)
  execute(
    work(),
    gesso_run(input.pointer, upstream.pointer, out.pointer, n, accumulate: accumulate),
    units: units, elementsPerUnit: n / units, light: light)
}

func accumulates(_ write: gesso_write) throws(Failure) -> Bool {
  guard write.rawValue <= gesso_write.GESSO_ACCUMULATE.rawValue else {
    throw Failure(GESSO_ERROR_KIND, "write", "is not a gesso_write")
  }
  return write == .GESSO_ACCUMULATE
}

/// A job, but for what is not worth cutting: that is computed at once. (`run` is then written to the stack once: a
/// short call's stores count beside those of its results.)
@inline(__always) func execute(
  _ work: @autoclosure () -> Work, _ run: @autoclosure () -> gesso_run, units: Int,
  elementsPerUnit: Int, light: Bool
) {
  let cut =
    units &* elementsPerUnit >= worthTrying(light: light)
    && executeJob(work(), run(), units, elementsPerUnit, light: light)
  if !cut { withStandardRounding { work().compute(run(), 0, units, block: 0) } }
}

/// False, and nothing done, where that is elements for one thread. (Rows are cut all the same: Slopes needs short
/// runs.)
@inline(never) private func executeJob(
  _ work: Work, _ run: gesso_run, _ units: Int, _ elementsPerUnit: Int, light: Bool
) -> Bool {
  let n = units &* elementsPerUnit
  var threads = jobThreads()
  var trial: UInt64?
  if threads > 1 && isTried(n, light: light) {
    let what = work.number(of: run, n: n)
    let advice = platform_worth(what)
    if !advice.shared { threads = 1 }
    if advice.timed { trial = what }
  } else if n < worthCutting(light: light) {
    threads = 1
  }
  let atOnce = threads == 1 && elementsPerUnit == 1
  if atOnce && trial == nil { return false }
  let start = trial == nil ? 0 : platform_ticks()
  if atOnce {
    withStandardRounding { work.compute(run, 0, units, block: 0) }
  } else {
    Job(
      work, run, units: units, elementsPerUnit: elementsPerUnit, light: light, threads: threads
    ).execute(on: threads, trial: trial)
  }
  if let trial, threads == 1 { platform_learn(trial, false, platform_ticks() &- start) }
  return true
}
