import Foundation

/// Runs what waits for the outside on a thread of its own.
///
/// Tasks share few threads, and one that waits for a server would keep all others from theirs.
func onThreadOfItsOwn<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
