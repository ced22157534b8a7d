import CKernels

// x σ(c x). Their slope at -a is w (1 + w - c a) / (1 + w)^2 with w = e^-ca, and 1 less that at a.

/// w (1 + w - p) / (1 + w)^2 for w = e^-z, and 1 - that where `positive`.
@inline(__always) func gatedSlope(
  _ z: Pair, _ p: Pair, _ positive: Mask, nearRoot: V,
  isNear: Mask
) -> V {
  let d = Decay(z.head, z.tail)
  let difference = Pair(sum: d.onePlus.head, -p.head).adding(d.onePlus.tail - p.tail)
  let product = d.density * difference
  let value = product.rounded
  let below = select(isNear, nearRoot, d.exponential.scaling(value))
  return select(positive, 1 - select(isNear, nearRoot, d.scale * value), below)
}

struct SiLU: Activation {
  @inline(__always) init(alpha: V, beta: V) {}

  @inline(__always) func forward(_ x: V) -> V {
    // NaN and inf are left; from 30 on σ is 1.
    select(x .< 30, Logistic(x).times(clamped(x, -120, 120)), x)
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V {
    dy * siluSlope(x, Pair(head: atMost(abs(x), 120), tail: V()))
  }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}

@inline(__always) private func siluSlope(_ x: V, _ a: Pair) -> V {
  let near = (a.head .> 1.25) .& (a.head .< 1.30)
  let slope = gatedSlope(
    a, a, x .> 0, nearRoot: nearRoot(gesso_silu_root(), a), isNear: near)
  return select(x .!= x, x, slope)
}

/// x σ(1.702 x); Hendrycks & Gimpel (2016), section 2
struct QuickGELU: Activation {
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) private func gate(_ x: V) -> Pair {
    let z = V(repeating: 0x1.b3b646p0) * x
    return Pair(head: z, tail: fma(x, V(repeating: -0x1.78d4fep-26), fma(V(repeating: 0x1.b3b646p0), x, -z)))
  }

  @inline(__always) func forward(_ x: V) -> V {
    let held = clamped(x, -70, 70)
    let z = gate(held)
    let s = Logistic(z.head, z.tail.zeroed(where: (z.head .> 30) .| (z.head .< -120)))
    return select(x .< 30, s.times(held), x)
  }

  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy * siluSlope(x, gate(atMost(abs(x), 70))) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { y }
}
