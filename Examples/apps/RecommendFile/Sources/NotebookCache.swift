import AdaptiveMastering

/// A cache of the app's own; `ProviderTesting` has a contract that says whether it keeps the promises.
actor NotebookCache: AnalysisCache {
  private var pages: [FingerprintKey: TrackAnalysis] = [:]

  func analysis(for key: FingerprintKey) -> TrackAnalysis? { pages[key] }

  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) { pages[key] = analysis }

  func removeAll() { pages = [:] }
}
