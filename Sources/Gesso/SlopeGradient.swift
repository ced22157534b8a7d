import CGesso
import CKernels
import CPlatform

/// The gradients of PReLU for x and for its slopes, in one pass.
struct SlopeGradient {
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>?
  let slopes: UnsafePointer<Float>
  let dslopes: UnsafeMutablePointer<Float>
  let grid: Grid
  let accumulate: Bool
  let caching: gesso_caching

  /// Partial sums live on the stack, and slopes repeated up to `mostRepeated` times beside them.
  private static let mostSums = Int(PLATFORM_STACK_DOUBLES) - mostRepeated / 2
  private static let mostRepeated = 512

  func compute() {
    var job = self
    platform_with_stack(
      { context, memory in
        guard let job = context?.assumingMemoryBound(to: SlopeGradient.self).pointee else { return }
        let repeats = job.repeats
        if repeats > 0 { job.compute(repeats, memory) } else { job.computeGroups(memory) }
      }, &job)
  }

  /// How many outer indices make whole vectors, where that is a short period; else 0.
  private var repeats: Int {
    let row = grid.channels &* grid.inner
    guard row <= Self.mostRepeated else { return 0 }
    let repeats = 16 >> min(row.trailingZeroBitCount, 4)
    return row &* repeats <= Self.mostRepeated ? repeats : 0
  }

  /// Several outer indices as one row of columns, so that no part vectors are left, the slopes
  /// written out for each column.
  private func compute(_ repeats: Int, _ memory: UnsafeMutablePointer<Double>) {
    let row = grid.channels &* grid.inner
    let width = row &* repeats
    let spare = UnsafeMutableRawPointer(memory + Self.mostSums)
    let columns = spare.assumingMemoryBound(to: Float.self)
    if grid.inner == 1 {
      platform_copy(columns, slopes, row &* MemoryLayout<Float>.stride)
    } else {
      var j = 0
      for c in 0..<grid.channels {
        for _ in 0..<grid.inner {
          (columns + j).pointee = (slopes + c).pointee
          j &+= 1
        }
      }
    }
    for i in 1..<max(repeats, 1) {
      platform_copy(columns + i &* row, columns, row &* MemoryLayout<Float>.stride)
    }
    let rows = grid.outer / max(repeats, 1)
    let blocks = SlopeBlocks(
      data: data(columns, memory), rows: rows, width: width, length: 1, plane: 1, stride: width,
      remainder: (grid.outer &- rows &* repeats) &* row, mostSums: Self.mostSums)
    finish(blocks, rows: blocks.parts &* repeats, grid.channels, grid.inner, dslopes)
  }

  /// As many channels at a time as there may be sums.
  private func computeGroups(_ memory: UnsafeMutablePointer<Double>) {
    let most = Self.mostSums / 2
    var first = 0
    while first < grid.channels {
      let channels = min(most, grid.channels &- first)
      let part = data(slopes, memory).moved(by: first &* grid.inner, slope: first)
      let blocks = SlopeBlocks(
        data: part, rows: grid.outer, width: channels, length: grid.inner, plane: grid.inner,
        stride: grid.channels &* grid.inner, remainder: 0, mostSums: Self.mostSums)
      finish(blocks, rows: blocks.parts, channels, 1, dslopes + first)
      first &+= channels
    }
  }

  private func data(
    _ slopes: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Double>
  ) -> gesso_sloped {
    // Many rows are a saving in caches only, and past them more than one is none.
    let elements = grid.outer &* grid.channels &* grid.inner
    return gesso_sloped(
      x: x, dy: dy, dx: dx, slopes: slopes, sums: sums, accumulate: accumulate, caching: caching,
      rows_at_once: elements < 1 << 18 ? 16 : elements < 2 &* streamingElements ? 4 : 1)
  }

  private func finish(
    _ blocks: SlopeBlocks, rows: Int, _ channels: Int, _ inner: Int,
    _ dslopes: UnsafeMutablePointer<Float>
  ) {
    let run = gesso_run(
      x: x, dy: dy, out: dslopes, n: blocks.count, accumulate: accumulate, caching: .GESSO_CACHED)
    Job(.slopeGradient(blocks), run, units: blocks.count, unitsPerBlock: 1).execute()
    withStandardRounding {
      gesso_table.prelu_sums(blocks.data.sums, rows, channels, inner, dslopes, accumulate)
    }
  }
}

