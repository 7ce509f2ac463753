import AdaptiveMastering

/// The app's own cache; `ProviderTesting` has a contract that checks its promises.
actor NotebookCache: AnalysisCache {
  private var pages: [FingerprintKey: TrackAnalysis] = [:]

  func analysis(for key: FingerprintKey) -> TrackAnalysis? { pages[key] }

  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) { pages[key] = analysis }

  func removeAll() { pages = [:] }
}
