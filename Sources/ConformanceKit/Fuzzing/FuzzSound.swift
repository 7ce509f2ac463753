import Foundation
import SeededRandomness
import StrictJSON

/// WAV files for the fuzzer: short sounds with at most one fault.
extension FuzzValues {
  mutating func soundCall() -> FuzzStory.Call {
    let bytes = wave()
    let digest = SHA256Digest.hexadecimal(of: bytes).prefix(8)
    var members: [JSON.Member] = [
      .init(
        "path",
        [
          "$file": [
            "name": .string("fuzz-\(digest).wav"),
            "base64": .string(Data(bytes).base64EncodedString()),
          ]
        ])
    ]
    if happens(oneIn: 3) {
      members.append(
        .init(
          "max_duration_seconds",
          one(of: [.null, .number(0.01), .number(1e-9), .number(0.05), .integer(0), .number(1)])))
    }
    if happens(oneIn: 3) { members.append(.init("allow_partial", .bool(happens(oneIn: 2)))) }
    return FuzzStory.Call("fingerprint.extract", .object(members))
  }

  private mutating func wave() -> [UInt8] {
    let channels = 1 + index(below: 3)
    let frames = one(of: [0, 1, 2, 511, 512, 513, 1023, 1024, 2047, 2048, 2049, 3000])
    let kind = index(below: 3)
    var samples: [UInt8] = []
    for _ in 0..<(frames * channels) { samples += sample(kind) }
    let bits = [16, 24, 32][kind]
    let tag = kind == 2 ? 3 : 1
    var format = Self.bytes(tag, 2) + Self.bytes(channels, 2) + Self.bytes(44_100, 4)
    format += Self.bytes(44_100 * channels * bits / 8, 4)
    format += Self.bytes(channels * bits / 8, 2) + Self.bytes(bits, 2)
    var said = samples.count
    var chunks: [[UInt8]] = []
    let fault = index(below: 12)
    if fault == 0 { said += 4 * (1 + index(below: 2000)) }
    if fault == 1 { format = Array(format.dropLast(1 + index(below: 4))) }
    if fault == 2 { chunks.append(Self.chunk("LIST", [1, 2, 3])) }
    chunks.append(Self.chunk("fmt ", format))
    if fault == 3 { chunks.append(Self.chunk("junk", [UInt8](repeating: 7, count: 5))) }
    if fault != 4 {
      let pad: [UInt8] = samples.count.isMultiple(of: 2) ? [] : [0]
      chunks.append(Array("data".utf8) + Self.bytes(said, 4) + samples + pad)
    }
    if fault == 5 { chunks.append(Self.chunk("LIST", [1, 2, 3, 4])) }
    let body = chunks.flatMap { $0 }
    let name = fault == 6 ? "RIFX" : "RIFF"
    return Array(name.utf8) + Self.bytes(body.count + 4, 4) + Array("WAVE".utf8) + body
  }

  private mutating func sample(_ kind: Int) -> [UInt8] {
    switch kind {
    case 0: Self.bytes(index(below: 1 << 16), 2)
    case 1: Self.bytes(index(below: 1 << 24), 3)
    default: Self.bytes(Int(Float(number(in: -1...1)).bitPattern), 4)
    }
  }

  private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    Array(name.utf8) + bytes(body.count, 4) + body + (body.count.isMultiple(of: 2) ? [] : [0])
  }

  private static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
