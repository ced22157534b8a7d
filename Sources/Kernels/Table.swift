import CKernels

/// Fills this level's table. What it points to is `@inline(never)`: within the closures themselves,
/// which are thunks, the compiler would inline no call.
@inline(__always) func fillTable(_ t: UnsafeMutablePointer<gesso_kernels>) {
  t.pointee = gesso_kernels(
    activation: { activate($0, $1, $2, $3, $4) },
    prelu: { prelu($0, $1, $2, $3, $4, $5) },
    prelu_columns: { preluColumns($0.pointee, $1, $2, $3) },
    prelu_planes: { preluPlanes($0.pointee, $1, $2, $3, $4, $5) },
    prelu_sums: { preluSums($0, $1, $2, $3, $4, $5) },
    rrelu: { rrelu($0, $1, $2, $3, $4, $5) },
    gated: { gated($0, $1, $2, $3, $4, $5) },
    softmax: { softmax($0, $1, $2, $3, $4, $5, $6) },
    philox: { philoxBlock($0, $1, $2) },
    random_bits: { randomBits($0, $1, $2, $3) },
    fill: { fill($0, $1, $2, $3, $4, $5) },
    sample: { sample($0, $1) },
    fill_slice: { fillSlice($0, $1, $2.pointee, $3, $4, $5, $6) },
    clear_chosen: { clearChosen($0, $1, $2, $3, $4, $5, $6, $7) },
    statistics: { statistics($0, $1, $2.pointee, $3) },
    tally_f32: { tallyFloats($0, $1, $2, $3, $4) },
    tally_f64: { tallyDoubles($0, $1, $2, $3, $4) },
    column_map: { columnMap($0, $1, $2) },
    unit_rows: { unitRows($0, $1, $2) },
    pack_f32: { packFloats($0, $1, $2, $3, $4.pointee, $5, $6) },
    add_scatter: { addScatter($0.pointee, $1, $2) },
    widen: { widenRows($0, $1, $2, $3, $4, $5) },
    narrow: { narrowRows($0, $1, $2, $3, $4, $5) },
    load_panel: { loadPanel($0, $1.pointee, $2) },
    factor_panel: { factorPanel($0.pointee, $1) },
    reflect_left: { reflectLeft($0.pointee, $1, $2) },
    reflect_identity: { reflectIdentity($0.pointee, $1, $2) },
    store_panel: { storePanel($0.pointee, $1, $2.pointee) })
}
