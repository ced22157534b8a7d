import CGesso
import Testing

/// A case of prelu.txt.
private struct PReLUCase {
  let outer: Int, channels: Int, inner: Int
  let slopes: [Float]
  var x: [Float] = [], dy: [Float] = [], y: [Float] = [], dx: [Float] = []
  var dslopes: [Double] = []

  init(_ records: ArraySlice<Record>) {
    var records = records.map { record in
      var words = record
      return (name: words.name(), words: words)
    }
    (outer, channels, inner) = (
      records[0].words.count(), records[0].words.count(), records[0].words.count()
    )
    slopes = records[1].words.floats()
    dslopes = records[records.count - 1].words.doubles()
    for record in records where record.name == "element" {
      var words = record.words
      x.append(words.f32())
      dy.append(words.f32())
      y.append(words.f32())
      dx.append(words.f32())
    }
  }
}

extension AllTests {
  @Suite struct SlopeTests {
    @Test func prelu() throws {
      let cases = try VectorFile("prelu").groups(startingWith: "case").map(PReLUCase.init)
      try #require(!cases.isEmpty)
      for c in cases {
        let shape = "\(c.outer) × \(c.channels) × \(c.inner)"
        var y = c.x
        #expect(gesso_prelu_forward_f32(y, c.slopes, &y, c.outer, c.channels, c.inner) == GESSO_OK)
        expectSame(y, c.y, "\(shape)")
        var dx = c.dy
        var dslopes = [Float](repeating: .nan, count: c.channels)
        let status = gesso_prelu_backward_f32(
          c.x, c.slopes, dx, &dx, &dslopes, c.outer, c.channels, c.inner, .GESSO_OVERWRITE)
        #expect(status == GESSO_OK)
        expectSame(dx, c.dx, "\(shape)")
        for (result, exact) in zip(dslopes, c.dslopes) {
          #expect(ulpError(result, exact) <= 0.5 + 0x1p-20, "\(shape)")
        }
        accumulates(c, dx, dslopes)
      }
    }

    /// += adds what = gives, and either gradient can be left out.
    private func accumulates(_ c: PReLUCase, _ dx: [Float], _ dslopes: [Float]) {
      var moreX = [Float](repeating: 3, count: dx.count)
      var moreSlopes = [Float](repeating: -2, count: dslopes.count)
      func call(_ dx: UnsafeMutablePointer<Float>?, _ dslopes: UnsafeMutablePointer<Float>?) {
        let status = gesso_prelu_backward_f32(
          c.x, c.slopes, c.dy, dx, dslopes, c.outer, c.channels, c.inner, .GESSO_ACCUMULATE)
        #expect(status == GESSO_OK)
      }
      call(&moreX, nil)
      call(nil, &moreSlopes)
      #expect(moreX == dx.map { 3 + $0 })
      #expect(moreSlopes == dslopes.map { -2 + $0 })
    }

    /// Several blocks of work, cut along each of the three axes; outer indices that make no whole
    /// period; more channels than there is room for sums.
    @Test(arguments: [
      (21_429, 7, 1), (20, 7, 1098), (2, 75_001, 1), (1, 1, 150_003), (75_001, 2, 1),
      (751, 200, 1), (3, 170, 3), (200, 1000, 1), (3, 8001, 4), (2, 3, 20_011),
    ])
    func preluOnLongBuffers(outer: Int, channels: Int, inner: Int) {
      let n = outer * channels * inner
      // Small integers: every product and sum is exact.
      let x = (0..<n).map { Float($0 * 37 % 11 - 5) }
      let dy = (0..<n).map { Float($0 * 53 % 7 - 3) }
      let slopes = (0..<channels).map { Float($0 % 13) - 4 }
      let c = (0..<n).map { $0 / inner % channels }
      var sums = [Float](repeating: 0, count: channels)
      for i in 0..<n where x[i] <= 0 { sums[c[i]] += dy[i] * x[i] }
      var (y, dx, dslopes) = (x, dy, sums.map { _ in Float.nan })
      #expect(gesso_prelu_forward_f32(x, slopes, &y, outer, channels, inner) == GESSO_OK)
      let status = gesso_prelu_backward_f32(
        x, slopes, dx, &dx, &dslopes, outer, channels, inner, .GESSO_OVERWRITE)
      #expect(status == GESSO_OK)
      #expect((0..<n).allSatisfy { y[$0] == (x[$0] > 0 ? x[$0] : slopes[c[$0]] * x[$0]) })
      #expect((0..<n).allSatisfy { dx[$0] == (x[$0] > 0 ? dy[$0] : slopes[c[$0]] * dy[$0]) })
      #expect(dslopes == sums)
      let again = gesso_prelu_backward_f32(
        x, slopes, dy, &dx, &dslopes, outer, channels, inner, .GESSO_ACCUMULATE)
      #expect(again == GESSO_OK)
      #expect((0..<n).allSatisfy { dx[$0] == 2 * (x[$0] > 0 ? dy[$0] : slopes[c[$0]] * dy[$0]) })
      #expect(dslopes == sums.map { 2 * $0 })
    }

