/// |result - exact| in units of the distance between the floats around the exact value
/// (Vectors/README.md); infinite where a NaN, an infinity or the sign of a zero is not met.
func ulpError(_ result: Float, _ exact: Double) -> Double {
  if exact.isNaN || result.isNaN { return exact.isNaN && result.isNaN ? 0 : .infinity }
  if exact.isInfinite { return Double(result) == exact ? 0 : .infinity }
  if result == 0 && result.sign != exact.sign { return .infinity }
  return abs(held(Double(result)) - held(exact)) / ulp(exact)
}

/// What overflows stands where the next float would.
private func held(_ value: Double) -> Double { min(max(value, -0x1p128), 0x1p128) }

func ulp(_ exact: Double) -> Double {
  exact == 0 ? 0x1p-149 : min(max(0x1p-149, exact.binade.magnitude * 0x1p-23), 0x1p104)
}

/// The worst of many measurements, and where it was met.
struct Worst {
  var error = 0.0
  var place = ""

  mutating func add(_ result: Float, _ exact: Double, _ place: @autoclosure () -> String) {
    let e = ulpError(result, exact)
    if e > error {
      error = e
      self.place = "\(place()) gave \(result)"
    }
  }
}
