import Synchronization

/// Values reported by any task, in order.
final class Notes<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  /// Everything reported so far.
  var all: [Element] { elements.withLock { $0 } }

  /// Adds a value.
  func add(_ element: Element) { elements.withLock { $0.append(element) } }
}
