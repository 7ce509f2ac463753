import ArgumentParser
import LearningFiles
import MasteringModel

/// The option for the choices file.
struct TasteFileOption: ParsableArguments {
  @Option(
    name: .customLong("taste-file"),
    help: ArgumentHelp(
      "Store choices in this file instead of the one in your data folder.", valueName: "path"),
    completion: .file())
  var path: String?

  func validate() throws {
    if path?.isEmpty == true { throw ValidationError("--taste-file needs the path of a file.") }
  }

  /// The file; nil if none was named and there is no data folder.
  var file: TasteFile? { (path ?? Self.standardPath).map { TasteFile(path: $0) } }

  /// `adaptive-mastering/taste.ndjson` in `$XDG_DATA_HOME`, or in `$HOME/.local/share`.
  private static var standardPath: String? {
    let parents = [
      Terminal.environment("XDG_DATA_HOME"),
      Terminal.environment("HOME").map { $0 + "/.local/share" },
    ]
    let parent = parents.compactMap(\.self).first { $0.utf8.first == UInt8(ascii: "/") }
    return parent.map { "\($0)/adaptive-mastering/taste.ndjson" }
  }

  /// The file.
  ///
  /// - Throws: ``ExitStatus/failed``, after a line on standard error, if there is no place for one.
  func required() throws -> TasteFile {
    if let file { return file }
    Terminal.writeProblem(
      "there is no folder for choices: neither XDG_DATA_HOME nor HOME is an absolute path. Name a file "
        + "with --taste-file.")
    throw ExitStatus.failed.code
  }
}

/// The options for following the choices so far.
struct TasteOptions: ParsableArguments {
  @Flag(
    name: .customLong("taste"),
    help: "Adjust blends to your earlier choices (see 'mastering taste show').")
  var isFollowed = false

  @OptionGroup var place: TasteFileOption

  /// The settings, following the taste if requested.
  ///
  /// - Throws: ``ExitStatus/failed``, after a line on standard error, if the choices cannot be
  ///   read.
  func followed(by settings: RecommendationSettings) throws -> RecommendationSettings {
    guard isFollowed else { return settings }
    let file = try place.required()
    do throws(TasteFileFailure) { return settings.following(try file.taste()) } catch {
      Terminal.writeFailure(error.sentence, about: file.path)
      throw ExitStatus.failed.code
    }
  }
}
