import CKernels

/// What e^(x - m) take in a row whose largest element is m. x - m is not formed, for it would be rounded: each e^x is
/// 2^n T (1 + e) with |x| <= 2^15, and the powers are divided. A row's terms are e^(x - m) times one number in
/// [2^64, 2^65), so that all that count are normal floats.
struct RowTerms {
  private let least: V
  /// What to add to the bits of 2^n T for 2^(n + 64) T / 2^k, where k is the n of m.
  private let exponent: SIMD16<UInt32>

  @inline(__always) init(largest m: Float) { self.init(largest: V(repeating: m)) }

  /// Of a row in each lane.
  @inline(__always) init(largest m: V) {
    // 2^30 times e^-125 is less than half the least float.
    least = m - 125
    let sum = bits(ShortExponential.locate(wide: m).segment.i)
    exponent = (64 &- (sum &>> 3)) &<< 23
  }

  /// x's to 0.26 × 2^-24 of itself, head the sum rounded; 0 where it is nothing to a float beside m's, NaN for NaN.
  @inline(__always) func callAsFunction(_ x: V) -> Pair { level == 2 ? apart(x) : term(x) }

  /// The oldest CPUs' copy is to be small.
  @inline(never) private func apart(_ x: V) -> Pair { term(x) }

  @inline(__always) private func term(_ x: V) -> Pair {
    let at = ShortExponential.locate(wide: max(least, x))
    let short = ShortExponential(finer: at)
    let power = float(bits(short.power) &+ exponent).zeroed(where: x .< least)
    let head = fma(power, short.e, power)
    return Pair(head: head, tail: fma(power, short.e, power - head))
  }
}

/// A sum of terms, 16 at a time: of heads in Double, and of the tails of up to 2^18 terms in Float.
struct RowSum {
  private var heads: Sums
  private var tails: V

  @inline(__always) init(_ term: Pair) { (heads, tails) = (Sums(term.head), term.tail) }

  @inline(__always) mutating func add(_ heads: (D, D), _ tail: V) {
    self.heads.add(heads)
    tails = tails + tail
  }

  @inline(__always) mutating func add(_ term: Pair) { add(widen(term.head), term.tail) }

  @inline(__always) mutating func settle() {
    heads.add(widen(tails))
    tails = V.zero
  }

  /// Of what is settled.
  @inline(__always) var total: Double { heads.total }
}

/// Terms by their sum, each rounded once, and once more where it is subnormal. What a term and the sum are out by is up
/// to half an ULP of the quotient, so that its bound, 1 ULP, has nothing to spare.
struct RowQuotient {
  /// 2^64 / Σ: products are that much larger until the last step, or tails would be below the least float.
  private let scale: Pair

  @inline(__always) init(_ sum: RowSum) { scale = Pair(0x1p64 / sum.total) }

  @inline(__always) func callAsFunction(_ term: Pair) -> V {
    level == 2 ? apart(term) : quotient(term)
  }

  @inline(never) private func apart(_ term: Pair) -> V { quotient(term) }

  @inline(__always) private func quotient(_ term: Pair) -> V {
    let rest = fma(term.head, scale.tail, term.tail * scale.head)
    return fma(term.head, scale.head, rest) * 0x1p-64
  }
}
