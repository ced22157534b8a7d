import CKernels

// x > 0 ? x : 0, and the leaky form x > 0 ? x : alpha x.

struct ReLU: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) func forward(_ x: V) -> V { gesso_positive_part(x) }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy.zeroed(where: x .<= 0) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { backward(y, dy) }
}

struct LeakyReLU: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  let alpha: V
  @inline(__always) init(alpha: V, beta: V) { self.alpha = alpha }
  @inline(__always) func forward(_ x: V) -> V { gesso_positive_or(x, alpha * x) }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { select(x .> 0, dy, alpha * dy) }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { backward(y, dy) }
}

/// Its forward for 0 < alpha <= 1 with AVX2, to which a maximum is cheaper than a choice.
struct GentleLeakyReLU: Kernel {
  @inline(__always) static func fits(_ alpha: Float, _ direction: gesso_direction) -> Bool {
    level == 3 && direction == .GESSO_FORWARD && alpha > 0 && alpha <= 1
  }
  @inline(__always) static var goesByFour: Bool { true }
  @inline(__always) static var fetches: Bool { true }
  let alpha: V
  @inline(__always) func callAsFunction(_ piece: Piece, _ i: Int) -> V {
    let x = load(piece.x + i)
    return max(x, alpha * x)
  }
}
