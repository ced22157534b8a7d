import CGesso
import Testing

/// An element-wise call of the API with everything but its buffers chosen.
struct ElementwiseCall: CustomStringConvertible, Sendable {
  typealias Buffers = (
    x: UnsafePointer<Float>, dy: UnsafePointer<Float>, out: UnsafeMutablePointer<Float>, n: Int,
    offset: Int
  )
  let description: String
  let body: @Sendable (Buffers) -> gesso_status

  init(description: String, _ body: @escaping @Sendable (Buffers) -> gesso_status) {
    self.description = description
    self.body = body
  }

  /// `offset` is how many elements of the whole stand before these.
  @discardableResult func run(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
    _ n: Int,
    offset: Int = 0
  ) -> gesso_status { body((x, dy, out, n, offset)) }

  /// On arrays, in one call. `before` is what the output holds.
  func callAsFunction(_ x: [Float], _ dy: [Float], before: [Float]? = nil) -> [Float] {
    var out = before ?? [Float](repeating: .nan, count: x.count)
    #expect(run(x, dy, &out, x.count) == GESSO_OK, "\(self): \(lastError())")
    return out
  }
}

extension gesso_activation {
  var name: String { String(cString: gesso_activation_name(self)) }
  static var all: [gesso_activation] {
    (0..<UInt32(gesso_activation_count())).map { enumerator($0) }
  }

  init(named name: String) {
    self = .GESSO_IDENTITY
    #expect(gesso_activation_find(name, &self) == GESSO_OK, "\(name)")
  }
}

enum Direction: CaseIterable { case forward, backward, backwardFromOutput }

extension gesso_activation {
  /// What the kind has with its usual parameters.
  var directions: [Direction] {
    let fromOutput = gesso_activation_has_backward_from_output(self, nil) == 1
    return fromOutput ? Direction.allCases : [.forward, .backward]
  }
}

func activationCall(
  _ kind: gesso_activation, _ direction: Direction, alpha: Float? = nil, beta: Float = 0,
  write: gesso_write = .GESSO_OVERWRITE
) -> ElementwiseCall {
  ElementwiseCall(description: "\(kind.name) \(direction)") { b in
    var params = gesso_activation_params()
    params.size = MemoryLayout<gesso_activation_params>.size
    _ = gesso_activation_defaults(kind, &params)
    if let alpha { (params.alpha, params.beta) = (alpha, beta) }
    return switch direction {
    case .forward: gesso_activation_forward_f32(kind, &params, b.x, b.out, b.n)
    case .backward: gesso_activation_backward_f32(kind, &params, b.x, b.dy, b.out, b.n, write)
    case .backwardFromOutput:
      gesso_activation_backward_from_output_f32(kind, &params, b.x, b.dy, b.out, b.n, write)
    }
  }
}

/// Every element-wise function that can be cut anywhere without a change of bits.
func elementwiseCalls(write: gesso_write = .GESSO_OVERWRITE) -> [ElementwiseCall] {
  let key = gesso_key(seed: 5, stream: 6)
  let activations = gesso_activation.all.flatMap { kind in
    kind.directions.map { activationCall(kind, $0, write: write) }
  }
  return activations + [
    ElementwiseCall(description: "rrelu forward") {
      gesso_rrelu_forward_f32($0.x, $0.out, $0.n, 0.125, 0.5, key, UInt64(7 + $0.offset))
    },
    ElementwiseCall(description: "rrelu backward") {
      gesso_rrelu_backward_f32(
        $0.x, $0.dy, $0.out, $0.n, 0.125, 0.5, key, UInt64(7 + $0.offset), write)
    },
  ]
}

/// Fills of a buffer from a stream: they read nothing.
let fills: [ElementwiseCall] = {
  let key = gesso_key(seed: 8, stream: 9)
  func draw(_ kind: gesso_distribution_kind, _ name: String) -> ElementwiseCall {
    ElementwiseCall(description: name) {
      var d = distribution(kind, -0.1, 2.7)
      return gesso_init_f32(&d, key, UInt64(3 + $0.offset), $0.out, $0.n)
    }
  }
  return [
    draw(.GESSO_CONSTANT, "constant"), draw(.GESSO_UNIFORM, "uniform"),
    draw(.GESSO_NORMAL, "normal"),
    ElementwiseCall(description: "bernoulli normal") {
      var d = distribution(.GESSO_BERNOULLI_NORMAL, 0.3, 2.7)
      return gesso_init_f32(&d, key, UInt64(3 + $0.offset), $0.out, $0.n)
    },
    ElementwiseCall(description: "truncated normal") {
      var d = distribution(.GESSO_TRUNCATED_NORMAL, -0.1, 2.7)
      d.low = -5.4
      d.high = 3
      return gesso_init_f32(&d, key, UInt64(3 + $0.offset), $0.out, $0.n)
    },
    ElementwiseCall(description: "random bits") { b in
      b.out.withMemoryRebound(to: UInt32.self, capacity: b.n) {
        gesso_random_bits(key, UInt64(3 + b.offset), $0, b.n)
      }
    },
  ]
}()

func distribution(_ kind: gesso_distribution_kind, _ a: Float, _ b: Float) -> gesso_distribution {
  gesso_distribution(
    size: MemoryLayout<gesso_distribution>.size, kind: kind, a: a, b: b, low: 0, high: 0)
}

/// Floats in a fixed order that is no pattern: mostly in [-12, 12], some special ones among them.
func samples(_ n: Int, seed: UInt64 = 1) -> [Float] {
  var x = [Float](repeating: 0, count: n)
  var d = distribution(.GESSO_UNIFORM, -12, 12)
  _ = gesso_init_f32(&d, gesso_key(seed: seed, stream: 0), 0, &x, n)
  let special: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 0x1p-140, -0x1p-140, -87.5, -103.5]
  for i in stride(from: 5, to: n, by: 7) { x[i] = special[i % special.count] }
  return x
}
