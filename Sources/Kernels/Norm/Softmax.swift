import CKernels

/// y = e^(x - m) / Σ e^(x - m), of which each term is rounded: so that where one is nearly the sum, its quotient is 1.
@inline(__always) func softmaxForward(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ row: Row
) {
  let (x, last, m) = row.nearZero(x, y)
  let terms = RowTerms(largest: m)
  let lastTerm = terms(last).head
  var sum = Sums(lastTerm)
  row.forEachVector { i in
    row.fetch(x, i)
    store(terms(load(x + i)).head, y + i)
    sum.add(loadAsDoubles(y + i))
  }
  let scale = Pair(1 / sum.total)
  @inline(__always) func scaled(_ term: V) -> V {
    fma(term, scale.head, term * scale.tail)
  }
  row.forEachVector { i in store(scaled(load(y + i)), y + i) }
  row.putLast(scaled(lastTerm), y)
}

/// dx = y (dy - Σ y dy), of which the difference and the product are rounded.
@inline(__always) func softmaxBackward(
  _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
  _ row: Row, accumulate: Bool
) {
  let (yLast, dyLast) = (row.last(of: y), row.last(of: dy))
  var sums = Sums()
  row.forEachVector { i in
    row.fetch(y, i)
    row.fetch(dy, i)
    sums.add(loadAsDoubles(y + i), times: loadAsDoubles(dy + i))
  }
  sums.add(widen(yLast), times: widen(dyLast))
  let total = Pair(sums.total)
  @inline(__always) func slope(_ y: V, _ dy: V) -> V {
    fma(y, dy - total.head, y * -total.tail)
  }
  row.forEachVector { i in
    put(slope(load(y + i), load(dy + i)), dx + i, accumulate: accumulate)
  }
  row.putLast(slope(yLast, dyLast), dx, accumulate: accumulate)
}

/// Rows [first, first + run.n); the run's pointers are those of row 0.
@inline(never) func softmax(
  _ direction: gesso_direction, _ logarithm: Bool, _ columns: Int, _ first: Int,
  _ run: UnsafePointer<gesso_run>
) {
  let run = run.pointee
  let row = Row(columns, run.caching)
  var at = first &* columns
  let end = at &+ run.n &* columns
  while at < end {
    let (x, dy, out) = (run.x + at, run.dy + at, run.out + at)
    switch (direction, logarithm) {
    case (.GESSO_FORWARD, false): softmaxForward(x, out, row)
    case (.GESSO_FORWARD, true): logSoftmaxForward(x, out, row)
    case (_, false): softmaxBackward(x, dy, out, row, accumulate: run.accumulate)
    case (_, true): logSoftmaxBackward(x, dy, out, row, accumulate: run.accumulate)
    }
    at &+= columns
  }
}
