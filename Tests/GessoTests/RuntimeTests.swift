import CGesso
import Synchronization
import Testing

/// A host's parallel-for that runs the indices backwards and keeps what it was asked for.
private final class RecordingHost: Sendable {
  let counts = Mutex<[Int]>([])

  static let run: gesso_parallel_for = { context, count, task, taskContext in
    let host = Unmanaged<RecordingHost>.fromOpaque(context!).takeUnretainedValue()
    host.counts.withLock { $0.append(count) }
    for i in (0..<count).reversed() { task!(taskContext, i) }
  }
}

extension AllTests {
  @Suite struct RuntimeTests {
    @Test func versions() {
      let parts = [GESSO_VERSION_MAJOR, GESSO_VERSION_MINOR, GESSO_VERSION_PATCH]
      #expect(gesso_version() == UInt32(parts[0] * 10000 + parts[1] * 100 + parts[2]))
      #expect(
        String(cString: gesso_version_string()) == parts.map(String.init).joined(separator: "."))
    }

    @Test func statusNames() {
      let names = [
        GESSO_OK: "GESSO_OK", GESSO_ERROR_NULL: "GESSO_ERROR_NULL",
        GESSO_ERROR_OVERLAP: "GESSO_ERROR_OVERLAP",
        GESSO_ERROR_SIZE: "GESSO_ERROR_SIZE", GESSO_ERROR_RANGE: "GESSO_ERROR_RANGE",
        GESSO_ERROR_KIND: "GESSO_ERROR_KIND", GESSO_ERROR_UNSUPPORTED: "GESSO_ERROR_UNSUPPORTED",
        GESSO_ERROR_MEMORY: "GESSO_ERROR_MEMORY", GESSO_ERROR_NO_LAPACK: "GESSO_ERROR_NO_LAPACK",
        GESSO_ERROR_LAPACK: "GESSO_ERROR_LAPACK", GESSO_ERROR_DATA: "GESSO_ERROR_DATA",
        GESSO_ERROR_CPU: "GESSO_ERROR_CPU",
      ]
      for status in -1...99 {
        let name = String(cString: gesso_status_string(gesso_status(status)))
        #expect(name == names[status] ?? "unknown status", "\(status)")
      }
    }

    @Test func aSuccessLeavesTheLastErrorAsItIs() {
      refused(GESSO_ERROR_NULL, "gesso_activation_find: name") { _ in
        gesso_activation_find(nil, nil)
      }
      let words = lastError()
      #expect(gesso_activation.all.isEmpty == false)
      #expect(gesso_set_threads(0) == GESSO_OK)
      #expect(lastError() == words)
    }

    @Test func theLevelIsOneOfThree() {
      #expect(["v2", "v3", "v4"].contains(String(cString: gesso_isa())))
    }

    @Test func unknownNames() {
      var kind = gesso_activation.GESSO_ELU
      for name in ["", "rel", "reluu", "ReLU"] {
        #expect(Int(gesso_activation_find(name, &kind)) == GESSO_ERROR_KIND, "\(name)")
      }
      #expect(kind == .GESSO_ELU)
      #expect(gesso_activation_name(enumerator(UInt32(gesso_activation_count()))) == nil)
    }

    @Test func threadCounts() {
      defer { gesso_set_threads(0) }
      #expect(gesso_set_threads(3) == GESSO_OK && gesso_threads() == 3)
      #expect(Int(gesso_set_threads(-1)) == GESSO_ERROR_RANGE && gesso_threads() == 3)
      #expect(lastError().hasPrefix("gesso_set_threads: count"), "\(lastError())")
      #expect(gesso_set_threads(0) == GESSO_OK && gesso_threads() >= 1)
    }

    /// Everything that is spread over threads, on sizes that are.
    private static let big = 150_011
    private func everything() -> [(name: String, result: [Float])] {
      let (x, dy) = (samples(Self.big), samples(Self.big, seed: 2))
      var results = (elementwiseCalls() + fills).map { (name: $0.description, result: $0(x, dy)) }
      var y = x.map { $0.isFinite ? $0 : 0 }
      _ = gesso_preprocess_f32(.GESSO_STANDARDIZE, y, &y, 14_286, 7, 0)
      results.append(("standardize", y))
      for (outer, channels, inner) in [(14_286, 7, 1), (13, 7, 1098)] {
        var dx = dy
        var dslopes = [Float](repeating: .nan, count: 7)
        _ = gesso_prelu_backward_f32(
          x, samples(7, seed: 4), dy, &dx, &dslopes, outer, channels, inner, .GESSO_OVERWRITE)
        results.append(("prelu, inner \(inner)", dx + dslopes))
      }
      return results
    }

    @Test func theNumberOfThreadsChangesNoBit() {
      defer { gesso_set_threads(0) }
      gesso_set_threads(1)
      let alone = everything()
      for count: Int32 in [2, 3] {
        gesso_set_threads(count)
        for (a, b) in zip(alone, everything()) {
          expectSame(a.result, b.result, "\(a.name) on \(count) threads")
        }
      }
    }

    @Test func aHostsOwnThreads() {
      defer { gesso_set_threads(0) }
      gesso_set_threads(1)
      let alone = everything()
      let host = RecordingHost()
      gesso_set_threads(2)
      let context = Unmanaged.passUnretained(host).toOpaque()
      #expect(gesso_set_parallel_for(RecordingHost.run, context) == GESSO_OK)
      let lent = everything()
      #expect(gesso_set_parallel_for(nil, nil) == GESSO_OK)
      for (a, b) in zip(alone, lent) { expectSame(a.result, b.result, "\(a.name)") }
      let counts = host.counts.withLock { $0 }
      #expect(counts.count >= alone.count && counts.allSatisfy { $0 > 1 })
      _ = everything()
      #expect(host.counts.withLock { $0 } == counts, "the host was asked after it was taken back")
    }

    @Test func callsFromManyThreadsAtOnce() async {
      let calls = elementwiseCalls()
      let (x, dy) = (samples(20_011), samples(20_011, seed: 2))
      let expected = calls.map { $0(x, dy) }
      await withTaskGroup(of: Bool.self) { group in
        for i in calls.indices {
          group.addTask { firstDifference(calls[i](x, dy), expected[i]) == nil }
        }
        for await same in group { #expect(same) }
      }
    }
  }
}
