import Foundation
import MasteringModel
import Synchronization

/// Returns tags from a table by file name, counts its calls, and can be held so that readers block
/// as on a slow disk.
final class HeldTagReader: TagReader {
  private struct State {
    var tags: [String: TrackTags] = [:]
    var failures: [String: AudioFailure] = [:]
    var asked: [String] = []
    var atWork = 0
    var mostAtWork = 0
    var watchers: [(times: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())
  // Blocks threads, and counts how many may pass; all may pass if it is nil.
  private let gate = NSCondition()
  private nonisolated(unsafe) var passes: Int?
  private nonisolated(unsafe) var gaveUp = false

  // MARK: Control

  func set(_ tags: TrackTags, of name: String) {
    state.withLock { $0.tags[name] = tags }
  }

  func fail(_ name: String, with failure: AudioFailure?) {
    state.withLock { $0.failures[name] = failure }
  }

  /// Blocks all reads except the next few.
  func hold(after passes: Int = 0) {
    gate.withLock { self.passes = passes }
  }

  func release() {
    gate.withLock {
      passes = nil
      gate.broadcast()
    }
  }

  // MARK: Observation

  /// The names that were requested, oldest first.
  var asked: [String] { state.withLock { $0.asked } }
  var mostAtWork: Int { state.withLock { $0.mostAtWork } }
  /// Whether a read was held until its patience ran out.
  var wasStuck: Bool { gate.withLock { gaveUp } }

  /// Returns once it has been called that often, counted from the start.
  func isAsked(times: Int) async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        if state.asked.count >= times { return true }
        state.watchers.append((times, continuation))
        return false
      }
      if isReached { continuation.resume() }
    }
  }

  // MARK: The seam

  func tags(ofOpenFile descriptor: Int32, at path: String) throws(AudioFailure) -> TrackTags {
    try tags(ofFileAt: path)
  }

  func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags {
    let name = String(
      decoding: path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...], as: UTF8.self)
    enter(name)
    defer { state.withLock { $0.atWork -= 1 } }
    pass()
    let answer: Result<TrackTags, AudioFailure> = state.withLock { state in
      state.failures[name].map { .failure($0) } ?? .success(state.tags[name] ?? TrackTags())
    }
    return try answer.get()
  }

  private func enter(_ name: String) {
    let reached = state.withLock { state in
      state.asked.append(name)
      state.atWork += 1
      state.mostAtWork = max(state.mostAtWork, state.atWork)
      let count = state.asked.count
      let reached = state.watchers.filter { $0.times <= count }.map(\.continuation)
      state.watchers.removeAll { $0.times <= count }
      return reached
    }
    reached.forEach { $0.resume() }
  }

  private func pass() {
    gate.withLock {
      // Longer than tasks ever have to wait on a busy machine.
      let patience = Date(timeIntervalSinceNow: 300)
      while let passes {
        if passes > 0 {
          self.passes = passes - 1
          return
        }
        if !gate.wait(until: patience) {
          gaveUp = true
          return
        }
      }
    }
  }
}
