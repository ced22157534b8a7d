import CGesso
import CKernels

/// A matrix with at least as many rows as columns, and the Q of its QR factorisation.
struct Factorization: ~Copyable {
  private let memory: Workspace
  private var panels: gesso_panels
  private let brief: Bool

  /// Room for it, and for `spare` floats.
  init(rows: Int, columns: Int, spare: Int) throws(Failure) {
    let height = try Factorization.room(1, rows, 3) & ~3
    let width = try Factorization.room(1, columns, 7) & ~7
    let most = width / GESSO_PANEL &+ 1
    let square = try Factorization.room(width, height, 0)
    let beside = try Factorization.room(GESSO_PANEL, height, 0)
    // A panel's T and its transpose, as much scratch, the signs.
    let pair = 2 &* GESSO_PANEL &* GESSO_PANEL
    let small = try Factorization.room(most, 2 &* pair &+ GESSO_PANEL, 0)
    let all = try Factorization.room(1, square, beside)
    memory = try Workspace(
      doubles: Factorization.room(1, Factorization.room(1, all, small), spare / 2 &+ 1))
    let reflectors = memory.doubles + square
    let factors = reflectors + beside
    let scratch = factors + pair &* most
    panels = gesso_panels(
      a: memory.doubles, rows: rows, columns: columns, height: height, width: width,
      reflectors: reflectors, factors: factors, signs: scratch + pair &* most,
      scratch: scratch)
    // Below about a millisecond it is not worth waking sleepers.
    brief = square < 1 << 16
  }

  /// a b + c; an overflow is more memory than there is.
  private static func room(_ a: Int, _ b: Int, _ c: Int) throws(Failure) -> Int {
    let (product, tooLarge) = a.multipliedReportingOverflow(by: b)
    let (sum, overflow) = product.addingReportingOverflow(c)
    guard !tooLarge, !overflow else {
      throw Failure(GESSO_ERROR_MEMORY, "working memory", "could not be had")
    }
    return sum
  }

  /// The floats that `spare` asked for.
  var spare: UnsafeMutablePointer<Float> {
    let end = panels.signs + GESSO_PANEL &* (panels.width / GESSO_PANEL &+ 1)
    return UnsafeMutableRawPointer(end).assumingMemoryBound(to: Float.self)
  }

  private var panelCount: Int { (panels.width &+ GESSO_PANEL &- 1) / GESSO_PANEL }

  /// The Q of a dense row-major matrix.
  mutating func factor(_ draws: UnsafePointer<Float>) {
    execute(.loadPanels(panels, draws: draws), panelCount)
    var p = 0
    while p < panelCount {
      withStandardRounding { gesso_table.factor_panel(&panels, p) }
      reflect(p, from: p &+ 1, identity: false)
      p &+= 1
    }
    while p > 0 {
      p &-= 1
      let top = p &* GESSO_PANEL
      let width = min(GESSO_PANEL, panels.width &- top)
      panels.reflectors.update(
        from: panels.a + top &* (panels.height &+ width), count: (panels.height &- top) &* width)
      reflect(p, from: p, identity: true)
    }
  }

  private func reflect(_ p: Int, from first: Int, identity: Bool) {
    if first == panelCount { return }
    execute(.reflect(panels, panel: p, first: first, identity: identity), panelCount &- first)
  }

  /// Writes the columns of Q times their signs.
  func store(_ placing: gesso_placing) { execute(.storePanels(panels, placing), panelCount) }

  private func execute(_ work: Work, _ units: Int) {
    let none = spare
    var job = Job(
      work,
      gesso_run(x: none, dy: none, out: none, n: 0, accumulate: false, caching: .GESSO_CACHED),
      units: units, unitsPerBlock: 1)
    job.brief = brief
    job.execute()
  }
}
