extension JSON {
  /// The value as JSON text (RFC 8259).
  ///
  /// - Precondition: every number is finite; JSON has no other.
  public func text(_ layout: Layout = .compact) -> String {
    var writer = JSONWriter(layout: layout)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The value as JSON text in UTF-8.
  ///
  /// - Precondition: every number is finite; JSON has no other.
  public func utf8(_ layout: Layout = .compact) -> [UInt8] {
    var writer = JSONWriter(layout: layout)
    writer.write(self)
    return writer.bytes
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
      // Stretches that need no escape, which is nearly all, are copied whole.
      var copied = 0
      var index = 0
      while index < utf8.count {
        let length = Self.escapedLength(at: index, in: utf8)
        if length > 0 {
          bytes.append(contentsOf: utf8[copied..<index])
          escape(utf8[index + length - 1])
          copied = index + length
        }
        index += max(length, 1)
      }
      bytes.append(contentsOf: utf8[copied...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// How many bytes the character takes that begins there, if it has to be escaped; 0 if not.
  ///
  /// The control characters from U+0080 to U+009F, which JSON allows but terminals obey, are C2 and
  /// a byte below A0 in UTF-8.
  private static func escapedLength(at index: Int, in utf8: UnsafeBufferPointer<UInt8>) -> Int {
    switch utf8[index] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20, 0x7f: 1
    case 0xc2 where utf8[index + 1] < 0xa0: 2
    default: 0
    }
  }

  /// Writes the character of a number below 256 as an escape, by its letter where it has one.
  private mutating func escape(_ character: UInt8) {
    switch character {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case UInt8(ascii: "\n"): append("\\n")
    case UInt8(ascii: "\r"): append("\\r")
    case UInt8(ascii: "\t"): append("\\t")
    default:
      append("\\u00")
      bytes.append(Self.hexadecimal[Int(character >> 4)])
      bytes.append(Self.hexadecimal[Int(character & 15)])
    }
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)
}
