import CKernels

// The Q of a QR factorisation: all reflectors from the left, then those of the last panel first on
// the identity.

@inline(never) func loadPanel(_ x: UnsafePointer<Float>, _ a: gesso_panels, _ p: Int) {
  let to = a.panel(p, from: 0)
  let lanes = a.panelWidth(p)
  let columns = min(lanes, a.columns &- p &* GESSO_PANEL)
  clear(to.start, a.height &* lanes)
  var i = 0
  while i < a.rows {
    let from = x + (i &* a.columns &+ p &* GESSO_PANEL)
    var j = 0
    while j < columns {
      to.at(i, j).pointee = Double((from + j).pointee)
      j &+= 1
    }
    i &+= 1
  }
}

/// Columns of one panel, the working memory for W = V^T x and that for T W.
struct Unit {
  let panel: Int
  let lane: Int
  let columns: Int
  let work: Strided
  let turned: Strided

  @inline(__always) init(_ a: gesso_panels, _ unit: Int) {
    let first = unit &* GESSO_UNIT
    panel = first / GESSO_PANEL
    lane = first % GESSO_PANEL
    columns = min(GESSO_UNIT, a.width &- first)
    work = Strided(a.scratch + 2 &* GESSO_PANEL &* first, GESSO_UNIT)
    turned = work.from(GESSO_PANEL, 0)
  }
}

/// x -= V T' V^T x, where only rows first ..< last of x are not 0 and T' is the transpose of `t`.
@inline(__always) func reflect(
  _ x: Strided, _ v: Strided, _ t: Strided, _ u: Unit, rows: Int, from first: Int, to last: Int
) {
  let vectors = v.stride
  clear(u.work.start, 2 &* GESSO_PANEL &* GESSO_UNIT)
  addTransposedProduct(
    v.from(first, 0), vectors, x.from(first, 0), u.columns, last &- first, to: u.work)
  addTransposedProduct(t, vectors, u.work, u.columns, vectors, to: u.turned)
  subtractProduct(v, vectors, u.turned, u.columns, rows, from: x)
}

@inline(never) func reflectLeft(_ a: gesso_panels, _ p: Int, _ unit: Int) {
  let u = Unit(a, unit)
  let top = p &* GESSO_PANEL
  let rows = a.height &- top
  reflect(
    a.panel(u.panel, from: top).from(0, u.lane), a.panel(p, from: top), a.factor(p).t, u,
    rows: rows, from: 0, to: rows)
}

@inline(never) func reflectIdentity(_ a: gesso_panels, _ p: Int, _ unit: Int) {
  let u = Unit(a, unit)
  let top = p &* GESSO_PANEL
  let rows = a.height &- top
  let x = a.panel(u.panel, from: top).from(0, u.lane)
  let v = Strided(a.reflectors, a.panelWidth(p))
  let head = min(v.stride, rows)
  let own = u.panel == p
  var i = 0
  while i < (own ? rows : head) {
    clear(x.at(i, 0), u.columns)
    i &+= 1
  }
  if own {
    i = 0
    while i < u.columns, u.lane &+ i < rows {
      x.at(u.lane &+ i, i).pointee = 1
      i &+= 1
    }
  }
  reflect(
    x, v, a.factor(p).transposed, u, rows: rows, from: own ? 0 : head, to: own ? head : rows)
}

@inline(never) func storePanel(_ a: gesso_panels, _ p: Int, _ to: gesso_placing) {
  let left = p &* GESSO_PANEL
  let first = max(to.first_column, left)
  let last = min(to.first_column &+ to.columns, left &+ a.panelWidth(p))
  let q = a.panel(p, from: to.first_row)
  let signs = a.signs
  let gain = Double(to.gain)
  // 16 rows at a time, so that an output that lies along Q's columns gets whole cache lines.
  var i = 0
  while i < to.rows {
    let end = min(i &+ 16, to.rows)
    var j = first
    while j < last {
      let lanes = to.column_stride == 1 && j &+ 8 <= last ? 8 : 1
      let from = q.from(0, j &- left)
      var out = to.w + (i &* to.row_stride &+ (j &- to.first_column) &* to.column_stride)
      let factor = gain * (signs + j).pointee
      let factors = lanes == 8 ? gain * loadDouble8(signs + j) : D()
      var r = i
      while r < end {
        if lanes == 8 {
          let values = gesso_to_floats(loadDouble8(from.at(r, 0)) * factors)
          UnsafeMutableRawPointer(out).storeBytes(of: values, as: SIMD8<Float>.self)
        } else {
          out.pointee = Float(from.at(r, 0).pointee * factor)
        }
        out += to.row_stride
        r &+= 1
      }
      j &+= lanes
    }
    i = end
  }
}
