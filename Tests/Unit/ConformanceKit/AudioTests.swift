import ConformanceKit
import StrictJSON
import Testing

@Suite struct AudioTests {
  private func wav(
    _ encoding: AudioRecipe.Encoding, _ channels: [[SignalTerm]], samples: Int, rate: Int = 44_100
  ) -> WAVFile {
    WAVFile(
      AudioRecipe(
        id: "a", sampleRateHz: rate, encoding: encoding, samples: samples, channels: channels))
  }

  private func values(_ file: WAVFile, at indices: [Int]) -> JSON? {
    file.facts(at: indices)["values"]
  }

  @Test func `the digest is that of SHA-256`() {
    #expect(
      SHA256Digest.hexadecimal(of: Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256Digest.hexadecimal(of: [])
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  /// The digests are those of Python's hashlib for the bytes (7·i mod 256).
  @Test(arguments: [
    (55, "576a1bf8d4478657e6dc4af9398544765c2a92cde28478b019235cfed315fc09"),
    (56, "9b20501dfd1d99161c257950f3444f3e49230c351c5c8e0943ef369f85f5205d"),
    (63, "30b345906b493f06f69444b6521113511c242f30e29840462950035043682f1e"),
    (64, "d8bc63b4fc1156e5e7d95a418b9bf54cd3174bedbc2db40f74895349b229b3c0"),
    (65, "1ee23b0fbcaecc1aff4a9e8f1645f35ab2c8e13609cd73b68df8b5e3f63ce073"),
    (119, "7a6589821178918ca8d9edaba5abfc1e9b2669564f4469b66885379c1530b2c8"),
    (120, "655250427d56b1b0eeb8497d21428704273458a01772d6881b65c0abac0f8a98"),
    (1000, "89f4ff56a25dd1db06a4ce6033603775d705fb96f30f8693733fef602a1ca532"),
  ])
  func `the digest is that of SHA-256 wherever the last block ends`(_ count: Int, _ digest: String)
  {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    #expect(SHA256Digest.hexadecimal(of: bytes) == digest)
  }

  @Test func `a two-channel file is laid out byte by byte as RIFF specifies`() {
    let file = wav(
      .pcm16, [[.dc(amplitude: 0.5)], [.dc(amplitude: -1)]], samples: 1, rate: 8000)
    var expected = Array("RIFF".utf8) + [40, 0, 0, 0] + Array("WAVEfmt ".utf8)
    expected += [16, 0, 0, 0, 1, 0, 2, 0]
    expected += [0x40, 0x1f, 0, 0, 0x00, 0x7d, 0, 0, 4, 0, 16, 0]
    expected += Array("data".utf8) + [4, 0, 0, 0, 0x00, 0x40, 0x00, 0x80]
    #expect(file.bytes == expected)
  }

  @Test func `a header may announce more samples than there are`() {
    let whole = wav(.pcm24, [[]], samples: 3)
    let cut = WAVFile(
      AudioRecipe(
        id: "a", sampleRateHz: 44_100, encoding: .pcm24, samples: 2, channels: [[]],
        announcedSamples: 3))
    #expect(cut.bytes == Array(whole.bytes.dropLast(4)))
  }

  @Test func `an odd length of data is padded, and the pad is not counted`() throws {
    let file = wav(.pcm24, [[.dc(amplitude: 1)]], samples: 1)
    #expect(file.data == [0xff, 0xff, 0x7f])
    try #require(file.bytes.count == 48)
    #expect(file.bytes.suffix(8) == [3, 0, 0, 0, 0xff, 0xff, 0x7f, 0])
    #expect(file.bytes[4] == 40)
  }

  @Test func `integers are rounded half away from zero and clamped to their range`() {
    let half = 0.5 / 32768
    let file = wav(
      .pcm16, [[.dc(amplitude: half)], [.dc(amplitude: -half)], [.dc(amplitude: 2)]], samples: 1)
    #expect(file.data == [1, 0, 0xff, 0xff, 0xff, 0x7f])
  }

  @Test func `floats keep what integers cannot represent`() {
    let file = wav(.float32, [[.dc(amplitude: 2), .dc(amplitude: 0.5)]], samples: 1)
    #expect(values(file, at: [0]) == .array([.array([.number(2.5)])]))
    #expect(file.bytes[20] == 3)
  }

  @Test func `terms have the values of their formulas`() {
    let quarter = 44_100.0 / 4
    let file = wav(
      .float32,
      [
        [.sine(hz: quarter, amplitude: 0.5)], [.square(hz: quarter, amplitude: 0.5)],
        [.impulse(at: 1, amplitude: 0.25)], [],
      ], samples: 4)
    let expected: [[Double]] = [[0, 0.5, 0, 0], [0.5, 0.5, 0.25, 0]]
    #expect(
      values(file, at: [0, 1]) == .array(expected.map { .array($0.map { .number($0) }) }))
  }

  @Test func `noise restarts with each term and stays within its amplitude`() throws {
    let noise = SignalTerm.noise(seed: 1_234_567, amplitude: 1)
    let file = wav(.float32, [[noise], [noise]], samples: 100)
    let first = try #require(values(file, at: [0])?.elements?.first?.elements)
    #expect(first.first == first.last)
    let drawn = 2 * (Double(6_457_827_717_110_365_317 as UInt64 >> 11) * 0x1p-53) - 1
    #expect(first.first?.asDouble == Double(Float(drawn)))
  }

  @Test(arguments: [
    #"[{"id":"a"}]"#, #"{"recipes":1}"#,
    #"[{"id":"a","sample_rate_hz":1,"encoding":"mp3","samples":1,"channels":[[]]}]"#,
    #"[{"id":"a","sample_rate_hz":1,"encoding":"pcm16","samples":1,"channels":[]}]"#,
    #"[{"id":"a","sample_rate_hz":1,"encoding":"pcm16","samples":999999999999,"channels":[[]]}]"#,
    #"[{"id":"a","sample_rate_hz":1,"encoding":"pcm16","samples":1,"channels":[[{"bell":{}}]]}]"#,
    #"[{"id":"a","sample_rate_hz":1,"encoding":"pcm16","samples":1,"channels":[[{"dc":{}}]]}]"#,
  ])
  func `recipes that cannot be made are refused`(_ text: String) {
    #expect(throws: InvalidSuite.self) { try AudioRecipe.all(in: try JSON.parse(text)) }
  }
}
