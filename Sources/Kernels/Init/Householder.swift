import CKernels

// QR by Householder reflectors, a panel of columns at a time (Schreiber & Van Loan 1989): those of a
// panel are together I - V T V^T with T upper triangular. The vectors keep their scale: with column
// x, x_0 its top and r = |x|, v = x + sign(x_0) r e_0 and beta = 1 / (r (r + |x_0|)). Row-major
// panels have columns in the lanes, so that sums run over the rows in order.

extension gesso_panels {
  /// Panel p's columns from row `row` on.
  @inline(__always) func panel(_ p: Int, from row: Int) -> Strided {
    let columns = panelWidth(p)
    return Strided(a + (p &* GESSO_PANEL &* height &+ row &* columns), columns)
  }

  @inline(__always) func panelWidth(_ p: Int) -> Int { min(GESSO_PANEL, width &- p &* GESSO_PANEL) }

  /// T and its transpose.
  @inline(__always) func factor(_ p: Int) -> (t: Strided, transposed: Strided) {
    let square = GESSO_PANEL &* GESSO_PANEL
    let start = factors + 2 &* p &* square
    return (Strided(start, GESSO_PANEL), Strided(start + square, GESSO_PANEL))
  }
}

@inline(__always) func clear(_ p: UnsafeMutablePointer<Double>, _ count: Int) {
  var i = 0
  while i < count {
    storeDouble8(D(), p + i)
    i &+= 8
  }
}

@inline(never) func factorPanel(_ a: gesso_panels, _ p: Int) {
  let top = p &* GESSO_PANEL
  let x = a.panel(p, from: top)
  let lanes = a.panelWidth(p)
  let (t, transposed) = a.factor(p)
  clear(t.start, 2 &* GESSO_PANEL &* GESSO_PANEL)
  let coefficients = a.scratch
  let sums = a.scratch + GESSO_PANEL
  clear(coefficients, GESSO_PANEL)
  var k = 0
  while k < min(GESSO_PANEL, a.columns &- top) {
    subtractAndSum(x, k, a.height &- top, lanes, coefficients, sums)
    (a.signs + (top &+ k)).pointee = reflector(x, k, lanes, coefficients, sums, t, transposed)
    k &+= 1
  }
  clearUpper(x, min(lanes, a.height &- top), lanes)
}

/// Takes the previous reflector, whose vector column k - 1 holds, from the rows below it (a lane's
/// coefficient is 0 where the column is done), and then sums[l] = Σ x[i, k] x[i, l]. Strip by
/// strip; the one with column k comes last, because the others compute that column's new entries
/// from its old.
@inline(__always) func subtractAndSum(
  _ x: Strided, _ k: Int, _ rows: Int, _ lanes: Int, _ coefficients: UnsafePointer<Double>,
  _ sums: UnsafeMutablePointer<Double>
) {
  let own = k & ~7
  var j = 0
  while j < lanes {
    if j != own { sumStrip(x, k, rows, j, coefficients, sums) }
    j &+= 8
  }
  sumStrip(x, k, rows, own, coefficients, sums)
}

@inline(never) func sumStrip(
  _ x: Strided, _ k: Int, _ rows: Int, _ j: Int, _ coefficients: UnsafePointer<Double>,
  _ sums: UnsafeMutablePointer<Double>
) {
  let c = loadDouble8(coefficients + j)
  let own = (coefficients + k).pointee
  var sum = D()
  var entry = x.at(k, k)
  var strip = x.at(k, j)
  // The first column has no reflector before it: its coefficients are 0, and any vector will do.
  let back = k > 0 ? 1 : 0
  var i = k
  while i < rows {
    let v = (entry - back).pointee
    let y = entry.pointee - v * own
    let row = loadDouble8(strip) - v * c
    storeDouble8(row, strip)
    sum = sum + y * row
    entry += x.stride
    strip += x.stride
    i &+= 1
  }
  storeDouble8(sum, sums + j)
}

/// Column k becomes a reflector's vector: the coefficients of the columns right of it, column k of
/// T, and the sign of R's diagonal. A column of zeros stays, and its reflector is the identity.
@inline(__always) func reflector(
  _ x: Strided, _ k: Int, _ lanes: Int, _ coefficients: UnsafeMutablePointer<Double>,
  _ sums: UnsafeMutablePointer<Double>, _ t: Strided, _ transposed: Strided
) -> Double {
  let head = x.at(k, k).pointee
  let norm = gesso_square_root((sums + k).pointee)
  let shift = head < 0 ? -norm : norm
  let beta = norm > 0 ? 1 / (norm * (norm + head.magnitude)) : 0
  // Lanes left of k: v^T V, for T. Right of it: v^T x, of which beta is to be subtracted.
  var l = 0
  while l < lanes {
    let product = (sums + l).pointee + shift * x.at(k, l).pointee
    (sums + l).pointee = product
    (coefficients + l).pointee = l > k ? beta * product : 0
    l &+= 1
  }
  x.at(k, k).pointee = head + shift
  var j = 0
  while j <= k {
    var column = D()
    var q = 0
    while q < k {
      column = column + (sums + q).pointee * loadDouble8(transposed.at(q, j))
      q &+= 1
    }
    storeDouble8(-beta * column, transposed.at(k, j))
    j &+= 8
  }
  transposed.at(k, k).pointee = beta
  l = 0
  while l <= k {
    t.at(l, k).pointee = transposed.at(k, l).pointee
    l &+= 1
  }
  return head < 0 ? 1 : -1
}

/// Zeros above the diagonal.
@inline(__always) func clearUpper(_ x: Strided, _ rows: Int, _ lanes: Int) {
  var i = 0
  while i < rows {
    var l = i &+ 1
    while l < lanes {
      x.at(i, l).pointee = 0
      l &+= 1
    }
    i &+= 1
  }
}
