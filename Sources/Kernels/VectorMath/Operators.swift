// Arithmetic on V and D as single operations (Vectors.h says why), also with a scalar on one side.

import CKernels

@inline(__always) func + (a: V, b: V) -> V { gesso_add_floats(a, b) }
@inline(__always) func + (a: Float, b: V) -> V { V(repeating: a) + b }
@inline(__always) func + (a: V, b: Float) -> V { a + V(repeating: b) }
@inline(__always) func - (a: V, b: V) -> V { gesso_subtract_floats(a, b) }
@inline(__always) func - (a: Float, b: V) -> V { V(repeating: a) - b }
@inline(__always) func - (a: V, b: Float) -> V { a - V(repeating: b) }
@inline(__always) func * (a: V, b: V) -> V { gesso_multiply_floats(a, b) }
@inline(__always) func * (a: Float, b: V) -> V { V(repeating: a) * b }
@inline(__always) func * (a: V, b: Float) -> V { a * V(repeating: b) }
@inline(__always) func / (a: V, b: V) -> V { gesso_divide_floats(a, b) }
@inline(__always) func / (a: Float, b: V) -> V { V(repeating: a) / b }
@inline(__always) prefix func - (a: V) -> V { gesso_negate_floats(a) }

@inline(__always) func + (a: D, b: D) -> D { gesso_add_doubles(a, b) }
@inline(__always) func + (a: Double, b: D) -> D { D(repeating: a) + b }
@inline(__always) func + (a: D, b: Double) -> D { a + D(repeating: b) }
@inline(__always) func - (a: D, b: D) -> D { gesso_subtract_doubles(a, b) }
@inline(__always) func - (a: Double, b: D) -> D { D(repeating: a) - b }
@inline(__always) func - (a: D, b: Double) -> D { a - D(repeating: b) }
@inline(__always) func * (a: D, b: D) -> D { gesso_multiply_doubles(a, b) }
@inline(__always) func * (a: Double, b: D) -> D { D(repeating: a) * b }
@inline(__always) func * (a: D, b: Double) -> D { a * D(repeating: b) }
@inline(__always) func / (a: D, b: D) -> D { gesso_divide_doubles(a, b) }
@inline(__always) func / (a: Double, b: D) -> D { D(repeating: a) / b }
@inline(__always) prefix func - (a: D) -> D { gesso_negate_doubles(a) }
