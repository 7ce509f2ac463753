import TestResources
import Testing

/// Makes the tests of a suite take turns at a resource with all other tests that need it.
///
/// The same as the one in `Tests/Integration`: only a test target can import Testing everywhere, so
/// the two cannot share it.
struct TakesTurns: SuiteTrait, TestTrait, TestScoping {
  let resource: TestResource
  let patience: Duration?
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await resource.use {
      guard let patience else { return try await function() }
      // `.timeLimit` would include the time that a test waits for its turn.
      let watch = Task(executorPreference: TestResource.threads) {
        guard (try? await Task.sleep(for: patience)) != nil else { return }
        Issue.record("it was not done \(patience) after its turn began")
      }
      defer { watch.cancel() }
      try await function()
    }
  }
}

extension TakesTurns {
  /// The resources that tests of this target need.
  enum Need {
    case processor, process, server

    var resource: TestResource {
      switch self {
      case .processor: .processor
      case .process: .process
      case .server: .server
      }
    }
  }
}

extension Trait where Self == TakesTurns {
  /// Each test waits for its turn, and counts as hanging if its run exceeds `patience`.
  static func takesTurns(at need: TakesTurns.Need, patience: Duration? = nil) -> Self {
    TakesTurns(resource: need.resource, patience: patience)
  }
}