    /// Vectors run over the ends of short rows, and long ones go one by one; dx alone, as with dslopes rows go another
    /// way.
    @Test(arguments: [2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 200, 2048, 2049])
    func preluOfRowsOfAnyLength(channels: Int) {
      let slopes = (0..<channels).map { Float($0 % 13) - 4 }
      for outer in [1, 2, 3, 17, 67] {
        let n = outer * channels
        let x = (0..<n).map { Float($0 * 37 % 11 - 5) }
        let dy = (0..<n).map { Float($0 * 53 % 7 - 3) }
        let y = (0..<n).map { x[$0] > 0 ? x[$0] : slopes[$0 % channels] * x[$0] }
        let dx = (0..<n).map { x[$0] > 0 ? dy[$0] : slopes[$0 % channels] * dy[$0] }
        func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
          #expect(gesso_prelu_forward_f32(x, slopes, y, outer, channels, 1) == GESSO_OK)
        }
        func backward(
          _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
          _ write: gesso_write = .GESSO_OVERWRITE
        ) {
          let status = gesso_prelu_backward_f32(x, slopes, dy, dx, nil, outer, channels, 1, write)
          #expect(status == GESSO_OK)
        }
        var (apart, over) = (x.map { _ in Float.nan }, x)
        forward(x, &apart)
        over.withUnsafeMutableBufferPointer { forward($0.baseAddress!, $0.baseAddress!) }
        #expect(apart == y && over == y, "\(outer) × \(channels) forward")
        var (overX, overDy) = (x, dy)
        backward(x, dy, &apart)
        overX.withUnsafeMutableBufferPointer { backward($0.baseAddress!, dy, $0.baseAddress!) }
        overDy.withUnsafeMutableBufferPointer { backward(x, $0.baseAddress!, $0.baseAddress!) }
        #expect(apart == dx && overX == dx && overDy == dx, "\(outer) × \(channels) backward")
        backward(x, dy, &apart, .GESSO_ACCUMULATE)
        #expect(apart == dx.map { 2 * $0 }, "\(outer) × \(channels) +=")
      }
    }

    @Test func rrelu() throws {
      let records = try VectorFile("rrelu").records
      try #require(!records.isEmpty)
      for record in records {
        var words = record
        let lower = words.f32()
        let upper = words.f32()
        let key = gesso_key(seed: words.u64(), stream: words.u64())
        let offset = words.u64()
        let x = words.f32()
        let slope = words.f32()
        let y = words.f32()
        var results: [Float] = [.nan, .nan]
        #expect(gesso_rrelu_forward_f32([x], &results[0], 1, lower, upper, key, offset) == GESSO_OK)
        let status = gesso_rrelu_backward_f32(
          [x], [-1.75], &results[1], 1, lower, upper, key, offset, .GESSO_OVERWRITE)
        #expect(status == GESSO_OK)
        expectSame(results, [y, x > 0 ? -1.75 : slope * -1.75], "\(record)")
      }
    }

    @Test func theCallersControlRegister() {
      let (x, dy, slopes) = (
        samples(210), samples(210, seed: 2), samples(7, seed: 3).map { $0.isNaN ? 1 : $0 }
      )
      for (outer, inner) in [(30, 1), (2, 15)] {
        let forward = underEveryControlRegister(210, "prelu forward") {
          gesso_prelu_forward_f32(x, slopes, $0, outer, 7, inner)
        }
        let backward = underEveryControlRegister(217, "prelu backward") {
          gesso_prelu_backward_f32(x, slopes, dy, $0, $0 + 210, outer, 7, inner, .GESSO_OVERWRITE)
        }
        for results in [forward, backward] {
          for result in results { expectSame(result, results[0], "prelu, inner \(inner)") }
        }
      }
    }

    @Test func refusals() {
      let x = [Float](repeating: 1, count: 8)
      let key = gesso_key(seed: 0, stream: 0)
      refused(GESSO_ERROR_NULL, "gesso_prelu_forward_f32: slopes") {
        gesso_prelu_forward_f32(x, nil, $0, 2, 2, 2)
      }
      refused(GESSO_ERROR_SIZE, "gesso_prelu_forward_f32: ") {
        gesso_prelu_forward_f32(x, x, $0, .max, 2, 2)
      }
      refused(GESSO_ERROR_OVERLAP, "gesso_prelu_forward_f32: ") {
        gesso_prelu_forward_f32($0, x, $0 + 1, 2, 2, 2)
      }
      refused(GESSO_ERROR_OVERLAP, "gesso_prelu_backward_f32: ") {
        gesso_prelu_backward_f32(x, x, x, $0, $0 + 7, 2, 2, 2, .GESSO_OVERWRITE)
      }
      refused(GESSO_ERROR_KIND, "gesso_prelu_backward_f32: write") {
        gesso_prelu_backward_f32(x, x, x, $0, $0 + 9, 2, 2, 2, enumerator(2))
      }
      for (lower, upper, status) in [
        (Float.nan, Float(1), GESSO_ERROR_RANGE), (0, .infinity, GESSO_ERROR_RANGE),
        (1, 0.5, GESSO_ERROR_RANGE),
      ] {
        refused(status, "gesso_rrelu_forward_f32: ") {
          gesso_rrelu_forward_f32(x, $0, 8, lower, upper, key, 0)
        }
      }
      refused(GESSO_ERROR_SIZE, "gesso_rrelu_backward_f32: offset") {
        gesso_rrelu_backward_f32(x, x, $0, 8, 0, 1, key, UInt64.max - 7, .GESSO_OVERWRITE)
      }
    }
  }
}
