/// ln(1 + e^x), |x| >= 7.7; NaN for NaN.
@inline(__always) func farSoftplus<F: Floats>(_ x: F) -> F {
  let l = FarDecay.logOnePlus(x)
  return x.each(l.value, x + l.small) { select($0 .< 0, $1, $2) }
}

@inline(never) func farSoftplusApart(_ x: V) -> V { farSoftplus(x) }

/// At infinity f is x even without a threshold; and NaN is not at most anything.
@inline(__always) private func isCurved(_ x: V, _ threshold: V) -> Mask {
  x .<= min(threshold, V(repeating: .greatestFiniteMagnitude))
}

/// beta = `alpha` of the table: x past the threshold, else ln(1 + e^(beta x)) / beta.
struct Softplus: Activation {
  let steepness: V
  let inverse: Pair
  let threshold: V
  @inline(__always) init(alpha: V, beta: V) {
    steepness = alpha
    inverse = Pair(head: alpha, tail: V()).reciprocal
    threshold = beta
  }

  /// |steepness x|
  @inline(__always) private func gate(_ x: V) -> Pair { Pair(product: steepness, abs(x)) }

  @inline(__always) func forward(_ x: V) -> V {
    let z = gate(x)
    let y = (preciseSoftplus(z) * inverse).added(to: x.zeroed(where: x .< 0))
    let far = beyond(z.head, logisticEnd)
    return select(isCurved(steepness * x, threshold), unless(far, y) { tail(x, z) }, x)
  }

  @inline(never) private func tail(_ x: V, _ z: Pair) -> V {
    let l = FarDecay.logOnePlus(z.head, z.tail)
    return select(
      x .< 0, l.times(inverse.head, inverse.tail), fma(l.small, inverse.head, x))
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let z = Pair(product: steepness, x)
    let slope = logistic(z.head, z.tail)
    return select(steepness * x .> threshold, dy, dy * slope)
  }

  // 1 - e^(-beta y)
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    let z = y * Pair(head: steepness, tail: V())
    let far = (z.head .> 18) .| (z.head .< 0)
    let v = -clamped(z.head, 0, 18)
    let e = ShortExponential(precise: v, -z.tail.zeroed(where: far))
    return select(steepness * y .> threshold, dy, dy * (0 - e.minusOne))
  }
}

/// The same for beta = 1 and a threshold that no segment reaches, in fewer steps.
struct UnitSoftplus: LongActivation {
  @inline(__always) static func fits(_ alpha: Float, _ threshold: Float) -> Bool {
    alpha == 1 && threshold >= logisticEnd
  }
  let threshold: V
  @inline(__always) init(alpha: V, beta: V) { threshold = beta }

  @inline(__always) static var reach: Reach { .magnitudes(upTo: logisticEnd) }
  @inline(__always) static var farLanes: FarLanes { .bothWays() }
  @inline(__always) static var streamsInStages: Bool { true }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { softplusLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    let (head, tail) = softplusParts(at)
    return at.x.each(head, tail) { x, head, tail in
      Pair(head: head, tail: tail).added(to: max(V.zero, x))
    }
  }
  @inline(__always) func far<F: Floats>(_ x: F) -> F {
    x.each(farSoftplus(x)) { select(isCurved($0, threshold), $1, $0) }
  }
  @inline(__always) func farApart(_ x: V) -> V {
    select(isCurved(x, threshold), farSoftplusApart(x), x)
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    select(x .> threshold, dy, dy * logistic(x))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    Softplus(alpha: V.one, beta: threshold).backward(output: y, dy)
  }
}
