import CGesso
import CKernels

/// Rows of the caller's, `stride` elements apart, with a weight each.
struct Rows {
  enum Values {
    case floats(UnsafePointer<Float>)
    case doubles(UnsafePointer<Double>)
  }
  let values: Values
  let count: Int
  let stride: Int
  let features: Int
  var weights: UnsafePointer<Double>? = nil

  /// What exact sums of them may need.
  var exactRecord: gesso_record {
    if case .doubles = values { return .GESSO_RECORD_WIDE }
    return weights == nil ? .GESSO_RECORD_NARROW : .GESSO_RECORD_WIDE
  }

  var start: UnsafeRawPointer {
    switch values {
    case .floats(let x): UnsafeRawPointer(x)
    case .doubles(let x): UnsafeRawPointer(x)
    }
  }
}

/// Elements from the first of the first row to the last of the last one.
func stridedExtent(
  _ rows: Int, _ features: Int, _ stride: Int, _ name: StaticString
) throws(Failure) -> Int {
  let stride = try size(stride, name)
  guard stride >= features else {
    throw Failure(GESSO_ERROR_SIZE, name, "is less than the features of a row")
  }
  if rows == 0 || features == 0 { return 0 }
  return try product(rows, stride, "rows", name) &- (stride &- features)
}

/// How many dense rows make up whole vectors, where rows alone would be short of them and are not so long that it
/// matters.
func rowsPerTile(_ features: Int, below limit: Int) -> Int {
  var tile = 1
  while features < limit, tile &* features % 16 != 0 { tile &*= 2 }
  return tile
}
