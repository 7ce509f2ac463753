import StrictJSON
import WireFormat

/// The forms in which a URL writes what is an array or an object in JSON: a blend and strengths
/// (HTTP-50, HTTP-67, HTTP-110).
///
/// They become that JSON, so that their values are checked as in every other interface.
enum RenderingNotation {
  private static let names = ["loudness", "crest", "spectral_centroid"]

  /// The members of a query, with blend and strengths as JSON.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for another form.
  static func read(_ query: [JSON.Member]) throws(FailureReport) -> [JSON.Member] {
    var members: [JSON.Member] = []
    for member in query {
      guard let text = member.value.asString else {
        members.append(member)
        continue
      }
      switch member.key {
      case "blend":
        guard let blend = blend(text) else {
          throw .invalidParams(
            "/blend", .wrongType,
            expected: "profile:weight or profile:loudness:crest:centroid, separated by commas, "
              + "with numbers as in JSON")
        }
        members.append(JSON.Member("blend", blend))
      case "strengths":
        guard let strengths = three(text.split(separator: ":", omittingEmptySubsequences: false))
        else {
          throw .invalidParams(
            "/strengths", .wrongType,
            expected: "loudness:crest:centroid, three numbers as in JSON")
        }
        members.append(JSON.Member("strengths", strengths))
      default: members.append(member)
      }
    }
    return members
  }

  private static func blend(_ text: String) -> JSON? {
    var members: [JSON] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: ":", omittingEmptySubsequences: false)
      guard let id = sides.first, !id.isEmpty else { return nil }
      let profile = JSON.Member("profile_id", .string(String(id)))
      if sides.count == 2, let weight = JSON.number(written: sides[1]) {
        members.append(.object([profile, JSON.Member("weight", weight)]))
      } else if let weights = three(sides.dropFirst()) {
        members.append(.object([profile, JSON.Member("weights", weights)]))
      } else {
        return nil
      }
    }
    return .array(members)
  }

  /// Three numbers, one for each change.
  private static func three(_ parts: some Collection<Substring>) -> JSON? {
    let numbers = parts.compactMap { JSON.number(written: $0) }
    guard parts.count == names.count, numbers.count == names.count else { return nil }
    return .object(zip(names, numbers).map { JSON.Member($0, $1) })
  }
}
