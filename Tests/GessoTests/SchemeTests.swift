import CGesso
import Testing

private let kinds: [String: gesso_distribution_kind] = [
  "uniform": .GESSO_UNIFORM, "normal": .GESSO_NORMAL, "truncated_normal": .GESSO_TRUNCATED_NORMAL,
]

extension AllTests {
  @Suite struct SchemeTests {
    private func expect(_ d: gesso_distribution, _ words: inout Record) throws {
      #expect(d.kind == (try #require(kinds[words.name()])), "\(words)")
      for value in [d.a, d.b] {
        let exact = words.f64()
        #expect(value == 0 && exact == 0 || ulpError(value, exact) <= 0.5 + 0x1p-20, "\(words)")
      }
      let cut = d.kind == .GESSO_TRUNCATED_NORMAL ? 2 * d.b : 0
      #expect(d.low == -cut && d.high == cut, "\(words)")
    }

    @Test func schemes() throws {
      let schemes = [
        "xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "lecun_uniform",
        "lecun_normal", "xavier_truncated_normal", "he_truncated_normal",
        "lecun_truncated_normal", "pytorch_uniform",
      ]
      let records = try VectorFile("scheme").records
      try #require(!records.isEmpty)
      for record in records {
        var words = record
        let scheme = try #require(schemes.firstIndex(of: words.name()))
        let (fanIn, fanOut, gain) = (words.count(), words.count(), words.f32())
        var d = distribution(.GESSO_CONSTANT, .nan, .nan)
        let status = gesso_scheme_distribution(
          enumerator(UInt32(scheme)), fanIn, fanOut, gain, &d)
        #expect(status == GESSO_OK, "\(record)")
        try expect(d, &words)
      }
    }

    @Test func varianceScaling() throws {
      let modes = ["fan_in", "fan_out", "fan_average", "fan_geometric"]
      let records = try VectorFile("variance_scaling").records
      try #require(!records.isEmpty)
      for record in records {
        var words = record
        let scale = words.f32()
        let mode = try #require(modes.firstIndex(of: words.name()))
        let (fanIn, fanOut) = (words.count(), words.count())
        var shape = words
        var d = distribution(.GESSO_CONSTANT, .nan, .nan)
        let status = gesso_variance_scaling(
          scale, enumerator(UInt32(mode)), try #require(kinds[shape.name()]), fanIn, fanOut, &d)
        #expect(status == GESSO_OK, "\(record)")
        try expect(d, &words)
      }
    }

    @Test func gains() throws {
      let records = try VectorFile("gains").records
      try #require(!records.isEmpty)
      for record in records {
        var words = record
        let kind = gesso_activation(named: words.name())
        var params = gesso_activation_params(
          size: MemoryLayout<gesso_activation_params>.size, alpha: words.f32(), beta: words.f32())
        var gain = Float.nan
        #expect(gesso_gain(kind, &params, &gain) == GESSO_OK, "\(record)")
        #expect(ulpError(gain, words.f64()) <= 0.5 + 0x1p-20, "\(record)")
      }
    }

    @Test func theCallersControlRegister() {
      for scheme in UInt32(0)..<10 {
        let results = underEveryControlRegister(5, "scheme \(scheme)") {
          var d = distribution(.GESSO_CONSTANT, 0, 0)
          let status = gesso_scheme_distribution(enumerator(scheme), 27, 576, 1.1, &d)
          ($0[0], $0[1]) = (d.a, d.b)
          _ = gesso_gain(.GESSO_SOFTPLUS, nil, $0 + 2)
          _ = gesso_residual_gain(7, $0 + 3)
          _ = gesso_lsuv_factor_f32([1, 2.5, -3], 3, 1, $0 + 4)
          return status
        }
        for result in results { expectSame(result, results[0], "scheme \(scheme)") }
      }
    }

    @Test(arguments: [
      (
        scheme: UInt32(10), fanIn: 3, fanOut: 3, gain: Float(1), status: GESSO_ERROR_KIND,
        argument: "scheme"
      ),
      (0, 0, 3, 1, GESSO_ERROR_SIZE, "fan_in"), (0, 3, 0, 1, GESSO_ERROR_SIZE, "fan_out"),
      (2, 0, 3, 1, GESSO_ERROR_SIZE, "fan_in"), (4, 3, 3, -1, GESSO_ERROR_RANGE, "gain"),
      (5, 3, 3, .nan, GESSO_ERROR_RANGE, "gain"), (8, 1, 1, 2e38, GESSO_ERROR_RANGE, "gain"),
    ])
    func refusals(
      row: (scheme: UInt32, fanIn: Int, fanOut: Int, gain: Float, status: Int, argument: String)
    ) {
      var d = distribution(.GESSO_CONSTANT, 7, 8)
      let status = gesso_scheme_distribution(
        enumerator(row.scheme), row.fanIn, row.fanOut, row.gain, &d)
      #expect(Int(status) == row.status)
      #expect(lastError().hasPrefix("gesso_scheme_distribution: " + row.argument), "\(lastError())")
      #expect(d.kind == .GESSO_CONSTANT && d.a == 7 && d.b == 8)
    }
  }
}
