import CKernels

// The smooth ones that need no exponential.

/// x / (1 + |x|); Turian et al. (2009)
struct Softsign: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  /// 1 / (1 + |x|); from 2^60 on only as large as it is there
  @inline(__always) private func reciprocal(_ x: V) -> Pair {
    let a = atMost(abs(x), 0x1p60)
    return Pair(larger: max(a, V.one), plus: min(a, V.one)).reciprocal
  }

  @inline(__always) func forward(_ x: V) -> V {
    let held = clamped(x, -0x1p60, 0x1p60)
    let r = reciprocal(held)
    return select(x .!= x, x, fma(held, r.head, held * r.tail))
  }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    // 1 + |x| rounds to |x| long before 2^60.
    let far = 1 / abs(x)
    let r = select(abs(x) .> 0x1p60, far, reciprocal(x).rounded)
    return dy * select(x .!= x, x, r * r)
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    let r = 1 - abs(y)
    return dy * (r * r)
  }
}

/// (x + sqrt(x² + alpha)) / 2; Barron (2021), eq. 1. In Double, where x² neither overflows nor
/// underflows.
struct Squareplus: Activation {
  let alpha: V
  @inline(__always) init(alpha: V, beta: V) { self.alpha = alpha }

  @inline(__always) func forward(_ x: V) -> V {
    let b = widen(alpha).0
    let y = throughDouble(x) { x in
      let r = gesso_square_roots(x * x + b) + abs(x)
      return select(x .< 0, b / (2 * r), 0.5 * r)
    }
    return select(x .!= x, x, y)
  }

  // (1 + x/s) / 2, s = sqrt(x² + alpha)
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let b = widen(alpha).0
    let slope = throughDouble(atMost(x, 0x1.fffffep127)) { x in
      let s = gesso_square_roots(x * x + b)
      let r = s + abs(x)
      return select(x .< 0, b, r * r) / (2 * s * r)
    }
    return dy * select(x .!= x, x, slope)
  }

  // 4 y² / (4 y² + alpha)
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    let b = widen(alpha).0
    return dy
      * throughDouble(clamped(y, 0, 0x1.fffffep127)) { y in
        let square = 4 * y * y
        return square / (square + b)
      }
  }
}
