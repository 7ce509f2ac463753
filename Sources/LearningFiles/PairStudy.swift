import Learning
import Concurrency
import LibraryAnalysis
public import MasteringModel
import SystemFiles
import Synchronization
public import WireFormat

/// Finds the tracks of folders, measures them, and pairs originals with masters.
///
/// Every pair is checked: it is left out if its lengths or loudness curves show two different
/// songs, if it is silent, or if it cannot be read. Everything left out is reported.
public struct PairStudy: Sendable {
  /// Measures a file.
  public typealias Measure =
    @Sendable (AnalysisRequest) async -> Result<TrackAnalysis, FailureReport>
  /// Follows a file's loudness.
  public typealias Follow =
    @Sendable (AnalysisRequest) async -> Result<TrackLoudness, FailureReport>

  private let measure: Measure
  private let follow: Follow?
  private let tags: (any TagReader)?
  private let window: AnalysisWindow
  private let jobs: Int
  private let progress: @Sendable (StudyProgress) -> Void

  /// A study from what it uses.
  ///
  /// - Parameters:
  ///   - follow: measures the loudness over time, which tells songs apart; nil compares only
  ///     lengths.
  ///   - tags: reads the tags by which files with different names are matched; nil matches paths
  ///     and names only.
  ///   - window: how much of each file is analysed, the same for originals and masters.
  ///   - jobs: how many files are measured at a time; 1 or more.
  ///   - progress: called after each file.
  public init(
    measure: @escaping Measure, follow: Follow? = nil, tags: (any TagReader)? = nil,
    window: AnalysisWindow = .standard, jobs: Int = 1,
    progress: @escaping @Sendable (StudyProgress) -> Void = { _ in }
  ) {
    self.measure = measure
    self.follow = follow
    self.tags = tags
    self.window = window
    self.jobs = jobs
    self.progress = progress
  }

  /// The pairs of two folders.
  public func pairs(before: String, after: String) async throws(StudyFailure) -> StudiedPairs {
    try Self.requireTwo(before, after)
    let originals = try files(in: before)
    let masters = try files(in: after)
    let matching = PairMatching(originals.pairable, masters.pairable)
    let counter = StudyCounter(of: matching.pairs.count, progress)
    var outcomes: [StudiedPair?] = Array(repeating: nil, count: matching.pairs.count)
    await SideBySide(jobs: jobs).run(matching.pairs.count) { [self] index in
      let match = matching.pairs[index]
      let pair = await studied(
        originals.pairable[match.before].relativePath, originals.paths[match.before],
        masters.paths[match.after])
      counter.done(originals.pairable[match.before].relativePath)
      return pair
    } inOrder: { index, pair in
      outcomes[index] = pair
    }
    guard !Task.isCancelled else { throw .cancelled }
    var (pairs, refused): ([TrackPair], [RefusedPair]) = ([], [])
    for case let outcome? in outcomes {
      switch outcome {
      case .pair(let pair): pairs.append(pair)
      case .refused(let pair): refused.append(pair)
      }
    }
    return StudiedPairs(
      pairs: pairs, refused: refused,
      unmatchedBefore: matching.unmatchedBefore.map { originals.pairable[$0].relativePath },
      unmatchedAfter: matching.unmatchedAfter.map { masters.pairable[$0].relativePath })
  }

  /// The measured tracks of a folder, and those that could not be measured.
  public func tracks(
    in folder: String
  ) async throws(StudyFailure) -> (fingerprints: [Fingerprint], refused: [RefusedPair]) {
    let found = try files(in: folder)
    let counter = StudyCounter(of: found.paths.count, progress)
    var (fingerprints, refused): ([Fingerprint], [RefusedPair]) = ([], [])
    await SideBySide(jobs: jobs).run(found.paths.count) { [self] index in
      let outcome = await measure(AnalysisRequest(path: found.paths[index], window: window))
      counter.done(found.pairable[index].relativePath)
      return outcome
    } inOrder: { index, outcome in
      let name = found.pairable[index].relativePath
      switch outcome {
      case .success(let analysis) where analysis.fingerprint.isSilent:
        refused.append(RefusedPair(name: name, why: .silence))
      case .success(let analysis): fingerprints.append(analysis.fingerprint)
      case .failure(let report): refused.append(RefusedPair(name: name, why: .unreadable(report)))
      }
    }
    guard !Task.isCancelled else { throw .cancelled }
    return (fingerprints, refused)
  }

