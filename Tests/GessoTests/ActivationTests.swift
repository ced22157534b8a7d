import CGesso
import Testing

/// One call on the vectors of a kind and a choice of parameters, held to a bound.
private func worst(_ direction: Direction, of row: ActivationRow) throws -> Worst {
  struct Params: Hashable { let alpha, beta: Float }
  typealias Expected = (x: Float, value: Double, record: Record)
  let file = try VectorFile(
    direction == .backwardFromOutput ? "activation_from_output" : "activation")
  var groups: [Params: [Expected]] = [:]
  for record in file.records {
    var words = record
    guard words.name() == row.name else { continue }
    let params = Params(alpha: words.f32(), beta: words.f32())
    let x = words.f32()
    let columns = words.doubles()
    let value = columns[direction == .backward ? 1 : 0]
    groups[params, default: []].append((x, value, record))
  }
  try #require(!groups.isEmpty)
  var worst = Worst()
  for (params, rows) in groups {
    let call = activationCall(row.kind, direction, alpha: params.alpha, beta: params.beta)
    let results = call(rows.map(\.x), [Float](repeating: 1, count: rows.count))
    for (result, expected) in zip(results, rows) {
      worst.add(result, expected.value, "\(expected.record)")
    }
  }
  return worst
}

extension AllTests {
  @Suite struct ActivationTests {
    @Test func everyKindHasARow() {
      #expect(gesso_activation.all.map(\.name) == ActivationRow.all.map(\.name))
      for (i, row) in ActivationRow.all.enumerated() { #expect(row.kind.rawValue == UInt32(i)) }
    }

    @Test(arguments: ActivationRow.all, Direction.allCases)
    func theVectors(row: ActivationRow, direction: Direction) throws {
      if direction == .backwardFromOutput, !row.fromOutput { return }
      let worst = try worst(direction, of: row)
      #expect(worst.error <= row.bound(direction), "\(worst.error) ULP: \(worst.place)")
    }

    @Test(arguments: ActivationRow.all) func specialValues(row: ActivationRow) {
      let x = row.special.map(\.x)
      let y = activationCall(row.kind, .forward)(x, x)
      expectSame(y, row.special.map(\.y), "\(y)")
      #expect(activationCall(row.kind, .forward)([.nan], [1])[0].isNaN)
    }

    /// Every 9973rd float, in order.
    private static let ascending: [Float] = {
      let positive = stride(from: UInt32(0), through: Float.infinity.bitPattern, by: 9973).map(
        Float.init(bitPattern:))
      return positive.reversed().map { -$0 } + positive
    }()

    @Test(arguments: ActivationRow.all) func shape(row: ActivationRow) {
      let x = Self.ascending
      let y = activationCall(row.kind, .forward)(x, x)
      if row.monotone {
        let falls = zip(zip(x, y), zip(x.dropFirst(), y.dropFirst())).filter { $0.1 > $1.1 }
        #expect(falls.isEmpty, "\(falls.first!)")
      }
      let isOdd = zip(y, y.reversed()).allSatisfy { $0.bitPattern == (-$1).bitPattern }
      #expect(isOdd == row.odd)
    }

    @Test func defaults() {
      for row in ActivationRow.all {
        let kind = row.kind
        var params = gesso_activation_params(
          size: MemoryLayout<gesso_activation_params>.size, alpha: .nan, beta: .nan)
        #expect(gesso_activation_defaults(kind, &params) == GESSO_OK)
        #expect(params.alpha == row.alpha && params.beta == row.beta, "\(row.name)")
        let x = samples(99)
        var y = x
        #expect(gesso_activation_forward_f32(kind, nil, x, &y, x.count) == GESSO_OK)
        expectSame(y, activationCall(kind, .forward)(x, x), "NULL parameters of \(row.name)")
      }
    }

    @Test(arguments: ActivationRow.all) func theQueryTells(row: ActivationRow) {
      let has: Int32 = row.fromOutput ? 1 : 0
      #expect(gesso_activation_has_backward_from_output(row.kind, nil) == has)
    }

    @Test func aFunctionThatIsNotOneToOneHasNoGradientFromItsOutput() {
      for name in ["leaky_relu", "elu"] {
        for (alpha, has) in [(Float(0.3), true), (0, true), (-0.25, false)] {
          let kind = gesso_activation(named: name)
          var params = gesso_activation_params(
            size: MemoryLayout<gesso_activation_params>.size, alpha: alpha, beta: 0)
          #expect(gesso_activation_has_backward_from_output(kind, &params) == (has ? 1 : 0))
          if has { continue }
          refused(GESSO_ERROR_UNSUPPORTED, "gesso_activation_backward_from_output_f32: kind") {
            gesso_activation_backward_from_output_f32(
              kind, &params, [1], [1], $0, 1, .GESSO_OVERWRITE)
          }
        }
      }
    }

    @Test func gradientsThatAreNotFinitePassOrVanish() {
      let dy: [Float] = [.infinity, -.infinity, .nan, -0.0, 3]
      for name in ["identity", "relu", "leaky_relu", "elu"] {
        let backward = activationCall(gesso_activation(named: name), .backward)
        expectSame(backward([Float](repeating: 2, count: dy.count), dy), dy, "\(name)")
      }
      let off = activationCall(.GESSO_RELU, .backward)([Float](repeating: -2, count: dy.count), dy)
      expectSame(off, [Float](repeating: 0, count: dy.count))
    }
  }
}
