// The vocabulary: 16 lanes of Float, and the same 16 as two halves of Double.

import CKernels

typealias V = SIMD16<Float>
typealias D = SIMD8<Double>

extension V {
  @inline(__always) static var zero: V { V() }
  @inline(__always) static var one: V { V(repeating: 1) }
}

@inline(__always) func bits(_ v: V) -> SIMD16<UInt32> { unsafeBitCast(v, to: SIMD16<UInt32>.self) }
@inline(__always) func float(_ b: SIMD16<UInt32>) -> V { unsafeBitCast(b, to: V.self) }
@inline(__always) func bits(_ v: D) -> SIMD8<UInt64> { unsafeBitCast(v, to: SIMD8<UInt64>.self) }
@inline(__always) func double(_ b: SIMD8<UInt64>) -> D { unsafeBitCast(b, to: D.self) }

@inline(__always) func widen(_ v: V) -> (D, D) { (gesso_to_doubles(v.lowHalf), gesso_to_doubles(v.highHalf)) }
@inline(__always) func narrow(_ low: D, _ high: D) -> V {
  V(lowHalf: gesso_to_floats(low), highHalf: gesso_to_floats(high))
}

@inline(__always) func abs(_ v: V) -> V { float(bits(v) & 0x7fff_ffff) }

/// The magnitude of `v` with the sign of `sign`.
@inline(__always) func copysign(_ v: V, _ sign: V) -> V {
  float((bits(v) & 0x7fff_ffff) | (bits(sign) & 0x8000_0000))
}

/// Lane by lane `condition ? yes : no`. (Swift's `replacing` is a branch a lane until late.)
@inline(__always) func select(_ condition: SIMDMask<SIMD16<Int32>>, _ yes: V, _ no: V) -> V {
  gesso_select(unsafeBitCast(condition, to: gesso_i32x16.self), yes, no)
}

@inline(__always) func select(_ condition: SIMDMask<SIMD8<Int64>>, _ yes: D, _ no: D) -> D {
  gesso_select_doubles(unsafeBitCast(condition, to: gesso_i64x8.self), yes, no)
}
