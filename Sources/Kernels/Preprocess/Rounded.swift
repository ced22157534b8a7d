// Rows into records of doubles, rounded as they go: a block of rows about one of its own values, then block to block by
// Chan, Golub & LeVeque (1983). No fused multiply-add: the same bits on every CPU.

import CKernels

/// What a record holds behind count, least and greatest. The mean is base + offset, base being one of the values:
/// so it is as good as the values are close to each other, however far from 0.
struct Rounded {
  var weight, base, offset, squares: Double

  @inline(__always) init(weight: Double, base: Double, offset: Double, squares: Double) {
    (self.weight, self.base, self.offset, self.squares) = (weight, base, offset, squares)
  }

  @inline(__always) init(_ record: Limbs) {
    @inline(__always) func word(_ i: Int) -> Double { Double(bitPattern: (record + i).pointee) }
    (weight, base, offset, squares) = (word(3), word(4), word(5), word(6))
  }

  @inline(__always) func write(_ record: Limbs) {
    (record + 3).pointee = weight.bitPattern
    (record + 4).pointee = base.bitPattern
    (record + 5).pointee = offset.bitPattern
    (record + 6).pointee = squares.bitPattern
  }
}

@inline(__always) func join(_ record: Limbs, _ other: Rounded) {
  if !(other.weight > 0) { return }
  let own = Rounded(record)
  if own.weight == 0 {
    other.write(record)
    return
  }
  let weight = own.weight + other.weight
  let share = other.weight / weight
  let apart = other.base - own.base + (other.offset - own.offset)
  Rounded(
    weight: weight, base: own.base, offset: own.offset + apart * share,
    squares: own.squares + other.squares + own.weight * share * apart * apart
  ).write(record)
}

/// What 8 columns of a block gather; sums are of x - about.
private struct Columns {
  var low = D(repeating: .infinity)
  var high = D(repeating: -.infinity)
  var about = D()
  var sum = D()
  var squares = D()
  var weight = D()
  var count = D()

  @inline(__always) mutating func extend(_ x: D) {
    low = gesso_min_doubles(x, low)
    high = gesso_max_doubles(x, high)
  }

  @inline(__always) mutating func add(_ x: D) {
    extend(x)
    let d = x - about
    sum = sum + d
    squares = squares + d * d
  }

  /// NaN is left out.
  @inline(__always) mutating func add(_ x: D, _ w: D) {
    let d = gesso_where_number(x, x - about)
    let wd = w * d
    sum = sum + wd
    squares = squares + wd * d
    weight = weight + gesso_where_number(x, w)
    count = count + gesso_where_number(x, D(repeating: 1))
  }

  /// `about` where it is no number: that of the greatest weight that is one, which may be 0.
  @inline(__always) mutating func look(_ x: D, _ w: D, _ best: inout D) {
    let w = gesso_where_number(x, w)
    let better = (w .> best) .| ((about .!= about) .& (x .== x))
    about = select(better, x, about)
    best = select(better, w, best)
  }
}

@inline(__always) func tallyRounded<T: Element>(
  _ x: UnsafePointer<T>, _ rows: Int, _ stride: Int, _ weights: UnsafePointer<Double>?,
  _ to: UnsafePointer<gesso_tally>
) {
  let plain = weights == nil && !to.pointee.skip_nan
  var heaviest = 0
  forEachStrip(x, rows, stride, to.pointee.features, width: 8) { strip in
    if strip.column == 0 { heaviest = indexOfHeaviest(weights, strip) }
    var columns = plain ? plainSums(strip) : weightedSums(strip, weights, heaviest)
    withUnsafeBytes(of: &columns) {
      guard let columns = $0.baseAddress else { return }
      gesso_common.tally_flush_rounded(
        columns, strip.rows, strip.skip, strip.lanes, strip.column, to)
    }
  }
}

@inline(__always) private func plainSums<T>(_ strip: Strip<T>) -> Columns {
  var columns = Columns()
  columns.about = T.first8(strip.lanes, strip.start)
  strip.forEachRow { row, _ in columns.add(T.first8(strip.lanes, row)) }
  columns.count = D(repeating: Double(strip.rows))
  columns.weight = columns.count
  return columns
}

/// With weights, or NaNs to be left out. Sums about the value of the greatest weight lose no more digits than those
/// about one of as many values of weight 1.
@inline(__always) private func weightedSums<T>(
  _ strip: Strip<T>, _ weights: UnsafePointer<Double>?, _ heaviest: Int
) -> Columns {
  var columns = Columns()
  columns.about = T.first8(strip.lanes, strip.start + heaviest &* strip.stride)
  if gesso_any_nan(columns.about) {
    var best = D()
    strip.forEachRow { row, i in
      let w = D(repeating: weight(weights, strip.first &+ i))
      columns.look(T.first8(strip.lanes, row), w, &best)
    }
  }
  strip.forEachRow { row, i in
    let x = T.first8(strip.lanes, row)
    let w = weight(weights, strip.first &+ i)
    if w != 0 { columns.extend(x) }
    columns.add(x, D(repeating: w))
  }
  return columns
}

@inline(__always) private func indexOfHeaviest<T>(
  _ weights: UnsafePointer<Double>?, _ strip: Strip<T>
) -> Int {
  guard let weights else { return 0 }
  let here = weights + strip.first
  var best = 0
  var i = 1
  while i < strip.rows {
    if (here + i).pointee > (here + best).pointee { best = i }
    i &+= 1
  }
  return best
}

/// The end of a strip. Its sums are NaN or infinite where a value is, or where squares are too large for a double;
/// so is what a weight of 2^900 would make of more rows than memory holds.
@_optimize(speed) @inline(never) func flushRounded(
  _ columns: UnsafeRawPointer, _ rows: Int, _ skip: Int, _ lanes: Int, _ feature: Int,
  _ to: UnsafePointer<gesso_tally>
) {
  var lane = skip
  while lane < lanes {
    @inline(__always) func value(_ at: Int) -> Double {
      columns.load(fromByteOffset: 64 &* at &+ 8 &* lane, as: Double.self)
    }
    let record = to.pointee.records + (feature &+ lane) &* gesso_words(.GESSO_RECORD_ROUNDED)
    let (sum, squares, weight, count) = (value(3), value(4), value(5), value(6))
    record.pointee &+= UInt64(truncatingIfNeeded: gesso_truncate(count))
    let whole = to.pointee.skip_nan || count == Double(rows)
    if whole, sum.isFinite, squares.isFinite, weight < 0x1p900 {
      addExtremes(value(0), value(1), record)
      let offset = sum / weight
      join(
        record,
        Rounded(
          weight: weight, base: value(2), offset: offset, squares: max(squares - sum * offset, 0)))
    } else {
      record.pointee |= spoiled
    }
    lane &+= 1
  }
}
