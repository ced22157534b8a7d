/// x > 0 ? x : alpha (e^x - 1)
struct ELU: Activation {
  let alpha: V
  @inline(__always) init(alpha: V, beta: V) { self.alpha = alpha }

  @inline(__always) func forward(_ x: V) -> V {
    let e = ExpParts(decayArgument(x))
    let s = e.normalScale
    let m = Pair(sum: s - 1, s * e.t, s * e.tail)
    // Where alpha or x is 0, the sum of head and tail would lose the zero's sign.
    let product = fma(alpha, m.head, alpha * m.tail)
    let below = select(product .== 0, alpha * select(x .< -1, V(repeating: -1), x), product)
    return select(x .!= x, x, select(x .> 0, x, below))
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    // A large alpha brings e^x back from far below the smallest float, so 2^n comes in four parts with alpha
    // in the middle.
    let e = ExpParts(decayArgument(x, end: 200))
    let m = e.mantissa
    let quarter = e.n &>> 2
    let p = powerOfTwo(quarter)
    let slope =
      fma(alpha, m.head * p * p, alpha * (m.tail * p * p)) * p * powerOfTwo(e.n &- 3 &* quarter)
    return select(x .!= x, x, select(x .> 0, dy, dy * slope))
  }

  @inline(__always) func backward(output y: V, _ dy: V) -> V { select(y .> 0, dy, dy * (y + alpha)) }
}
