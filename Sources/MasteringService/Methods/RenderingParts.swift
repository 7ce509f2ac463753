import MasteringModel
import Rendering
import StrictJSON
import WireFormat

/// `render.filter`: the shelf's filter and the length of a block at a sample rate.
struct MakeRenderingFilter: Method {
  static let name = "render.filter"
  static let parameters: [CallParameter] = [.required("gain_db"), .required("sample_rate_hz")]
  static let errors: [FailureCode] = []

  private let gainDB: Double
  private let rate: Int

  init(_ fields: ParameterFields) throws(FailureReport) {
    gainDB = try fields.required("gain_db", try fields.finite("gain_db"))
    rate = try fields.renderingRate()
  }

  func answer(in session: CallerSession) -> Answer {
    let filter = ShelfFilter(highGainDB: gainDB, sampleRateHz: rate)
    return .now([
      "gain_db": .number(filter.highGainDB),
      "taps": .array(filter.taps.map(JSON.number)),
      "block_length": .integer(RenderingProblem.blockLength(atSampleRateHz: rate)),
    ])
  }
}

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

  private static let shelves = 5
  // Beyond these no sound has numbers.
  private static let columns: [(name: String, range: ClosedRange<Float>)] = [
    ("true_peak_dbtp", -200...200), ("power", 0...1e30), ("mono_energy", 0...1e30),
    ("mono_energy_by_place", 0...1e30), ("mono_energy_by_square", 0...1e30),
    ("mono_peak", 0...1e15), ("mono_peak_place", 0...1),
  ]

  init(_ fields: ParameterFields) throws(FailureReport) {
    let rate = try fields.renderingRate()
    let frames = try fields.count("frames", from: 1)
    let monoSamples = try fields.count("mono_samples", from: 1)
    let source = try fields.within(
      "source", known: ["loudness_dbfs", "crest_db", "centroids_hz"])
    let centroids = try source.required("centroids_hz", try source.numbers("centroids_hz"))
    guard centroids.count == Self.shelves, centroids.allSatisfy({ 0...1e6 ~= $0 }) else {
      throw source.wrongType(
        "centroids_hz", expected: "\(Self.shelves) numbers from 0 to 1000000")
    }
    problem = RenderingProblem(
      source: RenderingProblem.Source(
        loudnessDBFS: try source.level("loudness_dbfs"), crestDB: try source.level("crest_db"),
        centroidsHz: centroids),
      sampleRateHz: rate, frames: frames,
      blocks: try Self.blocks(
        fields, count: RenderingProblem.blocks(inFrames: frames, sampleRateHz: rate)),
      monoSamples: monoSamples)
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

  private static func blocks(
    _ fields: ParameterFields, count: Int
  ) throws(FailureReport) -> [RenderingProblem.Block] {
    let lists = try fields.within("blocks", known: columns.map(\.name))
    var values: [[Float]] = []
    for (column, range) in columns {
      let list = try lists.required(column, try lists.numbers(column)).map(Float.init)
      guard list.count == count, list.allSatisfy({ range ~= $0 }) else {
        throw lists.wrongType(
          column,
          expected: "\(count) numbers from \(range.lowerBound) to \(range.upperBound), one a block")
      }
      values.append(list)
    }
    return (0..<count).map { block in
      RenderingProblem.Block(
        truePeakDB: values[0][block], power: values[1][block], monoEnergy: values[2][block],
        monoEnergyByPlace: values[3][block], monoEnergyBySquare: values[4][block],
        monoPeak: values[5][block], monoPeakPlace: values[6][block])
    }
  }

  func answer(in session: CallerSession) -> Answer {
    .later { [problem, asks, policy, ceiling] in
      let answer = problem.solved(for: asks, policy: policy, ceiling: ceiling)
      let bounds = RenderingDimension.allCases.map { dimension in
        JSON.Member(
          dimension == .centroid ? "centroid_hz" : "\(dimension.rawValue)_db",
          answer.bounds[dimension].map { .string($0.code) } ?? .null)
      }
      return .success([
        "shelf_gain_db": .number(answer.shelfGainDB), "level_db": .number(answer.levelDB),
        "node_gains_db": .array(answer.nodeGainsDB.map(JSON.number)), "bounds": .object(bounds),
      ])
    }
  }
}

