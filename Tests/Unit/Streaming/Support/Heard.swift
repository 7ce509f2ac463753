import Synchronization

/// Collects values from several threads, and lets a test wait for them.
final class Heard<Word: Sendable>: Sendable {
  private struct State {
    var words: [Word] = []
    var watchers:
      [(isTrue: @Sendable ([Word]) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var words: [Word] { state.withLock { $0.words } }

  func hear(_ word: Word) {
    let woken = state.withLock { state in
      state.words.append(word)
      let words = state.words
      let woken = state.watchers.filter { $0.isTrue(words) }.map(\.continuation)
      state.watchers.removeAll { $0.isTrue(words) }
      return woken
    }
    woken.forEach { $0.resume() }
  }

  /// Returns once the condition holds for the collected values.
  func until(_ isTrue: @escaping @Sendable ([Word]) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isAlready = state.withLock { state in
        if isTrue(state.words) { return true }
        state.watchers.append((isTrue, continuation))
        return false
      }
      if isAlready { continuation.resume() }
    }
  }
}
