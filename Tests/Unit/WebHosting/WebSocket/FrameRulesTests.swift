import NIOCore
import NIOWebSocket
import Testing

@testable import WebHosting

@Suite struct FrameRulesTests {
  private func frame(
    _ opcode: WebSocketOpcode, _ bytes: [UInt8] = [], fin: Bool = true, isMasked: Bool = true,
    reserved: Int? = nil
  ) -> WebSocketFrame {
    let key: WebSocketMaskingKey? = isMasked ? [1, 2, 3, 4] : nil
    var data = ByteBuffer(bytes: bytes)
    if let key { data.webSocketMask(key) }
    return WebSocketFrame(
      fin: fin, rsv1: reserved == 1, rsv2: reserved == 2, rsv3: reserved == 3, opcode: opcode,
      maskKey: key, data: data)
  }

  private func close(_ code: UInt16, _ reason: [UInt8] = []) -> WebSocketFrame {
    frame(.connectionClose, [UInt8(code >> 8), UInt8(code & 255)] + reason)
  }

  private func last(_ frames: [WebSocketFrame]) -> FrameRules.Action {
    var rules = FrameRules()
    return frames.reduce(.nothing) { _, frame in rules.take(frame) }
  }

  @Test func `messages are read and have no effect`() {
    #expect(last([frame(.text, Array("é".utf8)), frame(.binary, [0xff])]) == .nothing)
    #expect(
      last([
        frame(.text, [0xc3], fin: false), frame(.ping, [1]), frame(.continuation, [0xa9]),
      ]) == .nothing)
  }

  @Test func `a ping is answered with its bytes`() {
    #expect(last([frame(.ping, [1, 2])]) == .pong(ByteBuffer(bytes: [1, 2])))
    #expect(
      last([frame(.text, [0x61], fin: false), frame(.ping, [9])])
        == .pong(ByteBuffer(bytes: [9])))
  }

  @Test func `an unmasked frame, a reserved bit and an unknown opcode break the protocol`() {
    #expect(last([frame(.text, isMasked: false)]) == .failed(1002))
    for bit in 1...3 { #expect(last([frame(.text, reserved: bit)]) == .failed(1002)) }
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
      guard let opcode = WebSocketOpcode(encodedWebSocketOpcode: UInt8(opcode)) else { continue }
      #expect(last([frame(opcode)]) == .failed(1002))
    }
  }

  @Test func `fragments must follow each other`() {
    #expect(last([frame(.continuation)]) == .failed(1002))
    #expect(last([frame(.text, fin: false), frame(.text)]) == .failed(1002))
    #expect(last([frame(.text, fin: false), frame(.binary, fin: false)]) == .failed(1002))
    #expect(
      last([frame(.text, fin: false), frame(.continuation), frame(.continuation)])
        == .failed(1002))
  }

  @Test func `a text must be UTF-8, and is refused at the first invalid byte`() {
    #expect(last([frame(.text, [0xff])]) == .failed(1007))
    #expect(last([frame(.text, [0x61, 0xed, 0xa0], fin: false)]) == .failed(1007))
    #expect(last([frame(.text, [0xc3])]) == .failed(1007))
    #expect(last([frame(.text, [0xc3], fin: false), frame(.continuation)]) == .failed(1007))
  }

  @Test func `64 KiB is the longest message, however it is divided`() {
    let half = [UInt8](repeating: 0x61, count: WebLimits.messageBytes / 2)
    #expect(last([frame(.text, half + half)]) == .nothing)
    #expect(last([frame(.text, half + half + [0x61])]) == .failed(1009))
    #expect(last([frame(.text, half, fin: false), frame(.continuation, half)]) == .nothing)
    #expect(
      last([
        frame(.binary, half, fin: false), frame(.continuation, half, fin: false),
        frame(.continuation, [0]),
      ]) == .failed(1009))
  }

  @Test func `a close is answered with its code, one without a code with 1000`() {
    #expect(last([frame(.connectionClose)]) == .closed(1000))
    for code in [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999] as [UInt16] {
      #expect(last([close(code, Array("bye".utf8))]) == .closed(code))
    }
  }

  @Test func `a code that may not be sent breaks the protocol`() {
    #expect(last([frame(.connectionClose, [3])]) == .failed(1002))
    for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] as [UInt16] {
      #expect(last([close(code)]) == .failed(1002), "\(code)")
    }
  }

  @Test func `a reason must be UTF-8`() {
    #expect(last([close(1000, [0xff])]) == .failed(1007))
    #expect(last([close(1000, [0xc3])]) == .failed(1007))
  }
}
