import MasteringModel
import ProviderTesting
import Testing

@Suite struct AudioDecoderContractTests {
  /// A finding of the contract, written like `AudioStream 2`.
  private func broken(
    _ fault: AudioFault? = nil, encoding: SampleEncoding = .integer16
  ) async -> [BrokenPromise] {
    let decoder = ArrayDecoder(fault, encoding: encoding)
    defer { decoder.writeToPipe() }
    return await AudioDecoderContract(
      audio: "/tone", text: "/text", folder: "/folder", missing: "/missing", pipe: "/pipe",
      truncated: "/cut", change: { _ in decoder.change() }, patience: .milliseconds(50),
      make: { decoder }
    ).check()
  }

  @Test(arguments: [SampleEncoding.integer16, .integer, .floatingPoint])
  func `a decoder of arrays keeps all promises`(_ encoding: SampleEncoding) async {
    let broken = await broken(encoding: encoding)
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test(arguments: [
    (AudioFault.opensFolders, "AudioDecoder 1"),
    (.blocksOnPipes, "AudioDecoder 1"),
    (.confusesMissing, "AudioDecoder 1"),
    (.opensText, "AudioDecoder 2"),
    (.identityWavers, "AudioDecoder 3"),
    (.identityIsBlindToChange, "AudioDecoder 3"),
    (.sharesPosition, "AudioDecoder 4"),
    (.formatChanges, "AudioStream 1"),
    (.readsShort, "AudioStream 2"),
    (.startsAgainAtTheEnd, "AudioStream 2"),
    (.dropsAFrame, "AudioStream 2"),
    (.bigReadsDiffer, "AudioStream 2"),
    (.integersAreFloored, "AudioStream 2"),
    (.integersEndEarly, "AudioStream 2"),
    (.seeksBeside, "AudioStream 2"),
    (.givesNaN, "AudioStream 2"),
    (.endsEarlyInSilence, "AudioStream 3"),
    (.saysTheWrongPlace, "AudioStream 3"),
    (.racesBetweenTasks, "AudioStream 4"),
  ])
  func `a fault breaks its promise`(_ fault: AudioFault, _ promise: String) async {
    let broken = Set(await broken(fault).map { "\($0.seam) \($0.number)" })
    #expect(broken.contains(promise))
  }

  @Test func `a file without frames shows no fault`() async {
    let decoder = ArrayDecoder()
    let broken = await AudioDecoderContract(
      audio: "/silent", text: "/text", folder: "/folder", missing: "/missing", pipe: "/pipe"
    ) { decoder }.check()
    #expect(
      broken.map { "\($0.seam) \($0.number)" } == ["AudioStream 2"], "\(broken)")
  }
}
