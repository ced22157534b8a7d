import CKernels

@inline(never) func share(_ share: Double, _ rows: Int) -> Int {
  let exact = share * Double(rows)
  let whole = gesso_truncate(exact)
  return Double(whole) < exact ? whole &+ 1 : whole
}

/// Selection sampling (Knuth, algorithm 3.4.2 S) down a column, a word a row.
@inline(never) func clearChosen(
  _ key: gesso_key, _ place: UInt64, _ rows: Int, _ chosen: Int, _ first: Int, _ end: Int,
  _ w: UnsafeMutablePointer<Float>, _ stride: Int
) {
  let words = Words(key, place)
  var open = UInt64(truncatingIfNeeded: chosen)
  var row = 0
  while row < end, open > 0 {
    var some = words[row]
    let count = min(16, end &- row)
    withUnsafeBytes(of: &some) {
      var i = 0
      while i < count {
        let word = $0.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)
        let at = row &+ i
        if gesso_share(word, UInt64(truncatingIfNeeded: rows &- at)) < open {
          open &-= 1
          if at >= first { (w + (at &- first) &* stride).pointee = 0 }
        }
        i &+= 1
      }
    }
    row &+= 16
  }
}
