import CKernels

/// e^x
struct Exp: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  // 2^n (1 + s) with as few roundings as one ULP allows: where e^r < 1, that of r costs 0.19 and that of s 0.25.
  @inline(__always) func forward(_ x: V) -> V {
    // Beyond, e^x is infinite, or below half the least float.
    let v = clamped(x, -104, 89)
    let magic = V(repeating: 0x1.8p23 + 127)
    let sum = fma(v, V(repeating: 0x1.715476p0), magic)
    let n = sum - magic
    let r = fma(n, V(repeating: -0x1.7f7d1cp-20), fma(n, V(repeating: -0x1.62e4p-1), v))
    // e^r - 1 - r = r² q(r) on |r| <= ln 2 / 2, to 2^-32.8 of e^r.
    var q = fma(r, V(repeating: 0x1.9a8b3p-13), V(repeating: 0x1.6d5152p-10))
    q = fma(r, q, V(repeating: 0x1.1115bap-7))
    q = fma(r, q, V(repeating: 0x1.5554e4p-5))
    q = fma(r, q, V(repeating: 0x1.555552p-3))
    q = fma(r, q, V(repeating: 0.5))
    return gesso_scale(1 + fma(r * r, q, r), n, integers(sum) &- 0x4b40_007f)
  }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * forward(x) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy * y }
}
