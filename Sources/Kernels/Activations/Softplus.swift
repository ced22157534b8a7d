// ln(1 + e^x), with a slope of its own, and the logistic function's logarithm, which is -ln(1 + e^-x).

/// ln(1 + e^-a) = 2^n value, a >= 0.
struct LogOnePlus {
  let exponential: Exponential
  let scale: V
  let value: Pair

  @inline(__always) init(_ a: V, _ aTail: V? = nil) {
    exponential = Exponential(-a, aTail.map { -$0 })
    scale = exponential.scale
    value = exponential.pair
      * log1pRatio(Pair(head: scale * exponential.head, tail: scale * exponential.tail))
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

  /// |steepness x|, at most 120
  @inline(__always) private func magnitude(_ x: V) -> Pair {
    let z = abs(x) * Pair(head: steepness, tail: V())
    let far = z.head .> 120
    return Pair(head: select(far, 120, z.head), tail: z.tail.zeroed(where: far))
  }

  @inline(__always) func forward(_ x: V) -> V {
    let z = magnitude(x)
    let l = LogOnePlus(z.head, z.tail)
    let q = l.value * inverse
    let sum = Pair(sum: x, l.scale * q.head)
    let above = sum.head + fma(l.scale, q.tail, sum.tail)
    let y = select(x .< 0, l.exponential.scaling(q.rounded), above)
    return select((x .!= x) .| (steepness * x .> threshold), x, y)
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let z = magnitude(x)
    let slope = logistic(x, z)
    return select(x .!= x, x, select(steepness * x .> threshold, dy, dy * slope))
  }

  @inline(__always) private func logistic(_ x: V, _ z: Pair) -> V {
    let signed = select(x .< 0, -z, z)
    let held = (signed.head .> 30) .| (signed.head .< -120)
    return Logistic(signed.head, signed.tail.zeroed(where: held)).rounded
  }

  // 1 - e^(-beta y)
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    let z = y * Pair(head: steepness, tail: V())
    let far = z.head .> 18
    let m = decaySegments(select(far, 18, z.head))
    let tail = fma(z.tail.zeroed(where: far), V.one - m.rounded, m.tail)
    return select(steepness * y .> threshold, dy, dy * (m.head + tail))
  }
}

/// ln σ(x)
struct LogSigmoid: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) func forward(_ x: V) -> V {
    let l = LogOnePlus(atMost(abs(x), 120))
    let sum = Pair(sum: -x, l.scale * l.value.head)
    let below = -(sum.head + fma(l.scale, l.value.tail, sum.tail))
    let y = select(x .< 0, below, -l.exponential.scaling(l.value.rounded))
    return select((x .!= x) .| (x .< -120), x, y)
  }

  // σ(-x)
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy * select(x .!= x, x, Logistic(-x).rounded)
  }

  // 1 - e^y
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    dy * decaySegments(-clamped(y, -18, 0)).rounded
  }
}
