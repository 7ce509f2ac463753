extension JSON {
  /// The value as JSON text (RFC 8259).
  ///
  /// - Precondition: every number is finite; JSON has no others.
  public func text(_ layout: Layout = .compact) -> String {
    var writer = JSONWriter(layout: layout)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The value as JSON text in UTF-8.
  ///
  /// - Precondition: every number is finite; JSON has no others.
  public func utf8(_ layout: Layout = .compact) -> [UInt8] {
    var writer = JSONWriter(layout: layout)
    writer.write(self)
    return writer.bytes
  }
}

extension JSON {
  /// Whether it can be written: JSON has neither NaN nor an infinity.
  ///
  /// Writing a value that cannot be written is a fault of the program and ends it. A host checks what
  /// it computed from a caller's numbers.
  public var isWritable: Bool {
    switch self {
    case .number(let number): number.isFinite
    case .array(let elements): elements.allSatisfy(\.isWritable)
    case .object(let members): members.allSatisfy(\.value.isWritable)
    case .null, .bool, .integer, .numeral, .string: true
    }
  }
}

private struct JSONWriter {
  let layout: JSON.Layout
  var bytes: [UInt8] = []
  private var depth = 0

  init(layout: JSON.Layout) {
    self.layout = layout
    bytes.reserveCapacity(1024)
  }

  mutating func write(_ value: JSON) {
    switch value {
    case .null: append("null")
    case .bool(let bool): append(bool ? "true" : "false")
    case .integer(let integer): append(String(integer))
    case .number(let number):
      precondition(number.isFinite, "JSON has no \(number).")
      append(number.description)
    case .numeral(let text): append(text)
    case .string(let text): write(text)
    case .array(let elements):
      write(elements, between: "[", and: "]") { writer, element in writer.write(element) }
    case .object(let members):
      write(members, between: "{", and: "}") { writer, member in
        writer.write(member.key)
        writer.append(writer.layout == .compact ? ":" : ": ")
        writer.write(member.value)
      }
    }
  }

  private mutating func write<Item>(
    _ items: [Item], between opening: String, and closing: String,
    _ writeItem: (inout JSONWriter, Item) -> Void
  ) {
    append(opening)
    depth += 1
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      writeItem(&self, item)
    }
    depth -= 1
    if !items.isEmpty { breakLine() }
    append(closing)
  }

  private mutating func breakLine() {
    guard layout == .indented else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      // Runs that need no escape, which are nearly all, are copied at once.
      var copied = 0
      var index = 0
      while index < utf8.count {
        guard let (character, length) = Self.escaped(at: index, in: utf8) else {
          index += 1
          continue
        }
        bytes.append(contentsOf: utf8[copied..<index])
        escape(character)
        index += length
        copied = index
      }
      bytes.append(contentsOf: utf8[copied...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// The character at this position and its length in bytes, if it has to be escaped.
  ///
  /// JSON allows characters beyond U+007F unescaped. Those that control a terminal or make it show
  /// a text in another order are escaped: U+0080 to U+009F, direction marks and overrides, line and
  /// paragraph separators, and the byte order mark.
  private static func escaped(
    at index: Int, in utf8: UnsafeBufferPointer<UInt8>
  ) -> (character: UInt16, length: Int)? {
    let byte = utf8[index]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20, 0x7f: return (UInt16(byte), 1)
    case 0xc2 where utf8[index + 1] < 0xa0: return (UInt16(utf8[index + 1]), 2)
    case 0xd8 where utf8[index + 1] == 0x9c: return (0x061c, 2)
    case 0xe2, 0xef:
      let character =
        UInt16(byte & 0xf) << 12 | UInt16(utf8[index + 1] & 0x3f) << 6
        | UInt16(utf8[index + 2] & 0x3f)
      switch character {
      case 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: return (character, 3)
      default: return nil
      }
    default: return nil
    }
  }

  /// Writes a character as an escape, by its letter if it has one.
  private mutating func escape(_ character: UInt16) {
    switch character {
    case 0x22: append("\\\"")
    case 0x5c: append("\\\\")
    case 0x0a: append("\\n")
    case 0x0d: append("\\r")
    case 0x09: append("\\t")
    default:
      append("\\u")
      for shift in [12, 8, 4, 0] {
        bytes.append(Self.hexadecimal[Int(character >> shift & 15)])
      }
    }
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)
}
