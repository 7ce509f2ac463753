import ConformanceKit
import StrictJSON
import Synchronization
import Testing

@Suite struct RunPlanTests {
  /// Three files of four cases each; each case asks for its own number.
  private static let suite = MiniSuite(
    files: Dictionary(
      uniqueKeysWithValues: (0..<3).map { file in
        let cases = (0..<4).map { number in
          """
          {"id": "c\(number)", "description": "x", "spec": ["DEMO-1"],
           "params": {"number": \(10 * file + number)},
           "expect": {"result": \(10 * file + number)}}
          """
        }
        let name = "demo/f\(file)"
        let text = MiniSuite.values(name: name, cases: cases.joined(separator: ","))
          .replacing(#""notes": {"slip": "Somebody slipped."},"#, with: "")
        return (name, text)
      }))

  private func run(
    on port: InProcessPort, failing expected: [ExpectedFailures.Entry] = [],
    _ change: (inout RunPlan) -> Void
  ) async throws -> RunReport {
    var plan = RunPlan()
    change(&plan)
    return try await MiniSuite.with(Self.suite) { [plan] suite in
      await ConformanceRunner(
        suite: suite, expectedFailures: ExpectedFailures(expected), plan: plan
      ).run(on: port)
    }
  }

  /// A port that returns the number it is given, and records the order of the calls.
  private static func echo(_ asked: Asked, wrongAt wrong: Set<Int> = []) -> InProcessPort {
    FakePort.answering { _, params in
      let number = params["number"]?.asInteger ?? -1
      asked.add(number)
      return [.init("result", .integer(wrong.contains(number) ? -1 : number))]
    }
  }

  @Test(arguments: [1, 2, 3, 5, 20])
  func `any number of ports at a time plays each case once, and reports in order`(
    _ lanes: Int
  ) async throws {
    let asked = Asked()
    let report = try await run(on: Self.echo(asked)) { $0.lanes = lanes }
    #expect(report.exitStatus == 0)
    #expect(asked.numbers.sorted() == [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23])
    #expect(report.results.map(\.golden.name).isSorted)
  }

  @Test func `a seed gives an order, the same each time, and the report keeps the suite's order`()
    async throws
  {
    var orders: [[Int]] = []
    for seed: UInt64 in [7, 7, 8] {
      let asked = Asked()
      let report = try await run(on: Self.echo(asked)) { $0.shuffleSeed = seed }
      #expect(report.exitStatus == 0)
      #expect(report.results.map(\.golden.name).isSorted)
      orders.append(asked.numbers)
    }
    #expect(orders[0] == orders[1])
    #expect(orders[0] != orders[2])
    #expect(orders[0] != orders[0].sorted())
    #expect(orders[0].sorted() == orders[2].sorted())
  }

  @Test func `a run stops after a number of failures and omits the cases that were not played`()
    async throws
  {
    let asked = Asked()
    let report = try await run(on: Self.echo(asked, wrongAt: [1, 3, 11])) { $0.mostFailures = 2 }
    #expect(report.outcomes == [.pass, .fail, .pass, .fail])
    #expect(asked.numbers == [0, 1, 2, 3])
    #expect(report.remarks == ["The run was stopped; 8 of 12 cases were not played."])
    #expect(report.exitStatus == 1)
  }

  @Test func `an expected failure does not stop a run`() async throws {
    let report = try await run(
      on: Self.echo(Asked(), wrongAt: [1]),
      failing: [.init(pattern: "demo/f0/c1", because: "known")]
    ) { $0.mostFailures = 1 }
    #expect(report.results.count == 12)
    #expect(report.exitStatus == 0)
  }

  @Test func `a case that fails in one of several rounds fails and is named`() async throws {
    let asked = Asked()
    let port = FakePort.answering { _, params in
      let number = params["number"]?.asInteger ?? -1
      asked.add(number)
      let isSecond = asked.numbers.count { $0 == 12 } == 2
      return [.init("result", .integer(number == 12 && isSecond ? 0 : number))]
    }
    let report = try await run(on: port) { $0.rounds = 3 }
    #expect(asked.numbers.count == 36)
    #expect(report.totals == [.pass: 11, .fail: 1])
    #expect(report.details.first?.hasPrefix("failed 1 of 3 times: ") == true)
    #expect(report.remarks == ["Varies between rounds: demo/f1/c2."])
  }
}

/// The calls that a port received, in order.
private final class Asked: Sendable {
  private let all = Mutex<[Int]>([])

  func add(_ number: Int) { all.withLock { $0.append(number) } }

  var numbers: [Int] { all.withLock { $0 } }
}

extension [String] {
  fileprivate var isSorted: Bool { self == sorted() }
}
