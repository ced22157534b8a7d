import CGesso
import Testing

extension AllTests {
  @Suite struct InitTests {
    @Test func philox() throws {
      let records = try VectorFile("philox").records
      #expect(records.count == 55)
      for record in records {
        var words = record
        let counter = (0..<4).map { _ in words.u32() }
        let key = (0..<2).map { _ in words.u32() }
        var out = [UInt32](repeating: 0, count: 4)
        gesso_philox4x32_10(counter, key, &out)
        #expect(out == (0..<4).map { _ in words.u32() }, "\(record)")
      }
    }

    @Test func randomBits() throws {
      let records = try VectorFile("random_bits").records
      try #require(!records.isEmpty)
      for record in records {
        var words = record
        let key = gesso_key(seed: words.u64(), stream: words.u64())
        let offset = words.u64()
        var bits: UInt32 = 0
        #expect(gesso_random_bits(key, offset, &bits, 1) == GESSO_OK)
        #expect(bits == words.u32(), "\(record)")
      }
    }

    @Test func distributions() throws {
      let records = try VectorFile("init").records
      try #require(!records.isEmpty)
      let kinds: [String: gesso_distribution_kind] = [
        "constant": .GESSO_CONSTANT, "uniform": .GESSO_UNIFORM, "normal": .GESSO_NORMAL,
        "bernoulli_normal": .GESSO_BERNOULLI_NORMAL,
      ]
      for record in records {
        var words = record
        let kind = try #require(kinds[words.name()])
        var d = distribution(kind, words.f32(), words.f32())
        let key = gesso_key(seed: words.u64(), stream: words.u64())
        let offset = words.u64()
        let exact = words.f64()
        var w = Float.nan
        #expect(gesso_init_f32(&d, key, offset, &w, 1) == GESSO_OK)
        // Header: z to 2^-31 of itself. The rest is the rounding of a + b z in double.
        let mean = kind == .GESSO_NORMAL ? Double(d.a) : 0
        let slack = kind.rawValue >= 2 ? abs(exact - mean) * 0x1p-31 / ulp(exact) : 0
        #expect(ulpError(w, exact) <= 0.5 + slack + 0x1p-20, "\(record)")
      }
    }

    @Test func truncated() throws {
      let records = try VectorFile("truncated").records
      try #require(!records.isEmpty)
      for record in records {
        var words = record
        var d = distribution(.GESSO_TRUNCATED_NORMAL, words.f32(), words.f32())
        d.low = words.f32()
        d.high = words.f32()
        let key = gesso_key(seed: words.u64(), stream: words.u64())
        let offset = words.u64()
        let exact = words.f64()
        var w = Float.nan
        #expect(gesso_init_f32(&d, key, offset, &w, 1) == GESSO_OK)
        let slack = abs(exact - Double(d.a)) * 0x1p-30 / ulp(exact)
        #expect(ulpError(w, exact) <= 0.5 + slack + 0x1p-20, "\(record)")
        #expect(w >= d.low && w <= d.high, "\(record)")
      }
    }

    @Test func fillsAreMadeOfTheStreamsWords() {
      let key = gesso_key(seed: 5, stream: 6)
      var rows = [
        distribution(.GESSO_CONSTANT, 3, 0), distribution(.GESSO_UNIFORM, -0.1, 0.3),
        distribution(.GESSO_NORMAL, 1, 2), distribution(.GESSO_BERNOULLI_NORMAL, 0.3, 1),
      ]
      for (low, high) in [(Float(-2), Float(2)), (0, .infinity), (0.5, 0.6), (8, 9), (2, 2)] {
        var d = distribution(.GESSO_TRUNCATED_NORMAL, 0, 1)
        (d.low, d.high) = (low, high)
        rows.append(d)
      }
      for var d in rows {
        for n in [1, 17, 2000, 30_000] {
          var bits = [UInt32](repeating: 0, count: n)
          var drawn = [Float](repeating: .nan, count: n)
          var made = drawn
          #expect(gesso_random_bits(key, 7, &bits, n) == GESSO_OK)
          #expect(gesso_init_f32(&d, key, 7, &drawn, n) == GESSO_OK)
          #expect(gesso_init_from_bits_f32(&d, bits, &made, n) == GESSO_OK)
          expectSame(made, drawn, "\(d) \(n)")
        }
      }
    }

    /// The exact values are mpmath's.
    @Test(arguments: [
      (Float(-Float.infinity), Float(1), UInt32(0x9823_2c7a), 0x1.48418870b3f76p-33),
      (-0.125, 0.25, 0x55c6_aa7e, 0x1.d13fa13c83aa5p-36),
      (-0.5, .infinity, 0x46e2_9654, 0x1.d39fab63c73b4p-33),
    ])
    func theWordsBesideTheMedian(row: (low: Float, high: Float, word: UInt32, exact: Double)) {
      var d = distribution(.GESSO_TRUNCATED_NORMAL, 0, 1)
      (d.low, d.high) = (row.low, row.high)
      var w = Float.nan
      #expect(gesso_init_from_bits_f32(&d, [row.word], &w, 1) == GESSO_OK)
      #expect(ulpError(w, row.exact) <= 0.52, "\(row)")
    }

