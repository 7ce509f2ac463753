import ArgumentParser
import MasteringService
import StdioHosting

/// `mastering rpc`
struct RPC: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rpc",
    abstract:
      "Serve another program over standard input and output: JSON-RPC 2.0, one message per line.",
    discussion: """
      Standard output carries only the protocol; the log goes to standard error. The host ends when \
      its input ends, when 'shutdown' is called, and on Ctrl-C.

      EXAMPLES:
        echo '{"jsonrpc":"2.0","id":1,"method":"engine.describe"}' | mastering rpc
        mastering rpc --allow ~/Music --no-cache
      """
        + ExitStatus.help([
          (.done, "every request was answered"),
          (.failed, "standard input could not be read, or standard output could not be written"),
        ]))

  @Option(
    name: .customLong("allow"),
    help: ArgumentHelp(
      "Restrict callers to files in this folder. May be repeated. (default: every file that you can "
        + "read)", valueName: "folder"),
    completion: .directory)
  var allowedFolders: [String] = []

  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var tasteOptions: TasteOptions

  @Option(
    help: ArgumentHelp("How much to log to standard error.", valueName: "level"))
  var logLevel = LogLevel.warning

  func run() async throws {
    let access =
      try allowedFolders.isEmpty ? .unrestricted : AccessPolicy(allowing: allowedFolders)
    let settings = try UserSettings.load()
    let registry = try profileSource.registry(settings)
    let logger = logLevel.standardErrorLogger(label: "mastering.rpc")
    let warnings = CacheWarnings()
    let cache = LiveEngine.cache(at: cacheOptions.place(settings), warnings: warnings)
    let service = try LiveEngine.service(
      registry, access: access, cache: cache, defaults: settings.recommendation,
      taste: tasteOptions, warnings: warnings)
    let host = StdioHost(service: service, logger: logger)
    let status = await host.runUntilSignalled(logger: logger)
    await cache?.close()
    if let ending = ExitStatus.ending(with: status) { throw ending }
  }
}
