import CWebAssets
import HTTPTypes
import HummingbirdCore
import MasteringModel
import NIOCore

/// A compiled-in file: of the page, or a document of Spec/.
struct WebAsset: Sendable {
  let bytes: ByteBuffer
  let mediaType: String
  let entityTag: String

  /// The file of that name: `page/` and its name, or the name of a document.
  ///
  /// - Throws: ``Refusal/notFound``
  static func reply(named name: String, _ head: HTTPRequest) throws(Refusal) -> Reply {
    guard let asset = all[name] else { throw .notFound }
    var fields: HTTPFields = [
      .contentType: asset.mediaType, .eTag: asset.entityTag, .cacheControl: "no-cache",
    ]
    if asset.mediaType.hasPrefix("text/html") {
      fields[.contentSecurityPolicy] = SecurityFields.policyForPage
      fields[SecurityFields.openerPolicy] = "same-origin"
    }
    switch Preconditions(entityTag: asset.entityTag).outcome(of: head) {
    case .failed: throw .preconditionFailed
    case .hasCopy: return Reply(.notModified, fields)
    case .met: break
    }
    return Reply(.ok, fields, body: ResponseBody(byteBuffer: asset.bytes))
  }

  /// The files by their names.
  static let all: [String: WebAsset] = {
    var count = 0
    guard let first = mastering_web_assets(&count) else { return [:] }
    let assets = UnsafeBufferPointer(start: first, count: count).map { asset in
      let bytes = UnsafeRawBufferPointer(start: asset.bytes, count: asset.size)
      let name = String(cString: asset.name)
      return (
        name,
        WebAsset(
          bytes: ByteBuffer(bytes: bytes), mediaType: mediaType(of: name),
          entityTag: entityTag(of: bytes))
      )
    }
    return Dictionary(uniqueKeysWithValues: assets)
  }()

  private static func mediaType(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "ts", "md": "text/plain; charset=utf-8"
    case "json": "application/json"
    case "svg": "image/svg+xml"
    case "yaml": "application/yaml"
    default: "application/octet-stream"
    }
  }

  /// It changes whenever the bytes do; FNV-1a is enough, because a collision gains an attacker
  /// nothing.
  private static func entityTag(of bytes: UnsafeRawBufferPointer) -> String {
    var digest = FNV1a()
    for byte in bytes { digest.combine(byte) }
    return "\"\(String(digest.value, radix: 16))\""
  }
}
