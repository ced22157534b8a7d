import CGesso
import CPlatform

/// Doubles and integers for the length of a call, freed with it.
struct Workspace: ~Copyable {
  private let base: UnsafeMutableRawPointer

  /// Room for `count` doubles, not initialised.
  init(doubles count: Int) throws(Failure) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Double>.stride)
    guard !overflow, let memory = platform_allocate(bytes) else {
      throw Failure(GESSO_ERROR_MEMORY, "working memory", "could not be had")
    }
    base = memory
  }

  deinit { platform_free(base) }

  var doubles: UnsafeMutablePointer<Double> { base.assumingMemoryBound(to: Double.self) }
  var floats: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }
  var words: UnsafeMutablePointer<UInt64> { base.assumingMemoryBound(to: UInt64.self) }
}
