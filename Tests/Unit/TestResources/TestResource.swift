package import Concurrency

/// A limited resource of the machine at which tests take turns.
///
/// All tests of a run start at once. Hundreds of processes at the same time would slow each other
/// down until each of them counts as hanging.
package struct TestResource: Sendable {
  /// Computation that takes a processor seconds.
  package static let processor = TestResource(places: 2)
  /// Processes that end by themselves.
  package static let process = TestResource(places: 4)
  /// Servers, each with many clients.
  package static let server = TestResource(places: 2)

  private let turnstile: Turnstile

  /// A resource for at most `limit` tests at a time.
  package init(places: Int) {
    turnstile = Turnstile(places: places)
  }

  /// Threads for tests that wait for other processes, and for the code that watches over them. The
  /// threads that all other tests share may be busy for minutes.
  package static let threads = BackgroundExecutor()

  /// Waits for a turn, then runs the body.
  ///
  /// - Throws: whatever `body` throws, and `CancellationError` if the task is cancelled first.
  package func use(_ body: @Sendable () async throws -> Void) async throws {
    let outcome = await turnstile.pass {
      await withTaskExecutorPreference(Self.threads) { () async -> Result<Void, any Error> in
        do { return .success(try await body()) } catch { return .failure(error) }
      }
    }
    guard let outcome else { throw CancellationError() }
    try outcome.get()
  }
}
