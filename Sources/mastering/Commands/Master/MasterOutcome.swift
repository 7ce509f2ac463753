import AudioEncoding
import MasteringModel
import StrictJSON
import WireFormat

/// The outcome of mastering one file.
enum MasterOutcome: Sendable {
  case rendered(RenderedFile)
  /// Its result already existed.
  case done(destination: String)

  var payload: JSON {
    switch self {
    case .rendered(let file): file.payload
    case .done(let destination): ["output": .string(destination), "is_resumed": .bool(true)]
    }
  }
}

/// A file that was rendered.
struct RenderedFile: Sendable {
  let report: RenderingReport
  /// The path of the result; nil if nothing was written.
  let destination: String?
  /// Which of the source's tags were copied; nil if it has none, or they were not wanted.
  let tags: CopiedTags?
  /// True peaks after lossy codecs, if requested.
  let codecs: [CodecPeak]?

  /// The members of the report, and those specific to files.
  var payload: JSON {
    var members: [JSON.Member] = []
    if case .object(let own) = report.payload { members = own }
    members.append(.init("output", destination.map { .string($0) } ?? .null))
    members.append(.init("tags", tags?.payload ?? .null))
    if let codecs { members.append(.init("codecs", .array(codecs.map(\.payload)))) }
    return .object(members)
  }
}

extension CopiedTags {
  fileprivate var payload: JSON {
    [
      "fields": .integer(fields), "pictures": .integer(pictures),
      "lost_fields": .integer(lostFields), "lost_pictures": .integer(lostPictures),
    ]
  }

  /// What was copied, in words; nil if nothing was.
  var words: String? {
    func count(_ number: Int, _ thing: String) -> String? {
      number == 0 ? nil : "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
    let kept = [count(fields, "field"), count(pictures, "picture")].compactMap(\.self)
    let lost = [count(lostFields, "field"), count(lostPictures, "picture")].compactMap(\.self)
    guard !(kept + lost).isEmpty else { return nil }
    let words = kept.isEmpty ? "none kept" : kept.joined(separator: " and ") + " kept"
    return lost.isEmpty
      ? words : "\(words); \(lost.joined(separator: " and ")) could not be copied"
  }
}
