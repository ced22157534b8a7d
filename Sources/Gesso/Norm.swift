import CGesso
import CKernels
import CPlatform

/// softmax or log_softmax of rows of `columns` elements.
struct Softmax {
  let direction: gesso_direction
  let logarithm: Bool
  let columns: Int

  /// Rows [first, first + count).
  func compute(_ run: gesso_run, _ first: Int, _ count: Int) {
    var run = run
    run.caching = run.n < fetchedRows ? .GESSO_CACHED : .GESSO_FETCHED
    run.n = count
    if direction != .GESSO_FORWARD || logarithm {
      return gesso_table.softmax(direction, logarithm, columns, first, &run, nil, 0)
    }
    var job = (columns: columns, first: first, run: run)
    platform_with_stack(
      { context, memory in
        typealias Job = (columns: Int, first: Int, run: gesso_run)
        guard let job = context?.assumingMemoryBound(to: Job.self) else { return }
        let (columns, first, _) = job.pointee
        let tails = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: UInt16.self)
        let room = Int(PLATFORM_STACK_DOUBLES) &* MemoryLayout<Double>.stride
        gesso_table.softmax(
          .GESSO_FORWARD, false, columns, first, &job.pointee.run, tails, room / 2)
      }, &job)
  }
}

private func softmaxForward(
  logarithm: Bool, _ x: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>?, _ rows: Int,
  _ columns: Int
) throws(Failure) {
  let n = try product(size(rows, "rows"), size(columns, "columns"), "rows", "columns")
  let work = Work.softmax(
    Softmax(direction: .GESSO_FORWARD, logarithm: logarithm, columns: columns))
  try elementwise(work, x, y, n, "y", rows: rows)
}

private func softmaxBackward(
  logarithm: Bool, _ y: UnsafePointer<Float>?, _ dy: UnsafePointer<Float>?,
  _ dx: UnsafeMutablePointer<Float>?, _ rows: Int, _ columns: Int, _ write: gesso_write
) throws(Failure) {
  let n = try product(size(rows, "rows"), size(columns, "columns"), "rows", "columns")
  let work = Work.softmax(
    Softmax(direction: .GESSO_BACKWARD, logarithm: logarithm, columns: columns))
  try gradient(work, y, "y", dy, dx, n, write, rows: rows)
}

@_cdecl("gesso_softmax_forward_f32") @implementation
public func gesso_softmax_forward_f32(
  _ x: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!, _ rows: Int, _ columns: Int
) -> gesso_status {
  checked { () throws(Failure) in try softmaxForward(logarithm: false, x, y, rows, columns) }
}

@_cdecl("gesso_softmax_backward_f32") @implementation
public func gesso_softmax_backward_f32(
  _ y: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!, _ dx: UnsafeMutablePointer<Float>!,
  _ rows: Int, _ columns: Int, _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    try softmaxBackward(logarithm: false, y, dy, dx, rows, columns, write)
  }
}

@_cdecl("gesso_log_softmax_forward_f32") @implementation
public func gesso_log_softmax_forward_f32(
  _ x: UnsafePointer<Float>!, _ y: UnsafeMutablePointer<Float>!, _ rows: Int, _ columns: Int
) -> gesso_status {
  checked { () throws(Failure) in try softmaxForward(logarithm: true, x, y, rows, columns) }
}

@_cdecl("gesso_log_softmax_backward_f32") @implementation
public func gesso_log_softmax_backward_f32(
  _ y: UnsafePointer<Float>!, _ dy: UnsafePointer<Float>!, _ dx: UnsafeMutablePointer<Float>!,
  _ rows: Int, _ columns: Int, _ write: gesso_write
) -> gesso_status {
  checked { () throws(Failure) in
    try softmaxBackward(logarithm: true, y, dy, dx, rows, columns, write)
  }
}
