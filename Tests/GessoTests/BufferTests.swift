import CGesso
import CKernels
import Testing

// What every element-wise call promises of its buffers, whatever it computes.

/// x, dy and the output at chosen distances from a multiple of 64 bytes, with room to see a write
/// outside.
private func placed(
  _ call: ElementwiseCall, _ x: [Float], _ dy: [Float], at offsets: (x: Int, dy: Int, out: Int)
) -> [Float] {
  let room = x.count + 64
  let memory = UnsafeMutableRawPointer.allocate(byteCount: 3 * room * 4, alignment: 64)
    .bindMemory(to: Float.self, capacity: 3 * room)
  defer { memory.deallocate() }
  memory.update(repeating: 123, count: 3 * room)
  // A whole number of 64 bytes apart, so that the offsets are what they say.
  let stride = room & ~15
  let (a, b, out) = (
    memory + offsets.x, memory + stride + offsets.dy, memory + 2 * stride + offsets.out
  )
  a.update(from: x, count: x.count)
  b.update(from: dy, count: x.count)
  let start = memory + 2 * stride
  start.update(repeating: 123, count: stride)
  #expect(call.run(a, b, out, x.count) == GESSO_OK, "\(call)")
  let around = Array(UnsafeBufferPointer(start: start, count: stride))
  let outside = around[..<offsets.out] + around[(offsets.out + x.count)...]
  #expect(outside.allSatisfy { $0 == 123 }, "\(call) wrote outside \(x.count) elements")
  return Array(UnsafeBufferPointer(start: out, count: x.count))
}

/// A call for each of the parts between the cuts.
private func inParts(_ call: ElementwiseCall, _ x: [Float], _ dy: [Float], _ cuts: [Int]) -> [Float]
{
  var out = [Float](repeating: .nan, count: x.count)
  for (from, to) in zip(cuts, cuts.dropFirst()) {
    let part = Array(x[from..<to])
    let gradient = Array(dy[from..<to])
    out.withUnsafeMutableBufferPointer {
      _ = call.run(part, gradient, $0.baseAddress! + from, to - from, offset: from)
    }
  }
  return out
}

/// In place: over dy, or over x.
private func overwriting(_ call: ElementwiseCall, _ x: [Float], _ dy: [Float], gradient: Bool)
  -> [Float]
{
  var out = gradient ? dy : x
  let n = x.count
  out.withUnsafeMutableBufferPointer { p in
    let p = p.baseAddress!
    #expect((gradient ? call.run(x, p, p, n) : call.run(p, dy, p, n)) == GESSO_OK)
  }
  return out
}

/// f(x), or dy f'(x) where there is a dy, as only long runs are computed: stored past the caches, or fetched ahead and
/// then over x.
private func long(
  _ caching: gesso_caching, _ kind: gesso_activation, _ x: [Float], gradient dy: [Float]? = nil
) -> [Float] {
  var params = gesso_activation_params(
    size: MemoryLayout<gesso_activation_params>.size, alpha: 0, beta: 0)
  #expect(gesso_activation_defaults(kind, &params) == GESSO_OK)
  let out = UnsafeMutablePointer<Float>.allocate(capacity: x.count)
  defer { out.deallocate() }
  out.initialize(from: x, count: x.count)
  x.withUnsafeBufferPointer { x in
    (dy ?? []).withUnsafeBufferPointer { given in
      guard let apart = x.baseAddress else { return }
      let p = caching == .GESSO_STREAMED ? apart : UnsafePointer(out)
      var run = gesso_run(
        x: p, dy: given.baseAddress ?? p, out: out, n: x.count, accumulate: false, caching: caching)
      gesso_table.activation(
        kind, dy == nil ? .GESSO_FORWARD : .GESSO_BACKWARD, params.alpha, params.beta, &run)
    }
  }
  return Array(UnsafeBufferPointer(start: out, count: x.count))
}

extension AllTests {
  @Suite struct BufferTests {
    private static let n = 203
    private let x = samples(n)
    private let dy = samples(n, seed: 2)

