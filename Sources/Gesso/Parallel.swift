import CGesso
import CKernels
import CPlatform

private nonisolated(unsafe) var hostRun: gesso_parallel_for?
private nonisolated(unsafe) var hostContext: UnsafeMutableRawPointer?

func setHost(_ run: gesso_parallel_for?, _ context: UnsafeMutableRawPointer?) {
  hostRun = run
  hostContext = context
}

/// What a call computes, unit by unit. A unit is an element, a row or a channel.
enum Work {
  case activation(gesso_activation, gesso_direction, alpha: Float, beta: Float)
  case rrelu(gesso_direction, lower: Float, upper: Float, gesso_key, offset: UInt64)
  case prelu(gesso_direction, slopes: UnsafePointer<Float>, gesso_grid)
  case slopeGradient(SlopeBlocks)
  case gated(gesso_activation, alpha: Float, beta: Float, gesso_gate)
  case softmax(gesso_direction, logarithm: Bool, columns: Int)
  case fill(gesso_distribution, gesso_key, offset: UInt64)
  case words(gesso_key, offset: UInt64)
  case slice(gesso_distribution, gesso_key, gesso_box)
  case clear(gesso_key, gesso_box, chosen: Int)
  case statistics(gesso_statistics_options, records: UnsafeMutablePointer<Double>)
  case tally(TallyTask)
  /// Rows are packed, from `first` on; then groups of the sum's rows, the longest first.
  case packRows(Rows, first: Int, center: UnsafePointer<Double>, gesso_scatter)
  case scatter(gesso_scatter, rows: Int)
  case columns(gesso_columns)
  case unitRows(gesso_columns)
  case loadPanels(gesso_panels, draws: UnsafePointer<Float>)
  /// Panels from `first` on.
  case reflect(gesso_panels, panel: Int, first: Int, identity: Bool)
  case storePanels(gesso_panels, gesso_placing)
}

/// Work cut into blocks, by sizes alone.
struct Job {
  let work: Work
  let run: gesso_run
  let units: Int
  let unitsPerBlock: Int
  /// Whether sleepers are left asleep where there are few blocks, unless others came just before.
  var brief = true

  /// What has its operands in `work`; `anywhere` stands where a run has its own.
  init(
    _ work: Work, anywhere: UnsafeRawPointer, units: Int, unitsPerBlock: Int? = nil,
    elementsPerUnit: Int
  ) {
    let p = anywhere.assumingMemoryBound(to: Float.self)
    let run = gesso_run(
      x: p, dy: p, out: UnsafeMutablePointer(mutating: p), n: 0, accumulate: false, stream: false)
    if let unitsPerBlock {
      self.init(work, run, units: units, unitsPerBlock: unitsPerBlock)
    } else {
      self.init(work, run, units: units, elementsPerUnit: elementsPerUnit)
    }
  }

  /// About `elementsPerUnit` elements a unit; a block holds enough of them to be worth handing
  /// over, and there are at most 64 blocks but where they would leave the cache.
  init(_ work: Work, _ run: gesso_run, units: Int, elementsPerUnit: Int = 1) {
    self.work = work
    self.run = run
    self.units = units
    // Below 24,576 elements even a waiting worker gains nothing; `units` is a size that was checked.
    if units &* elementsPerUnit < 24_576 {
      unitsPerBlock = max(units, 1)
      return
    }
    let elements = min(max((units / 64) &* elementsPerUnit, 16_384), 65_536)
    unitsPerBlock = max((elements / max(elementsPerUnit, 1)) & ~15, elementsPerUnit > 512 ? 1 : 16)
  }

  init(_ work: Work, _ run: gesso_run, units: Int, unitsPerBlock: Int) {
    self.work = work
    self.run = run
    self.units = units
    self.unitsPerBlock = unitsPerBlock
  }

  var blocks: Int { units / unitsPerBlock &+ (units % unitsPerBlock == 0 ? 0 : 1) }

  /// Computes all blocks, on several threads where there are several.
  func execute() {
    let count = blocks
    let threads = count > 1 ? threadCount() : 1
    if threads == 1 {
      withStandardRounding {
        for i in 0..<count { block(i) }
      }
      return
    }
    var job = self
    let task: gesso_task = { context, i in
      guard let job = context?.assumingMemoryBound(to: Job.self) else { return }
      withStandardRounding { job.pointee.block(i) }
    }
    if let hostRun {
      hostRun(hostContext, count, task, &job)
    } else {
      platform_parallel(count, threads, brief && count < 16, task, &job)
    }
  }

  private func block(_ i: Int) {
    let first = i &* unitsPerBlock
    let count = min(unitsPerBlock, units &- first)
    switch work {
    case .activation(let kind, let direction, let alpha, let beta):
      var part = slice(first, count)
      gesso_table.activation(kind, direction, alpha, beta, &part)
    case .rrelu(let direction, let lower, let upper, let key, let offset):
      var part = slice(first, count)
      gesso_table.rrelu(
        direction, lower, upper, key, offset &+ UInt64(truncatingIfNeeded: first), &part)
    case .prelu(let direction, let slopes, let grid):
      var part = run
      part.n = count
      gesso_table.prelu(direction, slopes, grid, first, &part)
    case .slopeGradient(let blocks):
      blocks.compute(first)
    case .gated(let kind, let alpha, let beta, var gate):
      gesso_table.gated(kind, alpha, beta, &gate, first, count)
    case .softmax(let direction, let logarithm, let columns):
      var part = run
      part.n = count
      gesso_table.softmax(direction, logarithm, columns, first, &part)
    case .fill(var d, let key, let offset):
      gesso_table.fill(
        &d, key, offset &+ UInt64(truncatingIfNeeded: first), run.out + first, count, run.stream)
    case .words(let key, let offset):
      gesso_table.random_bits(
        key, offset &+ UInt64(truncatingIfNeeded: first),
        UnsafeMutableRawPointer(run.out + first).assumingMemoryBound(to: UInt32.self), count)
    case .slice(var d, let key, var box):
      gesso_table.fill_slice(&d, key, &box, first, count, run.out + first, run.stream)
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
      forEach(first, count) { gesso_table.add_scatter(&to, rows, units &- 1 &- $0) }
    case .columns(var columns): gesso_table.column_map(&columns, first, count)
    case .unitRows(var columns): gesso_table.unit_rows(&columns, first, count)
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

  private func slice(_ first: Int, _ count: Int) -> gesso_run {
    gesso_run(
      x: run.x + first, dy: run.dy + first, out: run.out + first, n: count,
      accumulate: run.accumulate, stream: run.stream)
  }
}
