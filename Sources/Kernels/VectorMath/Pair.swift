/// An unevaluated sum of two floats, |tail| less than a quarter of |head|.
struct Pair {
  let head: V
  let tail: V

  @inline(__always) init(head: V, tail: V) {
    self.head = head
    self.tail = tail
  }

  /// A double to 2^-48, in all lanes. One that is just beyond the largest float is that and a tail.
  @inline(__always) init(_ value: Double) {
    let most = Double(Float.greatestFiniteMagnitude)
    let head = Float(min(max(value, -most), most))
    self.init(head: V(repeating: head), tail: V(repeating: Float(value - Double(head))))
  }

  /// a b
  @inline(__always) init(product a: V, _ b: V) {
    head = a * b
    tail = fma(a, b, -head)
  }

  /// a + b, exact if |a| >= |b| or a = 0 (Dekker 1971).
  @inline(__always) init(larger a: V, plus b: V) {
    head = a + b
    tail = (a - head) + b
  }

  /// a + b, exact (Knuth 1969).
  @inline(__always) init(sum a: V, _ b: V) {
    head = a + b
    let other = head - a
    tail = (a - (head - other)) + (b - other)
  }

  @inline(__always) var rounded: V { head + tail }

  @inline(__always) func adding(_ v: V) -> Pair { Pair(head: head, tail: tail + v) }

  /// v + the pair, whichever is larger.
  @inline(__always) func added(to v: V) -> V {
    let sum = Pair(sum: v, head)
    return sum.head + (tail + sum.tail)
  }

  @inline(__always) static func * (a: Pair, b: Pair) -> Pair {
    let p = a.head * b.head
    let rest = fma(a.head, b.tail, a.tail * (b.head + b.tail))
    return Pair(head: p, tail: fma(a.head, b.head, -p) + rest)
  }

  @inline(__always) static func * (a: V, b: Pair) -> Pair {
    let p = a * b.head
    return Pair(head: p, tail: fma(a, b.tail, fma(a, b.head, -p)))
  }

  /// 1 / self as head + tail, |tail| < 2^-22 of head, within 2^-44; self's tail is below an ULP of its head.
  @inline(__always) var reciprocal: Pair {
    let r = 1 / head
    return Pair(head: r, tail: r * fma(-tail, r, fma(-head, r, V.one)))
  }
}
