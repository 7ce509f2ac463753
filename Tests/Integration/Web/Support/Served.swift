import TestResources
import Testing

/// Starts one server for a suite; the tests use it as ``ServeProcess/current``. Suites take turns
/// at servers.
///
/// After all tests the server must shut down cleanly, which shows that none of them made it trap.
struct Served: SuiteTrait, TestScoping {
  let arguments: [String]
  let fill: @Sendable (Shelf) throws -> Void

  /// The server's shelf, for tests that look at its files.
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
  /// Serves an empty folder, or one that a closure fills first.
  static func served(
    _ arguments: String..., filling fill: @escaping @Sendable (Shelf) throws -> Void = { _ in }
  ) -> Self {
    Served(arguments: arguments, fill: fill)
  }
}
