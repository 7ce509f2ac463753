import TestResources
import Testing

/// Starts a server for a suite, whose tests share it as ``ServeProcess/current``; suites take turns at
/// servers.
///
/// When all of them are done, it has to end in order: then none of them has made it trap.
struct Served: SuiteTrait, TestScoping {
  let arguments: [String]
  let fill: @Sendable (Shelf) throws -> Void

  /// The shelf of the server, for tests that look at its files.
  @TaskLocal static var shelf: Shelf?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await TestResource.server.use { try await serve(function) }
  }

  private func serve(_ function: @Sendable () async throws -> Void) async throws {
    let shelf = try Shelf()
    try fill(shelf)
    let server = try await ServeProcess(
      ServeProcess.arguments(shelf, arguments), shelf: shelf)
    do {
      try await Served.$shelf.withValue(shelf) {
        try await ServeProcess.$current.withValue(server, operation: function)
      }
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }
}

extension Trait where Self == Served {
  /// Serves an empty folder, or one that is filled first.
  static func served(
    _ arguments: String..., filling fill: @escaping @Sendable (Shelf) throws -> Void = { _ in }
  ) -> Self {
    Served(arguments: arguments, fill: fill)
  }
}
