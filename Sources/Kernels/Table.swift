import CKernels

/// Fills this level's table. What it points to is `@inline(never)`: within the closures themselves,
/// which are thunks, the compiler would inline no call.
@inline(__always) func fillTable(_ t: UnsafeMutablePointer<gesso_kernels>) {
  t.pointee = gesso_kernels(
    activation: { activate($0, $1, $2, $3, $4.pointee) },
    prelu: { prelu($0, $1, $2, $3, $4.pointee) },
    prelu_slopes: { preluSlopes($0, $1, $2, $3, $4, $5, $6) },
    rrelu: { rrelu($0, $1, $2, $3, $4, $5.pointee) },
    gated: { gated($0, $1, $2, $3.pointee, $4, $5) },
    softmax: { softmax($0, $1, $2, $3, $4.pointee) },
    philox: { philoxBlock($0, $1, $2) },
    random_bits: { randomBits($0, $1, $2, $3) },
    fill: { fill($0.pointee, $1, $2, $3, $4, $5) },
    fill_slice: { fillSlice($0.pointee, $1, $2.pointee, $3, $4, $5, $6) },
    scheme: { scheme($0, $1, $2, $3, $4, $5) },
    gain: { gain($0, $1, $2) },
    share: { share($0, $1) },
    clear_chosen: { clearChosen($0, $1, $2, $3, $4, $5, $6, $7) },
    statistics: { statistics($0, $1, $2.pointee, $3) },
    merge_statistics: { mergeStatistics($0, $1, $2, $3) },
    ratio: { Float(Double($0) / $1) },
    column_sums: { columnSums($0, $1, $2, $3, $4, $5) },
    column_moments: { columnMoments($0, $1, $2, $3, $4, $5, $6) },
    column_scale: { columnScale($0, $1, $2, $3, $4, $5) },
    inverse_roots: { inverseRoots($0, $1, $2, $3, $4) },
    widen: { widenRows($0, $1, $2, $3, $4) },
    narrow: { narrowAll($0, $1, $2) },
    all_finite: { allFinite($0, $1) },
    order_axes: { orderAxes($0, $1, $2) },
    scale_axes: { scaleAxes($0, $1, $2, $3) },
    reverse: { reverse($0, $1) },
    clear_lower: { clearLower($0, $1) },
    full_rank: { fullRank($0, $1, $2, $3) })
}
