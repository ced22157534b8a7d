import CGesso
import CPlatform

@_cdecl("gesso_status_string") @implementation
public func gesso_status_string(_ status: gesso_status) -> UnsafePointer<CChar>! {
  switch Int(status) {
  case GESSO_OK: text("GESSO_OK")
  case GESSO_ERROR_NULL: text("GESSO_ERROR_NULL")
  case GESSO_ERROR_OVERLAP: text("GESSO_ERROR_OVERLAP")
  case GESSO_ERROR_SIZE: text("GESSO_ERROR_SIZE")
  case GESSO_ERROR_RANGE: text("GESSO_ERROR_RANGE")
  case GESSO_ERROR_KIND: text("GESSO_ERROR_KIND")
  case GESSO_ERROR_UNSUPPORTED: text("GESSO_ERROR_UNSUPPORTED")
  case GESSO_ERROR_MEMORY: text("GESSO_ERROR_MEMORY")
  case GESSO_ERROR_NO_LAPACK: text("GESSO_ERROR_NO_LAPACK")
  case GESSO_ERROR_LAPACK: text("GESSO_ERROR_LAPACK")
  case GESSO_ERROR_DATA: text("GESSO_ERROR_DATA")
  case GESSO_ERROR_CPU: text("GESSO_ERROR_CPU")
  default: text("unknown status")
  }
}

/// A literal as a C string; the compiler ends it with a 0.
func text(_ literal: StaticString) -> UnsafePointer<CChar> {
  UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
}

@_cdecl("gesso_last_error") @implementation
public func gesso_last_error() -> UnsafePointer<CChar>! { UnsafePointer(platform_message()) }

@_cdecl("gesso_version") @implementation
public func gesso_version() -> UInt32 {
  UInt32(GESSO_VERSION_MAJOR &* 10_000 &+ GESSO_VERSION_MINOR &* 100 &+ GESSO_VERSION_PATCH)
}

@_cdecl("gesso_version_string") @implementation
public func gesso_version_string() -> UnsafePointer<CChar>! { text("0.1.0") }

@_cdecl("gesso_isa") @implementation
public func gesso_isa() -> UnsafePointer<CChar>! {
  switch cpuLevel() {
  case 4: text("v4")
  case 3: text("v3")
  case 2: text("v2")
  default: text("none")
  }
}

@_cdecl("gesso_set_threads") @implementation
public func gesso_set_threads(_ count: Int32) -> gesso_status {
  checked { () throws(Failure) in
    guard count >= 0 else { throw Failure(GESSO_ERROR_RANGE, "count", "is negative") }
    setThreads(count)
  }
}

@_cdecl("gesso_threads") @implementation
public func gesso_threads() -> Int32 { threadCount() }

@_cdecl("gesso_set_parallel_for") @implementation
public func gesso_set_parallel_for(
  _ run: gesso_parallel_for!, _ context: UnsafeMutableRawPointer!
) -> gesso_status {
  setHost(run, context)
  return gesso_status(GESSO_OK)
}
