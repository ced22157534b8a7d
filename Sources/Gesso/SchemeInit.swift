import CGesso
import CKernels
import CPlatform

/// Mean 0 and variance scale / fan × gain^2, in one of three shapes.
private struct Scheme {
  let scale: Double
  let mode: gesso_fan_mode
  let shape: gesso_distribution_kind

  init(_ scale: Double, _ mode: gesso_fan_mode, _ shape: gesso_distribution_kind) {
    self.scale = scale
    self.mode = mode
    self.shape = shape
  }

  init(_ scheme: gesso_scheme) {
    switch scheme {
    case .GESSO_XAVIER_UNIFORM: self.init(1, .GESSO_FAN_AVERAGE, .GESSO_UNIFORM)
    case .GESSO_XAVIER_NORMAL: self.init(1, .GESSO_FAN_AVERAGE, .GESSO_NORMAL)
    case .GESSO_XAVIER_TRUNCATED_NORMAL: self.init(1, .GESSO_FAN_AVERAGE, .GESSO_TRUNCATED_NORMAL)
    case .GESSO_HE_UNIFORM: self.init(2, .GESSO_FAN_IN, .GESSO_UNIFORM)
    case .GESSO_HE_NORMAL: self.init(2, .GESSO_FAN_IN, .GESSO_NORMAL)
    case .GESSO_HE_TRUNCATED_NORMAL: self.init(2, .GESSO_FAN_IN, .GESSO_TRUNCATED_NORMAL)
    case .GESSO_LECUN_UNIFORM: self.init(1, .GESSO_FAN_IN, .GESSO_UNIFORM)
    case .GESSO_LECUN_NORMAL: self.init(1, .GESSO_FAN_IN, .GESSO_NORMAL)
    case .GESSO_LECUN_TRUNCATED_NORMAL: self.init(1, .GESSO_FAN_IN, .GESSO_TRUNCATED_NORMAL)
    case .GESSO_PYTORCH_UNIFORM: self.init(1.0 / 3.0, .GESSO_FAN_IN, .GESSO_UNIFORM)
    }
  }

  /// `factor` is what the caller would have to lower.
  func describe(
    _ fanIn: Int, _ fanOut: Int, _ gain: Float, _ factor: StaticString,
    _ out: UnsafeMutablePointer<gesso_distribution>
  ) throws(Failure) {
    guard fanIn > 0 || mode == .GESSO_FAN_OUT else {
      throw Failure(GESSO_ERROR_SIZE, "fan_in", "is 0 or too large")
    }
    guard fanOut > 0 || mode == .GESSO_FAN_IN else {
      throw Failure(GESSO_ERROR_SIZE, "fan_out", "is 0 or too large")
    }
    try requireKernels()
    var width: Float = 0
    withStandardRounding {
      width = gesso_common.scheme(scale, mode, shape, fanIn, fanOut, gain)
    }
    let truncated = shape == .GESSO_TRUNCATED_NORMAL
    // Twice the width must be a float where the distribution is cut there or ends.
    guard width.isFinite, shape == .GESSO_NORMAL || width.order < Float(0x1p127).order else {
      throw Failure(GESSO_ERROR_RANGE, factor, "is too large")
    }
    let cut = truncated ? doubled(width) : 0
    out.pointee.kind = shape
    out.pointee.a = shape == .GESSO_UNIFORM ? negated(width) : 0
    out.pointee.b = width
    out.pointee.low = negated(cut)
    out.pointee.high = cut
  }
}

private func widened(_ scale: Float) -> Double {
  var work = (narrow: scale, wide: 0.0)
  platform_rounded(
    { context in
      typealias Work = (narrow: Float, wide: Double)
      guard let work = context?.assumingMemoryBound(to: Work.self) else { return }
      work.pointee.wide = Double(work.pointee.narrow)
    }, &work)
  return work.wide
}

/// -v, and 0 for 0.
private func negated(_ v: Float) -> Float { v.bitPattern == 0 ? 0 : -v }

/// 2 v for v in [0, 2^127), without arithmetic of floats.
private func doubled(_ v: Float) -> Float {
  let bits = v.bitPattern
  return Float(bitPattern: bits < 0x80_0000 ? bits &<< 1 : bits &+ 0x80_0000)
}

@_cdecl("gesso_scheme_distribution") @implementation
public func gesso_scheme_distribution(
  _ scheme: gesso_scheme, _ fan_in: Int, _ fan_out: Int, _ gain: Float,
  _ out: UnsafeMutablePointer<gesso_distribution>!
) -> gesso_status {
  checked { () throws(Failure) in
    guard scheme.rawValue <= gesso_scheme.GESSO_PYTORCH_UNIFORM.rawValue else {
      throw Failure(GESSO_ERROR_KIND, "scheme", "is not a gesso_scheme")
    }
    let out = try present(out, "out")
    try checkSize(out)
    try notNegative(gain, "gain")
    try Scheme(scheme).describe(fan_in, fan_out, gain, "gain", out)
  }
}

@_cdecl("gesso_variance_scaling") @implementation
public func gesso_variance_scaling(
  _ scale: Float, _ mode: gesso_fan_mode, _ shape: gesso_distribution_kind, _ fan_in: Int,
  _ fan_out: Int, _ out: UnsafeMutablePointer<gesso_distribution>!
) -> gesso_status {
  checked { () throws(Failure) in
    guard mode.rawValue <= gesso_fan_mode.GESSO_FAN_GEOMETRIC.rawValue else {
      throw Failure(GESSO_ERROR_KIND, "mode", "is not a gesso_fan_mode")
    }
    switch shape {
    case .GESSO_UNIFORM, .GESSO_NORMAL, .GESSO_TRUNCATED_NORMAL: break
    case .GESSO_CONSTANT, .GESSO_BERNOULLI_NORMAL:
      throw Failure(GESSO_ERROR_UNSUPPORTED, "shape", "is not uniform, normal or truncated normal")
    @unknown default:
      throw Failure(GESSO_ERROR_KIND, "shape", "is not a gesso_distribution_kind")
    }
    let out = try present(out, "out")
    try checkSize(out)
    try notNegative(scale, "scale")
    try Scheme(widened(scale), mode, shape).describe(fan_in, fan_out, 1, "scale", out)
  }
}

@_cdecl("gesso_residual_gain") @implementation
public func gesso_residual_gain(
  _ layers: Int, _ gain: UnsafeMutablePointer<Float>!
) -> gesso_status {
  checked { () throws(Failure) in
    let gain = try present(gain, "gain")
    guard layers > 0 else { throw Failure(GESSO_ERROR_SIZE, "layers", "is 0 or too large") }
    try requireKernels()
    withStandardRounding {
      gain.pointee = gesso_common.scheme(0.5, .GESSO_FAN_IN, .GESSO_NORMAL, layers, 0, 1)
    }
  }
}

@_cdecl("gesso_gain") @implementation
public func gesso_gain(
  _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>!,
  _ gain: UnsafeMutablePointer<Float>!
) -> gesso_status {
  checked { () throws(Failure) in
    let f = try CheckedActivation(kind, params)
    let gain = try present(gain, "gain")
    try requireKernels()
    var value: Float = 0
    withStandardRounding { value = gesso_common.gain(kind, f.alpha, f.beta) }
    try real(value, "params", "make a function that no gain evens out") { $0.order > 0 }
    gain.pointee = value
  }
}
