import AudioDecoding
import AudioEncoding
import MasteringModel
import Recommending
import Rendering
import Synchronization
import SystemCalls
import SystemFiles
import WireFormat

/// Renders one file of a batch.
struct MasterWork: Sendable {
  let change: RenderingChangeSource
  let asks: RenderingAskOptions
  let limits: RenderingLimitOptions
  let ceiling: TruePeakCeiling
  let renderer: TrackRenderer
  /// The files that this run reads, none of which may be replaced.
  let readFiles: Set<FileNumber>
  let force: Bool
  /// Whether to keep a result that already exists.
  let resumes: Bool
  let makesFolders: Bool
  let keepsTags: Bool
  /// Tries lossy codecs; nil if none are to be tried.
  let codecs: CodecCheck?

  /// Masters a file to `destination`, or writes nothing if that is nil.
  ///
  /// - Parameter albumGainDB: the gain of its album; nil to give it its own.
  func outcome(
    of path: String, to destination: String?, albumGainDB: Double?,
    progress: @escaping @Sendable (RenderingProgress) -> Void
  ) async -> Result<MasterOutcome, FailureReport> {
    if let destination {
      if resumes, isResult(destination, of: path) {
        return .success(.done(destination: destination))
      }
      if let number = FileNumber(ofFileAt: destination), readFiles.contains(number),
        number != FileNumber(ofSourceAt: path)
      {
        return .failure(FailureReport(AudioWritingFailure(path: destination, reason: .isRead)))
      }
      do throws(AudioWritingFailure) {
        try SndfileSink.container(at: destination, replacing: force || resumes, source: path)
        if makesFolders { try makeFolders(for: destination) }
      } catch {
        return .failure(FailureReport(error))
      }
    }
    let level: RenderingLevel =
      albumGainDB.map { .fixed(gainDB: $0) } ?? asks.targetLUFS.map { .integrated(lufs: $0) }
      ?? .asked
    do throws(FailureReport) {
      let request = limits.request(
        for: path, asks: try await wanted(of: path), ceiling: ceiling, level: level)
      let tags = destination != nil && keepsTags ? Self.tags(of: path) : nil
      let copied = CopiedTagsNote()
      let report = try await rendered(
        request, into: sinkMaker(for: request, at: destination, tags, copied), progress)
      var peaks: [CodecPeak]?
      if let codecs, let destination { peaks = await codecs.peaks(ofFileAt: destination) }
      return .success(
        .rendered(
          RenderedFile(
            report: report, destination: destination, tags: copied.value, codecs: peaks)))
    } catch {
      return .failure(error)
    }
  }

  /// The rendering of a file without a level change, to compute that of its album.
  func unlevelled(
    _ path: String, progress: @escaping @Sendable (RenderingProgress) -> Void
  ) async -> Result<RenderingReport, FailureReport> {
    do throws(FailureReport) {
      let request = RenderingRequest(
        path: path, asks: try await wanted(of: path), policy: .free, ceiling: ceiling,
        level: .fixed(gainDB: 0), resolution: .float32)
      return .success(try await rendered(request, into: nil, progress))
    } catch {
      return .failure(error)
    }
  }

  /// The part of a file's rendering that an equaliser and a volume control can do.
  func settings(
    of path: String, progress: @escaping @Sendable (RenderingProgress) -> Void
  ) async -> Result<EqualiserSettings, FailureReport> {
    do throws(FailureReport) {
      let request = limits.request(
        for: path, asks: try await wanted(of: path), ceiling: ceiling,
        level: asks.targetLUFS.map { .integrated(lufs: $0) } ?? .asked)
      do throws(RenderingFailure) {
        return .success(try await renderer.equaliserSettings(for: request, progress: progress))
      } catch {
        throw FailureReport(error)
      }
    } catch {
      return .failure(error)
    }
  }

  private func rendered(
    _ request: RenderingRequest, into makeSink: RenderingSinkMaker?,
    _ progress: @escaping @Sendable (RenderingProgress) -> Void
  ) async throws(FailureReport) -> RenderingReport {
    do throws(RenderingFailure) {
      return try await renderer.render(request, into: makeSink, progress: progress)
    } catch {
      throw FailureReport(error)
    }
  }

