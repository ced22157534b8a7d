import CKernels

// How 16 floats meet memory, at any alignment.

@inline(__always) func load(_ p: UnsafePointer<Float>) -> V {
  UnsafeRawPointer(p).loadUnaligned(as: V.self)
}

@inline(__always) func loadTwo(_ p: UnsafePointer<Float>) -> Two { Two(load(p), load(p + 16)) }

@inline(__always) func store(_ v: V, _ p: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: V.self)
}

@inline(__always) func store(_ v: Two, _ p: UnsafeMutablePointer<Float>) {
  store(v.first, p)
  store(v.second, p + 16)
}

extension Piece {
  /// Results from i on.
  @inline(__always) func put(_ v: V, _ i: Int) {
    if streamed { gesso_store_stream(v, out + i) } else { store(v, out + i) }
  }

  @inline(__always) func put(_ v: Two, _ i: Int) {
    if streamed { stream(v, out + i) } else { store(v, out + i) }
  }
}

/// Past the caches; p is aligned to 64 bytes.
@inline(__always) func stream(_ v: Two, _ p: UnsafeMutablePointer<Float>) {
  gesso_store_stream(v.first, p)
  gesso_store_stream(v.second, p + 16)
}

/// The first `count` of 16 floats in Double, 16 from memory also where they are in registers: to convert four of a
/// register takes Zen 3 a cycle, and to bring the upper four to the lower ones another; of memory, half of one.
@inline(__always) func loadAsDoubles(_ p: UnsafePointer<Float>, _ count: Int = 16) -> (D, D) {
  if count < 16 { return widen(gesso_load_first(p, count)) }
  let p = gesso_alone(p)
  return (gesso_load_as_doubles(p), gesso_load_as_doubles(p + 8))
}

/// The first `count` of them; the others are 0.
@inline(__always) func loadFirst(_ count: Int, _ p: UnsafePointer<Float>) -> V {
  count == 16 ? load(p) : gesso_load_first(p, count)
}

@inline(__always) func storeFirst(_ count: Int, _ v: V, _ p: UnsafeMutablePointer<Float>) {
  if count == 16 {
    store(v, p)
  } else {
    gesso_store_first(v, p, count)
  }
}