    /// Short ones are the last blocks of runs too long for a test.
    @Test func streamedRunsOfEveryLengthAndAlignment() {
      for n in 1...67 {
        let part = Array(x[..<n])
        let expected = activationCall(.GESSO_TANH, .forward)(part, part)
        for offset in 0..<16 {
          let memory = UnsafeMutableRawPointer.allocate(byteCount: 128 * 4, alignment: 64)
            .bindMemory(to: Float.self, capacity: 128)
          defer { memory.deallocate() }
          memory.update(repeating: 123, count: 128)
          let out = memory + 16 + offset
          x.withUnsafeBufferPointer { x in
            guard let x = x.baseAddress else { return }
            var run = gesso_run(
              x: x, dy: x, out: out, n: n, accumulate: false, caching: .GESSO_STREAMED)
            gesso_table.activation(.GESSO_TANH, .GESSO_FORWARD, 0, 0, &run)
          }
          let all = Array(UnsafeBufferPointer(start: memory, count: 128))
          let start = 16 + offset
          expectSame(Array(all[start..<start + n]), expected, "\(n) elements at \(offset)")
          let outside = all[..<start] + all[(start + n)...]
          #expect(outside.allSatisfy { $0 == 123 }, "\(n) elements at \(offset)")
        }
      }
    }

    @Test func everyLengthAndAlignment() {
      for call in elementwiseCalls() + fills {
        let whole = call(x, dy)
        for n in 0...67 {
          let offsets = (x: n % 5, dy: n % 7, out: n % 16)
          let part = placed(call, Array(x.prefix(n)), Array(dy.prefix(n)), at: offsets)
          expectSame(part, Array(whole.prefix(n)), "\(call), n = \(n)")
        }
        for offset in 0..<16 {
          let moved = placed(call, x, dy, at: (offset, (offset * 3) % 16, 15 - offset))
          expectSame(moved, whole, "\(call) at \(offset)")
        }
      }
    }

    /// The long buffer is several blocks of work, its parts are one each.
    @Test(arguments: [
      [0, 1, 2, 5, 21, 37, 38, 101, 165, 203], Array(stride(from: 0, through: 102_475, by: 4099)),
    ])
    func anySplitGivesTheSameBits(cuts: [Int]) {
      let n = cuts.last!
      let (x, dy) = (samples(n), samples(n, seed: 2))
      for call in elementwiseCalls() + fills {
        expectSame(inParts(call, x, dy, cuts), call(x, dy), "\(call)")
      }
    }

    @Test func inPlaceGivesTheSameBits() {
      for call in elementwiseCalls() {
        let apart = call(x, dy)
        expectSame(overwriting(call, x, dy, gradient: false), apart, "\(call) over x")
        if call.description.hasSuffix("forward") { continue }
        expectSame(overwriting(call, x, dy, gradient: true), apart, "\(call) over dy")
      }
    }

    /// A far value goes another way than its neighbours, and what stood before and after it must not notice.
    @Test(arguments: [Float(-30), .nan]) func oneFarElementAmongNearOnes(far: Float) {
      let near = (0..<133).map { Float($0 - 66) / 30 }
      for kind in gesso_activation.all {
        let call = activationCall(kind, .forward)
        let alone = call([far], [far])[0]
        let ordinary = call(near, near)
        for place in near.indices {
          var x = near
          var expected = ordinary
          x[place] = far
          expected[place] = alone
          expectSame(call(x, x), expected, "\(call), \(place)")
          for caching: gesso_caching in [.GESSO_STREAMED, .GESSO_FETCHED] {
            expectSame(long(caching, kind, x), expected, "\(call), \(caching), \(place)")
          }
          let n = x.count
          x.withUnsafeMutableBufferPointer { p in
            let p = p.baseAddress!
            #expect(call.run(p, p, p, n) == GESSO_OK)
          }
          expectSame(x, expected, "\(call) over x, \(place)")
        }
      }
    }

