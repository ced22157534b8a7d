struct Identity: Activation {
  @inline(__always) static var goesByFour: Bool { true }
  @inline(__always) init(alpha: V, beta: V) {}
  @inline(__always) func forward(_ x: V) -> V { x }
  @inline(__always) func backward(_ x: V, _ dy: V) -> V { dy }
  @inline(__always) func backward(output y: V, _ dy: V) -> V { dy }
}
