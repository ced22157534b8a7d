import CKernels

/// The standard deviation sqrt(scale / fan) × gain; the half-width of the uniform distribution that
/// has it; or what a normal one must have for it to be left when it is cut at ±2 of its own.
@inline(never) func scheme(
  _ scale: Double, _ mode: gesso_fan_mode, _ shape: gesso_distribution_kind, _ fanIn: Int,
  _ fanOut: Int, _ gain: Float
) -> Float {
  let into = Double(fanIn)
  let out = Double(fanOut)
  let fan =
    switch mode {
    case .GESSO_FAN_IN: into
    case .GESSO_FAN_OUT: out
    case .GESSO_FAN_AVERAGE: (into + out) * 0.5
    case .GESSO_FAN_GEOMETRIC: gesso_square_root(into * out)
    @unknown default: 0.0
    }
  let variance = (shape == .GESSO_UNIFORM ? 3 * scale : scale) / fan
  let deviation = gesso_square_root(variance) * Double(gain)
  // The standard deviation of the standard normal between -2 and 2.
  return Float(shape == .GESSO_TRUNCATED_NORMAL ? deviation / 0.87962566103423978 : deviation)
}
