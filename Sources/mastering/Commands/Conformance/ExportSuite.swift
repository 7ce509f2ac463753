import ArgumentParser
import ConformanceKit
import SystemCalls

/// `mastering conformance export`
struct ExportSuite: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Copy the cases, their recordings and the specification into a folder.",
    discussion: "The copy is self-contained: pass it to --suite on any machine."
      + ExitStatus.help([
        (.done, "the folder was written"), (.failed, "the folder could not be written"),
        (.fallsShort, "there is no suite, or its files do not match its manifest"),
      ]))

  @Argument(help: "The new folder.", completion: .directory)
  var folder: String

  @OptionGroup var suiteOption: SuiteOption

  func run() throws {
    let suite = try suiteOption.load()
    do throws(SuiteExportFailure) {
      try suite.export(to: folder)
    } catch {
      Terminal.writeError("mastering: \(error.sentence.printable)\n")
      throw ExitStatus.failed.code
    }
    Terminal.print("\(suite.cases.count) cases in \(folder.printable)")
  }
}
