// ln(1 + e^x), with a slope of its own, and the logistic function's logarithm, -ln(1 + e^-x).

/// ln(1 + e^-a) = 2^n value, a >= 0.
struct LogOnePlus {
  let exponential: Exponential
  let scale: V
  let value: Pair

  @inline(__always) init(_ a: Pair) {
    exponential = Exponential(-a.head, -a.tail)
    scale = exponential.scale
    let m = exponential.pair
    value = m * log1pRatio(Pair(head: scale * m.head, tail: scale * m.tail))
  }
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

  /// max(x, 0) + q
  @inline(__always) private func raised(_ x: V, _ q: Pair) -> V {
    let sum = Pair(sum: x.zeroed(where: x .< 0), q.head)
    return sum.head + (q.tail + sum.tail)
  }

  @inline(__always) func forward(_ x: V) -> V {
    let z = gate(x)
    let y = raised(x, softplusSegments(z) * inverse)
    let far = beyond(z.head, softplusEnd)
    // At infinity f is x even without a threshold; and NaN is not at most anything.
    let curved = steepness * x .<= min(threshold, V(repeating: .greatestFiniteMagnitude))
    return select(curved, unless(far, y) { tail(x, z) }, x)
  }

  @inline(never) private func tail(_ x: V, _ z: Pair) -> V {
    let l = LogOnePlus(held(z, 150))
    let q = l.value * inverse
    let above = raised(x, Pair(head: l.scale * q.head, tail: l.scale * q.tail))
    return select(x .< 0, l.exponential.scaling(q.rounded), above)
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

/// ln σ(x)
struct LogSigmoid: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  /// min(x, 0) - q
  @inline(__always) private func lowered(_ x: V, _ q: Pair) -> V {
    let sum = Pair(sum: x.zeroed(where: x .> 0), -q.head)
    return sum.head + (sum.tail - q.tail)
  }

  @inline(__always) func forward(_ x: V) -> V {
    let a = Pair(head: abs(x), tail: V.zero)
    let y = lowered(x, softplusSegments(a))
    return unless(beyond(a.head, softplusEnd), y) { tail(x) }
  }

  @inline(never) private func tail(_ x: V) -> V {
    let l = LogOnePlus(Pair(head: atMost(abs(x), 120), tail: V.zero))
    let below = lowered(x, Pair(head: l.scale * l.value.head, tail: l.scale * l.value.tail))
    let tail = select(x .< 0, below, -l.exponential.scaling(l.value.rounded))
    return select((x .!= x) .| (x .< -120), x, tail)
  }

  // σ(-x)
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy * logistic(-x)
  }

  // 1 - e^y
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    dy * (0 - ShortExponential(precise: clamped(y, -18, 0)).minusOne)
  }
}
