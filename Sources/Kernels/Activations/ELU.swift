/// x > 0 ? x : alpha (e^x - 1)
struct ELU: Activation {
  let alpha: V
  @inline(__always) init(alpha: V, beta: V) { self.alpha = alpha }

  @inline(__always) func forward(_ x: V) -> V {
    let e = ExpParts(decayArgument(x))
    let s = e.normalScale
    let m = Pair(sum: s - 1, s * e.t, s * e.tail)
    let below = fma(alpha, m.head, alpha * m.tail)
    return select(x .!= x, x, select(x .> 0, x, select(x .== 0, alpha * x, below)))
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    let e = ExpParts(decayArgument(x))
    let m = e.mantissa
    let slope = scaling(fma(alpha, m.head, alpha * m.tail), e.n)
    return select(x .!= x, x, select(x .> 0, dy, dy * slope))
  }

  @inline(__always) func backward(output y: V, _ dy: V) -> V { select(y .> 0, dy, dy * (y + alpha)) }
}
