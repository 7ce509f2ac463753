package import StrictJSON

/// A computed sound, and how it is stored.
package struct AudioRecipe: Sendable, Hashable {
  /// Its id, in kebab-case.
  package let id: String
  /// The rate of the samples, in hertz.
  package let sampleRateHz: Int
  /// How samples are stored.
  package let encoding: Encoding
  /// How many samples each channel has.
  package let samples: Int
  /// How many the header announces; `samples` unless the file is to end early.
  package let announcedSamples: Int
  /// The terms that are summed, by channel; a channel without terms is silent.
  package let channels: [[SignalTerm]]

  /// How samples are stored in a WAV file.
  package enum Encoding: String, Sendable, Hashable, CaseIterable {
    /// Integers of 16 bits: x·32768, rounded half away from zero, held within the range.
    case pcm16
    /// Integers of 24 bits: x·8388608, rounded half away from zero, held within the range.
    case pcm24
    /// binary32, rounded to nearest, ties to even.
    case float32

    var bytesPerSample: Int {
      switch self {
      case .pcm16: 2
      case .pcm24: 3
      case .float32: 4
      }
    }
  }

  /// Creates a recipe from its parts.
  package init(
    id: String, sampleRateHz: Int, encoding: Encoding, samples: Int, channels: [[SignalTerm]],
    announcedSamples: Int? = nil
  ) {
    self.id = id
    self.sampleRateHz = sampleRateHz
    self.encoding = encoding
    self.samples = samples
    self.announcedSamples = announcedSamples ?? samples
    self.channels = channels
  }

  /// The sums of a channel's terms, in order, in binary64.
  func sums(ofChannel channel: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: samples)
    for term in channels[channel] { term.add(to: &sums, sampleRateHz: Double(sampleRateHz)) }
    return sums
  }
}

extension AudioRecipe {
  /// The most bytes of samples; a limit against mistakes that would fill the disk.
  private static let largest = 256 << 20

  /// The recipes in `audio/recipes.json`, by id.
  package static func all(in json: JSON) throws(InvalidSuite) -> [String: AudioRecipe] {
    var reading = SuiteReading(file: ConformanceSuite.recipesFile)
    var recipes: [String: AudioRecipe] = [:]
    var list = SuiteReading.Placed(json: json, pointer: .root)
    if json.members != nil {
      let members = reading.object(
        json, at: .root, required: ["recipes"], optional: ["$schema", "suite", "overview"])
      if let recipes = members?["recipes"] { list = recipes }
    }
    for element in reading.elements(list) {
      reading.caseID = element.json["id"]?.asString
      guard let recipe = AudioRecipe(&reading, element) else { continue }
      if recipes.updateValue(recipe, forKey: recipe.id) != nil {
        reading.note(.duplicateID(recipe.id), at: element.pointer)
      }
    }
    guard reading.problems.isEmpty else { throw InvalidSuite(problems: reading.problems) }
    return recipes
  }

  private init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    guard
      let members = reading.object(
        value.json, at: value.pointer,
        required: ["id", "sample_rate_hz", "encoding", "samples", "channels"],
        optional: ["announced_samples", "overview", "because", "description"])
    else { return nil }
    id = reading.text(members["id"])
    sampleRateHz = reading.integer(members["sample_rate_hz"])
    samples = reading.integer(members["samples"])
    announcedSamples = members["announced_samples"].map { reading.integer($0) } ?? samples
    let name = reading.text(members["encoding"])
    if Encoding(rawValue: name) == nil {
      reading.note(.invalidValue("unknown encoding '\(name)'"), at: value.pointer)
    }
    encoding = Encoding(rawValue: name) ?? .pcm16
    channels = reading.elements(members["channels"]).map { channel in
      reading.elements(channel).compactMap { SignalTerm(&reading, $0) }
    }
    if !(1...UInt32.max).contains(UInt32(clamping: sampleRateHz)) || samples < 0
      || !(1...1024).contains(channels.count)
      || announcedSamples < samples
      || announcedSamples > Self.largest / (channels.count * encoding.bytesPerSample)
    {
      reading.note(.invalidValue("this audio is impossible"), at: value.pointer)
      return nil
    }
  }
}

extension SignalTerm {
  fileprivate init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    guard let members = value.json.members, members.count == 1, let member = members.first else {
      reading.note(.wrongType(expected: "an object with one term"), at: value.pointer)
      return nil
    }
    let place = value.pointer.appending(member.key)
    let keys: [String]
    switch member.key {
    case "sine", "square": keys = ["hz", "amplitude"]
    case "impulse": keys = ["at", "amplitude"]
    case "dc": keys = ["amplitude"]
    case "noise": keys = ["seed", "amplitude"]
    case "sweep": keys = ["from_hz", "to_hz", "amplitude"]
    case "tone": keys = ["hz", "amplitude", "phase", "from", "to", "fade"]
    default:
      reading.note(.invalidValue("unknown term '\(member.key)'"), at: value.pointer)
      return nil
    }
    guard let parts = reading.object(member.value, at: place, required: keys) else { return nil }
    let amplitude = reading.number(parts["amplitude"])
    switch member.key {
    case "sine": self = .sine(hz: reading.number(parts["hz"]), amplitude: amplitude)
    case "square": self = .square(hz: reading.number(parts["hz"]), amplitude: amplitude)
    case "impulse": self = .impulse(at: reading.integer(parts["at"]), amplitude: amplitude)
    case "dc": self = .dc(amplitude: amplitude)
    case "noise":
      guard let seed = UInt64(exactly: reading.integer(parts["seed"])) else {
        reading.note(.invalidValue("a seed must be an integer from 0"), at: place)
        return nil
      }
      self = .noise(seed: seed, amplitude: amplitude)
    case "tone":
      let places = ["from", "to", "fade"].map { reading.integer(parts[$0]) }
      guard places.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else {
        reading.note(.invalidValue("a place must be an integer from 0"), at: place)
        return nil
      }
      self = .tone(
        SignalTerm.Tone(
          hz: reading.number(parts["hz"]), amplitude: amplitude,
          phase: reading.number(parts["phase"]), from: places[0], to: places[1], fade: places[2]))
    default:
      self = .sweep(
        fromHz: reading.number(parts["from_hz"]), toHz: reading.number(parts["to_hz"]),
        amplitude: amplitude)
    }
  }
}
