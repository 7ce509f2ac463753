extension InvalidProfile {
  /// A sentence with the profile, the field, what is wrong with it and what would be valid.
  package var sentence: String {
    let isOfABlend = field.utf8.starts(with: "blends".utf8)
    let kind = isOfABlend ? "blend" : "profile"
    let place = isOfABlend ? String(field.dropFirst("blends.".count)) : field
    var subject = profileID.map { "\(kind) \($0.excerpt)" } ?? "\(kind) without an id"
    if !place.isEmpty { subject += ", \(place.excerpt)" }
    return "\(subject): \(reason.sentence)"
  }
}

extension InvalidProfile.Reason {
  /// What is wrong, as the end of a sentence that begins with the field.
  package var sentence: String {
    switch self {
    case .missing: "is missing"
    case .unknownField: "is not a known field"
    case .repeated: "is written twice"
    case .empty: "has no visible character"
    case .tooLong(let count, let limit): "has \(count) characters; it may have at most \(limit)"
    case .wrongKind(let expected, let found): "must be a \(expected), but is a \(found.excerpt)"
    case .notFinite(let number): "is \(number); it must be a finite number"
    case .outside(let number, let low, let high): "is \(number), outside \(low)…\(high)"
    case .beyondIntegers(let number): "is \(number), beyond ±(2^53 − 1)"
    case .negative(let count): "is \(count); it must be 0 or more"
    case .invertedRange(let low, let high): "runs from \(low) down to \(high); swap them"
    case .oneSidedRange(let bounds):
      "has \(bounds) \(bounds == 1 ? "bound" : "bounds"); a range is [lowest, highest]"
    case .notAnIdentifier(let text):
      "is \"\(text.excerpt)\"; an id has 1 to 128 letters a–z, digits, dots, hyphens and underscores"
    case .notAVersion(let text): "is \"\(text.excerpt)\"; a version is written like \"1.0\""
    case .tooFewProfiles(let count):
      "has \(count == 1 ? "1 profile" : "\(count) profiles"); a blend has at least two"
    case .notWhole(let sum): "the weights sum to \(sum.fixed(2)); they must sum to 1"
    case .unknownProfile(let id): "is \"\(id.excerpt)\", which is not a known profile"
    case .duplicateID: "is the id of another profile or blend"
    case .duplicateVersion(let version): "version \(version.description.excerpt) already exists"
    }
  }
}
