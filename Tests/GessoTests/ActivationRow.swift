import CGesso
import Testing

/// What the header promises of an activation, with its usual parameters.
struct ActivationRow: CustomTestStringConvertible, Sendable {
  let name: String
  var alpha: Float = 0
  var beta: Float = 0
  /// Correctly rounded; otherwise within 1 ULP forward and 2 backward.
  var exact = false
  var monotone = true
  var odd = false
  /// Whether there is a gradient from the output.
  var fromOutput = true
  /// x and the very y that it gives.
  let special: [(x: Float, y: Float)]

  var testDescription: String { name }
  var kind: gesso_activation { gesso_activation(named: name) }

  func bound(_ direction: Direction) -> Double {
    exact ? 0.5 : direction == .forward ? 1 : 2
  }

  private static let inf = Float.infinity
  /// x g(x): flat at the left, not monotone.
  private static let gate: [(x: Float, y: Float)] = [
    (0, 0), (-0.0, -0.0), (inf, inf), (-inf, -0.0), (-1e30, -0.0), (100, 100), (0x1p-148, 0x1p-149),
  ]
  private static let whole: [(x: Float, y: Float)] = [
    (0, 0), (-0.0, -0.0), (inf, inf), (-inf, -inf),
  ]

  static let all = [
    ActivationRow(name: "identity", exact: true, odd: true, special: whole),
    ActivationRow(
      name: "sigmoid", special: [(0, 0.5), (-0.0, 0.5), (inf, 1), (-inf, 0), (-104, 0), (18, 1)]),
    ActivationRow(
      name: "tanh", odd: true,
      special: [(0, 0), (-0.0, -0.0), (inf, 1), (-inf, -1), (0x1p-140, 0x1p-140), (9.1, 1)]),
    ActivationRow(
      name: "relu", exact: true,
      special: [(0, 0), (-0.0, 0), (inf, inf), (-inf, 0), (-0x1p-140, 0), (3, 3)]),
    ActivationRow(name: "leaky_relu", alpha: 0.01, exact: true, special: whole + [(-100, -1)]),
    ActivationRow(
      name: "elu", alpha: 1,
      special: [(0, 0), (-0.0, -0.0), (inf, inf), (-inf, -1), (-0x1p-140, -0x1p-140)]),
    ActivationRow(name: "log_sigmoid", special: [(inf, -0.0), (-inf, -inf), (-200, -200)]),
    ActivationRow(
      name: "relu6", exact: true,
      special: [(0, 0), (-0.0, 0), (inf, 6), (-inf, 0), (6, 6), (7, 6), (5, 5)]),
    ActivationRow(
      name: "celu", alpha: 1,
      special: [(0, 0), (-0.0, -0.0), (inf, inf), (-inf, -1), (-0x1p-140, -0x1p-140)]),
    ActivationRow(
      name: "selu", special: [(0, 0), (-0.0, -0.0), (inf, inf), (-inf, -1.7580993)]),
    ActivationRow(name: "gelu", monotone: false, fromOutput: false, special: gate),
    ActivationRow(name: "gelu_tanh", monotone: false, fromOutput: false, special: gate),
    ActivationRow(name: "quick_gelu", monotone: false, fromOutput: false, special: gate),
    ActivationRow(name: "silu", monotone: false, fromOutput: false, special: gate),
    ActivationRow(
      name: "mish", monotone: false, fromOutput: false,
      special: gate.dropLast() + [(0x1p-148, 0x1p-149)]),
    ActivationRow(
      name: "softplus", alpha: 1, beta: 20,
      special: [(inf, inf), (-inf, 0), (20.5, 20.5), (-104, 0)]),
    ActivationRow(
      name: "softsign", odd: true,
      special: [(0, 0), (-0.0, -0.0), (inf, 1), (-inf, -1), (1, 0.5), (3, 0.75)]),
    ActivationRow(
      name: "hard_sigmoid", special: [(0, 0.5), (inf, 1), (-inf, 0), (3, 1), (-3, 0)]),
    ActivationRow(
      name: "hard_tanh", alpha: -1, beta: 1, exact: true, odd: true,
      special: [(0, 0), (-0.0, -0.0), (inf, 1), (-inf, -1), (0.5, 0.5)]),
    ActivationRow(
      name: "hard_swish", monotone: false, fromOutput: false,
      special: [(0, 0), (-0.0, -0.0), (inf, inf), (-inf, 0), (-3, 0), (3, 3), (-1.5, -0.375)]),
    ActivationRow(
      name: "hard_shrink", alpha: 0.5, exact: true, odd: true,
      special: whole + [(0.5, 0), (-0.5, -0.0), (0.75, 0.75)]),
    ActivationRow(
      name: "soft_shrink", alpha: 0.5, exact: true, odd: true,
      special: whole + [(0.5, 0), (-0.5, -0.0), (0.75, 0.25)]),
    ActivationRow(name: "tanh_shrink", odd: true, fromOutput: false, special: whole),
    ActivationRow(
      name: "threshold", exact: true,
      special: [(0, 0), (-0.0, 0), (inf, inf), (-inf, 0), (-1, 0), (2, 2)]),
    ActivationRow(
      name: "relu_squared",
      special: [(0, 0), (-0.0, 0), (inf, inf), (-inf, 0), (3, 9), (-3, 0), (1e20, inf)]),
    ActivationRow(
      name: "exp", special: [(0, 1), (-0.0, 1), (inf, inf), (-inf, 0), (89, inf), (-104, 0)]),
    ActivationRow(
      name: "squareplus", alpha: 4, special: [(0, 1), (-0.0, 1), (inf, inf), (-inf, 0)]),
  ]
}
