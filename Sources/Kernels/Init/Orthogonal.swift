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

/// x -= V T' V^T x, where only rows first ..< last of x are not 0 and T' is the transpose of `t`. x is
/// panel q from row `top` on.
@inline(__always) func reflect(
  _ a: gesso_panels, _ q: Int, _ top: Int, _ v: Strided, _ t: Strided, from first: Int, to last: Int
) {
  let x = a.panel(q, from: top)
  let vectors = v.stride
  let square = GESSO_PANEL &* GESSO_PANEL
  let product = Strided(a.scratch + 2 &* q &* square, GESSO_PANEL)
  let turned = Strided(product.start + square, GESSO_PANEL)
  clear(product.start, 2 &* square)
  addTransposedProduct(
    v.from(first, 0), vectors, x.from(first, 0), x.stride, last &- first, to: product)
  addTransposedProduct(t, vectors, product, x.stride, vectors, to: turned)
  subtractProduct(v, vectors, turned, x.stride, a.height &- top, from: x)
}

@inline(never) func reflectLeft(_ a: gesso_panels, _ p: Int, _ q: Int) {
  let top = p &* GESSO_PANEL
  reflect(a, q, top, a.panel(p, from: top), a.factor(p).t, from: 0, to: a.height &- top)
}

@inline(never) func reflectIdentity(_ a: gesso_panels, _ p: Int, _ q: Int) {
  let top = p &* GESSO_PANEL
  let rows = a.height &- top
  let v = Strided(a.reflectors, a.panelWidth(p))
  let head = min(v.stride, rows)
  let x = a.panel(q, from: top)
  let own = q == p
  clear(x.start, (own ? rows : head) &* x.stride)
  var i = 0
  while own, i < head {
    x.at(i, i).pointee = 1
    i &+= 1
  }
  reflect(a, q, top, v, a.factor(p).transposed, from: own ? 0 : head, to: own ? head : rows)
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
