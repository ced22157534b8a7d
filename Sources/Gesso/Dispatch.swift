import CGesso
import CKernels
import CPlatform

private nonisolated(unsafe) var once = platform_once_flag()
private nonisolated(unsafe) var level: Int32 = 0

/// The level whose kernels run: 2, 3, 4, or 0 on a CPU below them all. Chosen on first use.
@inline(__always) func cpuLevel() -> Int32 {
  let known = platform_load(&level)
  return known != 0 ? known : chosenLevel()
}

private func chosenLevel() -> Int32 {
  platform_once(&once) {
    let chosen = min(platform_cpu_level(), requestedLevel())
    switch chosen {
    case 4: gesso_kernels_v4(&gesso_table)
    case 3: gesso_kernels_v3(&gesso_table)
    case 2: gesso_kernels_v2(&gesso_table)
    default: return
    }
    gesso_kernels_common(&gesso_common)
    platform_store(&level, chosen)
  }
  return platform_load(&level)
}

/// GESSO_ISA=v2, v3 or v4; what it does not say is no limit.
private func requestedLevel() -> Int32 {
  guard let text = platform_environment("GESSO_ISA"), text.pointee == CChar(UInt8(ascii: "v")),
    (text + 1).pointee != 0, (text + 2).pointee == 0
  else { return 4 }
  let digit = Int32((text + 1).pointee) &- Int32(UInt8(ascii: "0"))
  return (2...4).contains(digit) ? digit : 4
}

/// Throws on a CPU that has no kernels; afterwards gesso_table is filled.
@inline(__always) func requireKernels() throws(Failure) {
  guard cpuLevel() != 0 else {
    throw Failure(GESSO_ERROR_CPU, "the CPU", "is older than x86-64-v2")
  }
}

/// Runs `body` under round-to-nearest with nothing flushed and all exceptions masked, and puts the
/// caller's control and flags back. Floating-point work must be behind a kernel's pointer, where
/// the compiler cannot move it out; what there is of it in this folder goes through platform_rounded.
@inline(__always) func withStandardRounding(_ body: () -> Void) {
  let saved = platform_mxcsr()
  platform_set_mxcsr(PLATFORM_MXCSR)
  body()
  platform_set_mxcsr(saved)
}
