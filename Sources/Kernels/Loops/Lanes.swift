import CKernels

/// How 16 lanes meet memory.
protocol Lanes {
  func load(_ p: UnsafePointer<Float>) -> V
  func store(_ v: V, _ p: UnsafeMutablePointer<Float>)
}

/// All 16, at any alignment.
struct Whole: Lanes {
  @inline(__always) func load(_ p: UnsafePointer<Float>) -> V {
    UnsafeRawPointer(p).loadUnaligned(as: V.self)
  }
  @inline(__always) func store(_ v: V, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: v, as: V.self)
  }
}

/// The first `count` of them; the others compute on 0 and are dropped.
struct First: Lanes {
  let count: Int
  @inline(__always) func load(_ p: UnsafePointer<Float>) -> V { gesso_load_first(p, count) }
  @inline(__always) func store(_ v: V, _ p: UnsafeMutablePointer<Float>) {
    gesso_store_first(v, p, count)
  }
}
