import CGesso

/// Where a parameter lies. `unused` ones are not looked at.
enum Domain {
  case unused, finite, notNegative
  /// [2^-64, 2^64]: its products and reciprocal stay normal.
  case moderate
  /// Finite and above 0.
  case positive
  /// Any value but NaN.
  case ordered

  func check(_ value: Float, _ name: StaticString) throws(Failure) {
    switch self {
    case .unused: return
    case .ordered:
      guard !value.isNaN else { throw Failure(GESSO_ERROR_RANGE, name, "is NaN") }
    case .finite: try real(value, name)
    case .notNegative:
      try real(value, name)
      guard value >= 0 else { throw Failure(GESSO_ERROR_RANGE, name, "is negative") }
    case .positive:
      try real(value, name)
      guard value > 0 else { throw Failure(GESSO_ERROR_RANGE, name, "is not above 0") }
    case .moderate:
      guard value >= 0x1p-64, value <= 0x1p64 else {
        throw Failure(GESSO_ERROR_RANGE, name, "is not in [2^-64, 2^64]")
      }
    }
  }
}

/// What f' from the output needs.
enum OutputForm {
  case always, never
  /// alpha >= 0
  case notNegativeAlpha
  /// beta <= alpha
  case betaNotAboveAlpha
}

/// What the ABI layer knows of a kind: its name, its parameters and what its gradient needs.
struct ActivationRow {
  let name: StaticString
  var alpha: Float = 0
  var alphaDomain = Domain.unused
  var beta: Float = 0
  var betaDomain = Domain.unused
  /// Whether alpha must not exceed beta.
  var ordered = false
  var output = OutputForm.always
}

extension gesso_activation {
  static var count: Int32 { 27 }

  var row: ActivationRow {
    switch self {
    case .GESSO_IDENTITY: ActivationRow(name: "identity")
    case .GESSO_SIGMOID: ActivationRow(name: "sigmoid")
    case .GESSO_TANH: ActivationRow(name: "tanh")
    case .GESSO_RELU: ActivationRow(name: "relu")
    case .GESSO_LEAKY_RELU:
      ActivationRow(
        name: "leaky_relu", alpha: 0.01, alphaDomain: .finite, output: .notNegativeAlpha)
    case .GESSO_ELU:
      ActivationRow(name: "elu", alpha: 1, alphaDomain: .finite, output: .notNegativeAlpha)
    case .GESSO_LOG_SIGMOID: ActivationRow(name: "log_sigmoid")
    case .GESSO_RELU6: ActivationRow(name: "relu6")
    case .GESSO_CELU: ActivationRow(name: "celu", alpha: 1, alphaDomain: .moderate)
    case .GESSO_SELU: ActivationRow(name: "selu")
    case .GESSO_GELU: ActivationRow(name: "gelu", output: .never)
    case .GESSO_GELU_TANH: ActivationRow(name: "gelu_tanh", output: .never)
    case .GESSO_QUICK_GELU: ActivationRow(name: "quick_gelu", output: .never)
    case .GESSO_SILU: ActivationRow(name: "silu", output: .never)
    case .GESSO_MISH: ActivationRow(name: "mish", output: .never)
    case .GESSO_SOFTPLUS:
      ActivationRow(
        name: "softplus", alpha: 1, alphaDomain: .moderate, beta: 20, betaDomain: .ordered)
    case .GESSO_SOFTSIGN: ActivationRow(name: "softsign")
    case .GESSO_HARD_SIGMOID: ActivationRow(name: "hard_sigmoid")
    case .GESSO_HARD_TANH:
      ActivationRow(
        name: "hard_tanh", alpha: -1, alphaDomain: .ordered, beta: 1, betaDomain: .ordered,
        ordered: true)
    case .GESSO_HARD_SWISH: ActivationRow(name: "hard_swish", output: .never)
    case .GESSO_HARD_SHRINK:
      ActivationRow(name: "hard_shrink", alpha: 0.5, alphaDomain: .notNegative)
    case .GESSO_SOFT_SHRINK:
      ActivationRow(name: "soft_shrink", alpha: 0.5, alphaDomain: .notNegative)
    case .GESSO_TANH_SHRINK: ActivationRow(name: "tanh_shrink", output: .never)
    case .GESSO_THRESHOLD:
      ActivationRow(
        name: "threshold", alphaDomain: .ordered, betaDomain: .ordered,
        output: .betaNotAboveAlpha)
    case .GESSO_RELU_SQUARED: ActivationRow(name: "relu_squared")
    case .GESSO_EXP: ActivationRow(name: "exp")
    case .GESSO_SQUAREPLUS: ActivationRow(name: "squareplus", alpha: 4, alphaDomain: .positive)
    }
  }

  /// The row of a kind that came from outside.
  func checkedRow() throws(Failure) -> ActivationRow {
    guard rawValue < UInt32(gesso_activation.count) else {
      throw Failure(GESSO_ERROR_KIND, "kind", "is not a gesso_activation")
    }
    return row
  }
}

/// A kind with parameters that have been checked.
struct CheckedActivation {
  let kind: gesso_activation
  let row: ActivationRow
  let alpha: Float
  let beta: Float

  init(
    _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>?
  ) throws(Failure) {
    self.kind = kind
    row = try kind.checkedRow()
    guard let params else {
      alpha = row.alpha
      beta = row.beta
      return
    }
    try checkSize(params)
    alpha = params.pointee.alpha
    beta = params.pointee.beta
    try row.alphaDomain.check(alpha, "alpha")
    try row.betaDomain.check(beta, "beta")
    if row.ordered, alpha > beta { throw Failure(GESSO_ERROR_RANGE, "alpha", "is above beta") }
  }

  var hasOutputForm: Bool {
    switch row.output {
    case .always: true
    case .never: false
    case .notNegativeAlpha: alpha.sign == .plus || alpha == 0
    case .betaNotAboveAlpha: beta <= alpha
    }
  }
}

func checkSize(_ params: UnsafePointer<gesso_activation_params>) throws(Failure) {
  guard params.pointee.size == MemoryLayout<gesso_activation_params>.size else {
    throw Failure(GESSO_ERROR_SIZE, "params->size", "is not sizeof(gesso_activation_params)")
  }
}
