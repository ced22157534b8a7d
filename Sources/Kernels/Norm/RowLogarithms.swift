import CKernels

/// What log_softmax subtracts from the rows of a group: what comes after a row's sums is a lane's work.
struct RowLogarithms {
  private let others: UnsafeMutablePointer<Double>
  private let equal: UnsafeMutablePointer<Double>
  private let ms: UnsafeMutablePointer<Float>

  @inline(__always) static var most: Int { 16 }
  @inline(__always) static var bytes: Int { most &* (8 &+ 8 &+ 4) }

  /// How many are a group: as many as still are in the cache for their results.
  @inline(__always) static func rows(of columns: Int) -> Int {
    max(min(8192 / max(columns, 1), most), 1)
  }

  @inline(__always) init(_ memory: UnsafeMutableRawPointer) {
    others = memory.assumingMemoryBound(to: Double.self)
    equal = others + Self.most
    ms = UnsafeMutableRawPointer(equal + Self.most).assumingMemoryBound(to: Float.self)
    store(V.zero, ms)
  }

  /// Row r's Σ e^(x - m) without the terms of m, how many these are, and m.
  @inline(__always) func set(_ r: Int, _ row: (others: Double, equal: Double, m: Float)) {
    (others + r).pointee = row.others
    (equal + r).pointee = row.equal
    (ms + r).pointee = row.m
  }

  @inline(__always) func m(_ r: Int) -> Float { (ms + r).pointee }

  /// Once they are taken.
  @inline(__always) subscript(_ r: Int) -> Double { (others + r).pointee }

  @inline(__always) func take() {
    let m = load(ms)
    let near = select(abs(m) .<= Row.far, m, m - m)
    let term = RowTerms(largest: near)(near)
    let (heads, tails) = (widen(term.head), widen(term.tail))
    take(heads.0 + tails.0, 0)
    take(heads.1 + tails.1, 8)
  }

  @inline(never) private func take(_ term: D, _ r: Int) {
    let excess = loadDouble8(others + r) / term + (loadDouble8(equal + r) - 1)
    storeDouble8(log(onePlus: excess), others + r)
  }
}

@inline(__always) func withRowLogarithms(_ body: (RowLogarithms) -> Void) {
  withUnsafeTemporaryAllocation(byteCount: RowLogarithms.bytes, alignment: 16) { memory in
    if let memory = memory.baseAddress { body(RowLogarithms(memory)) }
  }
}
