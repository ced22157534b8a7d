import CGesso
import CKernels

@_cdecl("gesso_preprocess_f32") @implementation
public func gesso_preprocess_f32(
  _ kind: gesso_preprocess, _ x: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!,
  _ rows: Int, _ features: Int, _ epsilon: Double
) -> gesso_status {
  checked { () throws(Failure) in
    let kind = try kind.checked()
    let options = try FitOptions(epsilon: epsilon)
    let rows = try size(rows, "rows")
    let features = try size(features, "features")
    guard rows > 0 else { throw Failure(GESSO_ERROR_SIZE, "rows", "is 0") }
    let n = try product(rows, features, "rows", "features")
    if n == 0 { return }
    let input = try Buffer(x, n, "x")
    let out = try Buffer(y, n, "y")
    try out.inPlace(of: input)
    try requireKernels()
    let data = Rows(
      values: .floats(input.pointer), count: rows, stride: features, features: features)
    let transform = try fit(kind, data, options)
    try transform.run(
      .GESSO_APPLY,
      Passage(x: input.pointer, y: out.pointer, rows: rows, xStride: features, yStride: features))
  }
}

/// What is not finite spoils its column alone where columns are mapped one by one.
private func fit(
  _ kind: gesso_preprocess, _ rows: Rows, _ options: FitOptions
) throws(Failure) -> Transform {
  if kind == .GESSO_L2 {
    let none = try Tally(features: rows.features, .GESSO_RECORD_NARROW, skipNaN: false)
    return try Transform.separate(kind, none, ddof: 0)
  }
  guard kind.isFull else {
    let tally = try Tally.of(rows, rows.exactRecord, skipNaN: false)
    return try Transform.separate(kind, tally, ddof: options.ddof)
  }
  var moments = try Moments(
    features: rows.features, flags: Int32(bitPattern: GESSO_MOMENTS_COVARIANCE.rawValue))
  try moments.update(rows)
  return try Transform.full(kind, moments, options, "x")
}
