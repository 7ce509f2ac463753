/// Provides the profiles that tracks are compared with.
///
/// An implementation promises:
/// 1. Two catalogues it gives have the same version exactly when they have the same content.
/// 2. A catalogue is returned whole or not at all.
public protocol ProfileProvider: Sendable {
  /// The catalogue as it is now.
  func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue
}

/// Why there is no catalogue.
public enum ProfileProviderFailure: Error, Hashable {
  /// What the provider has is not a catalogue.
  case invalid(InvalidCatalogue)
  /// The provider cannot work now, for the given reason.
  case unavailable(reason: String)
}
