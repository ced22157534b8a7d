import CPlatform
import Testing

extension AllTests {
  /// What calls learn of threads (Sources/CPlatform/worth.c), with costs that are made up.
  @Suite struct WorthTests {
    /// How many of `calls` are to be shared, if a shared one costs so much, and one alone 1000; nil: if workers sleep.
    private func shared(_ what: UInt64, calls: Int, cost: UInt64?) -> Int {
      (0..<calls).count { _ in
        let advice = platform_worth(what)
        if advice.timed, let cost = advice.shared ? cost : 1000 {
          platform_learn(what, advice.shared, cost)
        }
        return advice.shared
      }
    }

    @Test func whatGainsIsShared() {
      #expect(shared(1, calls: 20_000, cost: 600) > 19_500)
    }

    @Test func whatLosesIsNot() {
      #expect(shared(2, calls: 20_000, cost: 4000) < 300)
      // Nor what saves less than a sixteenth, nor where no worker comes in time, or at all.
      #expect(shared(3, calls: 20_000, cost: 950) < 300)
      #expect(shared(4, calls: 20_000, cost: .max) < 20_000 / 6)
      #expect(shared(7, calls: 20_000, cost: nil) < 2000)
    }

    @Test func aChangeIsNoticed() {
      for _ in 1...3 {
        _ = shared(5, calls: 20_000, cost: 4000)
        #expect(shared(5, calls: 20_000, cost: 600) > 17_000)
      }
    }

    @Test func oneSlowCallIsNoChange() {
      for _ in 1...200 {
        _ = shared(6, calls: 1, cost: 1_000_000)
        #expect(shared(6, calls: 200, cost: 600) >= 170)
      }
    }
  }
}
