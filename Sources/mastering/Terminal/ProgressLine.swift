import MasteringModel
import Synchronization
import SystemCalls
import WireFormat

/// One line on standard error that shows the progress of long work.
///
/// On a terminal it appears after half a second, is redrawn at most every 66 ms, and is cleared
/// before anything else is printed. Elsewhere it is printed again from time to time.
final class ProgressLine: Sendable {
  private let look: Look
  private let state: Mutex<State>

  private enum Look {
    case hidden
    case redrawn
    case printed(every: Duration)
  }

  private struct State {
    var nextDue: ContinuousClock.Instant
    var isDrawn = false
    var isFinished = false
  }

  /// - Parameter printedEvery: how often it is printed if standard error is not a terminal and
  ///   progress was not set explicitly; nil for never.
  init(_ visibility: ProgressVisibility, printedEvery interval: Duration? = nil) {
    let delay: Duration
    switch (visibility, Terminal.isErrorATerminal) {
    case (.never, _): (look, delay) = (.hidden, .zero)
    case (.always, true): (look, delay) = (.redrawn, .zero)
    case (.always, false): (look, delay) = (.printed(every: .seconds(1)), .zero)
    case (.auto, true): (look, delay) = (.redrawn, .milliseconds(500))
    case (.auto, false):
      (look, delay) = (interval.map { .printed(every: $0) } ?? .hidden, interval ?? .zero)
    }
    state = Mutex(State(nextDue: .now + delay))
  }

  /// Whether it is ever shown.
  var isVisible: Bool { if case .hidden = look { false } else { true } }

  /// Shows a fraction of 0…1, or none if unknown, and what is being worked on.
  func show(_ fraction: Double?, _ subject: @autoclosure () -> String) {
    guard isVisible else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard !state.isFinished, now >= state.nextDue else { return }
      switch look {
      case .hidden: break
      case .redrawn:
        state.nextDue = now + .milliseconds(66)
        state.isDrawn = true
        let measure = fraction.map { "\(Bar.text($0, width: 20)) \($0.percent) " } ?? ""
        let room = Terminal.columns(of: 2) - measure.count - 1
        Terminal.writeError("\r\u{1B}[2K\(measure)\(subject().printable.fitted(to: max(room, 8)))")
      case .printed(let interval):
        state.nextDue = now + interval
        let measure = fraction.map { "\($0.percent.rightAligned(to: 5))  " } ?? ""
        Terminal.writeError("\(measure)\(subject().printable)\n")
      }
    }
  }

  /// Clears the line and prints something else; further progress redraws it. Nothing is drawn in
  /// between.
  func hidden(while print: () -> Void) {
    state.withLock { state in
      wipe(&state)
      print()
    }
  }

  /// Clears the line permanently.
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

extension ProgressLine {
  /// Prints the warnings of an analysed file on standard error, one line each.
  func warn(of analysis: TrackAnalysis, _ path: String) {
    for warning in analysis.warnings {
      hidden { Terminal.writeFailure(warning.sentence, about: path) }
    }
  }
}
