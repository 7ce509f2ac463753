import MasteringModel
public import StrictJSON

extension RecommendationClaim {
  /// A checked payload in the form that this engine writes: its members in the order of MSG-1, its
  /// numbers in the form of MSG-2, however they were written. Other members are left out.
  public static func formed(_ payload: JSON) -> JSON {
    form.formed(payload)
  }

  private static let form = Form.object([
    ("track_id", .integer), ("primary_profile_id", .asItIs), ("primary_profile_name", .asItIs),
    ("confidence_score", .float), ("predicted_loudness_change", .float),
    ("predicted_crest_change", .float), ("predicted_centroid_change", .float),
    (
      "weighted_profiles",
      .list([("profile_id", .asItIs), ("profile_name", .asItIs), ("weight", .float)])
    ), ("alternative_profiles", .list([("profile_id", .asItIs), ("profile_name", .asItIs)])),
    ("reasoning", .asItIs), ("is_hybrid", .asItIs), ("is_fallback", .asItIs),
    ("confidence_threshold", .float), ("top_k", .integer),
    (
      "fingerprint",
      .object(FingerprintMetric.allCases.map { ($0.rawValue, .float) })
    ),
    (
      "headroom",
      .object([
        ("basis", .asItIs), ("peak_dbtp", .float), ("predicted_peak_dbtp", .float),
        ("ceiling_dbtp", .float), ("missing_db", .float), ("plain_gain_at_most_db", .float),
        ("loudness_change_at_most_db", .float), ("yields", .asItIs),
        (
          "brightness",
          .object([
            ("basis", .asItIs), ("shelf_db", .float), ("gentle_shelf_db", .float),
            ("is_reachable", .asItIs),
          ])
        ),
      ])
    ),
    (
      "blend",
      .object([
        ("source", .asItIs),
        (
          "members",
          .list([
            ("profile_id", .asItIs), ("profile_name", .asItIs),
            (
              "weights",
              .object([("loudness", .float), ("crest", .float), ("spectral_centroid", .float)])
            ),
          ])
        ), ("predicted_loudness_change", .float), ("predicted_crest_change", .float),
        ("predicted_centroid_change", .float), ("blend_id", .asItIs), ("blend_name", .asItIs),
        (
          "taste",
          .object([
            ("decisions", .integer),
            (
              "strengths",
              .object([("loudness", .float), ("crest", .float), ("spectral_centroid", .float)])
            ), ("explanation", .asItIs),
          ])
        ),
      ])
    ),
  ])

  /// How a member is written.
  private indirect enum Form: Sendable {
    case integer, float, asItIs
    case object([(key: String, form: Form)])
    case list([(key: String, form: Form)])

    /// Whether a value is of this kind. A member that the check does not require and that is of
    /// another kind is dropped, as unknown ones are.
    func fits(_ value: JSON) -> Bool {
      if case .object = self { value.members != nil } else { true }
    }

    func formed(_ value: JSON) -> JSON {
      switch self {
      case .asItIs: value
      // The check has verified the kinds of both.
      case .integer: value.asDouble.flatMap(Int.init(exactly:)).map { .integer($0) } ?? value
      case .float: value.asDouble.map { .number($0) } ?? value
      case .object(let members):
        .object(
          members.compactMap { key, form in
            value[key].flatMap { form.fits($0) ? JSON.Member(key, form.formed($0)) : nil }
          })
      case .list(let members):
        .array((value.elements ?? []).map { Form.object(members).formed($0) })
      }
    }
  }
}
