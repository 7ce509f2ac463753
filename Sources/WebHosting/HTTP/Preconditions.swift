import HTTPTypes

/// The conditional header fields of a request (RFC 9110, 13.1 and 13.2.2).
struct Preconditions: Sendable {
  /// The result of evaluating them.
  enum Outcome: Sendable, Equatable {
    /// The request is answered as if there were no conditions.
    case met
    /// The client has a copy: 304.
    case hasCopy
    /// The client's version is out of date: 412.
    case failed
  }

  /// The strong validator of the current content.
  let entityTag: String
  /// When it was last changed, in seconds since 1970; nil if unknown.
  var modifiedAtSecond: Int?

  /// Evaluates the conditions of a `GET` or `HEAD`, in the order of the RFC.
  func outcome(of head: HTTPRequest) -> Outcome {
    let fields = head.headerFields
    let match = fields[values: .ifMatch]
    if !match.isEmpty {
      guard Self.elements(match).contains(where: { $0 == "*" || $0 == entityTag }) else {
        return .failed
      }
    } else if let modifiedAtSecond, let since = Self.second(fields[values: .ifUnmodifiedSince]),
      modifiedAtSecond > since
    {
      return .failed
    }
    let noneMatch = fields[values: .ifNoneMatch]
    if !noneMatch.isEmpty {
      let isCopy = Self.elements(noneMatch).contains {
        $0 == "*" || $0 == entityTag || $0 == "W/\(entityTag)"
      }
      return isCopy ? .hasCopy : .met
    }
    if let modifiedAtSecond, let since = Self.second(fields[values: .ifModifiedSince]),
      modifiedAtSecond <= since
    {
      return .hasCopy
    }
    return .met
  }

  /// The elements of a list of entity tags. A tag may contain a comma.
  private static func elements(_ values: [String]) -> [Substring] {
    var elements: [Substring] = []
    for value in values {
      var rest = value[...]
      while let first = rest.firstIndex(where: { ![" ", "\t", ","].contains($0) }) {
        var end = rest[first...].firstIndex(of: ",") ?? rest.endIndex
        if let quote = rest[first..<end].firstIndex(of: "\"") {
          let closing = rest[rest.index(after: quote)...].firstIndex(of: "\"")
          end = closing.map(rest.index(after:)) ?? rest.endIndex
        }
        var element = rest[first..<end]
        while [" ", "\t"].contains(element.last) { element.removeLast() }
        elements.append(element)
        rest = rest[end...]
      }
    }
    return elements
  }

  /// The time of a field that occurs once and is a date; any other is ignored, with nil.
  private static func second(_ values: [String]) -> Int? {
    values.count == 1 ? HTTPDate.second(of: values[0]) : nil
  }
}
