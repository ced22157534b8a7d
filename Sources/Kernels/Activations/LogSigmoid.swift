/// ln σ(x)
struct LogSigmoid: LongActivation {
  @inline(__always) init(alpha: V, beta: V) {}

  /// min(x, 0) - q
  @inline(__always) private func lowered(_ x: V, _ q: Pair) -> V {
    let sum = Pair(sum: x.zeroed(where: x .> 0), -q.head)
    return sum.head + (sum.tail - q.tail)
  }

  @inline(__always) static var reach: Reach { .magnitudes(upTo: logisticEnd) }
  @inline(__always) static var blocksBelow: Int { 512 }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { softplusLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    let (head, tail) = softplusParts(at)
    return at.x.each(head, tail) { lowered($0, Pair(head: $1, tail: $2)) }
  }

  @inline(never) func tail(_ x: V) -> V {
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
