import CGesso
import CPlatform

/// A value of its own memory, as C holds it.
func newHandle<T: ~Copyable>(_ value: consuming T) throws(Failure) -> OpaquePointer {
  guard let memory = platform_allocate(MemoryLayout<T>.size) else {
    throw Failure(GESSO_ERROR_MEMORY, "memory", "could not be had")
  }
  let place = memory.bindMemory(to: T.self, capacity: 1)
  place.initialize(to: value)
  return OpaquePointer(place)
}

func destroyHandle<T: ~Copyable>(_ handle: OpaquePointer?, _: T.Type) {
  guard let handle else { return }
  let place = UnsafeMutablePointer<T>(handle)
  place.deinitialize(count: 1)
  platform_free(place)
}
