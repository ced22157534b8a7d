import CKernels

// What stands for the stages with AVX2, whose registers are too few for them. Where a segment has many coefficients,
// those of the next vector are found before this one's values, which are computed eight at a time.

extension StagedKernel {
  @inline(__always) static var goesAhead: Bool { level == 3 }

  @inline(__always) func ahead(_ piece: Piece, accumulate: Bool) {
    if piece.count == 0 { return }
    withFarBatch { batch in
      let last = piece.count &- 16
      let isPlain = piece.caching == .GESSO_CACHED && !accumulate
      var i = 0
      let first = segment(load(piece.x))
      var at = first.places
      while true {
        let following = min(i &+ 16, last)
        let x = load(piece.x + i)
        var y: V
        if first.byPermutation {
          y = near(locate(x))
        } else {
          let next = segment(load(piece.x + following)).places
          let now = gesso_after(next, at)
          at = next
          y = gesso_joined_halves(
            half(gesso_low(x), gesso_half_places(now, 0)),
            half(gesso_high(x), gesso_half_places(now, 1)))
        }
        if !x.isWithin(Self.reach) {
          let far = x.lanes(beyond: Self.reach)
          let bits = gesso_bits(far)
          if piece.streamed || accumulate || bits.nonzeroBitCount >= Self.many {
            y = select(far, tail(x), y)
          } else {
            postpone(&batch, piece, i, bits)
          }
          y = gesso_joined(y)
        }
        if Self.isGradient { y = load(piece.dy + i) * y }
        if isPlain {
          store(y, piece.out + i)
        } else {
          piece.fetch(i, lines: 1, gradient: Self.isGradient)
          if accumulate { y = load(piece.out + i) + y }
          piece.put(y, i)
        }
        if i == last { break }
        i = following
      }
      batch.flush(self, piece)
    }
  }

  /// How many far lanes are better computed where they are than in a batch.
  @inline(__always) private static var many: Int {
    if case .inPairs = farLanes { 10 } else { 4 }
  }

  @inline(__always) private func half(
    _ x: SIMD8<Float>, _ at: gesso_eight_places
  ) -> SIMD8<Float> {
    gesso_low(near(locate(Half(gesso_widened(x), at))).v)
  }

  @inline(__always) private func segment(_ x: V) -> Lookup<Half> { locate(Half(x)).segment }

  /// Of a vector that is not stored yet, so that these must not fill the batch.
  @inline(never) private func postpone(
    _ batch: inout FarBatch, _ piece: Piece, _ i: Int, _ bits: UInt16
  ) {
    if batch.count &+ bits.nonzeroBitCount >= 16 { batch.flush(self, piece) }
    batch.add(self, piece, i, UInt32(bits))
  }
}
