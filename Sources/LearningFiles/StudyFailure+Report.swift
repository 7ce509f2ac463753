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
        .nothingToLearn, "there is no audio in the folder",
        facts: [.init("reason", .string("no_audio"))])
    case .sameFolder:
      self.init(
        .nothingToLearn, "the two folders are one, and a track teaches nothing beside itself",
        facts: [.init("reason", .string("same_folder"))])
    case .cancelled: self = .cancelled
    }
  }

  /// The report of pairs from which nothing can be learned.
  public init(_ failure: LearningFailure) {
    switch failure {
    case .noPairs:
      self.init(
        .nothingToLearn, "no file of one folder matches a file of the other",
        advice: "Give both the same name, or tags with the same artist, album and title.",
        facts: [.init("reason", .string("no_pairs"))])
    case .nothingChanged(let pairs):
      self.init(
        .nothingToLearn,
        "originals and masters measure the same in all \(pairs) pairs, so there is no change to learn",
        facts: [.init("reason", .string("nothing_changed"))])
    case .noTracks:
      self.init(
        .nothingToLearn, "there is no track to learn from",
        facts: [.init("reason", .string("no_tracks"))])
    case .profile(let problem): self.init(problem)
    }
  }
}

extension FailureReport {
  /// The report of decisions that cannot be read or stored.
  public init(_ failure: TasteFileFailure) {
    switch failure {
    case .unknownEvent(let id):
      self.init(
        .unknownEvent, failure.sentence, facts: [.init("event", .string(String(id.prefix(64))))])
    default:
      self.init(.tasteUnavailable, "the file of choices: \(failure.sentence)")
    }
  }
}
