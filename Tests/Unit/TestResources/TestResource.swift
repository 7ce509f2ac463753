package import Concurrency

/// Something of which a machine has little, so that tests take turns at it.
///
/// All tests of a run begin at once. Hundreds of processes at a time would keep each other from
/// answering, until each of them counts as hanging.
package struct TestResource: Sendable {
  /// What a processor computes for seconds.
  package static let processor = TestResource(places: 2)
  /// Processes that end by themselves.
  package static let process = TestResource(places: 4)
  /// Servers, each with many clients.
  package static let server = TestResource(places: 2)

  private let turnstile: Turnstile

  /// A resource that so many tests may use at a time.
  package init(places: Int) {
    turnstile = Turnstile(places: places)
  }

  /// Threads for tests that wait for other processes, and for what watches over them: the threads
  /// that all other tests share may be busy computing for minutes.
  package static let threads = BackgroundExecutor()

  /// Waits for a turn, and does something in it.
  ///
  /// - Throws: what `body` throws, and `CancellationError` where the task is cancelled before.
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
