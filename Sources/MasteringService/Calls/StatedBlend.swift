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

  /// The field `blend`: the members of a recommendation's `weighted_profiles`, or those of its
  /// `blend`; nil if it is missing.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for an invalid blend.
  package init?(_ fields: ParameterFields) throws(FailureReport) {
    guard let given = try fields.objects("blend") else { return nil }
    var members: [Member] = []
    for (index, element) in given.enumerated() {
      let member = try ParameterFields(
        element.members ?? [], at: "\(fields.pointer("blend"))/\(index)",
        known: [
          .required("profile_id"), .optional("profile_name"), .optional("weight"),
          .optional("weights"),
        ])
      let id = try member.required("profile_id", try member.text("profile_id"))
      members.append(Member(profileID: id, weights: try Self.weights(of: member)))
    }
    self.members = members
    guard !members.isEmpty, Set(members.map(\.profileID)).count == members.count else {
      throw fields.wrongType("blend", expected: "one or more profiles, each once")
    }
    guard DimensionWeights.areWeights(members.map(\.weights)) else {
      throw fields.wrongType("blend", expected: "a weight above 0 for each change")
    }
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
}
