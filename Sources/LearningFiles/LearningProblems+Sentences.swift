public import Learning
import LibraryAnalysis
import MasteringModel
import StrictJSON
public import WireFormat

extension FailureReport {
  /// The report of folders that cannot be studied. The path is left out: every caller knows it.
  public init(_ failure: StudyFailure) {
    switch failure {
    case .folder(let problem):
      switch problem.kind {
      case .notFound: self.init(AudioFailure.notFound(path: problem.path))
      case .neitherFolderNorFile, .unreadable:
        self.init(.fileUnreadable, problem.sentence)
      }
    case .noAudio:
      self.init(
        .nothingToLearn, "the folder contains no audio",
        facts: [.init("reason", .string("no_audio"))])
    case .sameFolder:
      self.init(
        .nothingToLearn,
        "both folders are the same, so there is nothing to learn",
        facts: [.init("reason", .string("same_folder"))])
    case .cancelled: self = .cancelled
    }
  }

  /// The report of pairs from which nothing can be learned.
  ///
  /// - Parameter studied: the pairs, and those that were left out.
  public init(_ failure: LearningFailure, of studied: StudiedPairs) {
    guard case .noPairs = failure else {
      self.init(failure)
      return
    }
    let facts: [JSON.Member] = [.init("reason", .string("no_pairs"))]
    if let first = studied.refused.first {
      let count = studied.refused.count
      let what = count == 1 ? "the only pair was" : "all \(count) pairs were"
      self.init(
        .nothingToLearn,
        "\(what) left out; \(count == 1 ? "" : "the first, ")\(first.name.excerpt) \(first.sentence)",
        facts: facts)
    } else if studied.unmatchedBefore.isEmpty, studied.unmatchedAfter.isEmpty {
      self.init(failure)
    } else {
      self.init(
        .nothingToLearn, "no file in one folder matches a file in the other",
        advice: "Give both the same name, or tags with the same artist, album and title.",
        facts: facts)
    }
  }

  /// The report of pairs from which nothing can be learned.
  public init(_ failure: LearningFailure) {
    switch failure {
    case .noPairs:
      self.init(
        .nothingToLearn, "there is no pair to learn from",
        facts: [.init("reason", .string("no_pairs"))])
    case .nothingChanged(let pairs):
      self.init(
        .nothingToLearn,
        (pairs == 1
          ? "the original and the master measure the same"
          : "the originals and the masters measure the same in all \(pairs) pairs")
          + ", so there is no change to learn",
        facts: [.init("reason", .string("nothing_changed"))])
    case .alike:
      self.init(
        .nothingToLearn,
        "your tracks already measure like the references, so there is no change to learn",
        facts: [.init("reason", .string("nothing_changed"))])
    case .noTracks:
      self.init(
        .nothingToLearn, "there is no track to learn from",
        facts: [.init("reason", .string("no_tracks"))])
    case .profile(let problem): self.init(problem)
    case .cancelled: self = .cancelled
    }
  }
}

extension FailureReport {
  /// The report of decisions that cannot be read or stored.
  public init(_ failure: TasteFileFailure) {
    switch failure {
    case .unknownEvent(let id):
      self.init(
        .unknownEvent, failure.sentence, facts: [.init("event", .string(id.eventExcerpt))])
    default:
      self.init(.tasteUnavailable, "the choices file: \(failure.sentence)")
    }
  }
}

extension RefusedPair {
  /// Why, as the end of a sentence that begins with the name.
  public var sentence: String {
    switch why {
    case .silence: "has no audio"
    case .otherSong(.lengths(let before, let after)):
      "is not the same recording: the original has \(before.fixed(1)) s, the master \(after.fixed(1)) s"
    case .otherSong(.otherSong(let correlation)):
      "is not the same recording: its loudness varies differently (correlation \(correlation.fixed(2)); "
        + "at least \(SameRecording.leastCorrelation.fixed(2)) needed)"
    case .unreadable(let report): "cannot be read: \(report.message)"
    }
  }
}

extension InvalidDecision {
  /// What is expected of a decision instead.
  package var expected: String {
    switch self {
    case .profiles: "1 to \(TasteEvent.Decision.mostProfiles) profiles"
    case .score: "scores above 0 and up to 1"
    case .weights(_, let profiles): "\(profiles) weights"
    case .weight: "weights from 0 to 1"
    case .sum: "weights that sum to 1"
    case .strength: "strengths from 0 to 2"
    }
  }
}

extension TasteFileFailure {
  /// What is wrong and what to do, as the end of a sentence that begins with the file.
  public var sentence: String {
    switch self {
    case .unreadable(let reason): "the choices cannot be read: \(reason.text)"
    case .unwritable(let reason): "the choice cannot be stored: \(reason.text)"
    case .inUse:
      "the choice cannot be stored, because another process has kept the file locked for seconds. Try again."
    case .notAFile: "is not a regular file. Name another with --taste-file."
    case .invalidID(let id): "\(id.excerpt) cannot be the id of a choice"
    case .notATasteFile: "is not a choices file. Name another with --taste-file."
    case .otherEdition(let edition):
      "has \(edition.map { "edition \($0)" } ?? "no edition"); only edition 1 can be read. "
        + "Use the program that wrote it, or name another file with --taste-file."
    case .damagedLine(let line):
      "line \(line) is not a valid choice, so the file was not used. Correct or remove the line."
    case .tooLarge(let limit):
      "is larger than \(limit >> 20) MiB, which is too large for a choices file"
    case .unknownEvent(let id): "there is no choice \(id.eventExcerpt)"
    }
  }
}

extension String {
  /// No id of an event is longer than this.
  fileprivate var eventExcerpt: String { excerpt(upTo: 64) }
}
