/// Tasks that wait until there is nothing to do, each with a ticket by which it can be released.
struct IdleWaiters {
  private var nextTicket = 0
  private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]

  /// A ticket to wait with.
  mutating func ticket() -> Int {
    defer { nextTicket += 1 }
    return nextTicket
  }

  mutating func wait(_ ticket: Int, _ continuation: CheckedContinuation<Void, Never>) {
    waiting[ticket] = continuation
  }

  mutating func wake(_ ticket: Int) {
    waiting.removeValue(forKey: ticket)?.resume()
  }

  mutating func wakeAll() {
    waiting.values.forEach { $0.resume() }
    waiting = [:]
  }
}
