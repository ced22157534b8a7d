import CGesso

/// Where a parameter lies, ends included. (No enumeration: the compiler would give it a hash
/// function, and that imports a source of randomness.)
struct Domain {
  let low: Float
  let high: Float

  static var finite: Domain {
    Domain(low: -.greatestFiniteMagnitude, high: .greatestFiniteMagnitude)
  }
  static var notNegative: Domain { Domain(low: 0, high: .greatestFiniteMagnitude) }
  static var positive: Domain {
    Domain(low: .leastNonzeroMagnitude, high: .greatestFiniteMagnitude)
  }
  /// Its products and reciprocal stay normal.
  static var moderate: Domain { Domain(low: 0x1p-64, high: 0x1p64) }
  /// Any value but NaN.
  static var ordered: Domain { Domain(low: -.infinity, high: .infinity) }

  func check(_ value: Float, _ name: StaticString) throws(Failure) {
    guard value.order >= low.order, value.order <= high.order else {
      throw Failure(GESSO_ERROR_RANGE, name, "is outside its domain")
    }
  }
}

/// What the ABI layer knows of a kind: its name, its parameters and when its gradient comes from
/// the output.
struct ActivationRow {
  let name: StaticString
  var alpha: Float = 0
  /// nil: not looked at.
  var alphaDomain: Domain?
  var beta: Float = 0
  var betaDomain: Domain?
  /// Whether alpha must not exceed beta.
  var ordered = false
  /// Whether there is f' from the output, given alpha and beta.
  var output: (_ alpha: Float, _ beta: Float) -> Bool = { _, _ in true }
}

private func never(_ alpha: Float, _ beta: Float) -> Bool { false }
private func notNegative(_ alpha: Float, _ beta: Float) -> Bool {
  alpha.order >= 0
}

extension gesso_activation {
  static var count: Int32 { 27 }

  // Inlined, so that a call builds only the fields it looks at.
  @inline(__always) var row: ActivationRow {
    switch self {
    case .GESSO_IDENTITY: ActivationRow(name: "identity")
    case .GESSO_SIGMOID: ActivationRow(name: "sigmoid")
    case .GESSO_TANH: ActivationRow(name: "tanh")
    case .GESSO_RELU: ActivationRow(name: "relu")
    case .GESSO_LEAKY_RELU:
      ActivationRow(
        name: "leaky_relu", alpha: 0.01, alphaDomain: .finite, output: notNegative)
    case .GESSO_ELU:
      ActivationRow(name: "elu", alpha: 1, alphaDomain: .finite, output: notNegative)
    case .GESSO_LOG_SIGMOID: ActivationRow(name: "log_sigmoid")
    case .GESSO_RELU6: ActivationRow(name: "relu6")
    case .GESSO_CELU: ActivationRow(name: "celu", alpha: 1, alphaDomain: .moderate)
    case .GESSO_SELU: ActivationRow(name: "selu")
    case .GESSO_GELU: ActivationRow(name: "gelu", output: never)
    case .GESSO_GELU_TANH: ActivationRow(name: "gelu_tanh", output: never)
    case .GESSO_QUICK_GELU: ActivationRow(name: "quick_gelu", output: never)
    case .GESSO_SILU: ActivationRow(name: "silu", output: never)
    case .GESSO_MISH: ActivationRow(name: "mish", output: never)
    case .GESSO_SOFTPLUS:
      ActivationRow(
        name: "softplus", alpha: 1, alphaDomain: .moderate, beta: 20, betaDomain: .ordered)
    case .GESSO_SOFTSIGN: ActivationRow(name: "softsign")
    case .GESSO_HARD_SIGMOID: ActivationRow(name: "hard_sigmoid")
    case .GESSO_HARD_TANH:
      ActivationRow(
        name: "hard_tanh", alpha: -1, alphaDomain: .ordered, beta: 1, betaDomain: .ordered,
        ordered: true)
    case .GESSO_HARD_SWISH: ActivationRow(name: "hard_swish", output: never)
    case .GESSO_HARD_SHRINK:
      ActivationRow(name: "hard_shrink", alpha: 0.5, alphaDomain: .notNegative)
    case .GESSO_SOFT_SHRINK:
      ActivationRow(name: "soft_shrink", alpha: 0.5, alphaDomain: .notNegative)
    case .GESSO_TANH_SHRINK: ActivationRow(name: "tanh_shrink", output: never)
    case .GESSO_THRESHOLD:
      ActivationRow(
        name: "threshold", alphaDomain: .ordered, betaDomain: .ordered,
        output: { $1.order <= $0.order })
    case .GESSO_RELU_SQUARED: ActivationRow(name: "relu_squared")
    case .GESSO_EXP: ActivationRow(name: "exp")
    case .GESSO_SQUAREPLUS: ActivationRow(name: "squareplus", alpha: 4, alphaDomain: .positive)
    }
  }

  /// Whether memory takes longer than the work. (As a field of the row it took 10 ns a call.)
  var isLight: Bool {
    switch self {
    case .GESSO_IDENTITY, .GESSO_RELU, .GESSO_LEAKY_RELU, .GESSO_RELU6, .GESSO_HARD_SIGMOID,
      .GESSO_HARD_TANH, .GESSO_HARD_SHRINK, .GESSO_SOFT_SHRINK, .GESSO_THRESHOLD,
      .GESSO_RELU_SQUARED:
      true
    default: false
    }
  }

  /// The row of a kind that came from outside.
  @inline(__always) func checkedRow() throws(Failure) -> ActivationRow {
    guard rawValue < UInt32(gesso_activation.count) else {
      throw Failure(GESSO_ERROR_KIND, "kind", "is not a gesso_activation")
    }
    return row
  }
}

/// A kind with parameters that have been checked.
struct CheckedActivation {
  let kind: gesso_activation
  let alpha: Float
  let beta: Float
}

extension CheckedActivation {
  // Inlined, so that a call without parameters builds no more of the row than their defaults.
  @inline(__always) init(
    _ kind: gesso_activation, _ params: UnsafePointer<gesso_activation_params>?
  ) throws(Failure) {
    if let params {
      try self.init(kind, given: params)
    } else {
      let row = try kind.checkedRow()
      self.init(kind: kind, alpha: row.alpha, beta: row.beta)
    }
  }

  private init(
    _ kind: gesso_activation, given params: UnsafePointer<gesso_activation_params>
  ) throws(Failure) {
    let row = try kind.checkedRow()
    try checkSize(params)
    self.init(kind: kind, alpha: params.pointee.alpha, beta: params.pointee.beta)
    try row.alphaDomain?.check(alpha, "alpha")
    try row.betaDomain?.check(beta, "beta")
    if row.ordered, alpha.order > beta.order {
      throw Failure(GESSO_ERROR_RANGE, "alpha", "is above beta")
    }
  }

  var hasOutputForm: Bool { kind.row.output(alpha, beta) }
}

func checkSize(_ params: UnsafePointer<gesso_activation_params>) throws(Failure) {
  guard params.pointee.size == MemoryLayout<gesso_activation_params>.size else {
    throw Failure(GESSO_ERROR_SIZE, "params->size", "is not sizeof(gesso_activation_params)")
  }
}
