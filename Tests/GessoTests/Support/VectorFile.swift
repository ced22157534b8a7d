import Foundation

/// A file of Tests/Vectors; its README has the format.
struct VectorFile {
  let records: [Record]

  init(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Vectors")
    let text = try String(contentsOf: folder.appending(path: name + ".txt"), encoding: .utf8)
    records = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(Record.init)
  }

  /// The records cut where one starts with `word`.
  func groups(startingWith word: String) -> [ArraySlice<Record>] {
    let starts = records.indices.filter { records[$0].line.hasPrefix(word + " ") }
    return zip(starts, starts.dropFirst() + [records.endIndex]).map { records[$0..<$1] }
  }
}

/// A line, read word by word. A word that is not what is asked for ends the test: the file is
/// broken.
struct Record: CustomStringConvertible {
  let line: Substring
  private var words: ArraySlice<Substring>

  init(_ line: Substring) {
    self.line = line
    words = line.split(separator: " ")[...]
  }

  var description: String { String(line) }
  var isEmpty: Bool { words.isEmpty }

  mutating func name() -> String { String(words.removeFirst()) }
  mutating func count() -> Int { Int(words.removeFirst())! }
  mutating func u32() -> UInt32 { UInt32(words.removeFirst(), radix: 16)! }
  mutating func u64() -> UInt64 { UInt64(words.removeFirst(), radix: 16)! }
  mutating func f32() -> Float { Float(bitPattern: u32()) }
  mutating func f64() -> Double { Double(bitPattern: u64()) }
  mutating func floats() -> [Float] { (0..<words.count).map { _ in f32() } }
  mutating func doubles() -> [Double] { (0..<words.count).map { _ in f64() } }
}
