import CAudioTags
import MasteringModel
import SystemCalls
import SystemFiles

/// The text fields and pictures of a source, to be copied to its rendering.
///
/// Read by TagLib 1.13 or later: MP3, FLAC, Ogg (Vorbis, Opus, Speex, FLAC), MP4, ASF, WavPack, Monkey's
/// Audio, Musepack, True Audio with tags of either kind, WAV and AIFF; and the information chunk of CAF. Fields that a
/// rendering makes wrong are dropped: gains and peaks of ReplayGain and R 128, and the encoder's
/// padding.
public final class CarriedTags: @unchecked Sendable {
  // The memory behind the pointer is not changed after initialisation.
  private let tags: OpaquePointer
  /// The text fields, sorted by key; several values of one key stay together, in their order.
  public let fields: [Field]
  private let unreadPictures: Int

  /// One value of a text field.
  public struct Field: Sendable, Hashable {
    /// TagLib's name for it, in capitals: `TITLE`, `ALBUMARTIST`.
    public let key: String
    /// The text.
    public let value: String

    /// Creates a field from its parts.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The tags of a file; nil if it has none, if its format is not supported, or if it cannot be
  /// read.
  public convenience init?(ofFileAt path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    self.init(ofOpenFile: descriptor, name: path)
  }

  convenience init?(ofOpenFile descriptor: Int32, name: String) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.isFile else { return nil }
    if let fields = CAFInformation.fields(ofOpenFile: descriptor) {
      self.init(fields: fields, pictures: nil, unreadPictures: 0)
      return
    }
    guard let tags = mastering_tags_read(descriptor, name) else { return nil }
    // TagLib takes some files of other formats for a supported one without tags.
    guard mastering_tags_field_count(tags) + mastering_tags_picture_count(tags) > 0 else {
      mastering_tags_free(tags)
      return nil
    }
    let fields = (0..<mastering_tags_field_count(tags)).map { index in
      Field(
        key: String(cString: mastering_tags_key(tags, index)),
        value: String(cString: mastering_tags_value(tags, index)))
    }
    self.init(fields: fields, pictures: tags, unreadPictures: 0)
  }

  /// Tags with only these text fields.
  ///
  /// - Parameter unreadPictures: how many pictures the source has that cannot be read.
  public convenience init?(fields: [Field], unreadPictures: Int = 0) {
    self.init(fields: fields, pictures: nil, unreadPictures: unreadPictures)
  }

  /// The same pictures with other text fields: for a part of a file, which has its own title.
  public func replacing(_ replaced: [Field]) -> CarriedTags? {
    let keys = Set(replaced.map(\.key))
    // A part is not divided by a sheet.
    let kept = fields.filter { !keys.contains($0.key) && $0.key != "CUESHEET" }
    guard let copy = mastering_tags_copy(tags) else { return nil }
    return CarriedTags(fields: kept + replaced, pictures: copy, unreadPictures: unreadPictures)
  }

  /// - Parameter pictures: tags whose pictures are used, and which this object now owns.
  private init?(fields: [Field], pictures: OpaquePointer?, unreadPictures: Int) {
    guard let tags = pictures ?? mastering_tags_empty() else { return nil }
    self.tags = tags
    self.unreadPictures = unreadPictures
    self.fields = fields.filter { !$0.isMadeWrong && !$0.value.isEmpty }
    mastering_tags_clear_fields(tags)
    for field in self.fields {
      guard mastering_tags_add_field(tags, field.key, field.value) else { return nil }
    }
  }

  deinit {
    mastering_tags_free(tags)
  }

  /// The sizes of the pictures, in bytes.
  public var pictureSizes: [Int] {
    (0..<mastering_tags_picture_count(tags)).map { Int(mastering_tags_picture_size(tags, $0)) }
  }

  /// Whether there is nothing to write.
  var isEmpty: Bool { fields.isEmpty && pictureSizes.isEmpty }

  /// Which tags can be copied into a file.
  ///
  /// - Parameter bytes: the size of its audio. TagLib does not support WAV beyond 4 GiB.
  public func copied(into container: AudioContainer, audioBytes bytes: Int) -> CopiedTags {
    let sizes = pictureSizes
    if container == .wav, bytes > AudioContainer.largestPlainWAVBytes {
      return CopiedTags(
        fields: 0, pictures: 0, lostFields: fields.count,
        lostPictures: sizes.count + unreadPictures)
    }
    let pictures = sizes.count { $0 <= container.largestPictureBytes }
    return CopiedTags(
      fields: fields.count, pictures: pictures, lostFields: 0,
      lostPictures: sizes.count - pictures + unreadPictures)
  }

  /// Writes everything that the container can hold into a complete file without tags.
  ///
  /// - Returns: whether all of it could be read back.
  func write(toOpenFile descriptor: Int32, _ container: AudioContainer) -> Bool {
    guard !isEmpty else { return true }
    let expected = copied(into: container, audioBytes: 0)
    let kind: mastering_tags_kind
    switch container {
    case .caf: return CAFInformation.append(fields, toOpenFile: descriptor)
    case .wav: kind = mastering_tags_wav
    case .flac: kind = mastering_tags_flac
    case .aiff: kind = mastering_tags_aiff
    }
    guard
      mastering_tags_write(tags, descriptor, kind, container.largestPictureBytes),
      // TagLib does not report a full disk.
      let written = CarriedTags(ofOpenFile: descriptor, name: "result.\(container.rawValue)")
    else { return false }
    return written.pictureSizes.count == expected.pictures
      && Set(fields.map(\.key)).isSubset(of: Set(written.fields.map(\.key)))
  }
}

/// How many of a source's tags were copied.
public struct CopiedTags: Sendable, Hashable {
  /// Copied values of text fields.
  public let fields: Int
  /// Copied pictures.
  public let pictures: Int
  /// Values that the container cannot hold.
  public let lostFields: Int
  /// Pictures that it cannot hold, or that cannot be read.
  public let lostPictures: Int

  /// Whether anything was copied.
  var isAnything: Bool { fields + pictures > 0 }

  /// What came along, from its parts.
  public init(fields: Int, pictures: Int, lostFields: Int, lostPictures: Int) {
    self.fields = fields
    self.pictures = pictures
    self.lostFields = lostFields
    self.lostPictures = lostPictures
  }
}

extension CarriedTags.Field {
  /// Whether it describes the source's samples and would be wrong for the result.
  fileprivate var isMadeWrong: Bool {
    key.hasPrefix("REPLAYGAIN_") || key.hasPrefix("R128_")
      || ["COMMENT:ITUNNORM", "COMMENT:ITUNSMPB", "ITUNNORM", "ITUNSMPB", "ITUNES_CDDB_1"]
        .contains(key)
  }
}

extension AudioContainer {
  /// The largest picture that it can hold.
  fileprivate var largestPictureBytes: Int {
    switch self {
    // A block of metadata has 24 bits for its size, and the picture's facts need some room.
    case .flac: (1 << 24) - 4096
    // A frame of ID3v2.4 has 28 bits.
    case .wav, .aiff: (1 << 28) - 4096
    // There is no chunk for pictures.
    case .caf: 0
    }
  }
}
