import CPlatform
import Synchronization
import Testing

/// Counts how often each task was run.
private final class Tally: Sendable {
  let counts: Mutex<[Int]>
  init(_ tasks: Int) { counts = Mutex(Array(repeating: 0, count: tasks)) }

  func run(on threads: Int32, within: Int64) -> Bool {
    let tasks = counts.withLock { $0.count }
    platform_parallel(
      tasks, threads, within, 0,
      { context, i in
        Unmanaged<Tally>.fromOpaque(context!).takeUnretainedValue().counts.withLock { $0[i] += 1 }
      }, Unmanaged.passUnretained(self).toOpaque())
    return counts.withLock { counts in
      defer { counts = Array(repeating: 0, count: tasks) }
      return counts.allSatisfy { $0 == 1 }
    }
  }
}

extension AllTests {
  /// Sources/CPlatform/pool.c with more workers than there are CPUs, which calls do not ask for.
  @Suite struct PoolTests {
    private static let waits: [Int64] = [0, 4000, 200_000, .max]

    @Test func eachTaskIsRunOnce() {
      for tasks in [1, 2, 3, 7, 64, 200] {
        let tally = Tally(tasks)
        for threads in [1, 2, 3, 8, 20] as [Int32] {
          for within in Self.waits {
            for _ in 0..<20 { #expect(tally.run(on: threads, within: within)) }
          }
        }
      }
    }

    @Test func callersAtOnce() async {
      await withTaskGroup(of: Bool.self) { group in
        for caller in 0..<8 {
          group.addTask {
            let tally = Tally(5 + caller)
            return (0..<500).allSatisfy {
              tally.run(on: Int32(2 + $0 % 5), within: Self.waits[$0 % 4])
            }
          }
        }
        for await right in group { #expect(right) }
      }
    }
  }
}
