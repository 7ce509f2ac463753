import AudioDecoding
import AudioFixtures
import Foundation
import LoudnessMetering
import MasteringModel
import ProviderTesting
import Recommending
import Rendering
import SeededRandomness
import Synchronization
import Testing
import WireFormat

@testable import MasteringService

/// Which renderings are computed, and for how long they are kept (HTTP-50, HTTP-52).
@Suite(.timeLimit(.minutes(20))) struct RenderingDeskTests {
  private let decoder = CountingDecoder(SndfileDecoder())
  private let folder: TemporaryFolder
  private let song: String
  private let news = NewsList()

  init() throws {
    folder = try TemporaryFolder()
    song = try folder.file("beats.wav", .beats, as: .integer16)
  }

  private func desk(lease: Duration = .seconds(600), budgetBytes: Int = 64 << 20) -> RenderingDesk {
    RenderingDesk(
      renderer: TrackRenderer(decoder: decoder, meter: Ebur128Meter()), lease: lease,
      budgetBytes: budgetBytes)
  }

  private func request(
    _ loudness: Double, _ crest: Double = 0, _ centroid: Double = 0, of path: String? = nil
  ) throws -> RenderingRequest {
    RenderingRequest(
      path: path ?? song,
      asks: try RenderingAsks(
        loudnessChangeDB: loudness, crestChangeDB: crest, centroidChangeHz: centroid))
  }

  @Test func `a rendering reports progress until it is measured, and is then known`() async throws {
    let desk = desk()
    let key = try desk.key(of: try request(-3, 1, 80))
    _ = try await desk.state(of: key, patience: .zero) { news.append($0) }
    await news.until { $0 == .measured }
    let told = news.all
    #expect(told.contains(.ready))
    let fractions = told.compactMap {
      if case .solving(let fraction) = $0 { fraction } else { nil }
    }
    #expect(!fractions.isEmpty && fractions == fractions.sorted())
    let opened = decoder.opened
    guard case .ready(let rendering) = try await desk.state(of: key, { _ in }) else {
      Issue.record("it is not known")
      return
    }
    let result = try #require(rendering.result)
    #expect(result.report.loudness.isReached)
    // The match uses the measured values: both are equally loud with it.
    let match = try #require(result.match)
    let original = try #require(result.originalLUFS)
    let mastered = try #require(result.masteredLUFS)
    #expect(
      abs(original + match.originalGainDB - mastered - match.masteredGainDB) < 1e-9)
    #expect(decoder.opened == opened)
  }

  @Test func `a change of loudness and dynamics is solved without reading the file again`()
    async throws
  {
    let desk = desk()
    _ = try await desk.plan(desk.key(of: try request(-3, 1))).get()
    // What is decoded to measure the track is kept until its plan is solved, and no longer.
    let opened = decoder.opened
    #expect(opened == 1)
    _ = try await desk.plan(desk.key(of: try request(-4, -1))).get()
    #expect(decoder.opened == opened)
    _ = try await desk.plan(desk.key(of: try request(-4, -1, 50))).get()
    #expect(decoder.opened == opened + 1)
  }

  @Test func `simultaneous requests share the work`() async throws {
    let desk = desk()
    let key = try desk.key(of: try request(-3, 1))
    let plans = await withTaskGroup(of: RenderingPlan?.self) { group in
      for _ in 0..<8 { group.addTask { try? await desk.plan(key).get().plan } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(plans.allSatisfy { $0 != nil && $0 == plans[0] })
    #expect(decoder.opened == 1)
  }

  @Test func `a rendering that no one requests is cancelled when its lease ends`() async throws {
    let blocked = BlockedDecoder(SndfileDecoder())
    let desk = RenderingDesk(
      renderer: TrackRenderer(decoder: blocked), lease: .milliseconds(1))
    let key = try desk.key(of: try request(-3))
    _ = try await desk.state(of: key, patience: .zero) { news.append($0) }
    // The decoder gives way to nothing but a cancellation. That may come before the file is opened, so
    // only the end of the work is waited for.
    while desk.underWay > 0 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(news.all.allSatisfy { if case .solving = $0 { true } else { false } })
    #expect(desk.known(key) == nil)
  }

  @Test func `samples that are decoded too late for a cancelled plan are not kept`() async throws {
    let late = LateDecoder(SndfileDecoder())
    let counting = CountingDecoder(late)
    let desk = RenderingDesk(renderer: TrackRenderer(decoder: counting))
    let other = try folder.file("other.wav", .beats, as: .integer16)
    _ = try await desk.plan(desk.key(of: try request(-3, 1, of: other))).get()
    let key = try desk.key(of: try request(-3, 1))
    late.isArmed.withLock { $0 = true }
    let task = Task { await desk.plan(key) }
    // A track's last step is to look whether the file is still the same.
    while late.isArmed.withLock(\.self) { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    _ = await task.value
    // One solve runs at a time, so this waits for the end of the cancelled work.
    _ = try await desk.plan(desk.key(of: try request(-4, 1, of: other))).get()
    let opened = counting.opened
    _ = try await desk.plan(key).get()
    #expect(counting.opened == opened + 1)
  }

  @Test func `the reason for a failure is reported, and the next call tries again`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/text.wav"
    try "this is no audio".write(toFile: path, atomically: true, encoding: .utf8)
    let desk = desk()
    let key = try desk.key(
      of: RenderingRequest(
        path: path,
        asks: try RenderingAsks(loudnessChangeDB: 1, crestChangeDB: 0, centroidChangeHz: 0)))
    var failures = 0
    for _ in 0..<2 {
      do {
        _ = try await desk.state(of: key, patience: .seconds(600)) { news.append($0) }
        // It may have failed between the two calls.
        await news.until { if case .failed = $0 { true } else { false } }
        _ = try await desk.state(of: key, patience: .zero) { _ in }
      } catch {
        failures += 1
        #expect(error.code == "unsupported_format")
      }
    }
    #expect(failures == 2)
  }

  @Test func `the statistics of a track beyond the budget serve its next plan too`() async throws {
    let desk = desk(budgetBytes: 1)
    _ = try await desk.plan(desk.key(of: try request(-3, 1))).get()
    let opened = decoder.opened
    _ = try await desk.plan(desk.key(of: try request(-4, -1))).get()
    #expect(decoder.opened == opened)
  }

  @Test func `the memory stays within the budget`() async throws {
    let desk = desk(budgetBytes: 50_000)
    for loudness in 1...12 {
      _ = try await desk.plan(desk.key(of: try request(-Double(loudness), 1))).get()
      #expect(desk.rememberedBytes <= 100_000)
    }
    #expect(desk.rememberedBytes > 0)
  }

  @Test func `the latest plan is kept however small the budget`() async throws {
    let desk = desk(budgetBytes: 1)
    let keys = try [-1.0, -2].map { try desk.key(of: try request($0, 1)) }
    for key in keys { _ = try await desk.plan(key).get() }
    #expect(desk.known(keys[0]) == nil)
    #expect(desk.known(keys[1]) != nil)
  }

  @Test func `a key depends on the file's state and on every setting`() throws {
    let desk = desk()
    let key = try desk.key(of: try request(-3, 1, 80))
    #expect(key.id == (try desk.key(of: try request(-3, 1, 80))).id)
    let others = [
      try request(-3.001, 1, 80), try request(-3, 1.001, 80), try request(-3, 1, 81),
      RenderingRequest(path: song, asks: key.request.asks, policy: .crest),
      RenderingRequest(path: song, asks: key.request.asks, ceiling: try TruePeakCeiling(dBTP: -2)),
      RenderingRequest(path: song, asks: key.request.asks, resolution: .integer16),
    ]
    var ids = Set(try others.map { try desk.key(of: $0).id })
    ids.insert(key.id)
    let identity = key.identity
    ids.insert(
      RenderingKey(
        identity: TrackIdentity(
          path: identity.path, sizeBytes: identity.sizeBytes,
          modifiedAtNanoseconds: identity.modifiedAtNanoseconds + 1), request: key.request
      ).id)
    #expect(ids.count == others.count + 2)
    #expect(ids.allSatisfy { $0.count == 16 })
  }
}

extension AudioClip {
  /// Three seconds whose dynamics can be changed, short enough for a debug build: noise with two
  /// bursts per second.
  static var beats: AudioClip {
    var generator = SplitMix64(seed: 14)
    return AudioClip(
      sampleRateHz: 8_000,
      channels: [
        (0..<24_000).map { frame in
          Float.random(in: -0.25..<0.25, using: &generator) * (frame % 4_000 < 400 ? 1 : 0.2)
        }
      ])
  }
}

/// REN-24.
@Suite struct LoudnessMatchTests {
  @Test(arguments: [
    // The louder one is reduced.
    (-14.0, -3.0, -10.0, -1.0, 0.0, -4.0), (-9, -0.5, -14, -3, -5, 0),
    // Both are reduced if one would still exceed full scale.
    (-14, 0.7, -10, -1, -0.7, -4.7), (-14, 0, -14, 0, 0, 0),
  ])
  func `both are equally loud, and neither exceeds full scale`(
    _ original: Double, _ originalPeak: Double, _ mastered: Double, _ masteredPeak: Double,
    _ originalGain: Double, _ masteredGain: Double
  ) {
    let match = LoudnessMatch(
      originalLUFS: original, originalPeakDBTP: originalPeak, masteredLUFS: mastered,
      masteredPeakDBTP: masteredPeak)
    #expect(abs(match.originalGainDB - originalGain) < 1e-12)
    #expect(abs(match.masteredGainDB - masteredGain) < 1e-12)
  }
}

/// The progress of a rendering as it is reported.
private final class NewsList: Sendable {
  private struct State {
    var all: [RenderingNews.Status] = []
    var waiting:
      [(isWanted: (RenderingNews.Status) -> Bool, wake: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var all: [RenderingNews.Status] { state.withLock { $0.all } }

  func append(_ news: RenderingNews) {
    let awake = state.withLock { state in
      state.all.append(news.status)
      let awake = state.waiting.filter { $0.isWanted(news.status) }
      state.waiting.removeAll { $0.isWanted(news.status) }
      return awake.map(\.wake)
    }
    awake.forEach { $0.resume() }
  }

  /// Returns once there is such progress.
  func until(_ isWanted: @escaping @Sendable (RenderingNews.Status) -> Bool) async {
    await withCheckedContinuation { wake in
      let isThere = state.withLock { state in
        if state.all.contains(where: isWanted) { return true }
        state.waiting.append((isWanted, wake))
        return false
      }
      if isThere { wake.resume() }
    }
  }
}

/// A decoder that blocks in `open` until its task is cancelled.
private final class BlockedDecoder: AudioDecoder {
  private let decoder: any AudioDecoder

  init(_ decoder: any AudioDecoder) {
    self.decoder = decoder
  }

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    try decoder.identity(ofFileAt: path)
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    while !Task.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
    return try decoder.open(path)
  }
}

/// A decoder that, while armed, holds back the identity of a file that was opened until its task is
/// cancelled, once.
private final class LateDecoder: AudioDecoder {
  let isArmed = Mutex(false)
  private let hasOpened = Mutex(false)
  private let decoder: any AudioDecoder

  init(_ decoder: any AudioDecoder) {
    self.decoder = decoder
  }

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    let identity = try decoder.identity(ofFileAt: path)
    if hasOpened.withLock(\.self),
      isArmed.withLock({ wasArmed in
        defer { wasArmed = false }
        return wasArmed
      })
    {
      while !Task.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
    }
    return identity
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    let stream = try decoder.open(path)
    if isArmed.withLock(\.self) { hasOpened.withLock { $0 = true } }
    return stream
  }
}
