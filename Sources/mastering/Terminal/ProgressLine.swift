import MasteringModel
import Synchronization
import SystemCalls
import WireFormat

/// One line on standard error that says how far long work has come.
///
/// On a terminal it appears when the work has taken half a second, is redrawn every 66 ms at most,
/// and is wiped before anything else is printed. Where a line cannot be redrawn it is printed anew
/// now and then.
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

  /// - Parameter printedEvery: how often it is printed on what is no terminal when nothing was said
  ///   about progress; nil for never.
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

  /// Whether it is ever seen.
  var isVisible: Bool { if case .hidden = look { false } else { true } }

  /// Shows a fraction of 0…1, or none where it is not known, and what is being worked on.
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

extension ProgressLine {
  /// Says on standard error, a line each, what is not quite right with a file that was analysed.
  func warn(of analysis: TrackAnalysis, _ path: String) {
    for warning in analysis.warnings {
      hidden { Terminal.writeFailure(warning.sentence, about: path) }
    }
  }
}
