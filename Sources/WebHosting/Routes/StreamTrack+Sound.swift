import HTTPTypes
import HummingbirdCore
import MasteringModel
import NIOCore
import SystemFiles
import WireFormat

/// The sound of a file as WAVE, for players that do not play the file (HTTP-43).
extension StreamTrack {
  /// The file of a track, and the part of it that is the track; nil for the whole file.
  static func open(_ path: String, _ door: WebDoor) async throws(Refusal) -> (OpenFile, FileTrack?)
  {
    guard let place = TrackPath(path), let source = door.sound, let parts = source.parts else {
      return (try OpenFile(path, door.access), nil)
    }
    do throws(Refusal) {
      return (try OpenFile(path, door.access), nil)
    } catch {
      // A file contains no other files, so this path is not a file named like a number.
      guard let file = try? OpenFile(place.file, door.access) else { throw error }
      let tracks = await source.decoding.run { parts.tracks(ofFileAt: place.file) }
      guard let part = tracks.first(where: { $0.number == place.number }) else {
        throw Refusal(
          FailureReport(
            AudioFailure.cueSheet(
              path: path, .noSuchTrack(number: place.number, count: tracks.count))))
      }
      return (file, part)
    }
  }

  /// Answers with the sound of a file, or of a part of it.
  static func sound(
    of file: OpenFile, _ part: FileTrack?, _ path: String, _ call: WebCall, _ door: WebDoor,
    _ fields: HTTPFields
  ) async throws(Refusal) -> Reply {
    guard let source = door.sound else { throw .notFound }
    guard let place = source.sounds.place() else { throw .tooManyRequests(waitSeconds: 1) }
    let opened = await source.decoding.run {
      Result { () throws(AudioFailure) in
        try DecodedSound(of: file, part, path: path, source)
      }
    }
    let sound: DecodedSound
    do throws(AudioFailure) { sound = try opened.get() } catch {
      throw Refusal(FailureReport(error))
    }
    return try reply(with: sound, place, file, call, fields)
  }

  /// Answers with a sound, or with a part of it.
  static func reply(
    with sound: DecodedSound, _ place: DecodingPlace, _ file: OpenFile, _ call: WebCall,
    _ fields: HTTPFields
  ) throws(Refusal) -> Reply {
    var fields = fields
    fields[.contentType] = "audio/wav"
    guard let length = sound.lengthBytes, let tag = sound.entityTag else {
      // Fields whose values are unknown are left out.
      (fields[.eTag], fields[.acceptRanges], fields[.lastModified]) = (nil, "none", nil)
      return Reply(.ok, fields, body: body(of: sound, nil, place))
    }
    fields[.eTag] = tag
    let conditions = Preconditions(
      entityTag: tag, modifiedAtSecond: file.modifiedAtSecond)
    switch conditions.outcome(of: call.head) {
    case .failed: throw .preconditionFailed
    case .hasCopy: return Reply(.notModified, fields)
    case .met: break
    }
    switch ranges(call.head, entityTag: tag, lengthBytes: length) {
    case .unsatisfiable: throw .rangeNotSatisfiable(lengthBytes: length)
    case .parts(let parts) where parts.count == 1:
      fields[.contentRange] =
        "bytes \(parts[0].lowerBound)-\(parts[0].upperBound - 1)/\(length)"
      return Reply(.partialContent, fields, body: body(of: sound, parts[0], place))
    // A request for several parts may be answered with the whole (RFC 9110, 14.2).
    case .whole, .parts: return Reply(.ok, fields, body: body(of: sound, 0..<length, place))
    }
  }

  private static func body(
    of sound: DecodedSound, _ range: Range<Int64>?, _ place: DecodingPlace
  ) -> ResponseBody {
    ResponseBody(contentLength: range.map { Int($0.upperBound - $0.lowerBound) }) { writer in
      try await sound.read(range) { try await writer.write($0) }
      try await writer.finish(nil)
      withExtendedLifetime(place) {}
    }
  }
}

extension FileTrackReader {
  /// The tracks of one file.
  fileprivate func tracks(ofFileAt path: String) -> [FileTrack] {
    let (folder, name) = cut(path)
    return division(ofFiles: [name], inFolder: folder) { _ in false }.tracks.first ?? []
  }
}
