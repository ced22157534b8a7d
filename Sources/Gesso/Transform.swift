import CGesso
import CKernels

extension gesso_preprocess {
  /// Of a covariance: a full matrix.
  var isFull: Bool { hasAxes || self == .GESSO_WHITEN_CHOLESKY }
  /// By eigenvectors.
  var hasAxes: Bool {
    switch self {
    case .GESSO_DECORRELATE, .GESSO_WHITEN_PCA, .GESSO_WHITEN_ZCA, .GESSO_WHITEN_PCA_COR,
      .GESSO_WHITEN_ZCA_COR:
      true
    default: false
    }
  }
  /// Turns back to the features' own axes.
  var isZCA: Bool { self == .GESSO_WHITEN_ZCA || self == .GESSO_WHITEN_ZCA_COR }
  var usesCorrelation: Bool { self == .GESSO_WHITEN_PCA_COR || self == .GESSO_WHITEN_ZCA_COR }

  func checked() throws(Failure) -> gesso_preprocess {
    guard rawValue <= gesso_preprocess.GESSO_WHITEN_ZCA_COR.rawValue else {
      throw Failure(GESSO_ERROR_KIND, "kind", "is not a gesso_preprocess")
    }
    return self
  }
}

/// What a gesso_transform points to: y = (x - center) W. Matrices are column-major, d × k, as BLAS has
/// them, so that a row of the data is a column of theirs.
struct Transform: ~Copyable {
  let kind: gesso_preprocess
  /// d and k.
  let features: Int
  var outputs: Int
  var rank: Int
  var precise: Bool
  /// Center, then scale and 1 / scale; or center, eigenvalues, W and the transposed inverse.
  private let memory: Workspace
  /// W and the inverse in float.
  private let floats: Workspace

  init(_ kind: gesso_preprocess, features: Int, outputs: Int, precise: Bool) throws(Failure) {
    var count = 0
    var floatCount = 0
    if kind.isFull {
      let matrix = try product(features, max(outputs, 1), "features", "components")
      count = try product(2, matrix &+ features, "features", "components")
      floatCount = precise ? 0 : matrix
    } else {
      count = try product(4, rowsPerTile(features, below: 512) &* features, "features")
    }
    let memory = try Workspace(doubles: count)
    memory.doubles.update(repeating: 0, count: count)
    let floats = try Workspace(doubles: floatCount)
    self.memory = memory
    self.floats = floats
    self.kind = kind
    self.features = features
    self.outputs = outputs
    self.precise = precise
    rank = 0
  }

  /// Constants of columns are there once for each row of a tile.
  var period: Int { kind.isFull ? features : rowsPerTile(features, below: 512) &* features }

  var center: UnsafeMutablePointer<Double> { memory.doubles }
  var scale: UnsafeMutablePointer<Double> { memory.doubles + period }
  var inverseScale: UnsafeMutablePointer<Double> { memory.doubles + 2 &* period }
  /// For gradients, which have no center.
  var zeros: UnsafeMutablePointer<Double> { memory.doubles + 3 &* period }
  var values: UnsafeMutablePointer<Double> { memory.doubles + features }
  var matrix: UnsafeMutablePointer<Double> { memory.doubles + 2 &* features }
  var inverse: UnsafeMutablePointer<Double> { matrix + features &* outputs }
  var floatMatrix: UnsafeMutablePointer<Float> { floats.floats }
  var floatInverse: UnsafeMutablePointer<Float> { floatMatrix + features &* outputs }

  /// After the constants are there: what applying wants of them.
  mutating func finish() throws(Failure) {
    if kind.isFull { try finishMatrix() } else { repeatConstants() }
  }

  private func repeatConstants() {
    fillPeriod(center)
    fillPeriod(scale)
    fillPeriod(inverseScale)
  }

  private func fillPeriod(_ constants: UnsafeMutablePointer<Double>) {
    var filled = features
    while filled < period {
      (constants + filled).initialize(from: constants, count: features)
      filled &+= features
    }
  }

  /// Entries that a float cannot hold make the products be done in double.
  private mutating func finishMatrix() throws(Failure) {
    if precise { return }
    let zeros = try Workspace(doubles: features)
    zeros.doubles.update(repeating: 0, count: features)
    withStandardRounding {
      gesso_table.narrow(
        matrix, floatMatrix, features, 2 &* outputs, features, zeros.doubles)
    }
    for i in 0..<2 &* features &* outputs where !(floatMatrix + i).pointee.isFinite {
      precise = true
    }
  }
}

func transform(_ handle: OpaquePointer?) throws(Failure) -> UnsafeMutablePointer<Transform> {
  UnsafeMutablePointer(try present(handle, "transform"))
}

@_cdecl("gesso_transform_destroy") @implementation
public func gesso_transform_destroy(_ handle: OpaquePointer!) {
  destroyHandle(handle, Transform.self)
}

@_cdecl("gesso_transform_kind") @implementation
public func gesso_transform_kind(_ handle: OpaquePointer!) -> gesso_preprocess {
  (try? transform(handle))?.pointee.kind ?? .GESSO_CENTER
}

@_cdecl("gesso_transform_input_features") @implementation
public func gesso_transform_input_features(_ handle: OpaquePointer!) -> Int {
  (try? transform(handle))?.pointee.features ?? 0
}

@_cdecl("gesso_transform_output_features") @implementation
public func gesso_transform_output_features(_ handle: OpaquePointer!) -> Int {
  (try? transform(handle))?.pointee.outputs ?? 0
}

@_cdecl("gesso_transform_rank") @implementation
public func gesso_transform_rank(_ handle: OpaquePointer!) -> Int {
  (try? transform(handle))?.pointee.rank ?? 0
}

@_cdecl("gesso_transform_mean") @implementation
public func gesso_transform_mean(
  _ handle: OpaquePointer!, _ mean: UnsafeMutablePointer<Double>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try transform(handle)
    let mean = try present(mean, "mean")
    try place.pointee.requireMatrix()
    mean.initialize(from: place.pointee.center, count: place.pointee.features)
  }
}

@_cdecl("gesso_transform_matrix") @implementation
public func gesso_transform_matrix(
  _ handle: OpaquePointer!, _ matrix: UnsafeMutablePointer<Double>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try transform(handle)
    let matrix = try present(matrix, "matrix")
    try place.pointee.requireMatrix()
    let d = place.pointee.features
    let k = place.pointee.outputs
    let full = place.pointee.kind.isFull
    for i in 0..<d {
      for j in 0..<k {
        (matrix + (i &* k &+ j)).pointee =
          full
          ? (place.pointee.matrix + (j &* d &+ i)).pointee
          : i == j ? (place.pointee.scale + i).pointee : 0
      }
    }
  }
}

@_cdecl("gesso_transform_values") @implementation
public func gesso_transform_values(
  _ handle: OpaquePointer!, _ values: UnsafeMutablePointer<Double>!
) -> gesso_status {
  checked { () throws(Failure) in
    let place = try transform(handle)
    let values = try present(values, "values")
    guard place.pointee.kind.hasAxes else {
      throw Failure(GESSO_ERROR_UNSUPPORTED, "transform", "is of a kind without eigenvalues")
    }
    values.initialize(from: place.pointee.values, count: place.pointee.features)
  }
}

extension Transform {
  func requireMatrix() throws(Failure) {
    guard kind != .GESSO_L2 else {
      throw Failure(GESSO_ERROR_UNSUPPORTED, "transform", "is l2, which is no matrix")
    }
  }
}
