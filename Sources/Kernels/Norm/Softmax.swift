import CKernels

/// y = e^(x - m) / Σ e^(x - m). Until the sum is known terms wait, heads in y and tails, cut off, in `tails`; beyond
/// `room` they are computed twice.
@inline(__always) func softmaxForward(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ row: Row,
  _ tails: UnsafeMutablePointer<UInt16>, _ room: Int
) {
  let (x, last, largest, _) = row.nearZero(x, y)
  let terms = RowTerms(largest: largest)
  let lastTerm = terms(last)
  var sum = RowSum(lastTerm)
  row.forEachVector(to: room) { i in
    row.fetch(x, i)
    let term = terms(load(x + i))
    store(term.head, y + i)
    gesso_store_upper(term.tail, tails + i)
    sum.add(loadAsDoubles(y + i), term.tail)
  }
  row.forEachVector(from: room, settle: { sum.settle() }) { i in
    row.fetch(x, i)
    sum.add(terms(load(x + i)))
  }
  let quotient = RowQuotient(sum)
  row.forEachVector(to: room) { i in
    store(quotient(Pair(head: load(y + i), tail: gesso_load_upper(tails + i))), y + i)
  }
  row.forEachVector(from: room) { i in store(quotient(terms(load(x + i))), y + i) }
  row.putLast(quotient(lastTerm), y)
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
  _ run: UnsafePointer<gesso_run>, _ tails: UnsafeMutablePointer<UInt16>?, _ room: Int
) {
  let run = run.pointee
  let row = Row(columns, run.caching)
  let together = direction == .GESSO_FORWARD && logarithm ? RowLogarithms.rows(of: columns) : 1
  var left = run.n
  var at = first &* columns
  while left > 0 {
    let (x, dy, out) = (run.x + at, run.dy + at, run.out + at)
    let rows = min(together, left)
    switch (direction, logarithm) {
    case (.GESSO_FORWARD, false):
      if let tails { softmaxForward(x, out, row, tails, room) }
    case (.GESSO_FORWARD, true): logSoftmaxForward(x, out, row, rows, columns)
    case (_, false): softmaxBackward(x, dy, out, row, accumulate: run.accumulate)
    case (_, true): logSoftmaxBackward(x, dy, out, row, accumulate: run.accumulate)
    }
    at &+= rows &* columns
    left &-= rows
  }
}
