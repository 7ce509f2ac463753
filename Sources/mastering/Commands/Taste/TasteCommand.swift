import ArgumentParser
import Learning
import LearningFiles
import MasteringModel
import StrictJSON
import SystemCalls

/// `mastering taste`
struct TasteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "taste",
    abstract: "Show, undo, reset, export and import your choices.",
    discussion: """
      You can accept, adjust and reject recommendations on the page of 'serve' and through 'rpc'. These \
      choices stay in a file on this machine and are never sent anywhere. 'recommend --taste' adjusts blends \
      to them; the best profile and its confidence do not change.

      EXAMPLES:
        mastering taste show
        mastering taste undo
        mastering taste export > choices.ndjson
      """,
    subcommands: [
      ShowTaste.self, UndoTaste.self, ResetTaste.self, ExportTaste.self, ImportTaste.self,
    ],
    defaultSubcommand: ShowTaste.self)
}

extension ParsableCommand {
  /// Runs a closure with the choices file, and reports a failure as a line on standard error.
  fileprivate func using<Value>(
    _ option: TasteFileOption, _ body: (TasteFile) throws(TasteFileFailure) -> Value
  ) throws -> Value {
    let file = try option.required()
    do throws(TasteFileFailure) { return try body(file) } catch {
      Terminal.writeFailure(error.sentence, about: file.path)
      throw ExitStatus.failed.code
    }
  }
}

extension TasteCommand {
  /// The exit statuses of what only reads the choices.
  private static let readHelp = ExitStatus.section([
    (.done, "the choices were printed"), (.failed, "the choices cannot be read"),
  ])

  /// `mastering taste show`
  struct ShowTaste: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show how your choices change blends.",
      discussion: readHelp)

    @OptionGroup var place: TasteFileOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let taste = try using(place) { file throws(TasteFileFailure) in try file.taste() }
      if json {
        Terminal.print(taste.payload.text(.indented))
        return
      }
      let count = taste.decisions == 1 ? "1 choice" : "\(taste.decisions) choices"
      Terminal.print(Style.standard.bold(count))
      for leaning in taste.leanings.sorted(by: { $0.amount > $1.amount }) {
        let factor = exp(leaning.amount).fixed(2)
        Terminal.print(
          "  \(factor.rightAligned(to: 6)) times the weight from the score alone  \(leaning.profileID.printable)"
        )
      }
      let strengths = taste.strengths
      for (name, value) in [
        ("loudness", strengths.loudness), ("crest factor", strengths.crest),
        ("brightness", strengths.spectralCentroid),
      ] where value != 1 {
        Terminal.print("  \(value.fixed(2).rightAligned(to: 6)) times the change of \(name)")
      }
    }
  }

  /// `mastering taste undo`
  struct UndoTaste: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "undo", abstract: "Undo the last choice, or the one with the given id.",
      discussion: ExitStatus.section([
        (.done, "it was undone, or there is nothing to undo"),
        (.failed, "there is no choice with this id, or the choices cannot be read or stored"),
      ]))

    @Argument(help: "The id of a choice, as 'taste export' prints it.")
    var id: String?

    @OptionGroup var place: TasteFileOption

    func run() throws {
      let undone = try using(place) { file throws(TasteFileFailure) in
        try file.undo(id) {
          TasteEvent(id: EventID.fresh(), time: UTCTime.now, kind: .undoing(eventID: $0))
        }
      }
      Terminal.print(undone.map { "Undone: \($0.printable)" } ?? "There is nothing to undo.")
    }
  }

  /// `mastering taste reset`
  struct ResetTaste: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reset",
      abstract: "Ignore all choices made so far; 'taste undo' restores them.",
      discussion: ExitStatus.section([
        (.done, "the choices were reset"), (.failed, "the choices cannot be read or stored"),
      ]))

    @OptionGroup var place: TasteFileOption

    func run() throws {
      let event = TasteEvent(id: EventID.fresh(), time: UTCTime.now, kind: .reset)
      _ = try using(place) { file throws(TasteFileFailure) in try file.append([event]) }
      Terminal.print("Reset. 'mastering taste undo' restores the choices.")
    }
  }

  /// `mastering taste export`
  struct ExportTaste: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Print every choice, one JSON object per line.",
      discussion: readHelp)

    @OptionGroup var place: TasteFileOption

    func run() throws {
      let events = try using(place) { file throws(TasteFileFailure) in try file.events() }
      Terminal.print(TasteFile.text(of: events), terminator: "")
    }
  }

  /// `mastering taste import`
  struct ImportTaste: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Add exported choices; existing ones are skipped.",
      discussion: ExitStatus.section([
        (.done, "the file has no choice that is not stored"),
        (.failed, "the file cannot be read, or the choices cannot be stored"),
      ]))

    @Argument(help: "The file, or - for standard input.", completion: .file())
    var source: String

    @OptionGroup var place: TasteFileOption

    func run() throws {
      let bytes: [UInt8]?
      do throws(SystemError) { bytes = try InputFile.bytes(of: source) } catch {
        Terminal.writeFailure("cannot be read: \(error.text)", about: source)
        throw ExitStatus.failed.code
      }
      let events: [TasteEvent]
      do throws(TasteFileFailure) {
        guard let bytes else { throw .tooLarge(limitBytes: InputFile.limitBytes) }
        events = try TasteFile.events(in: bytes)
      } catch {
        Terminal.writeFailure(error.sentence, about: source)
        throw ExitStatus.failed.code
      }
      let added = try using(place) { file throws(TasteFileFailure) in try file.append(events) }
      Terminal.print("\(added) of \(events.count) choices added")
    }
  }
}
