import CKernels

// softmax and log_softmax of rows. Sums run in 16 lanes of Double: lane j takes the elements j, j +
// 16, …

/// Lanes from `count` on, where a part vector has nothing, become `filler`.
@inline(__always) func filled(_ v: V, _ count: Int, _ filler: Float) -> V {
  let index = V(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  return count == 16 ? v : select(index .< Float(count), v, V(repeating: filler))
}

@inline(__always) func largest(_ x: UnsafePointer<Float>, _ columns: Int) -> Float {
  var m = V(repeating: -.infinity)
  var i = 0
  while i < columns {
    let count = min(16, columns &- i)
    m = max(filled(loadFirst(count, x + i), count, -.infinity), m)
    i &+= 16
  }
  return m.max()
}

/// e^(x - m): the difference is a pair, so that its rounding costs nothing.
@inline(__always) func exponential(_ x: V, minus m: V) -> V {
  let d = Pair(sum: x, -m)
  let far = d.head .< -120
  return ShortExponential(precise: select(far, -120, d.head), d.tail.zeroed(where: far)).value
}

@inline(__always) func softmaxForward(
  _ logarithm: Bool, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ columns: Int
) {
  let m = V(repeating: largest(x, columns))
  var sums = Sums()
  var i = 0
  while i < columns {
    let count = min(16, columns &- i)
    let e = exponential(filled(loadFirst(count, x + i), count, -.infinity), minus: m)
    if !logarithm { storeFirst(count, e, y + i) }
    sums.add(e, times: V.one)
    i &+= 16
  }
  let total = D(repeating: sums.total)
  let scale = 1 / total
  let shift = select(total .!= total, total, widen(m).0 + log(total))
  i = 0
  while i < columns {
    let count = min(16, columns &- i)
    let (low, high) = widen(loadFirst(count, logarithm ? x + i : UnsafePointer(y + i)))
    storeFirst(
      count, logarithm ? narrow(low - shift, high - shift) : narrow(low * scale, high * scale),
      y + i)
    i &+= 16
  }
}

/// softmax: dx = y (dy - Σ y dy); log_softmax: dx = dy - e^y Σ dy. In Double, rounded once.
@inline(__always) func softmaxBackward(
  _ logarithm: Bool, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
  _ dx: UnsafeMutablePointer<Float>, _ columns: Int, _ accumulate: Bool
) {
  var sums = Sums()
  var i = 0
  while i < columns {
    let count = min(16, columns &- i)
    sums.add(loadFirst(count, dy + i), times: logarithm ? V.one : loadFirst(count, y + i))
    i &+= 16
  }
  let total = D(repeating: sums.total)
  i = 0
  while i < columns {
    let count = min(16, columns &- i)
    let (y0, y1) = widen(loadFirst(count, y + i))
    let (d0, d1) = widen(loadFirst(count, dy + i))
    let v =
      logarithm
      ? narrow(d0 - exp(held(y0)) * total, d1 - exp(held(y1)) * total)
      : narrow(y0 * (d0 - total), y1 * (d1 - total))
    storeFirst(count, accumulate ? loadFirst(count, dx + i) + v : v, dx + i)
    i &+= 16
  }
}

/// In the domain of `exp`; below -700 it is nothing to a float.
@inline(__always) private func held(_ v: D) -> D { select(v .< -700, D(repeating: -700), v) }

/// Rows [first, first + run.n); the run's pointers are those of row 0.
@inline(never) func softmax(
  _ direction: gesso_direction, _ logarithm: Bool, _ columns: Int, _ first: Int,
  _ run: UnsafePointer<gesso_run>
) {
  let run = run.pointee
  var row = first
  while row < first &+ run.n {
    let at = row &* columns
    if direction == .GESSO_FORWARD {
      softmaxForward(logarithm, run.x + at, run.out + at, columns)
    } else {
      softmaxBackward(logarithm, run.x + at, run.dy + at, run.out + at, columns, run.accumulate)
    }
    row &+= 1
  }
}
