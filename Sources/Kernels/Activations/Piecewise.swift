import CKernels

// Those made of straight pieces, and one parabola. A slope of 0 gives 0 whatever dy is. Comparisons
// are such that NaN passes.

/// 0 with x's sign
@inline(__always) private func zero(_ x: V) -> V { copysign(V(), x) }

/// min(max(x, 0), 6); Krizhevsky (2010)
struct ReLU6: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) func forward(_ x: V) -> V {
    atMost(gesso_positive_part(x), 6)
  }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy.zeroed(where: x, reaches: V.zero, or: V(repeating: 6))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { backward(y, dy) }
}

/// min(max(x, alpha), beta)
struct HardTanh: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  let low: V
  let high: V
  @inline(__always) init(alpha: V, beta: V) {
    low = alpha
    high = beta
  }
  @inline(__always) func forward(_ x: V) -> V {
    min(high, max(low, x))
  }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy.zeroed(where: x, reaches: low, or: high)
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { backward(y, dy) }
}

/// 1/6 in two floats
@inline(__always) private var sixth: Pair {
  Pair(head: V(repeating: 0x1.555556p-3), tail: V(repeating: -0x1.555556p-28))
}

/// min(max(x + 3, 0), 6) / 6
struct HardSigmoid: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) func forward(_ x: V) -> V {
    let v = clamped(x, -3, 3)
    let y = fma(v, sixth.tail, fma(v, sixth.head, 0.5))
    return y.zeroed(where: x .<= -3)
  }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    (dy * sixth.head).zeroed(where: x, reaches: V(repeating: -3), or: V(repeating: 3))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    (dy * sixth.head).zeroed(where: y, reaches: V.zero, or: V.one)
  }
}

/// x min(max(x + 3, 0), 6) / 6; Howard et al. (2019), section 5.2
struct HardSwish: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) func forward(_ x: V) -> V {
    // The parabola is the same on either side of its vertex: from -1.5 on, no sum with 3 is rounded or cancels.
    let held = max(V(repeating: -3), x)
    let z = max(held, -3 - held)
    // z / 6, and so little more that a zero keeps its sign; as integers, for that goes beside the other steps.
    let upTo3 = gesso_min_i32(integers(z), integers(V(repeating: 3)))
    let t = fma(unsafeBitCast(upTo3, to: V.self), sixth.head, 0x1p-60)
    return fma(z, t, 0.5 * z)
  }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let slope = fma(V(repeating: 2), x, 3) / 6
    let inside = select(x .>= 3, dy, dy * slope)
    return inside.zeroed(where: x .<= -3)
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}

/// |x| > alpha ? x : 0
struct HardShrink: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  let alpha: V
  @inline(__always) init(alpha: V, beta: V) { self.alpha = alpha }
  @inline(__always) func forward(_ x: V) -> V { select(abs(x) .<= alpha, zero(x), x) }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy.zeroed(where: abs(x) .<= alpha)
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy.zeroed(where: y .== 0) }
}

/// |x| > alpha ? x - sign(x) alpha : 0; Donoho (1995)
struct SoftShrink: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  let alpha: V
  @inline(__always) init(alpha: V, beta: V) { self.alpha = alpha }
  @inline(__always) func forward(_ x: V) -> V {
    select(abs(x) .<= alpha, zero(x), x - copysign(alpha, x))
  }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy.zeroed(where: abs(x) .<= alpha)
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy.zeroed(where: y .== 0) }
}

/// x > alpha ? x : beta
struct Threshold: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  let alpha: V
  let beta: V
  @inline(__always) init(alpha: V, beta: V) {
    self.alpha = alpha
    self.beta = beta
  }
  @inline(__always) func forward(_ x: V) -> V { select(x .<= alpha, beta, x) }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy.zeroed(where: x .<= alpha) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { backward(y, dy) }
}

/// max(x, 0)^2; So et al. (2021)
struct ReLUSquared: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) func forward(_ x: V) -> V { (x * x).zeroed(where: x .<= 0) }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    (dy * (2 * x)).zeroed(where: x .<= 0)
  }
  // 2 sqrt(y)
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    (dy * (2 * gesso_square_roots_f32(y))).zeroed(where: y .<= 0)
  }
}
