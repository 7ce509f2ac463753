import MasteringModel

/// What a file's header declares about its audio. It is read without libsndfile, which silently
/// corrects inconsistencies.
struct ContainerSurvey: Sendable {
  /// The kind of container.
  let kind: ContainerKind
  /// The part of the file that libsndfile is shown.
  var shown: Range<Int64>
  /// What libsndfile is shown instead if it could not parse the file as it is; nil for `shown`.
  var parts: [ShownPart]?
  /// The codec, if it is one that libsndfile does not support.
  var foreignCodec: String?
  /// The name of a codec that libsndfile supports only in some files, if any.
  var codecName: String?
  /// The bits per sample in FLAC, if libsndfile does not support that number.
  var integerBits: Int?
  /// The streams that follow this one in a chained Ogg file.
  var followingLinks: [Range<Int64>] = []
  /// The sample rate in the header, if it was found.
  var sampleRateHz: Int?
  /// The count of channels in the header, if it was found.
  var channels: Int?
  /// The length of the audio according to the header.
  var length = DeclaredLength.asDecoded
  /// Header fields that libsndfile sees in a changed form.
  var patches: [BytePatch] = []
  /// Verifies the stream, if the container allows that.
  var verifier: (any StreamVerifier)?
  /// Whether libsndfile is given a length that is far too large, because it would otherwise guess
  /// an end and stop there.
  var hidesLength = false
  /// Whether libsndfile cannot seek, because it counts differently from how it decodes.
  var hidesPlaces = false
  /// Whether it is already known that some of the audio is missing.
  var isBroken = false
  /// The relation between frames and samples in MPEG audio; nil in other containers.
  var mpegTiming: MPEGTiming?
  /// The channel mapping family of Opus audio (RFC 7845, 5.1.1); nil in other audio.
  var opusMappingFamily: UInt8?
  /// The positions of the channels in the order of the stored samples, if libsndfile does not say them.
  var channelLayout: ChannelLayout?

  init(kind: ContainerKind, shown: Range<Int64>) {
    self.kind = kind
    self.shown = shown
  }

  /// The survey of a file.
  ///
  /// - Parameter depth: the purpose of the survey.
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
      // MP3 in MP4 has whole frames somewhere after the start, and declares itself where it begins.
      case nil where FFmpegFormat.isContainer(firstBytes: firstBytes): nil
      case .mpeg, nil:
        try Self.withoutSignature(&reader, from: start, depth)
      }
    guard let survey else {
      throw .unsupportedFormat(
        path: file.path, reason: .notRecognised(SndfileFailure.unrecognisedFormat.text))
    }
    self = survey
  }

  /// The survey of a file that does not begin like any: MPEG audio, which has no signature, or another kind
  /// after something else, as in the saved answer of a server.
  private static func withoutSignature(
    _ reader: inout BlockReader, from start: Int64, _ depth: SurveyDepth
  ) throws(AudioFailure) -> ContainerSurvey? {
    let range = start..<reader.file.sizeBytes
    if let survey = try MPEGFrames.survey(&reader, in: range, isAfterTag: start > 0, depth: depth) {
      return survey
    }
    if let ogg = try OggStart.offset(&reader, after: start) {
      return try OggPages.survey(&reader, in: ogg..<range.upperBound, depth)
    }
    return try behindText(&reader, after: start, depth)
  }

  /// The survey of the first file behind text, such as the head of a server's answer or an empty line, or
  /// behind zeros, if its header states a count of channels and a rate.
  ///
  /// Anything else before it may be the head of a compressed format that keeps the header of the WAV file it
  /// was made from.
  private static func behindText(
    _ reader: inout BlockReader, after start: Int64, _ depth: SurveyDepth
  ) throws(AudioFailure) -> ContainerSurvey? {
    guard try OtherFile.name(&reader, at: start) == nil else { return nil }
    let head = try reader.bytes(OggStart.reach + 16, at: start)
    // The mark that some programs put before text in UTF-8.
    let markEnd = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var failures = 0
    for index in head.indices.dropFirst(max(markEnd, 1)) where failures < 100 {
      let before = index == markEnd ? 0x20 : head[index - 1]
      guard before == 0 ? head[0] == 0 : head[0] != 0 && text.contains(before) else { return nil }
      guard "RFfcr".utf8.contains(head[index]),
        let kind = ContainerKind(firstBytes: Array(head[index...].prefix(16)))
      else { continue }
      let place = start + Int64(index)
      let survey: ContainerSurvey? =
        switch kind {
        case .wav, .rf64: try RIFF.survey(&reader, from: place, depth)
        case .w64: try W64.survey(&reader, from: place)
        case .aiff: try AIFF.survey(&reader, from: place)
        case .caf: try CAF.survey(&reader, from: place)
        // The header of the first block, which describes the stream in 34 bytes (RFC 9639, 8.2).
        case .flac where head[(index + 4)...].dropFirst().starts(with: [0, 0, 34]):
          try FLAC.survey(&reader, from: place, depth)
        case .flac, .au, .ogg, .mpeg: nil
        }
      if let survey, let rate = survey.sampleRateHz, let channels = survey.channels,
        SndfileDecoder.sampleRatesHz.contains(rate), SndfileDecoder.channelCounts.contains(channels)
      {
        return survey
      }
      failures += 1
    }
    return nil
  }

  private static let text = Set<UInt8>(0x20..<0x7F).union("\t\r\n".utf8)
}

/// The purpose of a survey, which determines how much may be read.
enum SurveyDepth: Sendable, Hashable {
  /// To decode all of the audio and to miss nothing.
  case forDecoding
  /// To get the declared length of the audio, for a hundred thousand files in a row.
  case forTags
}

/// The length of a file's audio according to its header.
enum DeclaredLength: Sendable, Hashable {
  /// As libsndfile reports once the file is open.
  case asDecoded
  /// This many frames.
  case frames(Int)
  /// This many bytes of samples, of which this many are there.
  case bytes(declared: Int64, present: Int64)
  /// It is not declared; everything up to the end counts.
  case unknown
}

extension ContainerSurvey {
  /// Renames a chunk of an IFF or RIFF file, so that libsndfile skips it.
  mutating func hide(_ chunk: Chunk) {
    patches.append(BytePatch(offset: chunk.bodyStart - 8, bytes: Array("JUNK".utf8)))
  }
}

/// Bytes that replace some of a file's own.
struct BytePatch: Sendable, Hashable {
  /// The offset of the first in the file.
  let offset: Int64
  /// The bytes.
  let bytes: [UInt8]

  /// Their place in the file.
  var range: Range<Int64> { offset..<(offset + Int64(bytes.count)) }
}
