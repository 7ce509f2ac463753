import MasteringModel

/// What a file's own header says of its audio, read without libsndfile, which corrects what does
/// not fit in silence.
struct ContainerSurvey: Sendable {
  /// The kind of container.
  let kind: ContainerKind
  /// The part of the file that libsndfile is shown.
  var shown: Range<Int64>
  /// What libsndfile is shown instead where it would not find its way in the file as it is; nil for
  /// `shown`.
  var parts: [ShownPart]?
  /// The codec, where it is seen to be one that libsndfile does not know.
  var foreignCodec: String?
  /// The bits of a sample in FLAC, where libsndfile does not know that number.
  var integerBits: Int?
  /// The streams that follow this one in a chained Ogg file.
  var followingLinks: [Range<Int64>] = []
  /// The sample rate in the header, if it was found.
  var sampleRateHz: Int?
  /// The count of channels in the header, if it was found.
  var channels: Int?
  /// How long the audio is by the header.
  var length = DeclaredLength.asDecoded
  /// Header fields that libsndfile is shown otherwise than they are.
  var patches: [BytePatch] = []
  /// Looks over the stream, where the container allows that.
  var verifier: (any StreamVerifier)?
  /// Whether libsndfile is given a far too large length, because it would otherwise guess an end and stop
  /// there.
  var hidesLength = false
  /// Whether libsndfile cannot be sent to a place, because it counts otherwise than it decodes.
  var hidesPlaces = false
  /// Whether it is seen already that some of the audio is missing.
  var isBroken = false
  /// How frames and samples lie to each other in MPEG audio; nil in other containers.
  var mpegTiming: MPEGTiming?
  /// What the channels of Opus audio mean (RFC 7845, 5.1.1); nil in other audio.
  var opusMappingFamily: UInt8?

  init(kind: ContainerKind, shown: Range<Int64>) {
    self.kind = kind
    self.shown = shown
  }

  /// The survey of a file.
  ///
  /// - Parameter depth: what it is for.
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``, and
  ///   ``AudioFailure/unsupportedFormat(path:reason:)`` where no kind fits
  init(of file: RegularFile, _ depth: SurveyDepth) throws(AudioFailure) {
    var reader = BlockReader(file)
    let start = try ID3v2.end(of: &reader)
    let firstBytes = try reader.bytes(16, at: start)
    let kind = ContainerKind(firstBytes: firstBytes)
    let survey: ContainerSurvey? =
      switch kind {
      case .wav, .rf64: try RIFF.survey(&reader, from: start, depth)
      case .w64: try W64.survey(&reader, from: start)
      case .aiff: try AIFF.survey(&reader, from: start)
      case .au: try AU.survey(&reader, from: start)
      case .caf: try CAF.survey(&reader, from: start)
      case .flac: try FLAC.survey(&reader, from: start, depth)
      case .ogg: try OggPages.survey(&reader, in: start..<file.sizeBytes, depth)
      // MP3 in MP4 has whole frames somewhere behind the start, and its own word on where it begins.
      case nil where FFmpegFormat.isContainer(firstBytes: firstBytes): nil
      case .mpeg, nil:
        try MPEGFrames.survey(
          &reader, in: start..<file.sizeBytes, isAfterTag: start > 0, depth: depth)
      }
    guard let survey else {
      throw .unsupportedFormat(
        path: file.path, reason: .notRecognised(SndfileFailure.unrecognisedFormat.text))
    }
    self = survey
  }
}

/// What a survey is for, which says how much may be read for it.
enum SurveyDepth: Sendable, Hashable {
  /// To decode all of the audio and to miss nothing.
  case forDecoding
  /// To say how long the audio is by the file's own account, for a hundred thousand files in a row.
  case forTags
}

/// How long a file's audio is by its header.
enum DeclaredLength: Sendable, Hashable {
  /// As libsndfile says once it is open.
  case asDecoded
  /// This many frames.
  case frames(Int)
  /// This many bytes of samples, of which this many are there.
  case bytes(declared: Int64, present: Int64)
  /// It does not say; everything up to the end counts.
  case unknown
}

/// Bytes that stand in place of a file's own.
struct BytePatch: Sendable, Hashable {
  /// The offset of the first in the file.
  let offset: Int64
  /// The bytes.
  let bytes: [UInt8]

  /// Where they stand in the file.
  var range: Range<Int64> { offset..<(offset + Int64(bytes.count)) }
}
