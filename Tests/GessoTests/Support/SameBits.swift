import Testing

extension Float {
  /// All NaNs are one: that a result is NaN is promised, its sign and payload are not.
  var comparableBits: UInt32 { isNaN ? 0x7fc0_0000 : bitPattern }
}

/// The first element whose bits differ; nil if there is none.
func firstDifference(_ a: [Float], _ b: [Float]) -> String? {
  guard a.count == b.count else { return "\(a.count) elements, not \(b.count)" }
  return zip(a, b).enumerated().first { $1.0.comparableBits != $1.1.comparableBits }
    .map { "element \($0): \($1.0), not \($1.1)" }
}

/// In words of one element: `#expect(a == b)` would print both arrays and look for an edit script.
func expectSame(
  _ result: [Float], _ expected: [Float], _ what: @autoclosure () -> String = "",
  at place: SourceLocation = #_sourceLocation
) {
  if let difference = firstDifference(result, expected) {
    Issue.record("\(what()): \(difference)", sourceLocation: place)
  }
}
