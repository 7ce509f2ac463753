import CAudioTags
import MasteringModel
import SystemCalls

/// The text fields and pictures of a source, on their way to its result.
///
/// Read by TagLib 1.13 or later: MP3, FLAC, Ogg (Vorbis, Opus, Speex, FLAC), MP4, ASF, WavPack, Monkey's
/// Audio, Musepack, True Audio, WAV and AIFF; and the information of CAF. What a rendering makes wrong is
/// left behind: gains and peaks of ReplayGain and R 128, and how an encoder padded the sound.
public final class CarriedTags: @unchecked Sendable {
  // What the pointer leads to is not changed after the initialiser.
  private let tags: OpaquePointer
  /// The text fields, sorted by key; several values of one key lie together, in their order.
  public let fields: [Field]

  /// One value of a text field.
  public struct Field: Sendable, Hashable {
    /// TagLib's name for it, in capitals: `TITLE`, `ALBUMARTIST`.
    public let key: String
    /// The text.
    public let value: String

    /// A field from its parts.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// What a file says; nil where that is nothing, where it is of no kind whose tags are known, and where it
  /// cannot be read.
  public convenience init?(ofFileAt path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    self.init(ofOpenFile: descriptor, name: path)
  }

  convenience init?(ofOpenFile descriptor: Int32, name: String) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    if let fields = CAFInformation.fields(ofOpenFile: descriptor) {
      self.init(fields: fields, pictures: nil)
      return
    }
    guard let tags = mastering_tags_read(descriptor, name) else { return nil }
    // TagLib takes some files of other kinds for one of its own that says nothing.
    guard mastering_tags_field_count(tags) + mastering_tags_picture_count(tags) > 0 else {
      mastering_tags_free(tags)
      return nil
    }
    let fields = (0..<mastering_tags_field_count(tags)).map { index in
      Field(
        key: String(cString: mastering_tags_key(tags, index)),
        value: String(cString: mastering_tags_value(tags, index)))
    }
    self.init(fields: fields, pictures: tags)
  }

  /// Tags of these text fields alone.
  public convenience init?(fields: [Field]) {
    self.init(fields: fields, pictures: nil)
  }

  /// The same pictures with other text fields: for a part of a file, which has a title of its own.
  public func replacing(_ replaced: [Field]) -> CarriedTags? {
    let keys = Set(replaced.map(\.key))
    // A part has no sheet that divides it.
    let kept = fields.filter { !keys.contains($0.key) && $0.key != "CUESHEET" }
    guard let copy = mastering_tags_copy(tags) else { return nil }
    return CarriedTags(fields: kept + replaced, pictures: copy)
  }

  /// - Parameter pictures: tags whose pictures count, and which this owns from now on.
  private init?(fields: [Field], pictures: OpaquePointer?) {
    guard let tags = pictures ?? mastering_tags_empty() else { return nil }
    self.tags = tags
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

  /// Whether there is anything to be written.
  var isEmpty: Bool { fields.isEmpty && pictureSizes.isEmpty }

  /// What of this comes along into a file.
  ///
  /// - Parameter bytes: how large its audio is. TagLib knows no WAV beyond 4 GiB.
  public func copied(into container: AudioContainer, audioBytes bytes: Int) -> CopiedTags {
    let sizes = pictureSizes
    if container == .wav, bytes > AudioContainer.largestPlainWAVBytes {
      return CopiedTags(fields: 0, pictures: 0, lostFields: fields.count, lostPictures: sizes.count)
    }
    let pictures = sizes.count { $0 <= container.largestPictureBytes }
    return CopiedTags(
      fields: fields.count, pictures: pictures, lostFields: 0, lostPictures: sizes.count - pictures)
  }

  /// Writes everything that the container has a place for into a whole file without tags.
  ///
  /// - Returns: whether all of it can be read again.
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
      // TagLib says nothing when the disk is full.
      let written = CarriedTags(ofOpenFile: descriptor, name: "result.\(container.rawValue)")
    else { return false }
    return written.pictureSizes.count == expected.pictures
      && Set(fields.map(\.key)).isSubset(of: Set(written.fields.map(\.key)))
  }
}

/// What of a source's tags came along.
public struct CopiedTags: Sendable, Hashable {
  /// Values of text fields that came along.
  public let fields: Int
  /// Pictures that came along.
  public let pictures: Int
  /// Values that the container has no place for.
  public let lostFields: Int
  /// Pictures that it has no place for.
  public let lostPictures: Int

  /// Whether anything came along.
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
  /// Whether it says something of the source's samples that is not so of the result's.
  fileprivate var isMadeWrong: Bool {
    key.hasPrefix("REPLAYGAIN_") || key.hasPrefix("R128_")
      || ["COMMENT:ITUNNORM", "COMMENT:ITUNSMPB", "ITUNNORM", "ITUNSMPB", "ITUNES_CDDB_1"]
        .contains(key)
  }
}

extension AudioContainer {
  /// The largest picture that it has room for.
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
