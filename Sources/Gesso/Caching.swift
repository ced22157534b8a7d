import CKernels

// How long runs go through the caches.

/// Results beyond this many elements do not stay in the caches: write past them.
let streamingElements = 3 << 20

/// The same of fills, which read nothing.
let streamingFills = 4 << 20

/// The same where several buffers are read for one that is written. One core reads and writes a gradient's three more
/// slowly by way of the last cache than past it; two do not.
let streamingOfSeveral = streamingElements / 2

/// Rows of so many elements in all are fetched ahead.
let fetchedRows = 1 << 17

/// Of a run of n elements, which is no gradient where x == dy; `out` is nil where nothing is written.
@inline(__always) func caching(
  _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>?,
  _ n: Int, accumulate: Bool
) -> gesso_caching {
  if n < streamingOfSeveral || accumulate { return .GESSO_CACHED }
  let gradient = x != dy
  if n < streamingElements && (!gradient || jobThreads() > 1) { return .GESSO_CACHED }
  guard let out else { return .GESSO_CACHED }
  if out != x && out != dy { return .GESSO_STREAMED }
  // A gradient in place gains nothing from being fetched.
  return gradient ? .GESSO_CACHED : .GESSO_FETCHED
}

extension gesso_run {
  @inline(__always) init(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
    _ n: Int, accumulate: Bool = false
  ) {
    let caching = Gesso.caching(x, dy, out, n, accumulate: accumulate)
    self.init(x: x, dy: dy, out: out, n: n, accumulate: accumulate, caching: caching)
  }
}
