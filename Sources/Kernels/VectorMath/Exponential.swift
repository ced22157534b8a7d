import CKernels

/// e^(x + xTail) = 2^n (1 + r + rest), |r| <= ln 2 / 2, |rest| < 0.07; within 2^-28 of the exact
/// value. Domain: |x| <= 200.
struct Exponential {
  let n: SIMD16<Int32>
  private let count: V
  private let r: V
  private let lowOfTail: V?
  private let v: V
  private let square: V
  private let rest: V

  @inline(__always) init(_ x: V, _ xTail: V? = nil) {
    self = level == 2 ? Self.apart(x, xTail) : Self(inline: x, xTail)
  }

  /// The oldest CPUs' copy is to be small.
  @inline(never) private static func apart(_ x: V, _ xTail: V?) -> Self { Self(inline: x, xTail) }

  @inline(__always) private init(inline x: V, _ xTail: V?) {
    // Adding 1.5 × 2^23 rounds to a whole number and leaves it in the low bits.
    let sum = fma(x, 0x1.715476p0, 0x1.8p23)
    count = sum - 0x1.8p23
    n = integers(sum) &- 0x4b40_0000
    // ln 2 in two parts, the first with so few bits that count × it and x less that are exact.
    r = exactProduct(count, V(repeating: -0x1.62e4p-1), plus: x)
    var low = count * -0x1.7f7d1cp-20
    if let xTail { low += xTail }
    lowOfTail = xTail == nil ? nil : low
    // e^v - 1 - v = v² q(v) on |v| <= ln 2 / 2, to 2^-33.2 of e^v.
    v = r + low
    square = v * v
    let q01 = fma(v, 0x1.555554p-3, 0.5)
    let q23 = fma(v, 0x1.111302p-7, 0x1.5554e6p-5)
    let q45 = fma(v, 0x1.9e17dcp-13, 0x1.6d4f4ep-10)
    let q = fma(square, fma(square, q45, q23), q01)
    rest = fma(square, q, low)
  }

  /// 1 + r, rounded, and what that leaves of the sum.
  @inline(__always) var pair: Pair {
    let head = 1 + r
    return Pair(head: head, tail: ((1 - head) + r) + rest)
  }

  /// (factor + factorTail) (e^x - 1), -18 <= x < 0, within 1 ULP: all roundings but the last are those of `rest`, and
  /// of the power where that is below 2^-24.
  @inline(__always) func minusOne(times factor: V, _ factorTail: V? = nil) -> V {
    let power = powerOfTwo(n)
    let sum = Pair(larger: power - 1, plus: power * r)
    // What v² is rounded by counts where n is 0, and what v is, which then is r unless x has a tail.
    let lost = fma(v, v, -square)
    let later =
      lowOfTail.map { rest + fma(v, (r - v) + $0, 0.5 * lost) } ?? fma(lost, 0.5, rest)
    let tail = fma(power, later, sum.tail)
    var low = factor * tail
    if let factorTail { low = fma(factorTail, sum.head + tail, low) }
    return fma(factor, sum.head, low)
  }

  /// v 2^n, rounded once where that is subnormal. v is normal and |n| <= 250.
  @inline(__always) func scaling(_ v: V) -> V { gesso_scale(v, count, n) }

  /// 2^n for n <= 127, or 2^-60 where that is less: for what is added to something of the size of 1, because products
  /// that are subnormal take a CPU a hundred times as long.
  @inline(__always) var scale: V {
    powerOfTwo(gesso_max_i32(n, SIMD16(repeating: -60)))
  }
}

@inline(__always) func powerOfTwo(_ n: SIMD16<Int32>) -> V {
  unsafeBitCast((n &+ 127) &<< 23, to: V.self)
}

@inline(__always) func integers(_ v: V) -> SIMD16<Int32> {
  unsafeBitCast(v, to: SIMD16<Int32>.self)
}
