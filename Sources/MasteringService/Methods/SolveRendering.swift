import MasteringModel
import Rendering
import StrictJSON
import WireFormat

/// `render.solve`: shelf, level and gains from numbers, without audio.
struct SolveRendering: Method {
  static let name = "render.solve"
  static let parameters: [CallParameter] = [
    .required("sample_rate_hz"), .required("frames"), .required("mono_samples"),
    .required("source"), .required("blocks"), .required("asks"), .optional("policy"),
    .optional("ceiling_dbtp"),
  ]
  static let errors: [FailureCode] = [.invalidRendering]

  private let problem: RenderingProblem
  private let asks: RenderingAsks
  private let policy: RenderingPolicy
  private let ceiling: TruePeakCeiling

  // No sound has values outside these ranges.
  private struct Column: Sendable {
    let name: String
    let path: any WritableKeyPath<BlockStatistics, LongRow> & Sendable
    let range: ClosedRange<Float>
  }

  private static let columns = [
    Column(name: "true_peak_dbtp", path: \.truePeakDB, range: -200...200),
    Column(name: "power", path: \.power, range: 0...1e30),
    Column(name: "mono_energy", path: \.monoEnergy, range: 0...1e30),
    Column(name: "mono_energy_by_place", path: \.monoEnergyByPlace, range: 0...1e30),
    Column(name: "mono_energy_by_square", path: \.monoEnergyBySquare, range: 0...1e30),
    Column(name: "mono_peak", path: \.monoPeak, range: 0...1e15),
    Column(name: "mono_peak_place", path: \.monoPeakPlace, range: 0...1),
  ]

  init(_ fields: ParameterFields) throws(FailureReport) {
    let rate = try fields.renderingRate()
    let frames = try fields.count("frames", from: 1)
    let monoSamples = try fields.count("mono_samples", from: 1)
    let source = try fields.within(
      "source", known: ["loudness_dbfs", "crest_db", "centroids_hz"])
    let centroids = try source.required("centroids_hz", try source.numbers("centroids_hz"))
    let shelves = RenderingProblem.Source.shelves
    guard centroids.count == shelves, centroids.allSatisfy({ 0...1e6 ~= $0 }) else {
      throw source.wrongType(
        "centroids_hz", expected: "\(shelves) numbers from 0 to 1000000")
    }
    let grid = BlockGrid(sampleRateHz: rate, frames: frames)
    problem = RenderingProblem(
      source: RenderingProblem.Source(
        loudnessDBFS: try source.level("loudness_dbfs"), crestDB: try source.level("crest_db"),
        centroidsHz: centroids),
      statistics: try Self.statistics(fields, grid: grid, monoSamples: monoSamples))
    let wish = try RenderingFields(
      ParameterFields(
        fields.members.filter { ["asks", "policy", "ceiling_dbtp"].contains($0.key) },
        known: RenderingFields.parameters)
    ).wish(.standard)
    guard case .asks(let asks) = wish.changes else {
      throw fields.wrongType("asks", expected: "an object")
    }
    self.asks = asks
    policy = wish.policy
    ceiling = wish.ceiling
  }

  private static func statistics(
    _ fields: ParameterFields, grid: BlockGrid, monoSamples: Int
  ) throws(FailureReport) -> BlockStatistics {
    let lists = try fields.within("blocks", known: columns.map(\.name))
    var read: [[Float]] = []
    for column in columns {
      let list = try lists.required(column.name, try lists.numbers(column.name)).map(Float.init)
      guard list.count == grid.blocks, list.allSatisfy({ column.range ~= $0 }) else {
        let bounds = "\(column.range.lowerBound) to \(column.range.upperBound)"
        throw lists.wrongType(
          column.name, expected: "\(grid.blocks) numbers from \(bounds), one per block")
      }
      read.append(list)
    }
    // Memory for the blocks is allocated only now that their number has been checked.
    var statistics = BlockStatistics(grid: grid)
    for (column, list) in zip(columns, read) { statistics[keyPath: column.path] = LongRow(list) }
    statistics.monoSamples = monoSamples
    return statistics
  }

  func answer(in session: CallerSession) -> Answer {
    .later { [problem, asks, policy, ceiling] in
      let answer = problem.solved(for: asks, policy: policy, ceiling: ceiling)
      let bounds = RenderingDimension.allCases.map { dimension in
        JSON.Member(
          dimension.askName, answer.bounds[dimension].map { .string($0.code) } ?? .null)
      }
      return .success([
        "shelf_gain_db": .number(answer.shelfGainDB), "level_db": .number(answer.levelDB),
        "node_gains_db": .array(answer.nodeGainsDB.map(JSON.number)), "bounds": .object(bounds),
      ])
    }
  }
}
