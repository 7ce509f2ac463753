import Foundation
import Learning
import LearningFiles
import LibraryAnalysis
import MasteringModel
import ProviderTesting
import Testing
import WireFormat

@Suite final class PairStudyTests {
  private let root = FileManager.default.temporaryDirectory.appendingPathComponent(
    "study-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: root) }

  private func folder(_ name: String, _ files: [String]) throws -> String {
    let folder = root.appendingPathComponent(name)
    for file in files {
      let place = folder.appendingPathComponent(file)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: place)
    }
    if files.isEmpty {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    return folder.path
  }

  /// The analysis depends on the file's name: `quiet` is silence, `long` is longer, `after` is
  /// louder.
  private static func analysis(of path: String) -> Result<TrackAnalysis, FailureReport> {
    if path.contains("broken") { return .failure(FailureReport(AudioFailure.notFound(path: path))) }
    let isAfter = path.contains("/after/")
    let loudness = path.contains("quiet") ? -100.0 : isAfter ? -12 : -18
    return .success(
      TrackAnalysis(
        fingerprint: .sample(loudnessDBFS: loudness), analysedSeconds: 60, sampleRateHz: 44_100,
        channels: 2, durationSeconds: path.contains("long") && isAfter ? 63 : 60, isPartial: false))
  }

  private var study: PairStudy { PairStudy(measure: { Self.analysis(of: $0.path) }, jobs: 2) }

  @Test func `pairs are measured, and omitted pairs are named`() async throws {
    let before = try folder(
      "before", ["a.wav", "s/b.wav", "quiet.wav", "long.wav", "broken.wav", "alone.wav"])
    let after = try folder(
      "after", ["a.flac", "s/b.flac", "quiet.flac", "long.flac", "broken.flac", "other.flac"])
    let studied = try await study.pairs(before: before, after: after)
    #expect(studied.pairs.map(\.name) == ["a.wav", "s/b.wav"])
    #expect(studied.pairs.allSatisfy { $0.change.loudnessDB == 6 })
    let reasons = Dictionary(uniqueKeysWithValues: studied.refused.map { ($0.name, $0.why) })
    #expect(reasons["quiet.wav"] == .silence)
    #expect(reasons["long.wav"] == .otherSong(.lengths(before: 60, after: 63)))
    #expect(reasons.count == 3)
    #expect(studied.unmatchedBefore == ["alone.wav"])
    #expect(studied.unmatchedAfter == ["other.flac"])
  }

  @Test func `a folder against itself is refused, even under another name`() async throws {
    let before = try folder("before", ["a.wav"])
    await #expect(throws: StudyFailure.sameFolder(path: before)) {
      _ = try await study.pairs(before: before, after: before)
    }
    let link = root.appendingPathComponent("link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: before)
    await #expect(throws: StudyFailure.sameFolder(path: before)) {
      _ = try await study.pairs(before: before, after: link)
    }
  }

  @Test func `an empty folder and a missing one are distinguished`() async throws {
    let before = try folder("before", ["a.wav"])
    let empty = try folder("empty", [])
    await #expect(throws: StudyFailure.noAudio(path: empty)) {
      _ = try await study.pairs(before: before, after: empty)
    }
    let missing = root.path + "/none"
    let failure = await #expect(throws: StudyFailure.self) {
      _ = try await study.pairs(before: before, after: missing)
    }
    #expect(failure == .folder(FinderProblem(path: missing, kind: .notFound)))
  }

  @Test func `a cancelled study is reported as such`() async throws {
    let before = try folder("before", ["a.wav"])
    let after = try folder("after", ["a.wav"])
    let study = study
    let task = Task { () async -> StudyFailure? in
      while !Task.isCancelled { await Task.yield() }
      do throws(StudyFailure) {
        _ = try await study.pairs(before: before, after: after)
        return nil
      } catch { return error }
    }
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  @Test func `references are measured without silence`() async throws {
    let folder = try folder("before", ["a.wav", "quiet.wav", "broken.wav"])
    let studied = try await study.tracks(in: folder)
    #expect(studied.fingerprints.count == 1)
    #expect(studied.refused.map(\.name).sorted() == ["broken.wav", "quiet.wav"])
  }
}
