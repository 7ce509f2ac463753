import HTTPTypes
import HummingbirdCore
import LibraryAnalysis
import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// The sound of a rendering, and of the original as its counterpart: the same head, the same
/// length, and every frame at the same position (HTTP-51).
extension StreamTrack {
  /// Answers with a rendition of a file, or reports that it is being computed.
  static func rendered(
    _ rendition: String, _ file: OpenFile, _ path: String, _ call: WebCall, _ door: WebDoor,
    _ fields: HTTPFields
  ) async throws(Refusal) -> Reply {
    guard let rendition = RenderedRendition(rawValue: rendition) else { throw .otherRendition }
    guard let source = door.sound else { throw .notFound }
    let question = try RenderingQuestion(call, path: path, door)
    let state = try await question.state(trackID: call.trackID, door)
    guard case .ready(let rendering) = state.progress else { throw .notRendered }
    guard let place = source.sounds.place() else { throw .tooManyRequests(waitSeconds: 1) }
    let service = door.service
    let sound = DecodedSound(
      key: rendering.soundID(rendition), format: rendering.format, frames: rendering.frames,
      resolution: rendering.resolution, source
    ) { () throws(AudioFailure) in try service.openRendering(rendering, rendition) }
    var fields = fields
    if call.query.contains(where: { $0.key == downloadParameter }) {
      fields[.contentDisposition] =
        "attachment; filename*=UTF-8''\(name(ofTrack: call.trackID, rendition, door))"
    }
    return try reply(with: sound, place, file, call, fields)
  }

  /// The name of a saved file, percent-encoded (RFC 8187): the title that the library shows.
  private static func name(
    ofTrack trackID: Int, _ rendition: RenderedRendition, _ door: WebDoor
  ) -> String {
    let title = door.library.track(trackID)?.title ?? "Track \(trackID)"
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)
    // A name must not contain a slash or a control character, nor begin with a dot.
    let text = title.unicodeScalars.map { scalar -> String in
      scalar.value < 0x20 || "/\\:".unicodeScalars.contains(scalar) ? "_" : String(scalar)
    }.joined()
    let name = "\(text.prefix(120)) (\(rendition.rawValue)).wav"
    return name.utf8.map { byte in
      if plain.contains(byte) { return String(decoding: [byte], as: UTF8.self) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }
}
