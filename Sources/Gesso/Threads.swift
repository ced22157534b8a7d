import CPlatform
import Synchronization

/// What gesso_set_threads said; -1 before it is called and GESSO_NUM_THREADS is read.
private let requested = Atomic<Int32>(-1)

func setThreads(_ count: Int32) { requested.store(count, ordering: .relaxed) }

/// How many threads a call may use; at least 1.
func threadCount() -> Int32 {
  let count = requestedCount()
  return count > 0 ? count : platform_cpus()
}

/// How many of Gesso's own may be of use to a call: no more than there are CPUs.
func usefulThreads() -> Int32 {
  let count = requestedCount()
  if count == 1 { return 1 }
  let cpus = platform_recent_cpus()
  return count > 0 ? min(count, cpus) : cpus
}

private func requestedCount() -> Int32 {
  var count = requested.load(ordering: .relaxed)
  if count < 0 {
    count = threadsFromEnvironment()
    requested.store(count, ordering: .relaxed)
  }
  return count
}

/// GESSO_NUM_THREADS as a number; 0 (as many as there are CPUs) where it is absent or none.
private func threadsFromEnvironment() -> Int32 {
  guard var digit = platform_environment("GESSO_NUM_THREADS") else { return 0 }
  var count: Int32 = 0
  while digit.pointee != 0 {
    let value = Int32(digit.pointee) &- Int32(UInt8(ascii: "0"))
    guard (0...9).contains(value), count < 10_000 else { return 0 }
    count = count &* 10 &+ value
    digit += 1
  }
  return count
}
