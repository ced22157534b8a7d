import CGesso
import Testing

private let key = gesso_key(seed: 11, stream: 12)

private func orthogonal(
  _ rows: Int, _ columns: Int, gain: Float = 1, key: gesso_key = key
) -> [Float] {
  var w = [Float](repeating: .nan, count: rows * columns)
  let status = gesso_init_orthogonal_f32(&w, rows, columns, gain, key)
  #expect(status == GESSO_OK, "\(lastError())")
  return w
}

private func draws(_ n: Int) -> [Double] {
  var g = [Float](repeating: .nan, count: n)
  var d = distribution(.GESSO_NORMAL, 0, 1)
  #expect(gesso_init_f32(&d, key, 0, &g, n) == GESSO_OK)
  return g.map(Double.init)
}

/// Q by columns with R's diagonal positive: modified Gram-Schmidt, twice, in the plainest words.
private func gramSchmidt(_ g: [Double], _ m: Int, _ n: Int) -> [[Double]] {
  var q: [[Double]] = []
  for j in 0..<n {
    var v = (0..<m).map { g[$0 * n + j] }
    for _ in 0..<2 {
      for u in q {
        let along = zip(u, v).map(*).reduce(0, +)
        for i in 0..<m { v[i] -= along * u[i] }
      }
    }
    let norm = zip(v, v).map(*).reduce(0, +).squareRoot()
    q.append(v.map { $0 / norm })
  }
  return q
}

extension AllTests {
  /// Shapes around the tiles, the strips of 8, the units and the panels.
  @Suite struct OrthogonalTests {
    static let shapes = [
      (1, 1), (1, 5), (5, 1), (2, 2), (7, 3), (3, 7), (8, 8), (9, 8), (16, 17), (31, 33), (47, 48),
      (48, 48), (49, 49), (63, 50), (64, 64), (96, 40), (97, 97), (100, 257), (1000, 10),
      (10, 1000),
    ]

    @Test(arguments: shapes) func isTheFactorOfTheStream(rows: Int, columns: Int) {
      let w = orthogonal(rows, columns)
      let (m, n) = (max(rows, columns), min(rows, columns))
      let q = gramSchmidt(draws(m * n), m, n)
      var worst = 0.0
      for i in 0..<m {
        for j in 0..<n {
          let got = rows >= columns ? w[i * columns + j] : w[j * columns + i]
          worst = max(worst, abs(Double(got) - q[j][i]))
        }
      }
      // Half an ULP of 1, and what the condition of a small square matrix leaves of 2^-53.
      #expect(worst < 0x1p-24, "\(rows) × \(columns): \(worst)")
    }

    @Test(arguments: shapes + [(256, 256), (300, 129)]) func isOrthogonal(rows: Int, columns: Int) {
      let w = orthogonal(rows, columns, gain: -2.5).map { Double($0) / -2.5 }
      let (m, n) = (max(rows, columns), min(rows, columns))
      let (up, right) = rows >= columns ? (columns, 1) : (1, columns)
      var worst = 0.0
      for j in 0..<n {
        for k in j..<n {
          var sum = j == k ? -1.0 : 0
          for i in 0..<m { sum += w[i * up + j * right] * w[i * up + k * right] }
          worst = max(worst, abs(sum))
        }
      }
      #expect(worst < 2e-7, "\(rows) × \(columns): \(worst)")
    }

    @Test(arguments: [(40, 40), (130, 70), (70, 130)]) func rows(rows: Int, columns: Int) {
      let whole = orthogonal(rows, columns, gain: 1.5)
      for (first, count) in [(0, rows), (0, 1), (rows - 1, 1), (13, 20), (rows, 0), (5, rows - 5)] {
        var part = [Float](repeating: .nan, count: count * columns)
        let status = gesso_init_orthogonal_rows_f32(&part, rows, columns, first, count, 1.5, key)
        #expect(status == GESSO_OK, "\(lastError())")
        expectSame(
          part, Array(whole[(first * columns)..<((first + count) * columns)]),
          "\(count) rows from \(first) on")
      }
    }

    /// Of a Haar-distributed orthogonal n × n matrix the trace has mean 0 and variance 1, its square
    /// has trace of mean 1 (Diaconis & Shahshahani 1994), and an entry has variance 1 / n and
    /// kurtosis 3 n / (n + 2). Without the signs of R the trace's mean would be far from 0.
    @Test func isHaar() {
      let (n, count) = (4, 20_000)
      var trace = 0.0
      var traceSquared = 0.0
      var traceOfSquare = 0.0
      var second = 0.0
      var fourth = 0.0
      var determinants = 0.0
      for stream in 0..<count {
        let w = orthogonal(n, n, key: gesso_key(seed: 77, stream: UInt64(stream))).map(Double.init)
        let t = (0..<n).map { w[$0 * n + $0] }.reduce(0, +)
        trace += t
        traceSquared += t * t
        for i in 0..<n { for j in 0..<n { traceOfSquare += w[i * n + j] * w[j * n + i] } }
        second += w[6] * w[6]
        fourth += w[6] * w[6] * w[6] * w[6]
        determinants += determinant(w, n)
      }
      let total = Double(count)
      #expect(abs(trace / total) < 5 / total.squareRoot())
      #expect(abs(traceSquared / total - 1) < 5 * 2.0.squareRoot() / total.squareRoot())
      #expect(abs(traceOfSquare / total - 1) < 5 * 2.0.squareRoot() / total.squareRoot())
      #expect(abs(second / total - 0.25) < 0.01)
      #expect(abs(fourth / total - 3 / 24.0) < 0.008)
      #expect(abs(determinants / total) < 5 / total.squareRoot())
    }

