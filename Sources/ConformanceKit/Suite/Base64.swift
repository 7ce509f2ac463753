import Foundation

/// Bytes from base64 text (RFC 4648).
enum Base64 {
  /// The bytes; nil if the text is not base64.
  static func bytes(_ text: String) -> [UInt8]? {
    Data(base64Encoded: text).map(Array.init)
  }
}
