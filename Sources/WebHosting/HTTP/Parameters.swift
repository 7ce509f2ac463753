import StrictJSON
import WireFormat

/// The input of a request: the parameters of its query, or the members of its body, as JSON, so
/// that they are read and refused as in every other interface.
enum Parameters {
  /// The kind of value of a query parameter.
  enum Kind: Sendable {
    case text
    /// A number in JSON's form.
    case number
    /// An integer in digits, as ``TrackID`` is written in paths.
    case trackID
    /// `true` or `false`.
    case truth
  }

  /// The parameters of a query as members.
  ///
  /// - Throws: for one that is unknown or repeated, or that is not a number where one is required.
  static func members(
    ofQuery target: RequestTarget, known: [(name: String, kind: Kind)]
  ) throws(Refusal) -> [JSON.Member] {
    var members: [JSON.Member] = []
    for (name, value) in target.query {
      guard let kind = known.first(where: { $0.name == name })?.kind else {
        throw .unknownParameter(known: known.map(\.name))
      }
      guard !members.contains(where: { $0.key == name }) else {
        throw .repeatedParameter(name)
      }
      members.append(JSON.Member(name, try read(value, as: kind, name)))
    }
    return members
  }

  private static func read(
    _ value: String, as kind: Kind, _ name: String
  ) throws(Refusal) -> JSON {
    switch kind {
    case .text: return .string(value)
    case .truth:
      // Any other word is refused where the parameter is read, as everywhere.
      return value == "true" ? .bool(true) : value == "false" ? .bool(false) : .string(value)
    case .trackID: return .integer(try trackID(value, name))
    case .number:
      guard let number = JSON.number(written: value) else { throw .noNumber(name) }
      return number
    }
  }

  /// The number of a track in decimal digits (HTTP-3).
  static func trackID(_ text: String, _ name: String = "track_id") throws(Refusal) -> Int {
    let isDigits = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isDigits, let number = Int(text), number <= TrackID.largest else {
      throw .noTrackID(name)
    }
    return number
  }

  /// The members of a body; nil if there is no body.
  ///
  /// - Throws: for a body that is not a JSON object.
  static func members(ofBody body: [UInt8]) throws(Refusal) -> [JSON.Member]? {
    guard !body.isEmpty else { return nil }
    let value: JSON
    do {
      value = try JSON.parse(body)
    } catch {
      throw .malformedJSON(error)
    }
    guard let members = value.members else { throw .noJSONObject }
    return members
  }

  /// Checks the body of a request that has nothing to say: no body, or an object without members.
  ///
  /// - Throws: for any other body (HTTP-9).
  static func requireNothing(inBody body: [UInt8]) throws(Refusal) {
    guard let members = try members(ofBody: body), !members.isEmpty else { return }
    throw .unknownMember
  }
}
