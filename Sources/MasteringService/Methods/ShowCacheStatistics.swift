import StrictJSON
import WireFormat

/// `cache.stats`: what is cached, with hits and misses.
struct ShowCacheStatistics: Method {
  static let name = "cache.stats"
  static let parameters: [CallParameter] = []
  static let errors: [FailureCode] = [.cacheUnavailable]

  init(_ fields: ParameterFields) {}

  func answer(in session: CallerSession) -> Answer {
    let statistics = session.service.recommendations.statistics
    return .now([
      "tracks": .integer(statistics.tracks),
      "recommendations": .integer(statistics.recommendations),
      "hits": .integer(statistics.hits), "misses": .integer(statistics.misses),
      "evicted_tracks": .integer(statistics.evictedTracks),
      "capacity_tracks": .integer(statistics.capacityTracks),
    ])
  }
}
