import CKernels

/// A vector, or two side by side: what kernels whose steps wait for one another are written for. A CPU
/// starts what comes next in the program while a step waits, but not what stands a hundred
/// instructions later; so `Two` does each step for both vectors, in this order, before the next one.
protocol Floats {
  init(repeating value: Float)
  func each(_ f: (V) -> V) -> Self
  func each(_ b: Self, _ f: (V, V) -> V) -> Self
  func each(_ b: Self, _ c: Self, _ f: (V, V, V) -> V) -> Self
  func each(_ b: Self, _ c: Self, _ d: Self, _ f: (V, V, V, V) -> V) -> Self
  /// Lanes that are not within reach; of two vectors, those where either is not.
  func lanes(beyond reach: Reach) -> Mask
  /// For AVX2, which has no pairs: where those of `count` segments lie that the low bits number, and their
  /// coefficient k.
  func places(_ count: Int) -> gesso_places
  func column(_ table: UnsafePointer<Float>, _ count: Int, _ at: gesso_places, _ k: Int) -> Self
}

/// Values for which some steps are enough; of NaN either may be said.
enum Reach {
  case magnitudes(upTo: Float)
  case values(from: Float)
  case all
}

extension Two {
  @inline(__always) func isWithin(_ reach: Reach) -> Bool {
    !_slowPath(gesso_any(lanes(beyond: reach)))
  }
}

extension V {
  @inline(__always) func isWithin(_ reach: Reach) -> Bool {
    switch reach {
    case .magnitudes(let limit): !_slowPath(gesso_any_beyond(self, limit))
    case .values(let limit): !_slowPath(gesso_any_below(self, limit))
    case .all: true
    }
  }
}

extension V: Floats {
  @inline(__always) func each(_ f: (V) -> V) -> V { stepped(f(self)) }
  @inline(__always) func each(_ b: V, _ f: (V, V) -> V) -> V { stepped(f(self, b)) }
  @inline(__always) func each(_ b: V, _ c: V, _ f: (V, V, V) -> V) -> V { stepped(f(self, b, c)) }
  @inline(__always) func each(_ b: V, _ c: V, _ d: V, _ f: (V, V, V, V) -> V) -> V {
    stepped(f(self, b, c, d))
  }

  /// AVX2's two halves go step by step as well: all of one first would keep more than its registers hold.
  @inline(__always) private func stepped(_ v: V) -> V { level == 3 ? gesso_in_order(v) : v }
  @inline(__always) func places(_ count: Int) -> gesso_places {
    gesso_located(integers(self), count)
  }
  @inline(__always) func column(
    _ table: UnsafePointer<Float>, _ count: Int, _ at: gesso_places, _ k: Int
  ) -> V {
    gesso_joined_halves(
      gesso_column8(table, count, gesso_half_places(at, 0), k),
      gesso_column8(table, count, gesso_half_places(at, 1), k))
  }
  @inline(__always) func lanes(beyond reach: Reach) -> Mask {
    switch reach {
    case .magnitudes(let limit): abs(self) .> limit
    case .values(let limit): self .< limit
    case .all: Mask()
    }
  }
}

struct Two: Floats {
  let first: V
  let second: V

  @inline(__always) init(_ first: V, _ second: V) {
    self.first = first
    self.second = second
  }
  @inline(__always) func places(_ count: Int) -> gesso_places { gesso_places() }
  @inline(__always) func column(
    _: UnsafePointer<Float>, _: Int, _: gesso_places, _: Int
  ) -> Two { self }
  @inline(__always) init(repeating value: Float) {
    self.init(V(repeating: value), V(repeating: value))
  }

  @inline(__always) func each(_ f: (V) -> V) -> Two {
    let a = gesso_in_order(f(first))
    return Two(a, gesso_in_order(f(second)))
  }
  @inline(__always) func each(_ b: Two, _ f: (V, V) -> V) -> Two {
    let a = gesso_in_order(f(first, b.first))
    return Two(a, gesso_in_order(f(second, b.second)))
  }
  @inline(__always) func each(_ b: Two, _ c: Two, _ f: (V, V, V) -> V) -> Two {
    let a = gesso_in_order(f(first, b.first, c.first))
    return Two(a, gesso_in_order(f(second, b.second, c.second)))
  }
  @inline(__always) func each(_ b: Two, _ c: Two, _ d: Two, _ f: (V, V, V, V) -> V) -> Two {
    let a = gesso_in_order(f(first, b.first, c.first, d.first))
    return Two(a, gesso_in_order(f(second, b.second, c.second, d.second)))
  }
  // One comparison for both: each waits for a mask register. A signalling NaN hides the other vector's value, so NaN
  // counts as beyond.
  @inline(__always) func lanes(beyond reach: Reach) -> Mask {
    switch reach {
    case .magnitudes(let limit): beyond(gesso_larger_magnitude(first, second), limit)
    case .values(let limit): beyond(-gesso_smaller(first, second), -limit)
    case .all: Mask()
    }
  }
}

/// y, but in the far lanes `tail`: rare, and a call, so that the loop has the registers to itself.
@inline(__always) func unless(_ far: Mask, _ y: V, _ tail: () -> V) -> V {
  _slowPath(gesso_any(far)) ? gesso_joined(select(far, tail(), y)) : y
}

/// The same, with the branch first: where y takes so many steps that the next ones should not wait behind them.
@inline(__always) func unless(_ far: Mask, before y: @autoclosure () -> V, _ tail: () -> V) -> V {
  _slowPath(gesso_any(far)) ? gesso_joined(select(far, tail(), y())) : y()
}

@inline(__always) func + <F: Floats>(a: F, b: F) -> F { a.each(b) { gesso_add_floats($0, $1) } }
@inline(__always) func - <F: Floats>(a: F, b: F) -> F {
  a.each(b) { gesso_subtract_floats($0, $1) }
}
@inline(__always) func * <F: Floats>(a: F, b: F) -> F {
  a.each(b) { gesso_multiply_floats($0, $1) }
}

@inline(__always) func fma<F: Floats>(_ a: F, _ b: F, _ c: F) -> F {
  a.each(b, c) { (x: V, y: V, z: V) -> V in fma(x, y, z) }
}
@inline(__always) func fma<F: Floats>(_ a: F, _ b: F, _ c: Float) -> F {
  a.each(b) { (x: V, y: V) -> V in fma(x, y, c) }
}
@inline(__always) func fma<F: Floats>(_ a: F, _ b: Float, _ c: F) -> F {
  a.each(c) { (x: V, z: V) -> V in fma(x, b, z) }
}
@inline(__always) func fma<F: Floats>(_ a: F, _ b: Float, _ c: Float) -> F {
  a.each { (x: V) -> V in fma(x, b, c) }
}
@inline(__always) func exactProduct<F: Floats>(_ a: F, _ b: Float, plus c: F) -> F {
  a.each(c) { exactProduct($0, V(repeating: b), plus: $1) }
}
