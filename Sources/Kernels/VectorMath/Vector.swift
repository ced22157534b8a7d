import CKernels

// The vocabulary: 16 lanes of Float, and the same 16 as two halves of Double.

/// 2, 3 or 4: the x86-64-v… that this copy is compiled for. (A property: of branches on the constant itself the compiler
/// warns that they are dead in the other copies.)
@inline(__always) var level: Int { GESSO_LEVEL }

typealias V = SIMD16<Float>
typealias D = SIMD8<Double>

extension D {
  @inline(__always) var first: Double { lowHalf.lowHalf.x }
}

extension V {
  @inline(__always) static var zero: V { V() }
  @inline(__always) static var one: V { V(repeating: 1) }
}

@inline(__always) func bits(_ v: V) -> SIMD16<UInt32> { unsafeBitCast(v, to: SIMD16<UInt32>.self) }
@inline(__always) func float(_ b: SIMD16<UInt32>) -> V { unsafeBitCast(b, to: V.self) }
@inline(__always) func bits(_ v: D) -> SIMD8<UInt64> { unsafeBitCast(v, to: SIMD8<UInt64>.self) }
@inline(__always) func double(_ b: SIMD8<UInt64>) -> D { unsafeBitCast(b, to: D.self) }

@inline(__always) func widen(_ v: V) -> (D, D) {
  (gesso_to_doubles(gesso_low(v)), gesso_to_doubles(gesso_high(v)))
}
@inline(__always) func narrow(_ low: D, _ high: D) -> V {
  gesso_joined_halves(gesso_to_floats(low), gesso_to_floats(high))
}

@inline(__always) func abs(_ v: V) -> V { gesso_abs(v) }

/// The magnitude of `v` with the sign of `sign`.
@inline(__always) func copysign(_ v: V, _ sign: V) -> V { gesso_copysign(v, sign) }

/// -1 in the lanes where a comparison holds, else 0; only the sign is looked at.
typealias Mask = SIMD16<Int32>

@inline(__always) func .< (_ a: V, _ b: V) -> Mask { gesso_less(a, b) }
@inline(__always) func .> (_ a: V, _ b: V) -> Mask { gesso_less(b, a) }
@inline(__always) func .<= (_ a: V, _ b: V) -> Mask { gesso_at_most(a, b) }
@inline(__always) func .>= (_ a: V, _ b: V) -> Mask { gesso_at_most(b, a) }
@inline(__always) func .!= (_ a: V, _ b: V) -> Mask { gesso_differ(a, b) }
@inline(__always) func .< (_ a: V, _ b: Float) -> Mask { gesso_less(a, V(repeating: b)) }
@inline(__always) func .> (_ a: V, _ b: Float) -> Mask { gesso_less(V(repeating: b), a) }
@inline(__always) func .<= (_ a: V, _ b: Float) -> Mask { gesso_at_most(a, V(repeating: b)) }
@inline(__always) func .>= (_ a: V, _ b: Float) -> Mask { gesso_at_most(V(repeating: b), a) }
@inline(__always) func .== (_ a: V, _ b: Float) -> Mask { gesso_equal(a, V(repeating: b)) }
/// a > b or NaN
@inline(__always) func beyond(_ a: V, _ b: Float) -> Mask { gesso_not_at_most(a, V(repeating: b)) }
@inline(__always) func any(_ condition: Mask) -> Bool { gesso_any(condition) }
@inline(__always) func .| (_ a: Mask, _ b: Mask) -> Mask { gesso_or(a, b) }
@inline(__always) func .& (_ a: Mask, _ b: Mask) -> Mask { gesso_and(a, b) }

/// Lane by lane `condition ? yes : no`. (Swift's `replacing` is a branch a lane until late.)
@inline(__always) func select(_ condition: Mask, _ yes: V, _ no: V) -> V {
  gesso_select(condition, yes, no)
}
@inline(__always) func select(_ condition: Mask, _ yes: Float, _ no: V) -> V {
  gesso_select(condition, V(repeating: yes), no)
}

@inline(__always) func select(_ condition: SIMDMask<SIMD8<Int64>>, _ yes: D, _ no: D) -> D {
  gesso_select_doubles(unsafeBitCast(condition, to: gesso_i64x8.self), yes, no)
}

extension V {
  /// 0 where the condition holds.
  @inline(__always) func zeroed(where condition: Mask) -> V { select(condition, 0, self) }

  /// 0 where x <= low or x >= high. (Asked so, the one comparison is made under the other's mask.)
  @inline(__always) func zeroed(where x: V, reaches low: V, or high: V) -> V {
    select(~(x .<= low) .& ~(x .>= high), self, V.zero)
  }
}

/// The larger and the smaller; b where either is NaN.
@inline(__always) func max(_ a: V, _ b: V) -> V { select(a .> b, a, b) }
@inline(__always) func min(_ a: V, _ b: V) -> V { select(a .< b, a, b) }

/// x held in [low, high]; NaN stays.
@inline(__always) func clamped(_ x: V, _ low: Float, _ high: Float) -> V {
  min(V(repeating: high), max(V(repeating: low), x))
}
@inline(__always) func atMost(_ x: V, _ high: Float) -> V { min(V(repeating: high), x) }
