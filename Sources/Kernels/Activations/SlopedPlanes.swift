import CKernels

/// PReLU of rows each of which is one channel of one outer index.
@inline(never) func slopedPlanes(
  _ direction: gesso_direction, _ slopes: UnsafePointer<Float>, _ channels: Int, _ inner: Int,
  _ first: Int, _ run: UnsafePointer<gesso_run>
) {
  var channel = remainder(first, channels)
  var row = first
  while row < first &+ run.pointee.n {
    var part = run.pointee.slice(row &* inner, inner)
    // A short run's ends, which are not streamed, and its fence would cost more than they save.
    if inner < 2048 { part.caching = .GESSO_CACHED }
    let slope = (slopes + channel).pointee
    withPieces(of: &part) { LeakyReLU(alpha: V(repeating: slope), beta: V()).run(direction, $0) }
    row &+= 1
    channel &+= 1
    if channel == channels { channel = 0 }
  }
}

/// a mod b for a >= 0, b > 0, without the trap that Swift's own % carries.
@inline(__always) func remainder(_ a: Int, _ b: Int) -> Int {
  b > 0 ? Int(bitPattern: UInt(bitPattern: a) % UInt(bitPattern: b)) : 0
}
