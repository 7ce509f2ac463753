internal import MasteringModel
internal import Synchronization

/// One line on standard error that says how far long work has come.
///
/// It appears when the work has taken half a second, is redrawn every 66 ms at most, and is wiped
/// before anything else is printed.
final class ProgressLine: Sendable {
  private let isVisible: Bool
  private let state: Mutex<State>

  private struct State {
    var lastDrawn: ContinuousClock.Instant
    var isDrawn = false
    var isFinished = false
  }

  init(_ visibility: ProgressVisibility) {
    isVisible =
      switch visibility {
      case .auto: Terminal.isErrorATerminal
      case .always: true
      case .never: false
      }
    // As if the last time had been so long ago that the next is due in half a second; at once
    // where progress is always wanted.
    let now = ContinuousClock.now
    state = Mutex(
      State(
        lastDrawn: visibility == .always
          ? now - .milliseconds(66) : now + .milliseconds(500 - 66)))
  }

  /// Shows a fraction of 0…1, or none where it is not known, and what is being worked on.
  func show(_ fraction: Double?, _ subject: @autoclosure () -> String) {
    guard isVisible else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard !state.isFinished, now - state.lastDrawn >= .milliseconds(66) else { return }
      state.lastDrawn = now
      state.isDrawn = true
      let measure = fraction.map { "\(Bar.text($0, width: 20)) \($0.percent) " } ?? ""
      let room = Terminal.columns(of: 2) - measure.count - 1
      Terminal.writeError("\r\u{1B}[2K\(measure)\(subject().printable.fitted(to: max(room, 8)))")
    }
  }

  /// Wipes the line and prints something else; more progress draws it anew. Nothing is drawn in
  /// between.
  func hidden(while print: () -> Void) {
    state.withLock { state in
      wipe(&state)
      print()
    }
  }

  /// Wipes the line for good.
  func finish() {
    state.withLock { state in
      state.isFinished = true
      wipe(&state)
    }
  }

  private func wipe(_ state: inout State) {
    guard state.isDrawn else { return }
    state.isDrawn = false
    Terminal.writeError("\r\u{1B}[2K")
  }
}
