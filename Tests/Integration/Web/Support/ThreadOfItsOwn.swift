import Foundation

/// Runs blocking work on its own thread.
///
/// Tasks share a few threads; a task that blocked on a server would hold up the others.
func onThreadOfItsOwn<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