  /// Throws if both are the same folder, from which nothing can be learned.
  public static func requireTwo(_ one: String, _ other: String) throws(StudyFailure) {
    if let first = FileNumber(ofFileAt: one), first == FileNumber(ofFileAt: other) {
      throw .sameFolder(path: one)
    }
  }

  // MARK: Files

  private struct Files: Sendable {
    var paths: [String] = []
    var pairable: [PairableFile] = []
  }

  private func files(in folder: String) throws(StudyFailure) -> Files {
    var finder = LibraryFinder()
    finder.search(folder)
    // A cancelled search finds less, so an empty result does not mean a folder without audio.
    guard !Task.isCancelled else { throw .cancelled }
    if let problem = finder.problems.first { throw .folder(problem) }
    guard !finder.files.isEmpty else { throw .noAudio(path: folder) }
    let prefix = folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/"
    var files = Files()
    for path in finder.files {
      let relative =
        path.utf8.starts(with: prefix.utf8)
        ? String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : path
      files.paths.append(path)
      files.pairable.append(
        PairableFile(
          relativePath: relative, tags: (try? tags?.tags(ofFileAt: path)) ?? TrackTags()))
    }
    return files
  }

  // MARK: One pair

  private enum StudiedPair: Sendable {
    case pair(TrackPair)
    case refused(RefusedPair)
  }

  private func studied(_ name: String, _ before: String, _ after: String) async -> StudiedPair {
    let refused = { StudiedPair.refused(RefusedPair(name: name, why: $0)) }
    let requests = [before, after].map { AnalysisRequest(path: $0, window: window) }
    var analyses: [TrackAnalysis] = []
    for request in requests {
      switch await measure(request) {
      case .success(let analysis): analyses.append(analysis)
      case .failure(let report): return refused(.unreadable(report))
      }
    }
    let pair = TrackPair(
      name: name, before: analyses[0].fingerprint, after: analyses[1].fingerprint)
    guard !pair.isSilent else { return refused(.silence) }
    // The length of a whole file is known at its end at the latest.
    let lengths = analyses.map { analysis in
      analysis.durationSeconds ?? (window == .all ? analysis.analysedSeconds : nil)
    }
    if let difference = SameRecording.difference(before: lengths[0], after: lengths[1]) {
      return refused(.otherSong(difference))
    }
    if let follow, !pair.isUnchanged {
      var curves: [[Double?]] = []
      for request in requests {
        // A track whose loudness cannot be followed is not refused: it was measured.
        guard case .success(let loudness) = await follow(request),
          let history = loudness.signal.history
        else { return .pair(pair) }
        curves.append(history.momentaryLUFS)
      }
      let difference = SameRecording.difference(
        before: lengths[0], after: lengths[1], curves: (curves[0], curves[1]))
      if let difference { return refused(.otherSong(difference)) }
    }
    return .pair(pair)
  }
}

/// The progress of a study.
public struct StudyProgress: Sendable, Hashable {
  /// How many tracks, or pairs, are done.
  public let done: Int
  /// How many there are.
  public let total: Int
  /// The last one done, by its path relative to its folder.
  public let name: String
}

/// Counts finished work across tasks.
private final class StudyCounter: Sendable {
  private let total: Int
  private let progress: @Sendable (StudyProgress) -> Void
  private let done = Mutex(0)

  init(of total: Int, _ progress: @escaping @Sendable (StudyProgress) -> Void) {
    self.total = total
    self.progress = progress
  }

  func done(_ name: String) {
    done.withLock { done in
      done += 1
      // Inside the lock, so that the counts arrive in order.
      progress(StudyProgress(done: done, total: total, name: name))
    }
  }
}
