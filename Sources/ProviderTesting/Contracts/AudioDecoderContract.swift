public import MasteringModel

/// Checks the promises of ``AudioDecoder``, and of the ``AudioStream`` it opens.
///
///     let contract = AudioDecoderContract(
///       audio: "/tmp/tone.wav", text: "/tmp/notes.txt", folder: "/tmp",
///       missing: "/tmp/nothing.wav", pipe: "/tmp/pipe"
///     ) { MyDecoder() }
///     #expect(await contract.check().isEmpty)
public struct AudioDecoderContract: Sendable {
  private let audio: String
  private let text: String
  private let folder: String
  private let missing: String
  private let pipe: String
  private let truncated: String?
  private let change: (@Sendable (_ path: String) throws -> Void)?
  private let patience: Duration
  private let make: @Sendable () -> any AudioDecoder

  /// A check of the decoders that the factory makes.
  ///
  /// - Parameters:
  ///   - audio: the path of an undamaged audio file with a few thousand frames or more, short
  ///     enough to fit into memory several times.
  ///   - text: the path of a text file.
  ///   - folder: the path of a folder.
  ///   - missing: a path with nothing at it.
  ///   - pipe: the path of a named pipe without a writer.
  ///   - truncated: the path of an audio file that ends early; without it, such files are not
  ///     checked.
  ///   - change: changes the file at the path; without it, changed files are not checked. It is
  ///     called last, once, for `audio`.
  ///   - patience: how long opening the pipe may take before it counts as blocked.
  ///   - make: the factory.
  public init(
    audio: String, text: String, folder: String, missing: String, pipe: String,
    truncated: String? = nil, change: (@Sendable (_ path: String) throws -> Void)? = nil,
    patience: Duration = .seconds(5), make: @escaping @Sendable () -> any AudioDecoder
  ) {
    self.audio = audio
    self.text = text
    self.folder = folder
    self.missing = missing
    self.pipe = pipe
    self.truncated = truncated
    self.change = change
    self.patience = patience
    self.make = make
  }

  /// The broken promises, the decoder's first; empty if all are kept.
  public func check() async -> [BrokenPromise] {
    var findings = Findings(
      seam: "AudioDecoder",
      promises: [
        "open never blocks on something that is not a regular file; it throws notAFile.",
        "For a file that is not audio it can read, it throws unsupportedFormat.",
        "The identity of an unchanged file is always the same, and a changed file has a new one.",
        "Streams of one file do not disturb each other.",
      ])
    let stream = AudioStreamContract(path: audio, truncated: truncated, decoder: make())
    let broken = await stream.check()
    await refusesWhatIsNoFile(&findings)
    refusesWhatIsNoAudio(&findings)
    if let whole = stream.whole() { keepsStreamsApart(whole, &findings) }
    identifies(&findings)
    return findings.broken + broken
  }

  // MARK: Promises 1 and 2

  private func failure(of decoder: any AudioDecoder, opening path: String) -> AudioFailure? {
    do throws(AudioFailure) {
      _ = try decoder.open(path)
      return nil
    } catch {
      return error
    }
  }

  private func refusesWhatIsNoFile(_ findings: inout Findings) async {
    let decoder = make()
    for (path, kind) in [(folder, FileKind.folder), (pipe, .pipe)] {
      let opened = await finished(within: patience) { failure(of: decoder, opening: path) }
      switch opened {
      case .none: findings.breaks(1, "opening a \(kind) still blocks after \(patience)")
      case .some(.none): findings.breaks(1, "a \(kind) was opened")
      case .some(.notAFile(path, kind)): break
      case .some(.some(let failure)):
        findings.breaks(1, "opening a \(kind) at \(path) threw \(failure)")
      }
    }
    let gone = failure(of: decoder, opening: missing)
    findings.expect(
      gone == .notFound(path: missing), 1,
      "opening \(missing), which is not there, \(gone.map { "threw \($0)" } ?? "succeeded")")
  }

  private func refusesWhatIsNoAudio(_ findings: inout Findings) {
    switch failure(of: make(), opening: text) {
    case .none: findings.breaks(2, "a text was opened")
    case .unsupportedFormat(text, _): break
    case .some(let failure): findings.breaks(2, "opening the text \(text) threw \(failure)")
    }
  }

  // MARK: Promise 3

  private func identifies(_ findings: inout Findings) {
    let decoder = make()
    do throws(AudioFailure) {
      let identity = try decoder.identity(ofFileAt: audio)
      let again = try decoder.identity(ofFileAt: audio)
      let other = try make().identity(ofFileAt: audio)
      findings.expect(
        again == identity && other == identity, 3,
        "an unchanged file was first \(identity), then \(again), and \(other) to another decoder")
      if let change {
        do {
          try change(audio)
        } catch {
          return findings.breaks(3, "\(audio) could not be changed: \(error)")
        }
        let changed = try decoder.identity(ofFileAt: audio)
        findings.expect(changed != identity, 3, "the file was changed and is still \(identity)")
      }
    } catch {
      findings.breaks(3, "\(audio) could not be identified: \(error)")
    }
    do throws(AudioFailure) {
      let identity = try decoder.identity(ofFileAt: missing)
      findings.breaks(3, "\(missing), which is not there, is \(identity)")
    } catch {
      findings.expect(
        error == .notFound(path: missing), 3,
        "identifying \(missing), which is not there, threw \(error)")
    }
  }

  // MARK: Promise 4

  private func keepsStreamsApart(_ whole: [UInt32], _ findings: inout Findings) {
    do throws(AudioFailure) {
      let decoder = make()
      let (first, second) = (try decoder.open(audio), try decoder.open(audio))
      var heard: [UInt32] = []
      // Streams that disturb each other may never end.
      while heard.count <= whole.count {
        let samples = try AudioStreamContract.read(1000, from: first)
        heard += samples
        // The other stream reads and, if it can, seeks in between.
        if second.format.seeksExactly { try second.seek(toFrame: 0) }
        _ = try AudioStreamContract.read(333, from: second)
        if samples.isEmpty { break }
      }
      findings.expect(
        heard == whole, 4, "a stream gave different samples while a second one was being read")
    } catch {
      findings.breaks(4, "two streams of \(audio) at once: \(error)")
    }
  }
}
