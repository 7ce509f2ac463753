import Yams
import Foundation
import Synchronization

extension YAMLTree {
  /// How deeply lists and mappings may be nested. A catalogue needs five levels.
  static let mostLevels = 16

  /// A file problem, and its place.
  struct Refusal: Error {
    let problem: ProfileFileProblem
    var line: Int?
    var column: Int?
  }

  /// The documents of a YAML text, in order; empty documents are left out.
  ///
  /// The text is refused as a whole: a later syntax error also refuses the documents before it.
  static func documents(of text: String) throws(Refusal) -> [YAMLTree] {
    // A byte order mark has no meaning in UTF-8, and the parser fails on it.
    let text =
      text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    if let (name, offset) = AliasGuard.firstAlias(in: text) {
      let (line, column) = TextPlaces.place(ofByte: offset, in: text)
      throw Refusal(problem: .alias(name: name), line: line, column: column)
    }
    if let offset = ExplicitKeyGuard.firstExcess(in: text) {
      let (line, column) = TextPlaces.place(ofByte: offset, in: text)
      throw Refusal(
        problem: .tooManyExplicitKeys(limit: ExplicitKeyGuard.limit), line: line, column: column)
    }
    return try withRoomyStack { Result { () throws(Refusal) in try composed(text) } }.get()
  }

  /// The documents of a text that has no aliases.
  private static func composed(_ text: String) throws(Refusal) -> [YAMLTree] {
    var repeats = RepeatedKeys(text: text)
    while true {
      do {
        // The basic resolver leaves plain scalars alone; `YAMLScalar` determines their kind.
        let parser = try Parser(yaml: repeats.text, resolver: .basic, encoding: .utf8)
        var documents: [YAMLTree] = []
        while let root = try parser.nextRoot() {
          let tree = try YAMLTree(root, level: 1, repeats)
          if !tree.isNull { documents.append(tree) }
        }
        return documents
      } catch let refusal as Refusal {
        throw refusal
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        try repeats.hide(keys.first ?? "", line: context.mark.line, column: context.mark.column)
      } catch {
        throw Refusal(error, in: text)
      }
    }
  }

  private init(_ node: Node, level: Int, _ repeats: RepeatedKeys) throws(Refusal) {
    let (line, column) = (node.mark?.line ?? 1, node.mark?.column ?? 1)
    guard level <= Self.mostLevels || node.scalar != nil else {
      throw Refusal(problem: .tooDeep(limit: Self.mostLevels), line: line, column: column)
    }
    let content: Content
    switch node {
    case .scalar(let scalar):
      content = .scalar(YAMLScalar(scalar))
    case .sequence(let sequence):
      var list: [YAMLTree] = []
      for child in sequence {
        try list.append(YAMLTree(child, level: level + 1, repeats))
      }
      content = Self.tagged(sequence.tag, expected: .seq) ?? .list(list)
    case .mapping(let mapping):
      var pairs: [(key: YAMLTree, value: YAMLTree)] = []
      for (key, value) in mapping {
        let keyTree = repeats.restored(try YAMLTree(key, level: level + 1, repeats))
        try pairs.append((keyTree, YAMLTree(value, level: level + 1, repeats)))
      }
      content = Self.tagged(mapping.tag, expected: .map) ?? .mapping(pairs)
    case .alias:
      // Only encoders make such nodes; a parser substitutes the target of the alias.
      throw Refusal(problem: .alias(name: ""), line: line, column: column)
    }
    self.init(line: line, column: column, content: content)
  }

  /// A list or mapping with its own tag, such as `!!set`, is not supported by this format.
  private static func tagged(_ tag: Tag, expected: Tag.Name) -> Content? {
    let name = tag.rawValue
    if [Tag.Name.implicit.rawValue, Tag.Name.nonSpecific.rawValue, expected.rawValue].contains(name)
    {
      return nil
    }
    return .scalar(YAMLScalar("", tagged: name))
  }
}

extension YAMLScalar {
  fileprivate init(_ scalar: Node.Scalar) {
    let tag = scalar.tag.rawValue
    // The parser tags every quoted scalar as text, and also plain keys that it has compared.
    switch (tag, scalar.style) {
    case (Tag.Name.implicit.rawValue, _): self.init(plain: scalar.string)
    case (Tag.Name.str.rawValue, _), (Tag.Name.nonSpecific.rawValue, _):
      self.init(quoted: scalar.string)
    default: self.init(scalar.string, tagged: tag)
    }
  }
}

extension YAMLTree.Refusal {
  /// To the parser, a tab is a character that cannot start a token.
  private static let tab = "there is a tab, but YAML is indented with spaces"

  /// The refusal for a failure of the parser.
  fileprivate init(_ failure: any Error, in text: String) {
    switch failure {
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      self.init(
        problem: problem.contains("nesting level")
          ? .tooDeep(limit: YAMLTree.mostLevels)
          : .syntax(
            TextPlaces.isTab(line: mark.line, column: mark.column, in: text) ? Self.tab : problem),
        line: mark.line, column: mark.column)
    case YamlError.reader(let problem, let offset, _, _):
      let place = offset.map { offset in
        TextPlaces.place(ofByte: text.prefix(offset).utf8.count, in: text)
      }
      self.init(problem: .syntax(problem), line: place?.line, column: place?.column)
    default:
      self.init(problem: .syntax("\(failure)"))
    }
  }
}

/// Counts the keys with a question mark (`? key`) in a YAML text before it is parsed.
///
/// Such a key can be a whole document, and the parser walks all of it to compare it with its
/// neighbours; with a thousand of them nested, one mebibyte takes minutes. Other keys are at most
/// 1,024 characters long. It works on bytes: some question marks in texts are counted as well, but
/// none that marks a key is missed.
enum ExplicitKeyGuard {
  /// How many there may be. A profile needs none.
  static let limit = 16

  /// The offset in bytes of the first one beyond the limit.
  static func firstExcess(in text: String) -> Int? {
    var text = text
    return text.withUTF8 { bytes in
      var count = 0
      // Whether a key can begin here: at the start of a line, or after an indicator and blanks.
      var mayBegin = true
      for index in bytes.indices {
        switch bytes[index] {
        case UInt8(ascii: "?"):
          count += mayBegin ? 1 : 0
          if count > limit { return index }
          mayBegin = true
        case UInt8(ascii: " "), UInt8(ascii: "\t"): break
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "{"), UInt8(ascii: "["),
          UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-"):
          mayBegin = true
        // The last bytes of the other line breaks: U+0085, U+2028, U+2029.
        case 0x85, 0xA8, 0xA9: mayBegin = true
        default: mayBegin = false
        }
      }
      return nil
    }
  }
}

/// Runs work on a separate thread with 8 MiB of stack, and waits for it.
///
/// The parser recurses for every level of nesting and stops only at a thousand, which takes up to 2
/// MiB of stack; the threads of tasks have less on some systems.
func withRoomyStack<Value: Sendable>(_ work: @escaping @Sendable () -> Value) -> Value {
  let answer = Answer<Value>()
  let thread = Thread { answer.set(work()) }
  thread.stackSize = 8 << 20
  thread.start()
  return answer.wait()
}

/// A value that one thread sets and another waits for.
private final class Answer<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let isSet = DispatchSemaphore(value: 0)

  func set(_ value: Value) {
    self.value.withLock { $0 = value }
    isSet.signal()
  }

  func wait() -> Value {
    isSet.wait()
    guard let value = value.withLock({ $0 }) else {
      preconditionFailure("An answer was announced and is not there")
    }
    return value
  }
}
