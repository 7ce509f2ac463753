import ArgumentParser
import AudioDecoding
import Foundation
import SystemCalls
import WireFormat

/// The command line: parses, runs, and turns results into text and exit codes.
@main
struct Mastering: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mastering",
    abstract: "Recommend how to master a track: with one profile, or a blend of several.",
    discussion: """
      Analyses the first 90 seconds of each file, compares them with the mastering profiles and \
      predicts the change in loudness, dynamics and brightness.

      Shell completions: mastering --generate-completion-script bash|zsh|fish
      """
        + ExitStatus.help,
    version: ReadableFormats.versionText,
    subcommands: [
      Recommend.self, Master.self, Analyze.self, ShowLoudness.self, ShowFingerprint.self,
      Compare.self, Profiles.self, TasteCommand.self,
      CacheCommand.self, ShowSettings.self, Serve.self, RPC.self, MCP.self, Conformance.self,
    ],
    defaultSubcommand: nil)

  /// As in ArgumentParser, except that messages do not repeat characters of an argument that could
  /// control the terminal: scripts pass file names.
  static func main() async {
    var running: (any ParsableCommand.Type)?
    do {
      var command = try parsed(Array(CommandLine.arguments.dropFirst()))
      running = type(of: command)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch  where exitCode(for: error).isSuccess {
      exit(withError: error)
    } catch {
      let message = fullMessage(for: error, of: running).printableLines
      if !message.isEmpty { Terminal.writeError(message + "\n") }
      Foundation.exit(exitCode(for: error).rawValue)
    }
  }
}

extension Mastering {
  /// The message of an error, with the usage of the command that was running.
  ///
  /// ArgumentParser knows the command only for an error found while parsing; for a later one it would
  /// print the usage of this command.
  private static func fullMessage(
    for error: any Error, of running: (any ParsableCommand.Type)?
  ) -> String {
    guard let running, error is ValidationError else { return fullMessage(for: error) }
    let usage = usageString(for: running)
    let name = usage.split(separator: " ").prefix { $0.first?.isLetter == true }
      .joined(separator: " ")
    return """
      Error: \(message(for: error))
      Usage: \(usage)
        See '\(name) --help' for more information.
      """
  }

  /// The command that the arguments call.
  ///
  /// A host may be started for every track. Most of its start would be spent on the arguments of all
  /// other commands, so those of a host are tried alone first; help, and what is wrong, are found
  /// with the names of all.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    let hosts: [any ParsableCommand.Type] = [RPC.self, Serve.self]
    if let name = arguments.first,
      let host = hosts.first(where: { $0.configuration.commandName == name }),
      let command = try? host.parse(Array(arguments.dropFirst()))
    {
      return command
    }
    return try parseAsRoot(arguments)
  }
}

/// The text of `mastering --version`: the version, and the formats that can be read on this
/// machine.
enum ReadableFormats {
  /// A line for the version, and one for each decoder.
  static var versionText: String {
    let ffmpeg =
      switch FFmpegPrograms.installed() {
      case let programs?: "reads \(throughFFmpeg) through \(programs.ffmpeg)"
      case nil:
        "does not read \(throughFFmpeg): FFmpeg is not installed (apt install ffmpeg, brew install "
          + "ffmpeg)"
      }
    return [ImplementationVersion.text, "reads \(throughSndfile)", ffmpeg].joined(separator: "\n")
  }

  private static let throughSndfile = list(AudioFileType.all)
  private static let throughFFmpeg = list(
    AudioFileType.withFFmpeg.dropFirst(AudioFileType.all.count))

  private static func list(_ types: some Sequence<AudioFileType>) -> String {
    types.map(\.name).joined(separator: ", ")
  }
}
