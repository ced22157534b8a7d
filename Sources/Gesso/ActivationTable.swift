import CGesso

/// What the ABI layer knows of a kind: its name, its parameters and what its gradient needs.
struct ActivationRow {
  let name: StaticString
  var alpha: Float = 0
  /// Whether alpha is looked at; it must then be finite.
  var usesAlpha = false
  /// Whether f' is a function of the output only for alpha >= 0.
  var outputNeedsSign = false
}

extension gesso_activation {
  static var count: Int32 { 6 }

  var row: ActivationRow {
    switch self {
    case .GESSO_IDENTITY: ActivationRow(name: "identity")
    case .GESSO_SIGMOID: ActivationRow(name: "sigmoid")
    case .GESSO_TANH: ActivationRow(name: "tanh")
    case .GESSO_RELU: ActivationRow(name: "relu")
    case .GESSO_LEAKY_RELU:
      ActivationRow(name: "leaky_relu", alpha: 0.01, usesAlpha: true, outputNeedsSign: true)
    case .GESSO_ELU: ActivationRow(name: "elu", alpha: 1, usesAlpha: true, outputNeedsSign: true)
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
      beta = 0
      return
    }
    try checkSize(params)
    alpha = params.pointee.alpha
    beta = params.pointee.beta
    if row.usesAlpha { try real(alpha, "alpha") }
  }

  var hasOutputForm: Bool { !row.outputNeedsSign || alpha.sign == .plus || alpha == 0 }
}

func checkSize(_ params: UnsafePointer<gesso_activation_params>) throws(Failure) {
  guard params.pointee.size == MemoryLayout<gesso_activation_params>.size else {
    throw Failure(GESSO_ERROR_SIZE, "params->size", "is not sizeof(gesso_activation_params)")
  }
}
