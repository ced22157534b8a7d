import CGesso
import CKernels
import CPlatform

@_cdecl("gesso_preprocess_f32") @implementation
public func gesso_preprocess_f32(
  _ kind: gesso_preprocess, _ x: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!,
  _ rows: Int, _ features: Int, _ epsilon: Double
) -> gesso_status {
  checked { () throws(Failure) in
    guard kind.rawValue <= gesso_preprocess.GESSO_WHITEN_CHOLESKY.rawValue else {
      throw Failure(GESSO_ERROR_KIND, "kind", "is not a gesso_preprocess")
    }
    try real(epsilon, "epsilon", "is not in [0, 1)") { $0.order >= 0 && $0.order < (1.0).order }
    let rows = try size(rows, "rows")
    let features = try size(features, "features")
    guard rows > 0 else { throw Failure(GESSO_ERROR_SIZE, "rows", "is 0") }
    let n = try product(rows, features, "rows", "features")
    if n == 0 { return }
    let input = try Buffer(x, n, "x")
    let out = try Buffer(y, n, "y")
    try out.inPlace(of: input)
    try requireKernels()
    let data = Matrix(x: input.pointer, y: out.pointer, rows: rows, features: features)
    let statistics = try ColumnStatistics(data)
    switch kind {
    case .GESSO_CENTER: statistics.center(data)
    case .GESSO_STANDARDIZE: statistics.standardize(data)
    case .GESSO_DECORRELATE, .GESSO_WHITEN_PCA, .GESSO_WHITEN_ZCA, .GESSO_WHITEN_CHOLESKY:
      let rotation = try Rotation(for: data)
      try rotation.fit(data, statistics.columns, kind, epsilon)
      rotation.apply(data, statistics.columns)
    }
  }
}

struct Matrix {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let rows: Int
  let features: Int
}

/// Means and variances of the columns, in two passes over the data.
struct ColumnStatistics: ~Copyable {
  private let memory: Workspace
  let columns: Columns

  init(_ data: Matrix) throws(Failure) {
    // At most 64 blocks, so that their partial sums stay small beside the data.
    let rowsPerBlock = max(256, data.rows / 64 &+ 1)
    let blocks = data.rows / rowsPerBlock &+ 1
    let d = data.features
    let (doubles, overflow) = d.multipliedReportingOverflow(by: 2 &* blocks &+ 2)
    guard !overflow else { throw Failure(GESSO_ERROR_SIZE, "features", "are too many") }
    memory = try Workspace(doubles: doubles)
    let base = memory.doubles
    base.update(repeating: 0, count: doubles)
    columns = Columns(
      features: d, center: base, scale: base + d, sums: base + (2 &* d),
      squares: base + ((2 &+ blocks) &* d))
    let run = gesso_run(
      x: data.x, dy: data.x, out: data.y, n: data.rows, accumulate: false, stream: false)
    let job = Job(.columnSums(columns), run, units: data.rows, unitsPerBlock: rowsPerBlock)
    // First around the first row, so that what is summed is of the size of the spread; then around
    // the mean.
    withStandardRounding { gesso_table.widen(data.x, columns.center, 1, d, columns.sums) }
    for pass in 0..<2 {
      job.execute()
      withStandardRounding {
        gesso_table.column_moments(
          columns.sums, columns.squares, job.blocks, d, Double(data.rows), columns.center,
          pass == 1 ? columns.scale : nil)
      }
    }
  }

  /// The columns' variances, until `standardize` turns them into scales.
  var variance: UnsafeMutablePointer<Double> { columns.scale }

  func center(_ data: Matrix) {
    columns.scale.update(repeating: 1, count: columns.features)
    scale(data)
  }

  func standardize(_ data: Matrix) {
    withStandardRounding {
      _ = gesso_table.inverse_roots(columns.scale, columns.features, 0, 0, columns.scale)
    }
    scale(data)
  }

  private func scale(_ data: Matrix) {
    let run = gesso_run(
      x: data.x, dy: data.x, out: data.y, n: data.rows, accumulate: false, stream: false)
    Job(
      .columnScale(columns), run, units: data.rows, elementsPerUnit: data.features
    ).execute()
  }
}
