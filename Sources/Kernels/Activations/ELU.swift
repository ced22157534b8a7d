import CKernels

// x > 0 ? x : alpha (e^x - 1), its scaled form and the one that is smooth at 0 for every alpha.

/// e^x for x <= 0, with what e^x rounds to 0 for held at -120.
@inline(__always) private func decaying(_ x: V) -> V { clamped(x, -120, 0) }

struct ELU: Activation {
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  let alpha: V
  @inline(__always) init(alpha: V, beta: V) { self.alpha = alpha }

  @inline(__always) func forward(_ x: V) -> V {
    let v = clamped(x, -18, 0)
    // The sum's terms may be zeros of different signs.
    let below = copysign(Exponential(v).minusOne(times: alpha), alpha * v)
    return select(beyond(x, 0), x, below)
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    // A large alpha brings e^x back from far below the smallest float, so 2^n comes in four parts
    // with alpha in the middle.
    let e = Exponential(clamped(x, -200, 0))
    let quarter = e.n &>> 2
    let p = powerOfTwo(quarter)
    let m = e.pair
    let product = fma(alpha, m.head * p, alpha * (m.tail * p))
    let slope = product * p * p * powerOfTwo(e.n &- 3 &* quarter)
    return select(x .!= x, x, select(x .> 0, dy, dy * slope))
  }

  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    select(y .> 0, dy, dy * (y + alpha))
  }
}

/// The same for alpha = 1, in half the time.
struct UnitELU: LongActivation {
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}

  /// Where minusOne is best.
  @inline(__always) static var reach: Reach { .values(from: -8) }
  @inline(__always) static var farLanes: FarLanes { .bothWays() }
  // With AVX2, which has no masks to choose by, the larger of x and e^min(x, 0) - 1.
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> {
    if level != 3 { return ShortExponential.locate(precise: x) }
    let at = ShortExponential.locate(precise: x.each { gesso_negative_part($0) })
    return Located(x, at.segment, d: at.d, a: x)
  }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    let power = ShortExponential(precise: at)
    if level != 3 { return power.minusOne(orSelf: at.x) }
    return power.minusOne.each(at.x) { max($0, $1) }
  }
  /// What e^x is rounded by does not count there.
  @inline(__always) func far<F: Floats>(_ x: F) -> F {
    let power = ShortExponential(x.each { clamped($0, -18, 0) }).normal
    return x.each(power - F(repeating: 1)) { select($0 .!= $0, $0, $1) }
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let slope = unless(x .< -87, ShortExponential(x).normal) { farExponential(x) }
    return select(x .> 0, dy, dy * slope)
  }

  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    select(y .> 0, dy, dy * (y + 1))
  }
}

/// scale (x > 0 ? x : alpha (e^x - 1)); Klambauer et al. (2017), the constants of appendix A.1.4.
struct SELU: Activation {
  @inline(__always) static var goesByFourFromOutput: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  /// scale = 1.05070098735548049… and scale × alpha = 1.75809934084737685…
  @inline(__always) private var scale: Pair {
    Pair(head: V(repeating: 0x1.0cfabep0), tail: V(repeating: -0x1.2adddap-25))
  }
  @inline(__always) private var scaleAlpha: Pair {
    Pair(head: V(repeating: 0x1.c212ccp0), tail: V(repeating: 0x1.903c0cp-26))
  }

  @inline(__always) func forward(_ x: V) -> V {
    let a = scaleAlpha
    let below = Exponential(clamped(x, -18, 0)).minusOne(times: a.head, a.tail)
    let y = select(x .> 0, fma(scale.head, x, scale.tail * x), select(x .== 0, x, below))
    // inf - inf above
    return select(abs(x) .< Float.infinity, y, select(x .< 0, -a.head, x))
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let e = Exponential(decaying(x))
    let m = e.pair
    let a = scaleAlpha
    let slope = e.scaling(fma(a.head, m.head, fma(a.head, m.tail, a.tail * m.head)))
    return select(x .!= x, x, dy * select(x .> 0, scale.head, slope))
  }

  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    dy * select(y .> 0, scale.head, (y + scaleAlpha.head) + scaleAlpha.tail)
  }
}

/// x > 0 ? x : alpha (e^(x/alpha) - 1); Barron (2017), eq. 2
struct CELU: Activation {
  let alpha: V
  let inverse: Pair
  @inline(__always) init(alpha: V, beta: V) {
    self.alpha = alpha
    inverse = Pair(head: alpha, tail: V()).reciprocal
  }

  /// -x / alpha for x <= 0, at most `limit`
  @inline(__always) private func argument(_ x: V, _ limit: Float) -> Pair {
    let z = -x.zeroed(where: x .> 0) * inverse
    let far = z.head .> limit
    return Pair(
      head: select(far, limit, z.head),
      tail: z.tail.zeroed(where: far))
  }

  @inline(__always) func forward(_ x: V) -> V {
    let z = argument(x, 18)
    let below = Exponential(-z.head, -z.tail).minusOne(times: alpha)
    // x / alpha may be subnormal and have lost digits; there, f(x) is x.
    return select(beyond(x, 0) .| (z.head .< 0x1p-30), x, below)
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let z = argument(x, 120)
    let slope = ShortExponential(-z.head, -z.tail).value
    return select(x .!= x, x, select(x .> 0, dy, dy * slope))
  }

  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    select(y .> 0, dy, dy * ((y + alpha) / alpha))
  }
}
