import CGesso
import CPlatform
import Testing

/// What `call` writes to a buffer under each of the 16 settings of rounding (bits 13-14 of MXCSR),
/// flushing to zero (15) and denormals as zero (6), after a check that these and the exception
/// flags (0-5) are left as they were.
func underEveryControlRegister(
  _ n: Int, _ name: String, _ call: (UnsafeMutablePointer<Float>) -> gesso_status
) -> [[Float]] {
  let usual = platform_mxcsr()
  var changed: [String] = []
  let results = (UInt32(0)..<16).map { setting -> [Float] in
    let rounding = (setting & 3) << 13
    let flushing = (setting >> 2 & 1) << 15 | (setting >> 3) << 6
    let control = 0x1f80 | rounding | flushing
    var out = [Float](repeating: .nan, count: n)
    out.withUnsafeMutableBufferPointer {
      platform_set_mxcsr(control)
      _ = call($0.baseAddress!)
      let after = platform_mxcsr()
      platform_set_mxcsr(usual)
      if after != control {
        changed.append(String(control, radix: 16) + " became " + String(after, radix: 16))
      }
    }
    return out
  }
  #expect(changed.isEmpty, "\(name)")
  return results
}
