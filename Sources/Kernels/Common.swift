import CKernels

/// Fills the table of what all levels share. The level that is compiled for the oldest CPU calls it.
@inline(__always) func fillCommon(_ t: UnsafeMutablePointer<gesso_common_kernels>) {
  t.pointee = gesso_common_kernels(
    scheme: { scheme($0, $1, $2, $3, $4, $5) },
    gain: { gain($0, $1, $2) },
    share: { share($0, $1) },
    merge_statistics: { mergeStatistics($0, $1, $2, $3) },
    ratio: { Float(Double($0) / $1) },
    tally_clear: { clearTally($0) },
    tally_merge: { mergeTallies($0, $1) },
    tally_weight: { tallyWeight($0, $1) },
    tally_mean: { tallyMean($0, $1, $2, $3) },
    tally_variance: { tallyVariance($0, $1, $2, $3) },
    tally_extremes: { tallyExtremes($0, $1, $2) },
    fit_columns: { fitColumns($0, $1, $2, $3, $4, $5, $6, $7, $8) },
    inverse_roots: { inverseRoots($0, $1, $2, $3, $4) },
    reciprocals: { reciprocals($0, $1, $2) },
    pack_f64: { packDoubles($0, $1, $2, $3, $4.pointee, $5, $6) },
    all_finite: { allFinite($0, $1) },
    order_axes: { orderAxes($0, $1, $2) },
    count_explaining: { countExplaining($0, $1, $2) },
    scale_matrix: { scaleMatrix($0, $1, $2, $3, $4, $5) },
    join_scatter: { joinScatter($0, $1, $2.pointee, $3.pointee, $4, $5) },
    covariance: { covariance($0, $1, $2, $3, $4, $5) },
    reverse: { reverse($0, $1) },
    clear_lower: { clearLower($0, $1) },
    tally_flush: { flush($0, $1, $2, $3, $4, $5, $6) },
    tally_windows: { windowsOfDoubles($0) },
    tally_flush_f64: { flushDoubles($0, $1, $2, $3, $4, $5) },
    tally_add: { addAny($0, $1, $2, $3) },
    tally_flush_rounded: { flushRounded($0, $1, $2, $3, $4, $5) })
}