/// `render.apply`: one channel of a track as a plan renders it.
struct ApplyRendering: Method {
  static let name = "render.apply"
  static let parameters: [CallParameter] = [
    .required("sample_rate_hz"), .required("shelf_gain_db"), .required("node_factors"),
    .required("samples"), .optional("bits"),
  ]
  static let errors: [FailureCode] = []

  private let plan: RenderingPlan
  private let samples: [Float]
  private let resolution: SampleResolution

  init(_ fields: ParameterFields) throws(FailureReport) {
    let rate = try fields.renderingRate()
    let gainDB = try fields.required("shelf_gain_db", try fields.finite("shelf_gain_db"))
    samples = try fields.required("samples", try fields.numbers("samples")).map(Float.init)
    guard samples.allSatisfy(\.isFinite) else {
      throw fields.wrongType("samples", expected: "numbers that binary32 has room for")
    }
    let blocks = RenderingProblem.blocks(inFrames: samples.count, sampleRateHz: rate)
    let factors = try fields.required("node_factors", try fields.numbers("node_factors"))
    guard factors.count == blocks + 1, factors.allSatisfy({ $0 >= 0 && $0 <= 1e6 }) else {
      throw fields.wrongType(
        "node_factors", expected: "\(blocks + 1) numbers from 0 to 1000000, one for each node")
    }
    plan = RenderingPlan(
      shelf: ShelfFilter(highGainDB: gainDB, sampleRateHz: rate), sampleRateHz: rate,
      frames: samples.count, nodeFactors: factors)
    resolution =
      fields["bits"] == nil ? .float32 : try RenderingFields.resolution(fields)
  }

  func answer(in session: CallerSession) -> Answer {
    .later { [plan, samples, resolution] in
      let silence = [Float](repeating: 0, count: plan.contextFrames)
      var result = plan.rendered(
        silence + samples + silence, from: 0, count: samples.count, channels: 1)
      resolution.round(&result)
      return .success(["samples": .array(result.map { .number(Double($0)) })])
    }
  }
}

extension ParameterFields {
  /// A field's number, which is finite.
  fileprivate func finite(_ name: String) throws(FailureReport) -> Double? {
    guard let number = try number(name) else { return nil }
    guard number.isFinite else { throw wrongType(name, expected: "a number of binary64") }
    return number
  }

  /// A required level or ratio, in dB.
  fileprivate func level(_ name: String) throws(FailureReport) -> Double {
    let level = try required(name, try number(name))
    guard -1000...1000 ~= level else {
      throw wrongType(name, expected: "a number from -1000 to 1000")
    }
    return level
  }

  /// A field's numbers, which are finite.
  fileprivate func numbers(_ name: String) throws(FailureReport) -> [Double]? {
    guard let elements = try array(name) else { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard let number = element.asDouble, number.isFinite else {
        throw .invalidParams("\(pointer(name))/\(index)", .wrongType, expected: "a number")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A field's whole number from `least` to 2^48.
  fileprivate func count(_ name: String, from least: Int) throws(FailureReport) -> Int {
    let number = try required(name, try wholeNumber(name))
    guard number >= Double(least), number <= 0x1p48 else {
      throw wrongType(name, expected: "an integer from \(least) to 2^48")
    }
    return Int(number)
  }

  /// The rate that a filter or blocks are for.
  fileprivate func renderingRate() throws(FailureReport) -> Int {
    let rate = try required("sample_rate_hz", try wholeNumber("sample_rate_hz"))
    guard rate >= 1_000, rate <= 768_000 else {
      throw wrongType("sample_rate_hz", expected: "an integer from 1000 to 768000")
    }
    return Int(rate)
  }

  /// The fields of an object that has all of these.
  fileprivate func within(
    _ name: String, known: [String]
  ) throws(FailureReport) -> ParameterFields {
    try ParameterFields(
      try required(name, try object(name)), at: pointer(name), known: known.map { .required($0) })
  }
}
