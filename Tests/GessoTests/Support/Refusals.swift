import CGesso
import Testing

/// Every suite stands within this one: they run one after another, because the thread settings that
/// some of them change are the process's.
@Suite(.serialized) enum AllTests {}

func lastError() -> String { String(cString: gesso_last_error()) }

/// Runs `call` on a buffer of sentinels: it must be refused with `status`, in words that name what
/// is wrong, and leave the buffer as it was.
func refused(
  _ status: Int, _ words: String, at place: SourceLocation = #_sourceLocation,
  _ call: (UnsafeMutablePointer<Float>) -> gesso_status
) {
  let before = (0..<64).map { Float($0) + 0.5 }
  var buffer = before
  let got = buffer.withUnsafeMutableBufferPointer { call($0.baseAddress!) }
  #expect(Int(got) == status, "\(lastError())", sourceLocation: place)
  #expect(lastError().hasPrefix(words), "\(lastError())", sourceLocation: place)
  #expect(buffer == before, "something was written", sourceLocation: place)
}

/// A value that C could pass for an enumerator.
func enumerator<E>(_ value: UInt32, as type: E.Type = E.self) -> E {
  unsafeBitCast(value, to: E.self)
}
