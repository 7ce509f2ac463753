import AudioFixtures
import FingerprintTolerances
import MasteringModel
import Testing

/// Files of every format, damaged in hundreds of ways, the same ways on every run.
///
/// A mutation that makes the process crash or hang leaves its file in the system's temporary
/// folder; the file's name gives the format and the seed that reproduces it.
@Suite(.reportsOutcomes, .takesTurns(at: .processor, patience: .seconds(600)))
struct FaultInjectionTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// 0.15 s, because there are hundreds of files.
  private static let shortClip = AudioClip.noise(
    seed: 91, amplitude: 0.4, frames: 7200, sampleRateHz: 48_000, channelCount: 2)
  private static let mutationsPerFormat = 40

  @Test(arguments: AudioFileFormat.all)
  func `a damaged file ends in a fingerprint or in its reason`(
    format: AudioFileFormat
  ) async throws {
    let path = try format.write(Self.shortClip, as: "sound", in: folder)
    let bytes = try folder.bytes(of: format.name("sound"))
    let before = try await analysis(ofFileAt: path)
    for mutation in Mutation.series(count: Self.mutationsPerFormat, seed: 1) {
      let damaged = try folder.file(
        format.name("damaged-\(mutation.seed)"), mutation.apply(to: bytes))
      let outcome = await outcome(ofFileAt: damaged)
      let name = try #require(kind(of: outcome), "\(mutation) ended in \(outcome)")
      OutcomeReport.current?.note(name, of: format.testDescription)
      try folder.remove(format.name("damaged-\(mutation.seed)"))
    }
    // The decoder still works.
    #expect(try await analysis(ofFileAt: path) == before)
  }

  /// 3.2 s, so there is something to divide among workers.
  private static let longClip = AudioClip.noise(
    seed: 92, amplitude: 0.4, frames: 141_120, channelCount: 2)

  /// The formats that can be decoded from any position.
  private static let divided: [AudioFileFormat] = [
    .wav(.integer16), .wav(.float32), .sndfile(.aiff24), .sndfile(.cafFloat32), .sndfile(.w64),
    .sndfile(.rf64), .sndfile(.mp3Constant), .sndfile(.mp3Variable),
  ]

  @Test(arguments: divided)
  func `a damaged file ends the same with any number of workers`(
    format: AudioFileFormat
  ) async throws {
    _ = try format.write(Self.longClip, as: "sound", in: folder)
    let bytes = try folder.bytes(of: format.name("sound"))
    for mutation in Mutation.series(count: 5, seed: 2) {
      for allowsPartialAudio in [false, true] {
        let damaged = try folder.file(
          format.name("damaged-\(mutation.seed)"), mutation.apply(to: bytes))
        let (alone, together) = await (
          outcome(ofFileAt: damaged, workers: 1, allowsPartialAudio: allowsPartialAudio),
          outcome(ofFileAt: damaged, workers: 3, allowsPartialAudio: allowsPartialAudio)
        )
        #expect(together == alone, "\(mutation)")
        try folder.remove(format.name("damaged-\(mutation.seed)"))
      }
    }
  }

  @Test func `every possible outcome of a damaged file occurs`() async throws {
    var layout = WAVLayout(for: Self.shortClip, as: .float32)
    let sound = layout.bytes(of: Self.shortClip)
    layout.sampleRateHz = 0
    var poisoned = Self.shortClip
    poisoned[channel: 1, frame: 7000] = .nan
    let files = try [
      folder.file("sound.wav", sound),
      folder.file("cut.wav", Array(sound.dropLast(1000))),
      folder.file("rate.wav", layout.bytes(of: Self.shortClip)),
      folder.file("poisoned.wav", poisoned, as: .float32),
      folder.file("silent.wav", .silence(frames: 0), as: .float32),
    ]
    var kinds: [String?] = []
    for path in files { await kinds.append(kind(of: outcome(ofFileAt: path))) }
    #expect(kinds == OutcomeCounts.kinds)
  }

  #if os(Linux)
    @Test func `no damaged file stays open`() async throws {
      for format in AudioFileFormat.all {
        _ = try format.write(Self.shortClip, as: "sound", in: folder)
        let bytes = try folder.bytes(of: format.name("sound"))
        for mutation in Mutation.series(count: 5, seed: 3) {
          let damaged = try folder.file(format.name("damaged"), mutation.apply(to: bytes))
          _ = await outcome(ofFileAt: damaged)
        }
      }
      #expect(try OpenFiles.paths(inside: folder.path) == [])
    }

    @Test func `an open file is listed as open`() throws {
      let path = try folder.file("open.wav")
      let handle = try OpenFiles.handle(ofFileAt: path)
      #expect(try OpenFiles.paths(inside: folder.path) == [path])
      withExtendedLifetime(handle) {}
    }
  #endif
}
