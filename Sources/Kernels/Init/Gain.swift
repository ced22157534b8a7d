import CKernels

/// The gain that init.h defines. Constants come from Tests/Vectors/reference/gain.py.
@inline(never) func gain(_ kind: gesso_activation, _ alpha: Float, _ beta: Float) -> Float {
  let a = Double(alpha)
  switch kind {
  case .GESSO_IDENTITY, .GESSO_SIGMOID: return 1
  case .GESSO_TANH: return 5.0 / 3.0
  case .GESSO_RELU: return 1.41421356237309505
  case .GESSO_SELU: return 0.75
  case .GESSO_LOG_SIGMOID: return 1.041866835535301708
  case .GESSO_RELU6: return 1.4142135650950736514
  case .GESSO_GELU: return 1.5335304411955352338
  case .GESSO_GELU_TANH: return 1.5335805216661469181
  case .GESSO_QUICK_GELU: return 1.5394587622988314283
  case .GESSO_SILU: return 1.6765324703310911586
  case .GESSO_MISH: return 1.486847581273208102
  case .GESSO_SOFTSIGN: return 2.3375333631085396599
  case .GESSO_HARD_SIGMOID: return 1.8978404247295589879
  case .GESSO_HARD_SWISH: return 1.7366572127665416197
  case .GESSO_TANH_SHRINK: return 2.3383675301021214499
  case .GESSO_RELU_SQUARED: return 0.81649658092772603273
  case .GESSO_EXP: return 0.3678794411714423216
  case .GESSO_LEAKY_RELU: return Float(gesso_square_root(2 / (1 + a * a)))
  // e^2 Φ(-2) - 2 sqrt(e) Φ(-1) + 1/2
  case .GESSO_ELU: return inverseRoot(0.5 + a * a * 0.14494541749292386306)
  case .GESSO_SQUAREPLUS: return inverseRoot(0.5 + a * 0.25)
  case .GESSO_CELU, .GESSO_SOFTPLUS, .GESSO_HARD_TANH, .GESSO_HARD_SHRINK, .GESSO_SOFT_SHRINK,
    .GESSO_THRESHOLD:
    return inverseRoot(secondMoment(kind, a, Double(beta)))
  @unknown default: return 0
  }
}

@inline(__always) func inverseRoot(_ v: Double) -> Float { Float(1 / gesso_square_root(v)) }

/// E f(Z)^2 by Gauss and Legendre's rule with 16 points, on panels that end where a piece of f does.
/// They double in width away from 0, where celu and softplus may turn sharply, up to 1/2. Beyond 24
/// there is nothing: less than 1e-125.
@inline(__always) func secondMoment(_ kind: gesso_activation, _ a: Double, _ b: Double) -> Double {
  var corner = (a, a)
  switch kind {
  case .GESSO_HARD_TANH: corner.1 = b
  case .GESSO_HARD_SHRINK, .GESSO_SOFT_SHRINK: corner.0 = -a
  case .GESSO_CELU: corner = (0, 0)
  case .GESSO_SOFTPLUS: corner = (b / a, b / a)
  default: break
  }
  var total = D()
  var x = -24.0
  while x < 24 {
    var end = x + 0.5
    if x > -1, x < 0.5 { end = x < -0x1p-20 ? x * 0.5 : x < 0 ? 0 : x < 0x1p-20 ? 0x1p-20 : 2 * x }
    if corner.0 > x, corner.0 < end { end = corner.0 }
    if corner.1 > x, corner.1 < end { end = corner.1 }
    let piece = Piecewise(kind, a, b, corner, (x + end) * 0.5)
    let half = (end - x) * 0.5
    let t = half * legendreNodes
    let middle = D(repeating: (x + end) * 0.5)
    total = total + half * legendreWeights * (piece.square(middle - t) + piece.square(middle + t))
    x = end
  }
  var sum = 0.0
  withUnsafeBytes(of: &total) {
    var i = 0
    while i < 64 {
      sum += $0.loadUnaligned(fromByteOffset: i, as: Double.self)
      i &+= 8
    }
  }
  return sum * 0.398942280401432677939946  // 1 / sqrt(2π)
}

@inline(__always) var legendreNodes: D {
  D(
    0.095012509837637440185, 0.28160355077925891323, 0.45801677765722738634,
    0.61787624440264374845, 0.7554044083550030339, 0.86563120238783174388, 0.94457502307323257608,
    0.9894009349916499326)
}
@inline(__always) var legendreWeights: D {
  D(
    0.18945061045506849629, 0.18260341504492358887, 0.16915651939500253819,
    0.14959598881657673208, 0.12462897125553387205, 0.09515851168249278481,
    0.062253523938647892863, 0.027152459411754094852)
}

/// f on one of its pieces: slope x + shift, or a curve.
private struct Piecewise {
  var slope = 1.0
  var shift = 0.0
  var curved = false
  let celu: Bool
  /// What x is multiplied by within the curve, and the curve divided by.
  let rate: Double

  @inline(__always) init(
    _ kind: gesso_activation, _ a: Double, _ b: Double, _ corner: (Double, Double), _ x: Double
  ) {
    celu = kind == .GESSO_CELU
    rate = celu ? 1 / a : a
    let left = x < corner.0
    let right = x > corner.1
    switch kind {
    case .GESSO_HARD_TANH:
      if left || right { (slope, shift) = (0, left ? a : b) }
    case .GESSO_HARD_SHRINK: if !left, !right { slope = 0 }
    case .GESSO_SOFT_SHRINK: (slope, shift) = left ? (1, a) : right ? (1, -a) : (0, 0)
    case .GESSO_THRESHOLD: if !right { (slope, shift) = (0, b) }
    default: curved = !right
    }
  }

  /// f(x)^2 e^(-x^2/2)
  @inline(never) func square(_ x: D) -> D {
    var f = D(repeating: slope) * x + shift
    if curved {
      let u = rate * x
      let falling = celu ? u : 0 - abs(u)
      let v = select(falling .< -700, D(repeating: -700), falling)
      let e = exponential(v)
      let l = log(celu ? e : 1 + e)
      // Kahan's e^v - 1: exact enough, however small v is.
      f = celu ? select(e .== 1, v, (e - 1) * v / l) : select(u .> 0, u, D()) + l
      f = f / D(repeating: rate)
    }
    return f * f * exponential(x * x * -0.5)
  }
}

@inline(never) private func exponential(_ x: D) -> D { exp(x) }
