/// ln σ(x)
struct LogSigmoid: LongActivation {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) static var reach: Reach { .magnitudes(upTo: logisticEnd) }
  @inline(__always) static var farLanes: FarLanes { .bothWays() }
  @inline(__always) static var streamsInStages: Bool { true }
  @inline(__always) func locate<F: Floats>(_ x: F) -> Located<F> { softplusLocated(x) }
  @inline(__always) func value<F: Floats>(_ at: Located<F>) -> F {
    let (head, tail) = softplusParts(at)
    return at.x.each(head, tail) { x, head, tail in
      Pair(head: -head, tail: -tail).added(to: min(V.zero, x))
    }
  }
  @inline(__always) func far<F: Floats>(_ x: F) -> F { farSoftplus(x.each { -$0 }).each { -$0 } }
  @inline(__always) func farApart(_ x: V) -> V { -farSoftplusApart(-x) }

  // σ(-x)
  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy * logistic(-x)
  }

  // 1 - e^y
  @inline(__always) func backward(output y: V, _ dy: V) -> V {
    dy * (0 - ShortExponential(precise: clamped(y, -18, 0)).minusOne)
  }
}