  /// Makes the sink for the file at `destination`; nil if that is nil.
  private func sinkMaker(
    for request: RenderingRequest, at destination: String?, _ tags: CarriedTags?,
    _ copied: CopiedTagsNote
  ) -> RenderingSinkMaker? {
    guard let destination else { return nil }
    let replaces = force || resumes
    return { format throws(AudioWritingFailure) in
      let sink = try SndfileSink(
        at: destination, format: format, resolution: request.resolution, replacing: replaces,
        source: request.path, tags: tags)
      copied.note(sink.copiedTags)
      return sink
    }
  }

  /// The tags of the source; those of a track that is a part of a file are the file's, with what the sheet
  /// says of the track.
  private static func tags(of path: String) -> CarriedTags? {
    if let whole = tags(ofFileAt: path) { return whole }
    guard let place = TrackPath(path), FileNumber(ofFileAt: path) == nil else { return nil }
    let file = tags(ofFileAt: place.file) ?? CarriedTags(fields: [])
    let division = CueTracks().division(
      ofFiles: [lastName(of: place.file)], inFolder: albumFolder(of: path),
      isKnownWhole: { _ in false })
    let track = division.tracks.first?.first { $0.number == place.number }
    return file?.replacing(
      [.init(key: "TRACKNUMBER", value: String(place.number))] + (track?.tags.fields ?? []))
  }

  /// The tags of a file, as TagLib reads them, or FFmpeg if TagLib does not support the format.
  private static func tags(ofFileAt path: String) -> CarriedTags? {
    if let tags = CarriedTags(ofFileAt: path) { return tags }
    let reader = CombinedTagReader()
    if let texts = try? reader.texts(ofFileAt: path) {
      return CarriedTags(
        fields: texts.fields.map { CarriedTags.Field(key: $0.key, value: $0.text) },
        unreadPictures: texts.pictures)
    }
    return (try? reader.tags(ofFileAt: path)).flatMap { CarriedTags(fields: $0.fields) }
  }

  /// Whether a file is a result that is at least as new as its source. It is complete, because a
  /// result gets its name last.
  private func isResult(_ destination: String, of path: String) -> Bool {
    var (result, source) = (stat(), stat())
    guard stat(destination, &result) == 0,
      stat(TrackPath(path)?.file ?? path, &source) == 0
        || stat(path, &source) == 0
    else { return false }
    return result.isFile && FileNumber(result) != FileNumber(source)
      && result.modifiedAtNanoseconds >= source.modifiedAtNanoseconds
  }

  private func makeFolders(for destination: String) throws(AudioWritingFailure) {
    let folder = albumFolder(of: destination)
    var end = folder.utf8.startIndex
    while end < folder.utf8.endIndex {
      end =
        folder.utf8[folder.utf8.index(after: end)...].firstIndex(of: UInt8(ascii: "/"))
        ?? folder.utf8.endIndex
      let part = String(folder[..<end])
      guard mkdir(part, 0o777) != 0, errno != EEXIST else { continue }
      let error = SystemError.last
      // Creation can fail although the folder exists, as with the root of a read-only file system.
      var status = stat()
      if stat(part, &status) == 0 { continue }
      throw AudioWritingFailure(
        path: destination, reason: .system(SystemReason(error)))
    }
  }

  private func wanted(of path: String) async throws(FailureReport) -> RenderingAsks {
    let change: PredictedChange
    do { change = try await self.change.change(of: path) } catch { throw FailureReport(error) }
    do {
      let all = try RenderingAsks(
        loudnessChangeDB: change.loudnessDB, crestChangeDB: change.crestDB,
        centroidChangeHz: change.centroidHz)
      return (asks.only.map(all.only) ?? all).scaled(byPercent: asks.intensity)
    } catch {
      throw FailureReport(error)
    }
  }
}

/// Which tags the sink of the last rendering copies.
private final class CopiedTagsNote: Sendable {
  private let state = Mutex<CopiedTags?>(nil)

  var value: CopiedTags? { state.withLock { $0 } }

  func note(_ copied: CopiedTags?) { state.withLock { $0 = copied } }
}

extension TrackTags {
  /// The text tags, under TagLib's names.
  fileprivate var fields: [CarriedTags.Field] {
    [("TITLE", title), ("ARTIST", artist), ("ALBUM", album)].compactMap { key, text in
      text.map { CarriedTags.Field(key: key, value: $0) }
    }
  }
}

extension FileNumber {
  /// The number of a source, which is a file, or a track of a file; nil if nothing is found.
  init?(ofSourceAt path: String) {
    let number = Self(ofFileAt: path) ?? TrackPath(path).flatMap { Self(ofFileAt: $0.file) }
    guard let number else { return nil }
    self = number
  }
}
