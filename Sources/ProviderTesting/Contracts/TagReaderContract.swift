public import MasteringModel

/// Checks the promises of ``TagReader``.
///
///     let contract = TagReaderContract(
///       tagged: "/tmp/tone.flac", says: TrackTags(title: "Tone", durationSeconds: 1),
///       untagged: "/tmp/tone.wav", text: "/tmp/notes.txt", folder: "/tmp",
///       missing: "/tmp/nothing.wav", pipe: "/tmp/pipe"
///     ) { MyTagReader() }
///     #expect(await contract.check().isEmpty)
public struct TagReaderContract: Sendable {
  private let tagged: String
  private let tags: TrackTags
  private let untagged: String
  private let text: String
  private let folder: String
  private let missing: String
  private let pipe: String
  private let change: (@Sendable (_ path: String) throws -> Void)?
  private let patience: Duration
  private let make: @Sendable () -> any TagReader

  /// The largest difference between lengths, in seconds: about a frame of a lossy codec, by which
  /// the counts of decoders differ.
  private let durationTolerance = 0.1
  /// How many requests each of the parallel tasks makes.
  private let rounds = 32

  /// A check of the readers that the factory makes.
  ///
  /// - Parameters:
  ///   - tagged: the path of an audio file with tags.
  ///   - tags: the tags of that file.
  ///   - untagged: the path of an audio file without tags, except perhaps its length.
  ///   - text: the path of a text file.
  ///   - folder: the path of a folder.
  ///   - missing: a path with nothing at it.
  ///   - pipe: the path of a named pipe without a writer.
  ///   - change: gives the file at the path other tags; without it, changed files are not checked.
  ///     It is called last, once, for `tagged`.
  ///   - patience: how long reading the pipe may take before it counts as blocked.
  ///   - make: the factory.
  public init(
    tagged: String, says tags: TrackTags, untagged: String, text: String, folder: String,
    missing: String, pipe: String, change: (@Sendable (_ path: String) throws -> Void)? = nil,
    patience: Duration = .seconds(5), make: @escaping @Sendable () -> any TagReader
  ) {
    self.tagged = tagged
    self.tags = tags
    self.untagged = untagged
    self.text = text
    self.folder = folder
    self.missing = missing
    self.pipe = pipe
    self.change = change
    self.patience = patience
    self.make = make
  }

  /// The broken promises; empty if all are kept.
  public func check() async -> [BrokenPromise] {
    var findings = Findings(
      seam: "TagReader",
      promises: [
        "It never blocks on something that is not a regular file; it throws notAFile, and notFound "
          + "where there is nothing.",
        "For a file that is not audio it can read, it throws unsupportedFormat.",
        "It returns what the file contains, and nil for what is missing; it invents nothing.",
        "The same file gives the same tags in every task, and a changed file gives its new ones.",
      ])
    await refusesWhatIsNoFile(&findings)
    refusesWhatIsNoAudio(&findings)
    saysWhatTheFileSays(&findings)
    await staysTheSame(&findings)
    followsChanges(&findings)
    return findings.broken
  }

  private func answer(of reader: any TagReader, _ path: String) -> Result<TrackTags, AudioFailure> {
    do throws(AudioFailure) {
      return .success(try reader.tags(ofFileAt: path))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Promises 1 and 2

  private func refusesWhatIsNoFile(_ findings: inout Findings) async {
    let reader = make()
    for (path, kind) in [(folder, FileKind.folder), (pipe, .pipe)] {
      let read = await finished(within: patience) { answer(of: reader, path) }
      switch read {
      case .none: findings.breaks(1, "reading a \(kind) still blocks after \(patience)")
      case .failure(.notAFile(path, kind)): break
      case .some(let answer): findings.breaks(1, "reading a \(kind) at \(path) gave \(answer)")
      }
    }
    let nothing = answer(of: reader, missing)
    findings.expect(
      nothing == .failure(.notFound(path: missing)), 1,
      "reading \(missing), where there is nothing, gave \(nothing)")
  }

  private func refusesWhatIsNoAudio(_ findings: inout Findings) {
    let read = answer(of: make(), text)
    if case .failure(.unsupportedFormat(text, _)) = read { return }
    findings.breaks(2, "reading \(text), which is not audio, gave \(read)")
  }

  // MARK: Promise 3

  private func saysWhatTheFileSays(_ findings: inout Findings) {
    let reader = make()
    switch answer(of: reader, tagged) {
    case .failure(let failure): findings.breaks(3, "reading \(tagged) threw \(failure)")
    case .success(let read):
      findings.expect(
        hasTexts(read, of: tags), 3, "\(tagged) says \(tags), and was read as \(read)")
      let isLong = durationsAgree(read.durationSeconds, tags.durationSeconds)
      findings.expect(
        isLong, 3, "\(tagged) says \(tags), and was read as \(read)")
    }
    switch answer(of: reader, untagged) {
    case .failure(let failure): findings.breaks(3, "reading \(untagged) threw \(failure)")
    case .success(let read):
      findings.expect(
        hasTexts(read, of: TrackTags()), 3, "\(untagged) says nothing, and was read as \(read)")
    }
  }

  /// Whether the texts are the same to the last byte: Swift treats canonically equivalent texts as
  /// equal.
  private func hasTexts(_ read: TrackTags, of tags: TrackTags) -> Bool {
    let pairs = [(read.title, tags.title), (read.artist, tags.artist), (read.album, tags.album)]
    return pairs.allSatisfy { $0.map { Array($0.utf8) } == $1.map { Array($0.utf8) } }
  }

  private func durationsAgree(_ read: Double?, _ expected: Double?) -> Bool {
    guard let read, let expected else { return read == expected }
    return abs(read - expected) <= durationTolerance
  }

  // MARK: Promise 4

  private func staysTheSame(_ findings: inout Findings) async {
    let reader = make()
    let paths = [tagged, untagged]
    let first = paths.map { answer(of: reader, $0) }
    let others = await withTaskGroup(of: [Result<TrackTags, AudioFailure>].self) { group in
      for task in 0..<4 {
        group.addTask {
          var answers: [Result<TrackTags, AudioFailure>] = []
          for _ in 0..<rounds {
            answers.append(answer(of: reader, paths[task % 2]))
            await Task.yield()
          }
          return answers.filter { $0 != first[task % 2] }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    if let other = others.first {
      findings.breaks(4, "of files that did not change, four tasks were given \(other) as well")
    }
    for (path, first) in zip(paths, first) {
      let again = answer(of: make(), path)
      findings.expect(
        again == first, 4, "of \(path), one reader gave \(first), and another one \(again)")
    }
  }

  private func followsChanges(_ findings: inout Findings) {
    guard let change else { return }
    let reader = make()
    let before = answer(of: reader, tagged)
    do {
      try change(tagged)
    } catch {
      return findings.breaks(4, "the file could not be changed: \(error)")
    }
    findings.expect(
      answer(of: reader, tagged) != before, 4,
      "after it was changed, \(tagged) still gave \(before)")
  }
}
