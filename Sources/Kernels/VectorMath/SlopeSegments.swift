import CKernels

// The slopes that are looked up, within 1.7 ULP up to where their segments end. But for mish's, those of x f(x) are
// looked up at -|x|: the slope at |x| is 1 less that.

/// Of 16 segments; d is the distance from the centre to a, or to x.
@inline(__always) private func located<F: Floats>(
  _ x: F, _ rows: UnsafePointer<Float>, at position: F, magnitude a: F, _ index: F
) -> Located<F> {
  let s = Lookup(rows, 16, index)
  return Located(x, s, d: position - s[0], a: a)
}

@inline(__always) private func located<F: Floats>(
  _ x: F, _ rows: UnsafePointer<Float>, index: (F) -> F
) -> Located<F> {
  let a = x.each { abs($0) }
  return located(x, rows, at: a, magnitude: a, index(a))
}

/// σ', |x| <= 7.74, of degree 5
@inline(__always) func logisticSlopeLocated<F: Floats>(_ x: F) -> Located<F> {
  locatedByHalves(x, gesso_logistic_slope_rows(), byPermutation: true)
}

/// 1 - tanh², |x| <= 7.74, of degree 7
@inline(__always) func tanhSlopeLocated<F: Floats>(_ x: F) -> Located<F> {
  locatedByHalves(x, gesso_tanh_slope_rows(), byPermutation: false)
}

@inline(__always) var siluSlopeEnd: Float { 7.5 }

/// silu's, |x| <= 7.5, of degree 7
@inline(__always) func siluSlopeLocated<F: Floats>(_ x: F) -> Located<F> {
  located(x, gesso_silu_slope_rows()) { sixteenths(fma($0, 2, 16.944)) }
}

@inline(__always) var quickSlopeEnd: Float { 6.89 }

/// quick_gelu's, |x| <= 6.89, of degree 7
@inline(__always) func quickSlopeLocated<F: Floats>(_ x: F) -> Located<F> {
  located(x, gesso_quick_slope_rows()) { sixteenths(fma($0, 2.2, 16.84)) }
}

@inline(__always) var geluSlopeEnd: Float { 5.2 }

/// gelu's, |x| <= 5.2, of degree 7
@inline(__always) func geluSlopeLocated<F: Floats>(_ x: F) -> Located<F> {
  located(x, gesso_gelu_slope_rows(), index: bell)
}

/// gelu_tanh's, |x| <= 5.2, of degree 7
@inline(__always) func geluTanhSlopeLocated<F: Floats>(_ x: F) -> Located<F> {
  located(x, gesso_gelu_tanh_slope_rows(), index: bell)
}

@inline(__always) private func bell<F: Floats>(_ a: F) -> F {
  sixteenths(fma(a, fma(a, 0.28125, 1.5), 16.213))
}

@inline(__always) var mishSlopeEnd: Float { 7.69 }

/// mish's, |x| <= 7.69, of degree 9
@inline(__always) func mishSlopeLocated<F: Floats>(_ x: F) -> Located<F> {
  located(
    x, gesso_mish_slope_rows(), at: x, magnitude: x.each { abs($0) },
    sixteenths(x + F(repeating: 23.7)))
}
