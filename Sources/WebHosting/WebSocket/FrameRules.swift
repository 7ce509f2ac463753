import NIOCore
import NIOWebSocket

/// Checks the frames that a client sends (RFC 6455, 5 to 7) and decides how to handle each.
///
/// NIO's decoder limits the length of a frame and ensures that control frames are short and
/// unfragmented; everything else is checked here.
struct FrameRules: Sendable {
  /// How to handle a frame.
  enum Action: Equatable {
    case nothing
    /// Answer with a pong of the same bytes.
    case pong(ByteBuffer)
    /// The client answered a ping.
    case ponged
    /// The client has closed; answer with this code.
    case closed(UInt16)
    /// The client broke a rule; close with this code.
    case failed(UInt16)
  }

  static let normalClosure: UInt16 = 1000
  static let goingAway: UInt16 = 1001
  static let protocolError: UInt16 = 1002
  static let invalidText: UInt16 = 1007
  static let messageTooBig: UInt16 = 1009
  static let tryAgainLater: UInt16 = 1013

  private struct Fragments {
    var bytes = 0
    /// Validates the text; nil for binary messages.
    var text: UTF8Check?
  }

  /// The longest message.
  private let messageBytes: Int
  /// The message under way.
  private var message: Fragments?

  init(messageBytes: Int = WebLimits.messageBytes) {
    self.messageBytes = messageBytes
  }

  /// Processes a frame.
  mutating func take(_ frame: WebSocketFrame) -> Action {
    guard !frame.rsv1, !frame.rsv2, !frame.rsv3, frame.maskKey != nil else {
      return .failed(Self.protocolError)
    }
    switch frame.opcode {
    case .ping: return .pong(frame.unmaskedData)
    case .pong: return .ponged
    case .connectionClose: return closed(frame.unmaskedData)
    case .text: return begin(Fragments(text: UTF8Check()), frame)
    case .binary: return begin(Fragments(), frame)
    case .continuation:
      guard let message else { return .failed(Self.protocolError) }
      return goOn(message, frame)
    default: return .failed(Self.protocolError)
    }
  }

  private mutating func begin(_ fragments: Fragments, _ frame: WebSocketFrame) -> Action {
    guard message == nil else { return .failed(Self.protocolError) }
    return goOn(fragments, frame)
  }

  private mutating func goOn(_ fragments: Fragments, _ frame: WebSocketFrame) -> Action {
    var fragments = fragments
    let data = frame.unmaskedData
    fragments.bytes += data.readableBytes
    guard fragments.bytes <= messageBytes else { return .failed(Self.messageTooBig) }
    if var text = fragments.text {
      guard text.takes(data.readableBytesView), !frame.fin || text.isComplete else {
        return .failed(Self.invalidText)
      }
      fragments.text = text
    }
    message = frame.fin ? nil : fragments
    return .nothing
  }

  private func closed(_ data: ByteBuffer) -> Action {
    var data = data
    guard data.readableBytes > 0 else { return .closed(Self.normalClosure) }
    guard let code = data.readInteger(as: UInt16.self), Self.mayBeSent(code) else {
      return .failed(Self.protocolError)
    }
    var reason = UTF8Check()
    guard reason.takes(data.readableBytesView), reason.isComplete else {
      return .failed(Self.invalidText)
    }
    return .closed(code)
  }

  /// Whether an endpoint may send a code: those of the registry, and those reserved for libraries
  /// and applications (RFC 6455, 7.4).
  private static func mayBeSent(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}

/// Finds the first byte that is not valid UTF-8 (RFC 3629) in a text that arrives in pieces.
struct UTF8Check: Sendable {
  /// How many bytes of the current character are missing.
  private var missing = 0
  /// The valid range of the next one: narrower after a first byte that would otherwise allow an
  /// overlong form, a surrogate, or a number beyond U+10FFFF.
  private var next: ClosedRange<UInt8> = 0x80...0xbf

  /// Whether the text could end here.
  var isComplete: Bool { missing == 0 }

  /// Processes a piece.
  ///
  /// - Returns: whether the text so far can be UTF-8.
  mutating func takes(_ bytes: some Sequence<UInt8>) -> Bool {
    for byte in bytes {
      if missing > 0 {
        guard next.contains(byte) else { return false }
        missing -= 1
        next = 0x80...0xbf
        continue
      }
      switch byte {
      case 0x00...0x7f: break
      case 0xc2...0xdf: missing = 1
      case 0xe0: (missing, next) = (2, 0xa0...0xbf)
      case 0xed: (missing, next) = (2, 0x80...0x9f)
      case 0xe1...0xef: missing = 2
      case 0xf0: (missing, next) = (3, 0x90...0xbf)
      case 0xf4: (missing, next) = (3, 0x80...0x8f)
      case 0xf1...0xf3: missing = 3
      default: return false
      }
    }
    return true
  }
}
