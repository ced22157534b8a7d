import CGesso
import Testing

/// A case of preprocess.txt.
struct PreprocessCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let kind: gesso_preprocess
  let rows: Int, features: Int
  let epsilon: Double
  let status: Int
  let tolerance: Double
  let x: [Float]
  let y: [Double]

  static let kinds: [String: gesso_preprocess] = [
    "center": .GESSO_CENTER, "standardize": .GESSO_STANDARDIZE, "decorrelate": .GESSO_DECORRELATE,
    "whiten_pca": .GESSO_WHITEN_PCA, "whiten_zca": .GESSO_WHITEN_ZCA,
    "whiten_cholesky": .GESSO_WHITEN_CHOLESKY, "min_max": .GESSO_MIN_MAX,
    "max_abs": .GESSO_MAX_ABS, "l2": .GESSO_L2, "whiten_pca_cor": .GESSO_WHITEN_PCA_COR,
    "whiten_zca_cor": .GESSO_WHITEN_ZCA_COR,
  ]

  init(_ records: ArraySlice<Record>) {
    var head = records.first!
    _ = head.name()
    testDescription = head.name()
    kind = Self.kinds[head.name()]!
    (rows, features, epsilon) = (head.count(), head.count(), head.f64())
    (status, tolerance) = (head.count(), head.f64())
    var x: [Float] = []
    var y: [Double] = []
    for record in records.dropFirst() {
      var words = record
      if words.name() == "x" { x += words.floats() } else { y += words.doubles() }
    }
    (self.x, self.y) = (x, y)
  }

  /// An error in the file shows as no cases, which `theFileHasCases` refuses.
  static let all =
    (try? VectorFile("preprocess").groups(startingWith: "case").map(PreprocessCase.init)) ?? []

  func column(_ j: Int, of y: [Double]) -> [Double] { (0..<rows).map { y[$0 * features + j] } }
}

extension AllTests {
  @Suite struct PreprocessTests {
    @Test func theFileHasCases() { #expect(PreprocessCase.all.count > 50) }

    @Test(arguments: PreprocessCase.all) func theVectors(c: PreprocessCase) {
      var y = c.x
      let status = gesso_preprocess_f32(c.kind, y, &y, c.rows, c.features, c.epsilon)
      #expect(Int(status) == c.status, "\(lastError())")
      if c.status != GESSO_OK {
        expectSame(y, c.x, "something was written")
        return
      }
      let wrong = zip(y, c.y).enumerated().filter { i, pair in
        let (result, exact) = (Double(pair.0), pair.1)
        if exact.isNaN { return !result.isNaN }
        return !(abs(result - exact) <= 0.5 * ulp(exact) + c.tolerance)
      }
      #expect(wrong.isEmpty, "\(wrong.count) elements, first: \(wrong.first!)")
      if c.kind == .GESSO_STANDARDIZE || c.kind == .GESSO_WHITEN_PCA {
        for j in 0..<c.features where c.column(j, of: c.y).allSatisfy({ $0 == 0 }) {
          #expect(c.column(j, of: y.map(Double.init)).allSatisfy { $0 == 0 }, "column \(j)")
        }
      }
    }

    /// Several blocks of rows. Column j takes -3 … 3 around 10 j in turn: mean 10 j and variance 4,
    /// exactly.
    @Test func longColumns() {
      let (rows, features) = (7 * 2041, 19)
      let steps = (0..<rows * features).map { Float(($0 / features + $0 % features) % 7 - 3) }
      let x = steps.enumerated().map { $1 + Float(10 * ($0 % features)) }
      for (kind, scale) in [(gesso_preprocess.GESSO_CENTER, Float(1)), (.GESSO_STANDARDIZE, 0.5)] {
        var y = x
        #expect(gesso_preprocess_f32(kind, x, &y, rows, features, 0) == GESSO_OK)
        expectSame(y, steps.map { $0 * scale }, "\(kind)")
      }
    }

    @Test func inPlaceGivesTheSameBits() {
      let x: [Float] = (0..<600).map { Float($0 * 37 % 101) * 0.1 }
      for kind in PreprocessCase.kinds.values {
        var (apart, y) = ([Float](repeating: .nan, count: x.count), x)
        #expect(gesso_preprocess_f32(kind, x, &apart, 100, 6, 0) == GESSO_OK)
        #expect(gesso_preprocess_f32(kind, y, &y, 100, 6, 0) == GESSO_OK)
        expectSame(y, apart, "\(kind)")
      }
    }

    /// LAPACK's own last bits are its own; that the register comes back is not.
    @Test func theCallersControlRegister() {
      let x: [Float] = (0..<600).map { Float($0 * 37 % 101) * 0.1 }
      for (name, kind) in PreprocessCase.kinds {
        let results = underEveryControlRegister(x.count, name) {
          gesso_preprocess_f32(kind, x, $0, 100, 6, 0)
        }
        let same = results.allSatisfy { firstDifference($0, results[0]) == nil }
        #expect(same || name.hasPrefix("whiten") || name == "decorrelate", "\(name)")
        #expect(results.joined().allSatisfy { $0.isFinite }, "\(name)")
      }
    }

    @Test(arguments: [
      (
        kind: UInt32(11), rows: 2, features: 3, epsilon: 0.0, status: GESSO_ERROR_KIND,
        words: "kind"
      ),
      (0, 0, 3, 0, GESSO_ERROR_SIZE, "rows"), (0, -1, 3, 0, GESSO_ERROR_SIZE, "rows"),
      (0, .max, 3, 0, GESSO_ERROR_SIZE, ""), (4, 2, 3, -0.5, GESSO_ERROR_RANGE, "epsilon"),
      (4, 2, 3, 1, GESSO_ERROR_RANGE, "epsilon"), (4, 2, 3, .nan, GESSO_ERROR_RANGE, "epsilon"),
      (5, 2, 3, 0, GESSO_ERROR_DATA, "x"),
    ])
    func refusals(
      row: (kind: UInt32, rows: Int, features: Int, epsilon: Double, status: Int, words: String)
    ) {
      let x: [Float] = [1, 2, 3, 4, 5, 7]
      refused(row.status, "gesso_preprocess_f32: " + row.words) {
        gesso_preprocess_f32(enumerator(row.kind), x, $0, row.rows, row.features, row.epsilon)
      }
    }

    @Test func buffers() {
      refused(GESSO_ERROR_NULL, "gesso_preprocess_f32: x") {
        gesso_preprocess_f32(.GESSO_CENTER, nil, $0, 2, 3, 0)
      }
      refused(GESSO_ERROR_OVERLAP, "gesso_preprocess_f32: x and y") {
        gesso_preprocess_f32(.GESSO_CENTER, $0, $0 + 5, 2, 3, 0)
      }
      #expect(gesso_preprocess_f32(.GESSO_CENTER, nil, nil, 2, 0, 0) == GESSO_OK)
    }

    @Test func aLapackThatIsNotThereIsRefused() {
      #expect(Int(gesso_set_lapack("no-such-lapack.so")) == GESSO_ERROR_NO_LAPACK)
      #expect(lastError().hasPrefix("gesso_set_lapack: "), "\(lastError())")
      #expect(gesso_set_lapack(nil) == GESSO_OK)
    }
  }
}
