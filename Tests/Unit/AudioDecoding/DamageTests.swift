import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

@Suite struct DamageTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The kinds of file in which damage in the middle is detected.
  private static let watched: [AudioFileKind] =
    AudioFileKind.ogg + AudioFileKind.mp3 + [.sndfile(.flac16)]

  private static let damages: [(String, @Sendable (inout [UInt8], Int) -> Void)] = [
    (
      "2000 zeros",
      { bytes, place in
        for offset in place..<(place + 2000) { bytes[offset] = 0 }
      }
    ),
    ("a gap of 3001 bytes", { bytes, place in bytes.removeSubrange(place..<(place + 3001)) }),
    (
      "3001 bytes too many",
      { bytes, place in
        bytes.insert(contentsOf: [UInt8](repeating: 0x55, count: 3001), at: place)
      }
    ),
  ]

  @Test(arguments: watched, 0..<3)
  func `damage in the middle ends a file there`(kind: AudioFileKind, damage: Int) throws {
    var bytes = try kind.bytes(of: kind.clip(frames: 100_000), in: folder)
    let whole = try Heard(folder.path(of: kind.fileName))
    Self.damages[damage].1(&bytes, bytes.count / 2)
    let heard = try Heard(folder.file("damaged", bytes))
    #expect(heard.cutFrame == heard.frames)
    #expect(heard.frames > 0)
    // The louder half takes more bytes, so the middle of the bytes lies after the middle of the
    // time and before the end.
    #expect(heard.frames < whole.frames * 9 / 10)
    #expect(heard.samples.elementsEqual(whole.samples.prefix(heard.samples.count)))
  }

  @Test(arguments: AudioFileKind.ogg)
  func `a page with one wrong bit ends an Ogg file there`(kind: AudioFileKind) throws {
    var bytes = try kind.bytes(of: kind.clip(frames: 100_000), in: folder)
    bytes[bytes.count * 2 / 3] ^= 1
    let heard = try Heard(folder.file("bit", bytes))
    #expect(heard.cutFrame == heard.frames)
    #expect(heard.frames < 100_000)
  }

  @Test(arguments: AudioFileKind.ogg + [.sndfile(.flac16), .sndfile(.mp3Variable)])
  func `other data after the end is not damage`(kind: AudioFileKind) throws {
    let bytes = try kind.bytes(of: kind.clip(), in: folder)
    let heard = try Heard(folder.file("junk", bytes + Array("something else".utf8)))
    #expect(heard.frames == 30_000)
    #expect(heard.failure == nil)
  }

  @Test(arguments: [
    AudioFileKind.wav(.integer16), .sndfile(.aiff16), .sndfile(.au16),
    .sndfile(.caf16), .sndfile(.w64), .sndfile(.rf64), .sndfile(.flac16), .sndfile(.vorbis),
    .sndfile(.opus), .sndfile(.mp3Variable),
  ])
  func `damage leads at worst to a refusal or an early end`(kind: AudioFileKind) throws {
    let bytes = try kind.bytes(of: kind.clip(frames: 3000), in: folder)
    for mutation in Mutation.series(count: 60, seed: 20_261_122) {
      let path = try folder.file("mutant", mutation.apply(to: bytes))
      do throws(AudioFailure) {
        let heard = try Heard(path, framesAtOnce: 700)
        if heard.failure == nil, let declared = heard.format.declaredFrames {
          #expect(heard.frames >= declared, "\(mutation)")
        }
        if let cutFrame = heard.cutFrame { #expect(cutFrame == heard.frames, "\(mutation)") }
      } catch {
        guard case .unsupportedFormat = error else {
          Issue.record("\(mutation): \(error)")
          continue
        }
      }
    }
  }
}