    @Test func theFarthestWordsOfATail() {
      for word in [UInt32(0), 1, .max - 1, .max] {
        for (low, high) in [(-Float.infinity, Float(1)), (-1, .infinity), (-0.1, 40)] {
          var d = distribution(.GESSO_TRUNCATED_NORMAL, 0, 1)
          (d.low, d.high) = (low, high)
          var w = Float.nan
          #expect(gesso_init_from_bits_f32(&d, [word], &w, 1) == GESSO_OK)
          #expect(w >= low && w <= high && abs(w) < 7, "\(word) \(low) \(high)")
        }
      }
    }

    @Test(arguments: [(Float(0), Float(1), Float(2), Float(-2)), (0, -1, -2, 2), (.nan, 1, -2, 2)])
    func truncationRefusals(row: (mean: Float, std: Float, low: Float, high: Float)) {
      var d = distribution(.GESSO_CONSTANT, 7, 8)
      #expect(
        gesso_truncated_normal(row.mean, row.std, row.low, row.high, 0, &d) == GESSO_ERROR_RANGE)
      #expect(d.kind == .GESSO_CONSTANT && d.a == 7 && d.b == 8)
    }

    @Test func fans() throws {
      let layouts: [String: gesso_layout] = [
        "pytorch": .GESSO_LAYOUT_PYTORCH, "keras": .GESSO_LAYOUT_KERAS,
      ]
      let records = try VectorFile("fans").records
      try #require(!records.isEmpty)
      for record in records {
        var words = record
        let layout = try #require(layouts[words.name()])
        let groups = words.count()
        let fanIn = words.count()
        let fanOut = words.count()
        let rank = words.count()
        let shape = (0..<rank).map { _ in words.count() }
        var fans = (0, 0)
        #expect(gesso_fans(shape, rank, layout, groups, &fans.0, &fans.1) == GESSO_OK, "\(record)")
        #expect(fans == (fanIn, fanOut), "\(record)")
      }
    }

    @Test func refusals() {
      let key = gesso_key(seed: 0, stream: 0)
      let highest: Float = .greatestFiniteMagnitude
      for (kind, a, b, words) in [
        (gesso_distribution_kind.GESSO_NORMAL, Float(0), Float(-1), "b "),
        (.GESSO_NORMAL, .nan, 1, "a "),
        (.GESSO_UNIFORM, 1, 0, "a "), (.GESSO_UNIFORM, -highest, highest, "b - a "),
        (.GESSO_CONSTANT, .infinity, 0, "a "), (.GESSO_BERNOULLI_NORMAL, 1.5, 1, "a "),
        (.GESSO_BERNOULLI_NORMAL, 0.5, -1, "b "),
      ] {
        refused(GESSO_ERROR_RANGE, "gesso_init_f32: " + words) {
          var d = distribution(kind, a, b)
          return gesso_init_f32(&d, key, 0, $0, 9)
        }
      }
      var d = distribution(.GESSO_NORMAL, 0, 1)
      refused(GESSO_ERROR_NULL, "gesso_init_f32: d") { gesso_init_f32(nil, key, 0, $0, 9) }
      refused(GESSO_ERROR_NULL, "gesso_init_f32: w") { _ in gesso_init_f32(&d, key, 0, nil, 9) }
      refused(GESSO_ERROR_SIZE, "gesso_init_f32: offset") {
        gesso_init_f32(&d, key, .max - 8, $0, 9)
      }
      refused(GESSO_ERROR_SIZE, "gesso_init_f32: ") { gesso_init_f32(&d, key, 0, $0, -1) }
      d.size = 1
      refused(GESSO_ERROR_SIZE, "gesso_init_f32: size of the distribution") {
        gesso_init_f32(&d, key, 0, $0, 9)
      }
      d = distribution(enumerator(5), 0, 1)
      refused(GESSO_ERROR_KIND, "gesso_init_f32: kind") { gesso_init_f32(&d, key, 0, $0, 9) }
    }

    @Test(arguments: [
      (shape: [4], layout: UInt32(0), groups: 1, status: GESSO_ERROR_SIZE),
      ([4, 0], 0, 1, GESSO_ERROR_SIZE),
      ([4, 3], 0, 0, GESSO_ERROR_SIZE), ([4, 3], 0, 3, GESSO_ERROR_SIZE),
      ([3, 4], 1, 3, GESSO_ERROR_SIZE),
      ([4, 3], 2, 1, GESSO_ERROR_KIND), ([2, .max, 2], 0, 1, GESSO_ERROR_SIZE),
    ])
    func fansRefusals(row: (shape: [Int], layout: UInt32, groups: Int, status: Int)) {
      var fans = (7, 8)
      let status = gesso_fans(
        row.shape, row.shape.count, enumerator(row.layout), row.groups, &fans.0, &fans.1)
      #expect(Int(status) == row.status)
      #expect(lastError().hasPrefix("gesso_fans: "))
      #expect(fans == (7, 8))
    }
  }
}
