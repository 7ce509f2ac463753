import MasteringModel

/// A cache that uses another folder in place of `/music`, where the contract's tracks are.
struct RelocatedCache: AnalysisCache, LoudnessCache {
  private let cache: any AnalysisCache & LoudnessCache
  private let folder: String

  init(_ cache: any AnalysisCache & LoudnessCache, to folder: String) {
    self.cache = cache
    self.folder = folder
  }

  private func relocated(_ key: FingerprintKey) -> FingerprintKey {
    let name = key.identity.path.split(separator: "/").last ?? ""
    let identity = TrackIdentity(
      path: "\(folder)/\(name)", sizeBytes: key.identity.sizeBytes,
      modifiedAtNanoseconds: key.identity.modifiedAtNanoseconds)
    return FingerprintKey(
      identity: identity, window: key.window, allowsPartialAudio: key.allowsPartialAudio,
      definition: key.definition)
  }

  func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    try await cache.analysis(for: relocated(key))
  }

  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) async throws(CacheFailure) {
    try await cache.store(analysis, for: relocated(key))
  }

  func loudness(for key: FingerprintKey) async throws(CacheFailure) -> TrackLoudness? {
    try await cache.loudness(for: relocated(key))
  }

  func store(_ loudness: TrackLoudness, for key: FingerprintKey) async throws(CacheFailure) {
    try await cache.store(loudness, for: relocated(key))
  }

  func removeAll() async throws(CacheFailure) {
    try await cache.removeAll()
  }
}