    /// Where far values are many, a block is computed alike and they come last, or all are computed both ways; in
    /// single vectors neither.
    @Test(arguments: [2, 3, 5, 41, 200, 700]) func farElementsNowAndThen(gap: Int) {
      let n = 13_337
      let rare: [Float] = [-6, 9, -30, .nan, 30, -8.5, .infinity, -5.3, -.infinity, -100]
      var x = (0..<n).map { Float($0 % 997) / 250 - 2 }
      for (k, i) in stride(from: 37, to: n, by: gap).enumerated() { x[i] = rare[k % rare.count] }
      let dy = samples(n, seed: 2)
      for call in elementwiseCalls() {
        let expected = inParts(call, x, dy, Array(stride(from: 0, to: n, by: 16)) + [n])
        expectSame(call(x, dy), expected, "\(call)")
        expectSame(overwriting(call, x, dy, gradient: false), expected, "\(call) over x")
        if call.description.hasSuffix("forward") { continue }
        expectSame(overwriting(call, x, dy, gradient: true), expected, "\(call) over dy")
      }
      for kind in gesso_activation.all {
        let (value, slope) = (activationCall(kind, .forward), activationCall(kind, .backward))
        for caching: gesso_caching in [.GESSO_STREAMED, .GESSO_FETCHED] {
          expectSame(long(caching, kind, x), value(x, x), "\(kind), \(caching)")
          let gradient = long(caching, kind, x, gradient: dy)
          expectSame(gradient, slope(x, dy), "\(kind), \(caching), gradient")
        }
      }
    }

    @Test func accumulateAddsWhatOverwriteWrites() {
      let before = samples(Self.n, seed: 3)
      for (add, set) in zip(elementwiseCalls(write: .GESSO_ACCUMULATE), elementwiseCalls()) {
        if add.description.hasSuffix("forward") { continue }
        let sum = add(x, dy, before: before)
        let expected = zip(before, set(x, dy)).map { $0 + $1 }
        #expect(zip(sum, expected).allSatisfy { $0.isNaN && $1.isNaN || $0 == $1 }, "\(add)")
      }
    }

    @Test func theCallersControlRegister() {
      for call in elementwiseCalls() + fills {
        let expected = call(x, dy)
        let results = underEveryControlRegister(Self.n, "\(call)") { call.run(x, dy, $0, Self.n) }
        for result in results { expectSame(result, expected, "\(call)") }
      }
    }

    @Test func refusals() {
      let forward = "gesso_activation_forward_f32: "
      let backward = "gesso_activation_backward_f32: "
      refused(GESSO_ERROR_KIND, forward + "kind") {
        gesso_activation_forward_f32(enumerator(99), nil, x, $0, 9)
      }
      refused(GESSO_ERROR_NULL, forward + "x") {
        gesso_activation_forward_f32(.GESSO_TANH, nil, nil, $0, 9)
      }
      refused(GESSO_ERROR_NULL, forward + "y") { _ in
        gesso_activation_forward_f32(.GESSO_TANH, nil, x, nil, 9)
      }
      refused(GESSO_ERROR_OVERLAP, forward + "x and y") {
        gesso_activation_forward_f32(.GESSO_TANH, nil, $0, $0 + 8, 9)
      }
      refused(GESSO_ERROR_SIZE, forward) {
        gesso_activation_forward_f32(.GESSO_TANH, nil, x, $0, -1)
      }
      refused(GESSO_ERROR_SIZE, forward) {
        gesso_activation_forward_f32(.GESSO_TANH, nil, x, $0, .max)
      }
      for (size, alpha, status, words) in [
        (0, Float(1), GESSO_ERROR_SIZE, "params"), (16, .nan, GESSO_ERROR_RANGE, "alpha"),
        (16, .infinity, GESSO_ERROR_RANGE, "alpha"),
      ] {
        refused(status, forward + words) {
          var params = gesso_activation_params(size: size, alpha: alpha, beta: 0)
          return gesso_activation_forward_f32(.GESSO_ELU, &params, x, $0, 9)
        }
      }
      refused(GESSO_ERROR_NULL, backward + "dy") {
        gesso_activation_backward_f32(.GESSO_ELU, nil, x, nil, $0, 9, .GESSO_OVERWRITE)
      }
      refused(GESSO_ERROR_KIND, backward + "write") {
        gesso_activation_backward_f32(.GESSO_ELU, nil, x, x, $0, 9, enumerator(2))
      }
      refused(GESSO_ERROR_OVERLAP, backward + "dy and dx") {
        gesso_activation_backward_f32(.GESSO_ELU, nil, x, $0 + 1, $0, 9, .GESSO_OVERWRITE)
      }
      #expect(gesso_activation_forward_f32(.GESSO_TANH, nil, nil, nil, 0) == GESSO_OK)
    }
  }
}
