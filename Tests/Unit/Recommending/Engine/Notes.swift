import Synchronization

/// What was told, in its order, from whatever task.
final class Notes<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  /// Everything told so far.
  var all: [Element] { elements.withLock { $0 } }

  /// Tells something.
  func add(_ element: Element) { elements.withLock { $0.append(element) } }
}
