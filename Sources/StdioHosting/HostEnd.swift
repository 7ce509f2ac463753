import SystemCalls

/// What ends a host, and what happens while it ends.
enum HostEvent: Sendable {
  case inputEnded(InputLoop.End)
  case stop
  /// With the system's error number; `EPIPE` if the reader has gone.
  case outputClosed(Int32)
  /// All work is done, and its answers are written.
  case finished
  case graceEnded
}

/// How a host ends: what to do after each event, until the end.
struct HostEnd {
  /// A part of the time that running work gets.
  enum Wait: Sendable, Hashable {
    case finishing, cancelling
  }

  /// Something to do.
  enum Step: Sendable, Hashable {
    case stopReading
    /// Let running work end, and write its answers.
    case finishWork
    case cancelWork
    case wait(Wait)
    /// Return; when abandoning, with answers that were not written.
    case end(isAbandoning: Bool)
  }

  /// The exit status: 1 if the input or output failed other than by ending.
  private(set) var status: Int32 = 0
  private let endsWithInput: Bool
  private var isEnding = false
  private var isCancelling = false

  /// - Parameter endsWithInput: whether running work gets only a limited time at the end of the
  ///   input.
  init(withInput endsWithInput: Bool) { self.endsWithInput = endsWithInput }

  /// What to do after an event, in order.
  mutating func steps(after event: HostEvent) -> [Step] {
    switch event {
    case .inputEnded(let end):
      if case .failure = end { status = 1 }
      return endsWithInput ? [.wait(.finishing), .finishWork] : [.finishWork]
    case .stop:
      // A second request ends the grace period.
      if isEnding { return [.stopReading] + outOfTime() }
      isEnding = true
      return [.stopReading, .wait(.finishing)]
    case .outputClosed(let code):
      if code != EPIPE { status = 1 }
      isCancelling = true
      return [.stopReading, .cancelWork, .wait(.cancelling)]
    case .graceEnded: return outOfTime()
    case .finished: return [.end(isAbandoning: false)]
    }
  }

  private mutating func outOfTime() -> [Step] {
    if isCancelling { return [.end(isAbandoning: true)] }
    isCancelling = true
    return [.cancelWork, .wait(.cancelling)]
  }
}
