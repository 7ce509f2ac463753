public import Chunking

/// Checks the promises of ``ChunkProcessor``, with noise in chunks of a track.
///
///     #expect(await ChunkProcessorContract(of: geometry, channels: 2) { MyProcessor() }.check().isEmpty)
public struct ChunkProcessorContract: Sendable {
  private let geometry: ChunkGeometry
  private let channels: Int
  private let make: @Sendable () -> any ChunkProcessor

  /// A check of the processors that the factory makes, for a track of this geometry.
  public init(
    of geometry: ChunkGeometry, channels: Int, make: @escaping @Sendable () -> any ChunkProcessor
  ) {
    self.geometry = geometry
    self.channels = channels
    self.make = make
  }

  /// The broken promises; empty if all are kept.
  public func check() async -> [BrokenPromise] {
    var findings = Findings(
      seam: "ChunkProcessor",
      promises: [
        "It returns exactly as many samples as it received.",
        "The same input gives the same output, whatever was processed before.",
        "Calls from several tasks are safe.",
      ])
    let inputs = geometry.chunks.map(input) as [ChunkInput]
    var straight: [[Float]] = []
    let processor = make()
    for input in inputs {
      do {
        straight.append(try await processor.processed(input))
      } catch {
        findings.breaks(1, "chunk \(input.chunk.index) fails: \(error.reason)")
        return findings.broken
      }
    }
    for (input, output) in zip(inputs, straight) {
      findings.expect(
        output.count == input.samples.count, 1,
        "chunk \(input.chunk.index) has \(input.samples.count) samples and comes back with "
          + "\(output.count)")
    }
    await checkOrder(inputs, straight, processor, &findings)
    await checkTasks(inputs, straight, processor, &findings)
    return findings.broken
  }

  private func checkOrder(
    _ inputs: [ChunkInput], _ straight: [[Float]], _ processor: any ChunkProcessor,
    _ findings: inout Findings
  ) async {
    let fresh = make()
    for index in inputs.indices.reversed() {
      for (name, processor) in [("again", processor), ("from the end on", fresh)] {
        let output = try? await processor.processed(inputs[index])
        findings.expect(
          output == straight[index], 2, "chunk \(index) differs when it is requested \(name)")
      }
    }
  }

  private func checkTasks(
    _ inputs: [ChunkInput], _ straight: [[Float]], _ processor: any ChunkProcessor,
    _ findings: inout Findings
  ) async {
    let different = await withTaskGroup(of: Int?.self) { group in
      for _ in 0..<4 {
        for index in inputs.indices {
          group.addTask {
            (try? await processor.processed(inputs[index])) == straight[index] ? nil : index
          }
        }
      }
      return await group.reduce(into: Set<Int>()) { if let index = $1 { $0.insert(index) } }
    }
    for index in different.sorted() {
      findings.breaks(3, "chunk \(index) differs when other tasks run")
    }
  }

  private func input(_ chunk: TrackChunk) -> ChunkInput {
    // From a formula, so that neighbours have the same samples where they overlap.
    let samples = (chunk.load.lowerBound * channels..<chunk.load.upperBound * channels).map {
      Float(UInt32(truncatingIfNeeded: $0) &* 2_654_435_761 >> 8) * 0x1p-24 - 0.5
    }
    return ChunkInput(
      chunk: chunk, sampleRateHz: geometry.sampleRateHz, channels: channels, samples: samples)
  }
}