extension gesso_sloped {
  /// What begins `elements` further, at the slope `slope`.
  func moved(by elements: Int, slope: Int) -> gesso_sloped {
    var part = self
    part.x += elements
    part.dy += elements
    if let dx { part.dx = dx + elements }
    part.slopes += slope
    return part
  }
}

/// rows × width × length, cut into blocks by these sizes alone. Each block has sums of its own;
/// where rows or length are cut, a part is one row of `width` sums.
struct SlopeBlocks {
  let data: gesso_sloped
  let rows: Int
  let width: Int
  let length: Int
  let plane: Int
  let stride: Int
  /// Elements of a last row that is not whole.
  let remainder: Int
  private let rowsPerBlock: Int
  private let widthPerBlock: Int
  private let lengthPerBlock: Int
  private let rowParts: Int
  private let widthParts: Int
  private let lengthParts: Int

  init(
    data: gesso_sloped, rows: Int, width: Int, length: Int, plane: Int, stride: Int,
    remainder: Int, mostSums: Int
  ) {
    self.data = data
    self.rows = rows
    self.width = width
    self.length = length
    self.plane = plane
    self.stride = stride
    self.remainder = remainder
    // Blocks of 16,384 elements or more, or two, and at most 64 of them; one below `worthCutting`.
    let elements = rows &* width &* length
    let wanted = elements < worthCutting ? 1 : min(max(elements / 16_384, 2), 64)
    let most = min(wanted, mostSums / max(width, 1))
    (rowsPerBlock, rowParts) = Self.cut(rows, min(most, rows), 1)
    let still = (wanted &+ rowParts &- 1) / max(rowParts, 1)
    // Pieces of a row of less than 16 cache lines, or of a page of memory, are not worth it; and repeated slopes stay
    // whole.
    let least = data.rows_at_once > 1 ? 256 : 1024
    let pieces = remainder > 0 ? 1 : min(still, width &* length / least)
    (widthPerBlock, widthParts) = Self.cut(width, pieces, length == 1 ? 16 : 1)
    (lengthPerBlock, lengthParts) = Self.cut(
      length, min(most / max(rowParts, 1), length / 1024), 16)
  }

  /// `size` in at most `parts` parts, each but the last a multiple of `unit`.
  private static func cut(_ size: Int, _ parts: Int, _ unit: Int) -> (each: Int, parts: Int) {
    let parts = max(parts, 1)
    let units = (size &+ (parts &* unit &- 1)) / max(parts &* unit, 1)
    let each = max(units &* unit, unit)
    return (each, max((size &+ each &- 1) / max(each, 1), 1))
  }

  var parts: Int { rowParts &* lengthParts }
  var count: Int { parts &* widthParts }

  func compute(_ block: Int) {
    let part = block / max(widthParts, 1)
    let column = (block &- part &* widthParts) &* widthPerBlock
    let rowPart = part / max(lengthParts, 1)
    let start = (part &- rowPart &* lengthParts) &* lengthPerBlock
    let row = rowPart &* rowsPerBlock
    let columns = min(widthPerBlock, width &- column)
    var piece = data.moved(by: row &* stride &+ column &* plane &+ start, slope: column)
    piece.sums += part &* width &+ column
    platform_zero(piece.sums, columns &* MemoryLayout<Double>.stride)
    let count = min(rowsPerBlock, rows &- row)
    if length > 1 {
      gesso_table.prelu_planes(
        &piece, count, columns, min(lengthPerBlock, length &- start), plane, stride)
      return
    }
    gesso_table.prelu_columns(&piece, count, columns, stride)
    if remainder > 0, rowPart == rowParts &- 1 {
      var last = piece.moved(by: count &* stride, slope: 0)
      gesso_table.prelu_columns(&last, 1, remainder, stride)
    }
  }
}
