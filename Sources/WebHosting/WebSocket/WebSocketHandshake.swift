import HTTPTypes

/// The requirements on a request that begins a WebSocket (RFC 6455, 4.2.1).
enum WebSocketHandshake {
  /// Why a WebSocket cannot begin.
  enum Problem {
    case noUpgrade, otherVersion, badKey
  }

  /// What is wrong with a request for `/ws`; nil if nothing is.
  static func refusal(of head: HTTPRequest) -> Problem? {
    let fields = head.headerFields
    let upgrades = fields[values: .upgrade] + fields[values: refusedUpgrade]
    guard head.method == .get, has("websocket", upgrades),
      has("upgrade", fields[values: .connection])
    else { return .noUpgrade }
    guard fields[values: .secWebSocketVersion] == ["13"] else { return .otherVersion }
    let keys = fields[values: .secWebSocketKey]
    guard keys.count == 1, isKey(keys[0]) else { return .badKey }
    return nil
  }

  /// The name of the `Upgrade` field in a request that is not upgraded.
  static let refusedUpgrade: HTTPField.Name = {
    guard let name = HTTPField.Name("Upgrade-Refused") else {
      preconditionFailure("It is a token.")
    }
    return name
  }()

  /// The subprotocols that a request offers, in its order.
  static func protocols(of head: HTTPRequest) -> [Substring] {
    head.headerFields[values: .secWebSocketProtocol].flatMap { value in
      value.split(separator: ",").map { name in
        name.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
      }
    }
  }

  private static func has(_ word: String, _ values: [String]) -> Bool {
    values.flatMap { $0.split(separator: ",") }.contains {
      $0.filter { $0 != " " && $0 != "\t" }.lowercased() == word
    }
  }

  /// Whether a text is the base64 of 16 bytes: 22 digits, the last of which has four unused bits,
  /// and two padding characters.
  private static func isKey(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, bytes.suffix(2) == [0x3d, 0x3d] else { return false }
    let isBase64 = bytes.prefix(22).allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "+"), UInt8(ascii: "/"): true
      default: false
      }
    }
    return isBase64 && "AQgw".utf8.contains(bytes[21])
  }
}
