public import MasteringModel

/// Always returns the same catalogue, or throws the same failure.
public struct FixedProfileProvider: ProfileProvider {
  private let answer: Result<ProfileCatalogue, ProfileProviderFailure>

  /// A provider of a catalogue.
  public init(_ catalogue: ProfileCatalogue) {
    answer = .success(catalogue)
  }

  /// A provider of these profiles, in this order; traps if there is none or an id occurs twice.
  public init(_ profiles: [Profile] = [.sample()]) {
    answer = .success(.sample(profiles))
  }

  /// A provider that always fails.
  public init(failing failure: ProfileProviderFailure) {
    answer = .failure(failure)
  }

  /// The catalogue, or the failure.
  public func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue {
    try answer.get()
  }
}
