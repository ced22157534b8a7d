import CGesso
import CKernels

/// Results beyond this many elements do not stay in the caches: write past them.
private let streamingElements = 4 << 20

/// y[i] from x[i].
func elementwise(
  _ work: Work, _ x: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>?, _ n: Int,
  _ name: StaticString
) throws(Failure) {
  let n = try size(n, "n")
  if n == 0 { return }
  try Buffer(y, n, name).inPlace(of: Buffer(x, n, "x"))
  try requireKernels()
  guard let x, let y else { return }
  let stream = n >= streamingElements && x != UnsafePointer(y)
  Job(
    work, gesso_run(x: x, dy: x, out: y, n: n, accumulate: false, stream: stream), units: n
  ).execute()
}

/// dx[i] from x[i] and dy[i].
func gradient(
  _ work: Work, _ x: UnsafePointer<Float>?, _ name: StaticString, _ dy: UnsafePointer<Float>?,
  _ dx: UnsafeMutablePointer<Float>?, _ n: Int, _ write: gesso_write
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
  guard let x, let dy, let dx else { return }
  let stream =
    n >= streamingElements && !accumulate && out.start != input.start && out.start != upstream.start
  Job(
    work, gesso_run(x: x, dy: dy, out: dx, n: n, accumulate: accumulate, stream: stream), units: n
  ).execute()
}

func accumulates(_ write: gesso_write) throws(Failure) -> Bool {
  guard write.rawValue <= gesso_write.GESSO_ACCUMULATE.rawValue else {
    throw Failure(GESSO_ERROR_KIND, "write", "is not a gesso_write")
  }
  return write == .GESSO_ACCUMULATE
}
