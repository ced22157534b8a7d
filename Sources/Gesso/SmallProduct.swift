import CGesso
import CKernels
import CPlatform

/// A full transform of few features: products so small that BLAS takes one thread for each, so that it is Gesso's
/// threads that share the rows. (OpenBLAS's own took twice as long with two threads as with one for 32 features.)
struct SmallProduct {
  let direction: gesso_passage
  let passage: Passage
  let algebra: LinearAlgebra
  let a: UnsafePointer<Float>
  let features: Int
  let inputs: Int
  let results: Int
  let center: UnsafePointer<Double>
  let zeros: UnsafePointer<Double>
  let ones: UnsafePointer<Double>

  /// Multiplications up to which OpenBLAS stays on one thread, and the largest matrix that leaves it 64 rows.
  private static let most = 1 << 18
  static func isOne(_ inputs: Int, _ results: Int) -> Bool { inputs &* results <= most / 64 }

  /// Rows [first, first + count).
  func compute(_ first: Int, _ count: Int) {
    var job = (product: self, first: first, count: count)
    platform_with_stack(
      { context, memory in
        typealias Job = (product: SmallProduct, first: Int, count: Int)
        guard let job = context?.assumingMemoryBound(to: Job.self).pointee else { return }
        let room = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: Float.self)
        job.product.compute(job.first, job.count, room)
      }, &job)
  }

  /// Centered, or out of the way of the results, in `room`.
  private func compute(_ first: Int, _ count: Int, _ room: UnsafeMutablePointer<Float>) {
    let fit = 2 &* Int(PLATFORM_STACK_DOUBLES) / max(inputs, 1)
    let most = max(min(Self.most / max(inputs &* results, 1), fit), 1)
    var row = first
    while row < first &+ count {
      let rows = min(most, first &+ count &- row)
      let y = passage.y + row &* passage.yStride
      var columns = gesso_columns(
        x: passage.x + row &* passage.xStride, y: room, x_stride: passage.xStride,
        y_stride: inputs, features: inputs, center: direction == .GESSO_APPLY ? center : zeros,
        scale: ones, invert: false, stream: false)
      gesso_table.column_map(&columns, 0, rows)
      algebra.multiply(
        a, features, transposed: direction == .GESSO_APPLY, room, inputs, rows: results,
        columns: rows, inner: inputs, into: y, passage.yStride)
      if direction == .GESSO_INVERT {
        (columns.x, columns.y, columns.features) = (UnsafePointer(y), y, results)
        (columns.x_stride, columns.y_stride) = (passage.yStride, passage.yStride)
        (columns.center, columns.invert) = (center, true)
        gesso_table.column_map(&columns, 0, rows)
      }
      row &+= rows
    }
  }
}
