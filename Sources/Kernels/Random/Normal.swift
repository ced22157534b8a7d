import CKernels

/// mean + std z in Double, rounded once, with z = Φ^-1((word + 1/2) 2^-32) within 2^-33 of itself.
/// z rises strictly with the word, and the complement of a word gives -z, so that the result never
/// falls, whatever the mean and the deviation.
struct Normal: Distribution {
  let mean: D
  let deviation: D

  @inline(__always) init(_ mean: Float, _ deviation: Float) {
    self.mean = D(repeating: Double(mean))
    self.deviation = D(repeating: Double(deviation))
  }

  @inline(__always) func callAsFunction(_ words: SIMD16<UInt32>) -> V {
    narrow(
      mean + deviation * gesso_quantile_of_words(gesso_low_words(words)),
      mean + deviation * gesso_quantile_of_words(gesso_high_words(words)))
  }
}
