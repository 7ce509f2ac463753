import MasteringModel

extension FingerprintKey {
  /// Keys that differ from the sample one in a single respect, and its name.
  static let sampleNeighbours: [(String, FingerprintKey)] = [
    ("path", .sample(identity: .sample(path: "/music/other.flac"))),
    ("file size", .sample(identity: .sample(sizeBytes: 30_000_001))),
    (
      "modification time",
      .sample(identity: .sample(modifiedAtNanoseconds: 1_700_000_000_000_000_002))
    ),
    ("window", .sample(window: .sample(seconds: 90.000_001))),
    ("missing window", .sample(window: .all)),
    ("allowance for partial audio", .sample(allowsPartialAudio: true)),
    ("definition", .sample(definition: "sample-2")),
  ]
}
