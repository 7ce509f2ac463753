public import LibraryAnalysis
public import MasteringService

/// What assistants can use: tools and resources based on a service and its library.
public struct AgentServer: Sendable {
  let service: RecommendationService
  let access: AccessPolicy
  let library: TrackLibrary
  let conformance: (any ConformanceChecking)?

  /// Creates a server from its parts.
  ///
  /// - Parameters:
  ///   - service: answers the calls; it must be confined to `access` as well.
  ///   - access: the folders whose files may be named, and to which results may be written.
  ///   - library: the tracks in these folders.
  ///   - conformance: the ports that may be tested; nil for none.
  public init(
    service: RecommendationService, access: AccessPolicy, library: TrackLibrary,
    conformance: (any ConformanceChecking)? = nil
  ) {
    self.service = service
    self.access = access
    self.library = library
    self.conformance = conformance
  }
}
