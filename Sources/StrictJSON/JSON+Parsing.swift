extension JSON {
  /// Limits on the cost of a text.
  public struct Limits: Sendable, Hashable {
    /// How deeply arrays and objects may be nested: 1 is an array of scalars. At most ``deepest``,
    /// so that no text can exhaust the stack.
    public let depth: Int
    /// How many values there may be, counting the whole and every element and member.
    public let values: Int

    /// The most that `depth` can be.
    public static let deepest = 256
    /// Depth 64 and a million values.
    public static let standard = Limits()

    /// Limits; by default those of ``standard``.
    public init(depth: Int = 64, values: Int = 1_000_000) {
      self.depth = min(depth, Self.deepest)
      self.values = values
    }
  }

  /// Parses a JSON text in UTF-8 (RFC 8259).
  ///
  /// Nothing beyond the grammar is accepted: no comment, no trailing comma, no byte order mark, no
  /// NaN. A key may occur only once in an object. A number too large for binary64 is accepted as
  /// ``numeral(_:)``; the caller decides.
  ///
  /// - Throws: ``JSONSyntaxError`` with the first thing that is wrong.
  public static func parse(
    _ bytes: some Sequence<UInt8>, limits: Limits = .standard
  ) throws(JSONSyntaxError) -> JSON {
    let outcome = bytes.withContiguousStorageIfAvailable { parsed($0, limits: limits) }
    return try (outcome ?? Array(bytes).withUnsafeBufferPointer { parsed($0, limits: limits) })
      .get()
  }

  /// Parses a JSON text.
  ///
  /// - Throws: ``JSONSyntaxError`` with the first thing that is wrong.
  public static func parse(
    _ text: String, limits: Limits = .standard
  ) throws(JSONSyntaxError) -> JSON {
    try parse(text.utf8, limits: limits)
  }

  /// The number that a text is, in the form that JSON has for it and with nothing around it, not even
  /// white space; nil for any other text.
  public static func number(written text: some StringProtocol) -> JSON? {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, first == UInt8(ascii: "-") || isDigit(first),
      bytes.last.map(isDigit) == true, let number = try? parse(bytes), number.asDouble != nil
    else { return nil }
    return number
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func parsed(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: Limits
  ) -> Result<JSON, JSONSyntaxError> {
    do throws(JSONSyntaxError) {
      var parser = JSONParser(bytes, limits: limits)
      return .success(try parser.document())
    } catch {
      return .failure(error)
    }
  }
}

/// Reads one value by recursive descent; the depth limit bounds the recursion.
private struct JSONParser {
  /// Valid while `parsed` runs, which outlives the parser.
  private let bytes: UnsafeBufferPointer<UInt8>
  private let limits: JSON.Limits
  private var position = 0
  private var depth = 0
  private var values = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSON.Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func document() throws(JSONSyntaxError) -> JSON {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { throw JSONSyntaxError(.byteOrderMark, at: 0) }
    skipSpace()
    let value = try value()
    skipSpace()
    if position < bytes.count { throw JSONSyntaxError(.trailingBytes, at: position) }
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      default: return
      }
    }
  }

  /// The byte at the position; an error at the end of the text.
  private func byte() throws(JSONSyntaxError) -> UInt8 {
    guard position < bytes.count else { throw JSONSyntaxError(.unexpectedEnd, at: bytes.count) }
    return bytes[position]
  }

  private mutating func value() throws(JSONSyntaxError) -> JSON {
    values += 1
    if values > limits.values { throw JSONSyntaxError(.tooManyValues, at: position) }
    switch try byte() {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return try JSONNumeral.read(bytes, at: &position)
    case UInt8(ascii: "+"), UInt8(ascii: "."):
      throw JSONSyntaxError(.invalidNumber, at: position)
    default: throw JSONSyntaxError(.unexpectedByte, at: position)
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
    for index in 0..<word.utf8CodeUnitCount {
      guard try byte() == word.utf8Start[index] else {
        throw JSONSyntaxError(.unexpectedByte, at: position)
      }
      position += 1
    }
    return value
  }

  // MARK: Arrays and objects

  private mutating func array() throws(JSONSyntaxError) -> JSON {
    var elements: [JSON] = []
    try open()
    if try byte() == UInt8(ascii: "]") {
      close()
      return .array(elements)
    }
    while true {
      elements.append(try value())
      if try isClosed(by: UInt8(ascii: "]")) { return .array(elements) }
    }
  }

  private mutating func object() throws(JSONSyntaxError) -> JSON {
    var members: [JSON.Member] = []
    var keys = DistinctKeys()
    try open()
    if try byte() == UInt8(ascii: "}") {
      close()
      return .object(members)
    }
    while true {
      let start = position
      guard try byte() == UInt8(ascii: "\"") else {
        throw JSONSyntaxError(.unexpectedByte, at: position)
      }
      let key = try string()
      guard keys.insert(key, after: members) else {
        throw JSONSyntaxError(.duplicateKey, at: start)
      }
      skipSpace()
      guard try byte() == UInt8(ascii: ":") else {
        throw JSONSyntaxError(.unexpectedByte, at: position)
      }
      position += 1
      skipSpace()
      members.append(JSON.Member(key, try value()))
      if try isClosed(by: UInt8(ascii: "}")) { return .object(members) }
    }
  }

  private mutating func open() throws(JSONSyntaxError) {
    depth += 1
    if depth > limits.depth { throw JSONSyntaxError(.tooDeep, at: position) }
    position += 1
    skipSpace()
  }

  private mutating func close() {
    depth -= 1
    position += 1
  }

  /// Skips the comma or the closing byte after an element, and returns whether it was the latter.
  private mutating func isClosed(by closing: UInt8) throws(JSONSyntaxError) -> Bool {
    skipSpace()
    switch try byte() {
    case closing:
      close()
      return true
    case UInt8(ascii: ","):
      position += 1
      skipSpace()
      return false
    default: throw JSONSyntaxError(.unexpectedByte, at: position)
    }
  }

  // MARK: Strings

  private mutating func string() throws(JSONSyntaxError) -> String {
    let opening = position
    position += 1
    var pieces: [UInt8] = []
    var start = position
    while true {
      let byte = try byte()
      switch byte {
      case UInt8(ascii: "\""):
        defer { position += 1 }
        let rest = UnsafeBufferPointer(rebasing: bytes[start..<position])
        let text =
          pieces.isEmpty
          ? String(validating: rest, as: UTF8.self)
          : String(validating: pieces + rest, as: UTF8.self)
        guard let text else { throw JSONSyntaxError(.invalidUTF8, at: opening) }
        return text
      case UInt8(ascii: "\\"):
        pieces += bytes[start..<position]
        try appendEscaped(to: &pieces)
        start = position
      case 0..<0x20: throw JSONSyntaxError(.controlCharacter, at: position)
      default: position += 1
      }
    }
  }

  private mutating func appendEscaped(to text: inout [UInt8]) throws(JSONSyntaxError) {
    let backslash = position
    position += 1
    let letter = try byte()
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let unit = try hexadecimalUnit(escapeAt: backslash)
      var scalar = UInt32(unit)
      if UTF16.isTrailSurrogate(unit) { throw JSONSyntaxError(.loneSurrogate, at: backslash) }
      if UTF16.isLeadSurrogate(unit) {
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
          bytes[position + 1] == UInt8(ascii: "u")
        else { throw JSONSyntaxError(.loneSurrogate, at: backslash) }
        let second = position
        position += 2
        let trail = try hexadecimalUnit(escapeAt: second)
        guard UTF16.isTrailSurrogate(trail) else {
          throw JSONSyntaxError(.loneSurrogate, at: backslash)
        }
        scalar = 0x10000 + (scalar - 0xd800) << 10 + (UInt32(trail) - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(scalar) else {
        throw JSONSyntaxError(.loneSurrogate, at: backslash)
      }
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw JSONSyntaxError(.invalidEscape, at: backslash)
    }
  }

  /// The four digits at the position.
  private mutating func hexadecimalUnit(escapeAt start: Int) throws(JSONSyntaxError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      let digit = try byte()
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(digit - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(digit - 0x61 + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(digit - 0x41 + 10)
      default: throw JSONSyntaxError(.invalidEscape, at: start)
      }
      position += 1
    }
    return unit
  }
}

/// Detects duplicate keys of an object.
///
/// Compares code points: Swift's own comparison treats `é` and `e` with a combining accent as
/// equal, but in JSON they are two keys. A few keys are compared one by one, which is faster than
/// hashing; many are hashed, so that no object takes quadratic time.
struct DistinctKeys {
  private static let fewest = 12
  private var hashed: Set<ExactText> = []

  /// Whether the key differs from those of `members`, which were inserted before.
  mutating func insert(_ key: String, after members: [JSON.Member]) -> Bool {
    if members.count < Self.fewest {
      return !members.contains { $0.key.isExactly(key) }
    }
    if hashed.isEmpty { hashed = Set(members.map { ExactText(text: $0.key) }) }
    return hashed.insert(ExactText(text: key)).inserted
  }

  private struct ExactText: Hashable {
    let text: String

    static func == (left: Self, right: Self) -> Bool { left.text.isExactly(right.text) }

    func hash(into hasher: inout Hasher) {
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }
}

extension String {
  /// Whether both have the same code points, not only the same characters.
  func isExactly(_ other: String) -> Bool {
    // The first comparison is the fast one, and rejects nearly all different keys.
    self == other && utf8.elementsEqual(other.utf8)
  }
}
