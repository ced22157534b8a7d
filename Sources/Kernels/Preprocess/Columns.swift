// Maps of the columns of a row-major matrix, row after row, so that it is read and written in order.

import CKernels

/// y = (x - center) scale, or y = x scale + center, in rows [first, first + rows).
@inline(never) func columnMap(_ of: UnsafePointer<gesso_columns>, _ first: Int, _ rows: Int) {
  let m = of.pointee
  let whole = m.features & ~15
  var x = m.x + (first &* m.x_stride)
  var y = m.y + (first &* m.y_stride)
  var i = 0
  while i < rows {
    var j = 0
    while j < whole {
      let v = mapped(x, 16, m, j)
      if m.stream {
        gesso_store_stream(v, y + j)
      } else {
        store(v, y + j)
      }
      j &+= 16
    }
    let rest = m.features &- whole
    if rest > 0 {
      gesso_store_first(mapped(x, rest, m, j), y + j, rest)
    }
    x += m.x_stride
    y += m.y_stride
    i &+= 1
  }
  if m.stream { gesso_store_fence() }
}

@inline(__always) private func mapped(
  _ x: UnsafePointer<Float>, _ lanes: Int, _ m: gesso_columns, _ j: Int
) -> V {
  let (c0, c1) = loadDoubles(m.center + j, lanes)
  let (k0, k1) = loadDoubles(m.scale + j, lanes)
  let (x0, x1) = loadAsDoubles(x + j, lanes)
  return m.invert ? narrow(x0 * k0 + c0, x1 * k1 + c1) : narrow((x0 - c0) * k0, (x1 - c1) * k1)
}

/// y = x / |x| in rows [first, first + rows); a row of zeros stays.
@inline(never) func unitRows(_ of: UnsafePointer<gesso_columns>, _ first: Int, _ rows: Int) {
  let m = of.pointee
  var i = first
  while i < first &+ rows {
    let x = m.x + (i &* m.x_stride)
    let y = m.y + (i &* m.y_stride)
    var (s0, s1) = (D(), D())
    var j = 0
    while j < m.features {
      let (x0, x1) = loadAsDoubles(x + j, min(16, m.features &- j))
      s0 = s0 + x0 * x0
      s1 = s1 + x1 * x1
      j &+= 16
    }
    let length = gesso_square_root(total(s0 + s1))
    let divisor = length == 0 ? 1 : length.isFinite ? length : .nan
    j = 0
    while j < m.features {
      let lanes = min(16, m.features &- j)
      let (x0, x1) = loadAsDoubles(x + j, lanes)
      storeFirst(lanes, narrow(x0 / D(repeating: divisor), x1 / D(repeating: divisor)), y + j)
      j &+= 16
    }
    i &+= 1
  }
}

/// The sum of the lanes, in a fixed order.
@inline(__always) private func total(_ v: D) -> Double {
  let a = v.lowHalf + v.highHalf
  return (a[0] + a[1]) + (a[2] + a[3])
}

/// scale = 1 / sqrt(max(value, floor × largest)), or 0 where value <= tolerance × largest. How many
/// are not 0.
@inline(never) func inverseRoots(
  _ values: UnsafePointer<Double>, _ count: Int, _ tolerance: Double, _ floor: Double,
  _ scale: UnsafeMutablePointer<Double>
) -> Int {
  var largest = 0.0
  var j = 0
  while j < count {
    let v = (values + j).pointee
    if v > largest { largest = v }
    j &+= 1
  }
  var rank = 0
  j = 0
  while j < count {
    let v = (values + j).pointee
    let null = v <= tolerance * largest
    (scale + j).pointee = null ? 0 : 1 / gesso_square_root(max(v, floor * largest))
    rank &+= null ? 0 : 1
    j &+= 1
  }
  return rank
}

/// The map of a column by column kind: y = (x - center) scale, x = y inverse + center. A feature
/// without spread gets the scale 0, and so comes back as its center.
@inline(never) func fitColumns(
  _ kind: gesso_preprocess, _ features: Int, _ mean: UnsafePointer<Double>,
  _ variance: UnsafePointer<Double>, _ low: UnsafePointer<Double>, _ high: UnsafePointer<Double>,
  _ center: UnsafeMutablePointer<Double>, _ scale: UnsafeMutablePointer<Double>,
  _ inverse: UnsafeMutablePointer<Double>
) {
  var j = 0
  while j < features {
    let least = (low + j).pointee
    let greatest = (high + j).pointee
    (center + j).pointee =
      kind == .GESSO_MIN_MAX ? least : kind == .GESSO_MAX_ABS ? 0 : (mean + j).pointee
    let size =
      switch kind {
      case .GESSO_STANDARDIZE: gesso_square_root((variance + j).pointee)
      case .GESSO_MIN_MAX: greatest - least
      case .GESSO_MAX_ABS: greatest > -least ? greatest : -least
      default: 1.0
      }
    (inverse + j).pointee = size
    (scale + j).pointee = size == 0 ? 0 : 1 / size
    j &+= 1
  }
}

/// 1 / value, or 0 where that is 0.
@inline(never) func reciprocals(
  _ values: UnsafePointer<Double>, _ count: Int, _ out: UnsafeMutablePointer<Double>
) {
  var j = 0
  while j < count {
    let v = (values + j).pointee
    (out + j).pointee = v == 0 ? 0 : 1 / v
    j &+= 1
  }
}

/// 16 doubles, or the first `count` of them and zeros.
@inline(__always) func loadDoubles(_ p: UnsafePointer<Double>, _ count: Int) -> (D, D) {
  let raw = UnsafeRawPointer(p)
  if count == 16 {
    return (raw.loadUnaligned(as: D.self), raw.loadUnaligned(fromByteOffset: 64, as: D.self))
  }
  var v = (D(), D())
  gesso_copy(&v, raw, count &* 8)
  return v
}

@inline(__always) func storeDoubles(
  _ low: D, _ high: D, _ p: UnsafeMutablePointer<Double>, _ count: Int
) {
  let raw = UnsafeMutableRawPointer(p)
  if count == 16 {
    raw.storeBytes(of: low, as: D.self)
    raw.storeBytes(of: high, toByteOffset: 64, as: D.self)
    return
  }
  var v = (low, high)
  gesso_copy(p, &v, count &* 8)
}
