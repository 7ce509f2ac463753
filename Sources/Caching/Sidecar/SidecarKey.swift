import MasteringModel
import StrictJSON

/// The key of an entry in a sidecar: it has no path, because a sidecar moves with its track.
struct SidecarKey: Sendable, Equatable {
  let sizeBytes: Int64
  let modifiedAtNanoseconds: Int64
  let window: AnalysisWindow
  let allowsPartialAudio: Bool
  let definition: String

  /// The key as in a sidecar.
  init(_ key: FingerprintKey) {
    sizeBytes = key.identity.sizeBytes
    modifiedAtNanoseconds = key.identity.modifiedAtNanoseconds
    window = key.window
    allowsPartialAudio = key.allowsPartialAudio
    definition = key.definition
  }

  /// Whether it is for this state of the file.
  func isOf(_ identity: TrackIdentity) -> Bool {
    sizeBytes == identity.sizeBytes && modifiedAtNanoseconds == identity.modifiedAtNanoseconds
  }

  /// The members that an entry begins with.
  var members: [JSON.Member] {
    [
      .init("definition", .string(definition)),
      .init("size_bytes", .integer(Int(sizeBytes))),
      .init("modified_at_ns", .integer(Int(modifiedAtNanoseconds))),
      .init("window_seconds", window.seconds.map { .number($0) } ?? .null),
      .init("allows_partial_audio", .bool(allowsPartialAudio)),
    ]
  }

  /// The key of an entry; nil for anything that this program does not write.
  init?(_ json: JSON) {
    guard let definition = json["definition"]?.asString, let size = json["size_bytes"]?.asInteger,
      let modified = json["modified_at_ns"]?.asInteger,
      let window = json["window_seconds"].flatMap(AnalysisWindow.init),
      let partial = json["allows_partial_audio"]?.asBool
    else { return nil }
    self.definition = definition
    sizeBytes = Int64(size)
    modifiedAtNanoseconds = Int64(modified)
    self.window = window
    allowsPartialAudio = partial
  }
}

extension AnalysisWindow {
  fileprivate init?(_ json: JSON) {
    if json.isNull {
      self = .all
    } else if let seconds = json.asDouble, let window = try? AnalysisWindow.first(seconds: seconds)
    {
      self = window
    } else {
      return nil
    }
  }
}
