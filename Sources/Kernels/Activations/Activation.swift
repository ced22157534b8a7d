import CKernels

/// An element-wise function with its gradient, 16 elements at a time.
protocol Activation {
  /// As in Kernel; and the same of the gradient from the output.
  static var goesByFour: Bool { get }
  static var goesByFourFromOutput: Bool { get }
  init(alpha: V, beta: V)
  func forward(_ x: V) -> V
  /// dy f'(x)
  func backward(_ x: V, _ dy: V) -> V
  /// dy f'(f^-1(y)); called only where ActivationTable says that it exists.
  func backward(output y: V, _ dy: V) -> V
  /// What a sweep computes of it.
  associatedtype ForwardKernel: Kernel = Forward<Self>
  associatedtype BackwardKernel: Kernel = Backward<Self>
  var forwardKernel: ForwardKernel { get }
  var backwardKernel: BackwardKernel { get }
}

extension Activation where ForwardKernel == Forward<Self> {
  @inline(__always) var forwardKernel: Forward<Self> { Forward(function: self) }
}

extension Activation where BackwardKernel == Backward<Self> {
  @inline(__always) var backwardKernel: Backward<Self> { Backward(function: self) }
}

extension Activation {
  @inline(__always) static var goesByFour: Bool { false }
  @inline(__always) static var goesByFourFromOutput: Bool { goesByFour }

  @inline(__always) func run(_ direction: gesso_direction, _ pieces: Pieces) {
    switch direction {
    case .GESSO_FORWARD: sweep(forwardKernel, pieces)
    case .GESSO_BACKWARD: sweep(backwardKernel, pieces)
    case .GESSO_BACKWARD_FROM_OUTPUT: sweep(BackwardFromOutput(function: self), pieces)
    @unknown default: break
    }
  }
}

@inline(never) func activate(
  _ kind: gesso_activation, _ direction: gesso_direction, _ alpha: Float, _ beta: Float,
  _ run: UnsafePointer<gesso_run>
) {
  withPieces(of: run) { activate(kind, direction, alpha, beta, $0) }
}

@inline(__always) private func activate(
  _ kind: gesso_activation, _ direction: gesso_direction, _ alpha: Float, _ beta: Float,
  _ pieces: Pieces
) {
  let a = V(repeating: alpha)
  let b = V(repeating: beta)
  // celu with alpha = 1 is elu, which needs no quotient.
  switch kind == .GESSO_CELU && alpha == 1 ? .GESSO_ELU : kind {
  case .GESSO_IDENTITY: Identity(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_SIGMOID: Sigmoid(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_TANH: Tanh(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_RELU: ReLU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_LEAKY_RELU where GentleLeakyReLU.fits(alpha, direction):
    sweep(GentleLeakyReLU(alpha: a), pieces)
  case .GESSO_LEAKY_RELU: LeakyReLU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_ELU where alpha == 1: UnitELU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_ELU: ELU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_LOG_SIGMOID: LogSigmoid(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_RELU6: ReLU6(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_CELU: CELU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_SELU: SELU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_GELU: GELU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_GELU_TANH: GELUTanh(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_QUICK_GELU: QuickGELU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_SILU: SiLU(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_MISH: Mish(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_SOFTPLUS where UnitSoftplus.fits(alpha, beta):
    UnitSoftplus(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_SOFTPLUS: Softplus(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_SOFTSIGN: Softsign(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_HARD_SIGMOID: HardSigmoid(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_HARD_TANH: HardTanh(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_HARD_SWISH: HardSwish(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_HARD_SHRINK: HardShrink(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_SOFT_SHRINK: SoftShrink(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_TANH_SHRINK: TanhShrink(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_THRESHOLD: Threshold(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_RELU_SQUARED: ReLUSquared(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_EXP: Exp(alpha: a, beta: b).run(direction, pieces)
  case .GESSO_SQUAREPLUS: Squareplus(alpha: a, beta: b).run(direction, pieces)
  @unknown default: break  // refused at the ABI; without this line the compiler adds a trap
  }
}