    @Test func threadsChangeNoBit() {
      let before = gesso_threads()
      defer { _ = gesso_set_threads(before) }
      for (rows, columns) in [(200, 200), (150, 300), (331, 97)] {
        _ = gesso_set_threads(1)
        let one = orthogonal(rows, columns)
        for threads in [2, 3, 7] as [Int32] {
          _ = gesso_set_threads(threads)
          expectSame(orthogonal(rows, columns), one, "\(rows) × \(columns), \(threads) threads")
        }
      }
    }

    @Test func theCallersControlRegister() {
      let results = underEveryControlRegister(35, "orthogonal") {
        gesso_init_orthogonal_f32($0, 5, 7, 0x1p-130, key)
      }
      for result in results { expectSame(result, results[0], "orthogonal") }
    }

    @Test(arguments: [
      [6, 4], [5, 5, 1], [6, 4, 3], [6, 4, 2, 3], [8, 8, 3, 4, 2], [1, 1, 7],
    ])
    func deltaOrthogonal(shape: [Int]) {
      let (outputs, inputs) = (shape[0], shape[1])
      let field = shape[2...].reduce(1, *)
      let center = shape[2...].reduce(0) { $0 * $1 + ($1 - 1) / 2 }
      let matrix = orthogonal(outputs, inputs, gain: 0.5)
      let n = outputs * inputs * field
      var pytorch = [Float](repeating: .nan, count: n)
      var keras = pytorch
      let turned = Array(shape[2...]) + [inputs, outputs]
      for (status, layout) in [
        (
          gesso_init_delta_orthogonal_f32(
            &pytorch, shape, shape.count, .GESSO_LAYOUT_PYTORCH, 0.5, key), "pytorch"
        ),
        (
          gesso_init_delta_orthogonal_f32(
            &keras, turned, turned.count, .GESSO_LAYOUT_KERAS, 0.5, key), "keras"
        ),
      ] { #expect(status == GESSO_OK, "\(layout): \(lastError())") }
      for o in 0..<outputs {
        for i in 0..<inputs {
          for k in 0..<field {
            let expected = k == center ? matrix[o * inputs + i] : 0
            #expect(pytorch[(o * inputs + i) * field + k] == expected)
            #expect(keras[(k * inputs + i) * outputs + o] == expected)
          }
        }
      }
    }

    @Test func refusals() {
      let name = "gesso_init_orthogonal_f32: "
      let rows = "gesso_init_orthogonal_rows_f32: "
      let delta = "gesso_init_delta_orthogonal_f32: "
      refused(GESSO_ERROR_RANGE, name + "gain") { gesso_init_orthogonal_f32($0, 3, 3, .nan, key) }
      refused(GESSO_ERROR_SIZE, name + "rows and columns") {
        gesso_init_orthogonal_f32($0, 1 << 40, 1 << 40, 1, key)
      }
      refused(GESSO_ERROR_MEMORY, name + "working memory") {
        gesso_init_orthogonal_f32($0, 1 << 52, 1, 1, key)
      }
      refused(GESSO_ERROR_SIZE, rows + "first and count") {
        gesso_init_orthogonal_rows_f32($0, 5, 3, 3, 3, 1, key)
      }
      refused(GESSO_ERROR_SIZE, rows + "first") {
        gesso_init_orthogonal_rows_f32($0, 5, 3, 6, 0, 1, key)
      }
      refused(GESSO_ERROR_SIZE, delta + "shape") {
        gesso_init_delta_orthogonal_f32($0, [3, 4, 2], 3, .GESSO_LAYOUT_PYTORCH, 1, key)
      }
      #expect(gesso_init_orthogonal_f32(nil, 0, 7, 1, key) == GESSO_OK)
      #expect(gesso_init_orthogonal_f32(nil, 7, 0, 1, key) == GESSO_OK)
    }
  }
}

private func determinant(_ matrix: [Double], _ n: Int) -> Double {
  var a = matrix
  var result = 1.0
  for k in 0..<n {
    let pivot = (k..<n).max { abs(a[$0 * n + k]) < abs(a[$1 * n + k]) } ?? k
    if pivot != k {
      for j in 0..<n { a.swapAt(pivot * n + j, k * n + j) }
      result = -result
    }
    result *= a[k * n + k]
    for i in k + 1..<max(n, k + 1) {
      let factor = a[i * n + k] / a[k * n + k]
      for j in k..<n { a[i * n + j] -= factor * a[k * n + j] }
    }
  }
  return result
}
