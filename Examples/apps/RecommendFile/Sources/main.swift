import AdaptiveMastering
import Foundation

guard CommandLine.arguments.count == 2 else {
  print("usage: RecommendFile FILE")
  exit(64)
}
let engine = RecommendationEngine(cache: NotebookCache())
let request = AnalysisRequest(URL(filePath: CommandLine.arguments[1]))
do {
  let recommendation = try await engine.recommendation(for: request)
  print(recommendation.primaryProfile.name, recommendation.predictedChange.loudnessDB)

  // The second answer comes from the cache, and a stored recommendation is read back unchanged.
  let again = try await engine.recommendation(for: request)
  let kept = try JSONEncoder().encode(recommendation)
  print(try JSONDecoder().decode(Recommendation.self, from: kept) == again)
} catch let failure as RecommendationFailure {
  print("\(CommandLine.arguments[1]): \(FailureReport(failure).sentence)")
  exit(1)
}
