import CGesso
import Testing

extension AllTests {
  @Suite struct SliceTests {
    private let key = gesso_key(seed: 3, stream: 4)

    private func draw(
      _ d: gesso_distribution, _ shape: [Int], _ start: [Int], _ count: [Int],
      _ w: UnsafeMutablePointer<Float>?, size: Int = MemoryLayout<gesso_slice>.size
    ) -> gesso_status {
      var d = d
      return shape.withUnsafeBufferPointer { shape in
        start.withUnsafeBufferPointer { start in
          count.withUnsafeBufferPointer { count in
            var slice = gesso_slice(
              size: size, rank: shape.count, shape: shape.baseAddress, start: start.baseAddress,
              count: count.baseAddress)
            return gesso_init_slice_f32(&d, key, &slice, w)
          }
        }
      }
    }

    @Test(arguments: [
      (start: [0, 0, 0], count: [9, 11, 70]), ([4, 0, 0], [5, 11, 70]), ([0, 3, 0], [9, 8, 70]),
      ([0, 0, 66], [9, 11, 4]), ([2, 5, 1], [6, 5, 69]), ([8, 10, 69], [1, 1, 1]),
      ([9, 0, 0], [0, 11, 70]), ([0, 11, 7], [9, 0, 7]),
    ])
    func aBlockIsTheBlockOfTheWhole(block: (start: [Int], count: [Int])) {
      let shape = [9, 11, 70]
      for kind: gesso_distribution_kind in [
        .GESSO_CONSTANT, .GESSO_UNIFORM, .GESSO_NORMAL, .GESSO_BERNOULLI_NORMAL,
      ] {
        var d = distribution(kind, 0.25, 0.75)
        var whole = [Float](repeating: .nan, count: 9 * 11 * 70)
        #expect(gesso_init_f32(&d, key, 0, &whole, whole.count) == GESSO_OK)
        let (start, count) = block
        let n = count.reduce(1, *)
        var part = [Float](repeating: .nan, count: n + 1)
        #expect(draw(d, shape, start, count, &part) == GESSO_OK, "\(lastError())")
        let expected = (0..<n).map { i in
          let (row, column) = (start[1] + i / count[2] % count[1], start[2] + i % count[2])
          return whole[((start[0] + i / (count[1] * count[2])) * 11 + row) * 70 + column]
        }
        expectSame(Array(part[..<n]), expected, "\(kind) \(block)")
        #expect(part[n].isNaN)
      }
    }

    @Test func refusals() {
      let d = distribution(.GESSO_NORMAL, 0, 1)
      for (shape, start, count, words) in [
        ([3, 4], [1, 0], [3, 4], "start and count"),
        ([3, 4], [-1, 0], [2, 4], "start and count"),
        ([], [], [], "rank"), ([1 << 62, 4], [0, 0], [1, 1], "shape"),
        ([1 << 62, 2], [0, 0], [1 << 62, 2], "count"),
        (
          [1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1, 1],
          "rank"
        ),
      ] {
        refused(GESSO_ERROR_SIZE, "gesso_init_slice_f32: " + words) {
          draw(d, shape, start, count, $0)
        }
      }
      refused(GESSO_ERROR_SIZE, "gesso_init_slice_f32: slice->size") {
        draw(d, [3], [0], [3], $0, size: 1)
      }
      refused(GESSO_ERROR_NULL, "gesso_init_slice_f32: w") { _ in draw(d, [3], [0], [3], nil) }
    }

    @Test func patterns() {
      var w = [Float](repeating: .nan, count: 12)
      #expect(gesso_init_identity_f32(&w, 3, 4, 2) == GESSO_OK)
      #expect(w == [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0])
      #expect(gesso_init_dirac_f32(&w, [2, 2, 3], 3, .GESSO_LAYOUT_PYTORCH, 1) == GESSO_OK)
      #expect(w == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
      #expect(gesso_init_dirac_f32(&w, [3, 2, 2], 3, .GESSO_LAYOUT_KERAS, 2) == GESSO_OK)
      #expect(w == [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0])
    }

    @Test func statistics() {
      let x: [Float] = [1, .nan, -3, 0, 4, -0.0, 8, 2]
      var bins = [UInt64](repeating: 9, count: 4)
      var found = gesso_activation_statistics()
      found.size = MemoryLayout<gesso_activation_statistics>.size
      let status = bins.withUnsafeMutableBufferPointer {
        var options = gesso_statistics_options(
          size: MemoryLayout<gesso_statistics_options>.size, low: -3, high: 4, first_edge: 0,
          last_edge: 8, bins: 4, histogram: $0.baseAddress)
        return gesso_activation_statistics_f32(x, x.count, &options, &found)
      }
      #expect(status == GESSO_OK)
      #expect(found.nans == 1 && found.minimum == -3 && found.maximum == 8)
      #expect(found.dead == 2.0 / 7 && found.saturated == 3.0 / 7)
      #expect(abs(found.mean - 12.0 / 7) < 1e-15)
      #expect(abs(found.deviation - (94.0 / 7 - 144.0 / 49).squareRoot()) < 1e-14)
      #expect(bins == [3, 1, 1, 1])
    }
  }
}
