import CGesso
import CKernels
import CPlatform

private nonisolated(unsafe) var hostRun: gesso_parallel_for?
private nonisolated(unsafe) var hostContext: UnsafeMutableRawPointer?

/// From so many elements on threads are asked without a trial; where memory may take longer than the work, from three
/// times as many.
let worthCutting = 24_576
func worthCutting(light: Bool) -> Int { light ? 3 &* worthCutting : worthCutting }

/// From so many on a call of one kernel may gain. Gesso's own pool finds out itself whether it does (worth.c).
@inline(__always) func worthTrying(light: Bool) -> Int { light ? 16_384 : 3_072 }

/// Whether it tries: not a host's pool, and not with AVX-512 what is done before a thread comes.
func isTried(_ n: Int, light: Bool) -> Bool {
  n < briefJob(light: light) && hostRun == nil && (light || n >= worthCutting / 3 || cpuLevel() < 4)
}

/// For how many threads a job is to be cut.
func jobThreads() -> Int32 { hostRun == nil ? usefulThreads() : threadCount() }

/// A block holds at least so many elements, unless the job is shorter than two.
private func leastBlock(light: Bool) -> Int { light ? 32_768 : 16_384 }
/// Jobs of fewer elements are brief.
func briefJob(light: Bool) -> Int { 16 &* leastBlock(light: light) }

func setHost(_ run: gesso_parallel_for?, _ context: UnsafeMutableRawPointer?) {
  hostRun = run
  hostContext = context
}

/// Work cut into blocks: by sizes alone, but where no result depends on the cut.
struct Job {
  let work: Work
  let run: gesso_run
  let units: Int
  let unitsPerBlock: Int
  /// Whether sleepers are left asleep where there are few blocks, unless others came just before.
  var brief = true
  /// So many nanoseconds are just before.
  private var window: Int64 = 200_000

  /// What has its operands in `work`; `anywhere` stands where a run has its own.
  init(_ work: Work, anywhere: UnsafeRawPointer, units: Int, elementsPerUnit: Int) {
    self.init(work, Self.idle(anywhere), units: units, elementsPerUnit: elementsPerUnit)
  }

  init(_ work: Work, anywhere: UnsafeRawPointer, units: Int, unitsPerBlock: Int) {
    self.init(work, Self.idle(anywhere), units: units, unitsPerBlock: unitsPerBlock)
  }

  private static func idle(_ anywhere: UnsafeRawPointer) -> gesso_run {
    let p = anywhere.assumingMemoryBound(to: Float.self)
    return gesso_run(
      x: p, dy: p, out: UnsafeMutablePointer(mutating: p), n: 0, accumulate: false,
      caching: .GESSO_CACHED)
  }

  /// About `elementsPerUnit` elements a unit; a block holds enough of them to be worth handing
  /// over, and there are at most 64 blocks but where they would leave the cache. A short share of one of `threads` is
  /// one block, because each block's start costs noticeably. Where units are below 2^16 elements, blocks are below
  /// 2^17.
  init(
    _ work: Work, _ run: gesso_run, units: Int, elementsPerUnit: Int = 1,
    light: Bool = false, threads: Int32? = nil
  ) {
    self.work = work
    self.run = run
    self.units = units
    let n = units &* elementsPerUnit
    if threads == nil && n < worthCutting {
      unitsPerBlock = max(units, 1)
      return
    }
    let least = leastBlock(light: light)
    var elements = min(max((units / 64) &* elementsPerUnit, least), 65_536)
    if let threads {
      let share = (units / Int(max(threads, 1))) &* elementsPerUnit
      if share <= 122_880 { elements = max(elements, share) }
      brief = n < briefJob(light: light)
      // The shortest are shared only in a stream of them, for which a core may be kept busy.
      window = n < worthCutting ? Int64(n) : window
    }
    // Whole vectors of short units; and blocks of one size, for threads an even number, so that two end together.
    let multiple = elementsPerUnit > 512 ? 1 : 16
    let most = max(elements / max(elementsPerUnit, 1), multiple)
    let odd = threads == 1 ? 0 : ((units &+ (most &- 1)) / most) & 1
    let blocks = (units &+ (most &- 1)) / most &+ odd
    let each = (units &+ (blocks &- 1)) / max(blocks, 1)
    unitsPerBlock = (each &+ (multiple &- 1)) / multiple &* multiple
  }

  init(_ work: Work, _ run: gesso_run, units: Int, unitsPerBlock: Int) {
    self.work = work
    self.run = run
    self.units = units
    self.unitsPerBlock = unitsPerBlock
  }

  var blocks: Int { units / unitsPerBlock &+ (units % unitsPerBlock == 0 ? 0 : 1) }

  /// Computes all blocks, on several threads where there are several.
  func execute(on most: Int32? = nil, trial: UInt64? = nil) {
    let count = blocks
    let threads = count > 1 ? most ?? jobThreads() : 1
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
      platform_parallel(
        count, threads, brief && count < 16 ? window : Int64.max, trial ?? 0, task, &job)
    }
  }

  private func block(_ i: Int) {
    let first = i &* unitsPerBlock
    work.compute(run, first, min(unitsPerBlock, units &- first), block: i)
  }
}
