import CKernels

/// With AVX2: all lanes, not step by step, to find their segments; or eight lanes, whose segments are known. What the
/// other eight hold is nobody's. A CPU that cannot look far ahead finds more to do in steps that are over soon than in
/// twice as wide ones. The places go from the receiver of `each` to its result, so an index must come from x by those;
/// and vectors that come from elsewhere must be alike in all lanes.
struct Half: Floats {
  let v: V
  let at: gesso_eight_places

  @inline(__always) init(_ v: V, _ at: gesso_eight_places = gesso_eight_places()) {
    self.v = v
    self.at = at
  }
  @inline(__always) init(repeating value: Float) {
    self.init(V(repeating: value))
  }

  @inline(__always) func each(_ f: (V) -> V) -> Half { Half(f(v), at) }
  @inline(__always) func each(_ b: Half, _ f: (V, V) -> V) -> Half { Half(f(v, b.v), at) }
  @inline(__always) func each(_ b: Half, _ c: Half, _ f: (V, V, V) -> V) -> Half {
    Half(f(v, b.v, c.v), at)
  }
  @inline(__always) func each(_ b: Half, _ c: Half, _ d: Half, _ f: (V, V, V, V) -> V) -> Half {
    Half(f(v, b.v, c.v, d.v), at)
  }
  @inline(__always) func lanes(beyond reach: Reach) -> Mask { v.lanes(beyond: reach) }
  @inline(__always) func places(_ count: Int) -> gesso_places { gesso_located(integers(v), count) }
  @inline(__always) func column(
    _ table: UnsafePointer<Float>, _ count: Int, _: gesso_places, _ k: Int
  ) -> Half {
    Half(gesso_widened(gesso_column8(table, count, at, k)), at)
  }
}
