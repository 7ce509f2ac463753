import AgentHosting
import ArgumentParser
import LibraryAnalysis
import MasteringService
import StdioHosting
import SystemCalls

/// `mastering mcp`
struct MCP: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract:
      "Serve an assistant over standard input and output: the Model Context Protocol.",
    discussion: """
      Gives assistants tools to measure, compare, explain and render tracks and to search and summarize a \
      library, and lets them read the profiles and the specification. Speaks the revisions 2026-07-28, \
      2025-11-25 and 2025-06-18. Only files in the allowed folders can be read; 'render' and \
      'profiles_learn' write only new files, only there, and only on request. Measurements are stored in \
      your cache, as with every command. The log goes to standard error. The server ends when its input \
      ends, and on Ctrl-C.

      EXAMPLES:
        mastering mcp --allow ~/Music
        mastering mcp --allow ~/Music --host port='python3 my_port.py'
      """
        + ExitStatus.help([
          (.done, "the client closed the connection"),
          (.failed, "standard input could not be read, or standard output could not be written"),
        ]))

  @Option(
    name: .customLong("allow"),
    help: ArgumentHelp(
      "Allow the assistant to read and write in this folder. May be repeated.", valueName: "folder"),
    completion: .directory)
  var allowedFolders: [String] = []

  @Option(
    name: .customLong("host"),
    help: ArgumentHelp(
      "Allow the assistant to test this port of the specification: a name, and the command that starts it. May be repeated.",
      valueName: "name=command"),
    transform: NamedPort.init(argument:))
  var ports: [NamedPort] = []

  @OptionGroup var suiteOption: SuiteOption
  @OptionGroup var sheets: SheetOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var tasteOptions: TasteOptions

  @Option(
    help: ArgumentHelp("How much to log to standard error.", valueName: "level"))
  var logLevel = LogLevel.warning

  func validate() throws {
    guard !allowedFolders.isEmpty else {
      throw ValidationError("Name a folder that the assistant may use with --allow.")
    }
    guard Set(ports.map(\.name)).count == ports.count else {
      throw ValidationError("--host gives the same name to two ports.")
    }
  }

  func run() async throws {
    Terminal.claimStandardStreams()
    DescriptorLimit.raise()
    let access = try AccessPolicy(allowing: allowedFolders)
    let library = try trackLibrary()
    let settings = try UserSettings.load()
    let registry = try profileSource.registry(settings)
    let conformance = try ports.isEmpty ? nil : PortChecks(ports, suite: suiteOption.loadToPlay())
    let logger = logLevel.standardErrorLogger(label: "mastering.mcp")
    let warnings = CacheWarnings()
    let cache = LiveEngine.cache(at: cacheOptions.place(settings), warnings: warnings)
    let server = AgentServer(
      service: try LiveEngine.service(
        registry, access: access, cache: cache ?? LiveEngine.memoryCache(),
        defaults: settings.recommendation, taste: tasteOptions, warnings: warnings),
      access: access, library: library, conformance: conformance)
    let host = StdioHost(endsWithInput: true, grace: Self.grace, logger: logger) {
      AgentSession(with: server, outbox: $0)
    }
    let status = await host.runUntilSignalled(logger: logger)
    await cache?.close()
    if let ending = ExitStatus.ending(with: status) { throw ending }
  }

  /// The official client libraries wait two seconds before they kill a server.
  private static let grace = StdioHost.Grace(finishing: .seconds(1), cancelling: .milliseconds(500))

  private func trackLibrary() throws -> TrackLibrary {
    do {
      return try LiveEngine.library(
        of: allowedFolders, parts: sheets.readerWithoutLinks, isWatched: false)
    } catch {
      throw ValidationError("\(error.path.printable): \(error.sentence)")
    }
  }
}
