import CGesso
import CKernels

/// What a call computes, unit by unit. A unit is an element, a row or a channel.
enum Work {
  case activation(gesso_activation, gesso_direction, alpha: Float, beta: Float)
  case rrelu(gesso_direction, lower: Float, upper: Float, gesso_key, offset: UInt64)
  case prelu(gesso_direction, slopes: UnsafePointer<Float>, channels: Int, inner: Int)
  case slopeGradient(SlopeBlocks)
  case gated(gesso_activation, alpha: Float, beta: Float, gesso_gate)
  case softmax(Softmax)
  case fill(UnsafePointer<gesso_sampler>, gesso_key, offset: UInt64)
  case sample(UnsafePointer<gesso_sampler>)
  case words(gesso_key, offset: UInt64)
  case slice(UnsafePointer<gesso_sampler>, gesso_key, gesso_box)
  case clear(gesso_key, gesso_box, chosen: Int)
  case statistics(gesso_statistics_options, records: UnsafeMutablePointer<Double>)
  case tally(TallyTask)
  /// Rows are packed, from `first` on; then groups of the sum's rows, the longest first.
  case packRows(Rows, first: Int, center: UnsafePointer<Double>, gesso_scatter)
  case scatter(gesso_scatter, rows: Int)
  case columns(gesso_columns)
  case unitRows(gesso_columns)
  case smallProduct(SmallProduct)
  case loadPanels(gesso_panels, draws: UnsafePointer<Float>)
  /// Panels from `first` on.
  case reflect(gesso_panels, panel: Int, first: Int, identity: Bool)
  case storePanels(gesso_panels, gesso_placing)
}

extension Work {
  /// Tells apart what the pool tries each for itself: kinds, and numbers of elements by their first five bits.
  func number(of run: gesso_run, n: Int) -> UInt64 {
    let kind: UInt32 =
      switch self {
      case .activation(let kind, let direction, _, _): kind.rawValue &* 4 &+ direction.rawValue
      case .rrelu(let direction, _, _, _, _): 256 &+ direction.rawValue
      case .prelu(let direction, _, _, _): 260 &+ direction.rawValue
      case .softmax(let softmax):
        264 &+ softmax.direction.rawValue &+ (softmax.logarithm ? 4 : 0)
      case .gated(let kind, _, _, let unit): 512 &+ kind.rawValue &* 2 &+ (unit.dy == nil ? 0 : 1)
      default: 0
      }
    let inPlace: UInt64 = run.out == UnsafeMutablePointer(mutating: run.x) ? 1 : 0
    let few = max(Int.bitWidth &- n.leadingZeroBitCount &- 5, 0)
    return (UInt64(kind) &* 2 &+ inPlace) << 48 &+ UInt64(truncatingIfNeeded: (n &>> few) &<< few)
  }

  /// Units [first, first + count), which are block i.
  func compute(_ run: gesso_run, _ first: Int, _ count: Int, block i: Int) {
    switch self {
    case .activation(let kind, let direction, let alpha, let beta):
      var part = run.slice(first, count)
      gesso_table.activation(kind, direction, alpha, beta, &part)
    case .rrelu(let direction, let lower, let upper, let key, let offset):
      var part = run.slice(first, count)
      gesso_table.rrelu(
        direction, lower, upper, key, offset &+ UInt64(truncatingIfNeeded: first), &part)
    case .prelu(let direction, let slopes, let channels, let inner):
      var part = run.slice(0, count)
      gesso_table.prelu(direction, slopes, channels, inner, first, &part)
    case .slopeGradient(let blocks):
      blocks.compute(first)
    case .gated(let kind, let alpha, let beta, var gate):
      gesso_table.gated(kind, alpha, beta, &gate, first, count)
    case .softmax(let softmax): softmax.compute(run, first, count)
    case .fill(let sampler, let key, let offset):
      gesso_table.fill(
        sampler, key, offset &+ UInt64(truncatingIfNeeded: first), run.out + first, count,
        run.caching.streamed)
    case .sample(let sampler):
      var part = run.slice(first, count)
      gesso_table.sample(sampler, &part)
    case .words(let key, let offset):
      gesso_table.random_bits(
        key, offset &+ UInt64(truncatingIfNeeded: first),
        UnsafeMutableRawPointer(run.out + first).assumingMemoryBound(to: UInt32.self), count)
    case .slice(let sampler, let key, var box):
      gesso_table.fill_slice(
        sampler, key, &box, first, count, run.out + first,
        run.caching.streamed)
    case .clear(let key, let box, let chosen):
      let rows = box.shape.pointee
      let (top, left) = (box.start.pointee, (box.start + 1).pointee)
      var column = first
      while column < first &+ count {
        let place = UInt64(1) << 63 &+ UInt64(truncatingIfNeeded: (left &+ column) &* rows)
        gesso_table.clear_chosen(
          key, place, rows, chosen, top, top &+ box.count.pointee, run.out + column,
          (box.count + 1).pointee)
        column &+= 1
      }
    case .statistics(var options, let records):
      gesso_table.statistics(
        run.x + first, count, &options,
        records + i &* (Int(GESSO_STATISTICS) &+ options.bins))
    case .tally(let task): task.add(first, count, block: i)
    case .packRows(let rows, let start, let center, var to):
      rows.pack(from: start, about: center, &to, first, count)
    case .scatter(var to, let rows):
      let last = to.groups &- 1
      forEach(first, count) { gesso_table.add_scatter(&to, rows, last &- $0) }
    case .columns(var columns): gesso_table.column_map(&columns, first, count)
    case .unitRows(var columns): gesso_table.unit_rows(&columns, first, count)
    case .smallProduct(let product): product.compute(first, count)
    case .loadPanels(var a, let draws):
      forEach(first, count) { gesso_table.load_panel(draws, &a, $0) }
    case .reflect(var a, let panel, let from, let identity):
      let reflect = identity ? gesso_table.reflect_identity : gesso_table.reflect_left
      forEach(from &+ first, count) { reflect(&a, panel, $0) }
    case .storePanels(var a, var placing):
      forEach(first, count) { gesso_table.store_panel(&a, $0, &placing) }
    }
  }

  private func forEach(_ first: Int, _ count: Int, _ body: (Int) -> Void) {
    var i = first
    while i < first &+ count {
      body(i)
      i &+= 1
    }
  }
}
