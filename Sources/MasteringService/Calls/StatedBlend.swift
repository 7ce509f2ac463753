package import MasteringModel
import Recommending
import StrictJSON
package import WireFormat

/// A blend that a caller states: profiles with one weight for all changes, or one for each.
///
/// The weights of a change need not sum to 1; only their proportions count.
package struct StatedBlend: Sendable, Hashable {
  /// A profile and its weights, which can exceed 1.
  package struct Member: Sendable, Hashable {
    /// The profile's id.
    package let profileID: String
    /// Its weights, each 0…1000.
    package let weights: DimensionWeights
  }

  /// The members: at least one, each profile once, and for each change a weight above 0.
  package let members: [Member]

  /// A single profile.
  package init(profileID: String) {
    members = [Member(profileID: profileID, weights: DimensionWeights(1))]
  }

  /// The field `blend`; nil if it is missing.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for an invalid blend.
  package init?(_ fields: ParameterFields) throws(FailureReport) {
    guard let value = fields["blend"] else { return nil }
    members =
      if let text = value.asString { try Self.written(text, fields) } else {
        try Self.listed(fields)
      }
    guard !members.isEmpty, Set(members.map(\.profileID)).count == members.count else {
      throw fields.wrongType("blend", expected: "one or more profiles, each once")
    }
    guard DimensionWeights.areWeights(members.map(\.weights)) else {
      throw fields.wrongType("blend", expected: "a weight above 0 for each change")
    }
  }

  /// In JSON-RPC: the members of a recommendation's `weighted_profiles`, or those of its `blend`.
  private static func listed(_ fields: ParameterFields) throws(FailureReport) -> [Member] {
    var members: [Member] = []
    for (index, element) in (try fields.objects("blend") ?? []).enumerated() {
      let member = try ParameterFields(
        element.members ?? [], at: "\(fields.pointer("blend"))/\(index)",
        known: [
          .required("profile_id"), .optional("profile_name"), .optional("weight"),
          .optional("weights"),
        ])
      let id = try member.required("profile_id", try member.text("profile_id"))
      members.append(Member(profileID: id, weights: try weights(of: member)))
    }
    return members
  }

  /// A member's `weight` for all changes, or its `weights`.
  private static func weights(
    of member: ParameterFields
  ) throws(FailureReport) -> DimensionWeights {
    guard let object = try member.object("weights") else {
      let weight = try member.required("weight", try member.number("weight"))
      guard weight > 0, weight <= 1000 else {
        throw member.wrongType("weight", expected: "a number above 0, up to 1000")
      }
      return DimensionWeights(weight)
    }
    guard member["weight"] == nil else {
      throw .invalidParams(member.path, .conflict, expected: "one of weight and weights")
    }
    let names = ["loudness", "crest", "spectral_centroid"]
    let fields = try ParameterFields(
      object, at: member.pointer("weights"), known: names.map { .required($0) })
    var weights: [Double] = []
    for name in names {
      let weight = try fields.required(name, try fields.number(name))
      guard weight >= 0, weight <= 1000 else {
        throw fields.wrongType(name, expected: "a number from 0 to 1000")
      }
      weights.append(weight)
    }
    return DimensionWeights(
      loudness: weights[0], crest: weights[1], spectralCentroid: weights[2])
  }

  /// In a URL: `id:weight` or `id:loudness:crest:centroid`, separated by commas.
  private static func written(
    _ text: String, _ fields: ParameterFields
  ) throws(FailureReport) -> [Member] {
    var members: [Member] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: ":", omittingEmptySubsequences: false)
      guard let id = sides.first, !id.isEmpty,
        let weights = DimensionWeights(stated: sides.dropFirst().map { Double($0) ?? .nan })
      else {
        throw fields.wrongType(
          "blend",
          expected: "profile:weight with a weight above 0, or profile:loudness:crest:centroid, "
            + "separated by commas, each weight up to 1000")
      }
      members.append(Member(profileID: String(id), weights: weights))
    }
    return members
  }
}
