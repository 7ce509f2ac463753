import MasteringModel
import StrictJSON
import SystemCalls
import WireFormat

/// The request in a line (LIB-2).
struct WorkerEntry: Sendable {
  /// The id of the request, returned unchanged in the answer.
  let id: JSON
  /// The subject of the recommendation.
  let source: Result<Source, FailureReport>

  enum Source: Sendable {
    case path(String)
    case fingerprint(Fingerprint)
  }

  /// The entry in a line without its newline. Every line yields one, even an invalid line.
  init(_ line: LineSplitter.Line) {
    switch line {
    case .tooLong:
      self.init(.null, .failure(.lineTooLong(limitBytes: WorkerInput.lineBytes)))
    case .whole(let bytes):
      if bytes.first == UInt8(ascii: "{") {
        self.init(object: bytes)
      } else if let text = String(validating: bytes, as: UTF8.self) {
        self.init(.string(text), Self.path(named: text).map { .path($0) })
      } else {
        self.init(
          .string(String(decoding: bytes, as: UTF8.self)),
          .failure(.undecodableName))
      }
    }
  }

  private init(_ id: JSON, _ source: Result<Source, FailureReport>) {
    self.id = id
    self.source = source
  }

  private init(object bytes: ArraySlice<UInt8>) {
    let members: [JSON.Member]
    do {
      members = try JSON.parse(bytes).members ?? []
    } catch {
      self.init(.null, .failure(FailureReport(error)))
      return
    }
    let value = JSON.object(members)
    let id = value["id"] ?? value["path"] ?? .null
    guard id.isNull || id.asString != nil || id.asDouble != nil else {
      self.init(
        .null,
        .failure(.invalidParams("/id", .wrongType, expected: "a string, a number or null")))
      return
    }
    do throws(FailureReport) {
      let fields = try ParameterFields(
        members, known: [.optional("id"), .optional("path"), .optional("fingerprint")])
      self.init(id, .success(try Self.source(fields)))
    } catch {
      self.init(id, .failure(error))
    }
  }

  private static func source(_ fields: ParameterFields) throws(FailureReport) -> Source {
    let path = try fields.text("path")
    let metrics = try fields.object("fingerprint")
    switch (path, metrics) {
    case (let path?, nil): return .path(try Self.path(named: path).get())
    case (nil, let metrics?):
      return .fingerprint(
        try FingerprintFields(metrics, at: fields.pointer("fingerprint")).fingerprint())
    default: throw .invalidParams("", .conflict, expected: "either path or fingerprint")
    }
  }

  // MARK: Addresses

  /// The local path of a path or a `file` URI.
  private static func path(named text: String) -> Result<String, FailureReport> {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return .success(text) }
    let scheme = text.utf8[..<colon]
    let rest = text.utf8[colon...].dropFirst()
    let isScheme = scheme.count > 1 && scheme.allSatisfy(isSchemeByte)
    guard isScheme, rest.first == UInt8(ascii: "/") else { return .success(text) }
    let isAuthority = rest.starts(with: "//".utf8)
    guard scheme.elementsEqual("file".utf8) else {
      // A folder may be named `a:`, but a name followed by `://` is a URI.
      return isAuthority
        ? .failure(.invalidParams("/path", .wrongType, expected: "a local path or a file URI"))
        : .success(text)
    }
    var path = rest
    if isAuthority {
      let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
      guard authority.isEmpty || authority.elementsEqual("localhost".utf8) else {
        return .failure(
          .invalidParams("/path", .wrongType, expected: "a file URI without a host"))
      }
      path = rest.dropFirst(2 + authority.count)
    }
    guard let bytes = unescaped(path), let name = String(validating: bytes, as: UTF8.self) else {
      return .failure(
        .invalidParams("/path", .wrongType, expected: "a file URI whose escapes are UTF-8"))
    }
    return .success(name)
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// Bytes with their percent escapes resolved (RFC 3986, 2.1); nil if one is not two digits.
  private static func unescaped(_ bytes: some Sequence<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      guard byte == UInt8(ascii: "%") else {
        plain.append(byte)
        continue
      }
      guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit)
      else { return nil }
      plain.append(high << 4 | low)
    }
    return plain
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
