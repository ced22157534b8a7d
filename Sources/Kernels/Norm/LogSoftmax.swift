import CKernels

/// y = (x - m) - ln Σ e^(x - m), in Double, rounded once, of up to RowLogarithms.most rows.
@inline(__always) func logSoftmaxForward(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ row: Row, _ rows: Int,
  _ columns: Int
) {
  withRowLogarithms { logarithms in
    var r = 0
    while r < rows {
      let at = r &* columns
      logarithms.set(r, termSums(x + at, y + at, row))
      r &+= 1
    }
    logarithms.take()
    r = 0
    while r < rows {
      let at = r &* columns
      logSoftmaxResults(x + at, y + at, row, logarithms.m(r), logarithms[r])
      r &+= 1
    }
  }
}

/// Σ e^(x - m) without the terms of m, how many these are, and m: where m is far from all others, its y is minus their
/// sum.
@inline(__always) private func termSums(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ row: Row
) -> (others: Double, equal: Double, m: Float) {
  let (x, last, largest, m) = row.nearZero(x, y)
  let terms = RowTerms(largest: largest)
  @inline(__always) func split(_ x: V) -> (other: Pair, isLargest: V) {
    let isOther = x .!= V(repeating: largest)
    return (
      terms(select(isOther, x, V(repeating: -.infinity))), select(isOther, V.zero, V.one)
    )
  }
  let first = split(last)
  var others = RowSum(first.other)
  var equal = first.isLargest
  var count = Sums()
  let settle = {
    others.settle()
    count.add(widen(equal))
    equal = V.zero
  }
  row.forEachVector(settle: settle) { i in
    row.fetch(x, i)
    let (other, isLargest) = split(load(x + i))
    others.add(other)
    equal = equal + isLargest
  }
  return (others.total, count.total, m)
}

@inline(__always) private func logSoftmaxResults(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ row: Row, _ m: Float,
  _ logarithm: Double
) {
  let (near, shift) = row.near(x, y, m)
  let largest = D(repeating: Double(m - shift))
  let logarithm = D(repeating: logarithm)
  @inline(__always) func result(_ x: (D, D)) -> V {
    narrow((x.0 - largest) - logarithm, (x.1 - largest) - logarithm)
  }
  let last = row.last(of: x) - shift
  row.forEachVector { i in store(result(loadAsDoubles(near + i)), y + i) }
  row.putLast(result(widen(last)), y)
}

/// dx = dy - e^y Σ dy, with e^y to 2^-26, and 0 for y < -174: what is subtracted has two parts, of which the second
/// is at most a 16th.
@inline(__always) func logSoftmaxBackward(
  _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
  _ row: Row, accumulate: Bool
) {
  let (yLast, dyLast) = (row.last(of: y), row.last(of: dy))
  var sums = Sums()
  row.forEachVector { i in
    row.fetch(y, i)
    row.fetch(dy, i)
    sums.add(loadAsDoubles(dy + i))
  }
  sums.add(widen(dyLast))
  let total = Pair(sums.total)
  @inline(__always) func slope(_ y: V, _ dy: V) -> V {
    level == 2 ? logSoftmaxSlopeApart(y, dy, total) : logSoftmaxSlope(y, dy, total)
  }
  row.forEachVector { i in
    put(slope(load(y + i), load(dy + i)), dx + i, accumulate: accumulate)
  }
  row.putLast(slope(yLast, dyLast), dx, accumulate: accumulate)
}

@inline(__always) private func logSoftmaxSlope(_ y: V, _ dy: V, _ total: Pair) -> V {
  let least = V(repeating: -174)
  let short = ShortExponential(precise: max(least, y), V.zero)
  // Where 2^n T is no normal number, 2^126 goes from the sum to it.
  let isTiny = y .< -87
  let raised = float(bits(short.power) &+ bits(select(isTiny, 0x1p-1, V.zero)))
  let power = raised.zeroed(where: y .< least)
  let scale = select(isTiny, 0x1p-126, V.one)
  let product = Pair(product: power, total.head * scale)
  let rest = fma(product.head, short.e, fma(power, total.tail * scale, product.tail))
  return (dy - product.head) - rest
}

/// The oldest CPUs' copy is to be small.
@inline(never) private func logSoftmaxSlopeApart(_ y: V, _ dy: V, _ total: Pair) -> V {
  logSoftmaxSlope(y, dy, total)
}
