import MasteringModel
import StrictJSON
import SystemFiles

/// The content of a `.25d` file, which belongs to another program, with our part at
/// `processing_cache.mastering`.
///
/// Everything else is kept: members in their order, numbers as they were written.
struct Sidecar {
  private var members: [JSON.Member]
  private let layout: JSON.Layout

  /// The supported versions of the format.
  static let versions = ["1.0", "2.0"]
  /// The version of our part.
  static let partVersion = 1
  /// The largest file that is read, in bytes.
  static let limit = 16 << 20

  /// A new sidecar for a track without one.
  init(for identity: TrackIdentity) {
    members = [
      JSON.Member("format_version", "2.0"),
      JSON.Member(
        "audio_file",
        [
          // Only the name: the file may be passed on, and its folders are private.
          "path": .string(cut(identity.path).name),
          "size_bytes": .integer(Int(identity.sizeBytes)),
        ]),
    ]
    layout = .indented
  }

  /// The sidecar in these bytes.
  ///
  /// - Throws: ``SidecarRefusal`` for bytes that are not JSON, not an object of a supported version,
  ///   or have our part from a newer version of this program.
  init(_ bytes: [UInt8]) throws(SidecarRefusal) {
    let json: JSON
    do { json = try JSON.parse(bytes) } catch {
      throw .notJSON(code: error.reason.rawValue, byteOffset: error.byteOffset)
    }
    guard let members = json.members, let version = json["format_version"]?.asString else {
      throw .notASidecar
    }
    guard Self.versions.contains(version) else {
      throw .unknownFormatVersion(version)
    }
    self.members = members
    // The layout is kept: one line stays one line.
    layout = bytes.contains(UInt8(ascii: "\n")) ? .indented : .compact
    let cache = json["processing_cache"] ?? .null
    guard cache.isNull || cache.members != nil else {
      throw .cacheIsNoObject
    }
    if let part = cache["mastering"]?["version"]?.asDouble, part > Double(Self.partVersion) {
      throw .newerPart
    }
  }

  /// Our analyses, latest first; unreadable ones are left out.
  var entries: [SidecarEntry] {
    get { (part["analyses"]?.elements ?? []).compactMap { SidecarEntry($0) } }
    set { setPart(analyses: newValue, loudness: loudnessEntries) }
  }

  /// Our loudness entries, latest first; unreadable ones are left out.
  var loudnessEntries: [SidecarLoudness] {
    get { (part["loudness"]?.elements ?? []).compactMap { SidecarLoudness($0) } }
    set { setPart(analyses: entries, loudness: newValue) }
  }

  private var part: JSON { cache["mastering"] ?? .null }

  private mutating func setPart(analyses: [SidecarEntry], loudness: [SidecarLoudness]) {
    var part: [JSON.Member] = [
      .init("version", .integer(Self.partVersion)),
      .init("analyses", .array(analyses.compactMap(\.json))),
    ]
    // For tracks with only a fingerprint, the part has its old form.
    if !loudness.isEmpty { part.append(.init("loudness", .array(loudness.compactMap(\.json)))) }
    setPart(.object(part))
  }

  /// Whether it contains our part.
  var hasPart: Bool { cache["mastering"] != nil }

  /// Removes our part.
  mutating func removePart() {
    setPart(nil)
  }

  /// Whether it contains only what we write into a new one.
  var isEmpty: Bool {
    let ours: Set = ["format_version", "audio_file", "processing_cache"]
    return members.allSatisfy { ours.contains($0.key) } && cache.members?.isEmpty ?? true
  }

  /// The file's bytes.
  var bytes: [UInt8] {
    JSON.object(members).utf8(layout) + (layout == .indented ? [UInt8(ascii: "\n")] : [])
  }

  private var cache: JSON { JSON.object(members)["processing_cache"] ?? .null }

  private mutating func setPart(_ part: JSON?) {
    let cache = JSON.object((self.cache.members ?? []).setting("mastering", to: part))
    members = members.setting("processing_cache", to: cache)
  }
}

extension [JSON.Member] {
  /// With another value under the key, in the same place, or at the end if it is new; without the
  /// key for nil.
  fileprivate func setting(_ key: String, to value: JSON?) -> [JSON.Member] {
    var members = self
    let index = members.firstIndex { $0.key == key }
    switch (index, value) {
    case (let index?, let value?): members[index] = JSON.Member(key, value)
    case (let index?, nil): members.remove(at: index)
    case (nil, let value?): members.append(JSON.Member(key, value))
    case (nil, nil): break
    }
    return members
  }
}
