import MasteringModel

extension BuiltInProfiles {
  static func madeProfiles() throws -> [Profile] {
    [
      try Profile(
        id: "live-rock-preservation-v1",
        name: "Live Rock - Preservation Mastering",
        version: .first,
        description: """
          A loud, dense live rock recording whose punch comes from the stage. The master pulls the \
          level back and leaves the transients and the room alone, softening the top only a \
          little, because limiting a live take harder would flatten the very thing it is heard for.
          """,
        detectionRules: DetectionRules(
          loudnessDBFS: MetricRange(-15, -12),
          crestDB: MetricRange(9, 12),
          zeroCrossingRate: MetricRange(0.07, 0.09)),
        processingTargets: ProcessingTargets(
          change: PredictedChange(loudnessDB: -3.1, crestDB: 0, centroidHz: -77.5)),
        training: TrainingSource(source: "Soda Stereo - Ruido Blanco (1987)", tracks: 9),
        confidence: 0.92, releaseType: "live", genreHint: "rock", eraEstimate: 1987),

      try Profile(
        id: "quiet-reference-modernization-v1",
        name: "Quiet Reference - Modernization",
        version: .first,
        description: """
          A quiet, wide-open master of the analogue era with its dynamics intact. It is brought up \
          to date by tone alone: more air and presence at the top, a touch less level, and no \
          compression, since the headroom is what makes it a reference.
          """,
        detectionRules: DetectionRules(
          loudnessDBFS: MetricRange(-18.5, -16),
          crestDB: MetricRange(15, 18),
          zeroCrossingRate: MetricRange(0.06, 0.08)),
        processingTargets: ProcessingTargets(
          change: PredictedChange(loudnessDB: -1.0, crestDB: 0.3, centroidHz: 300),
          targetLoudnessDBFS: -18.5),
        training: TrainingSource(source: "Dio - The Last In Line (1984)", tracks: 9),
        confidence: 0.88, releaseType: "professional", genreHint: "metal", eraEstimate: 1984),

      try Profile(
        id: "damaged-studio-restoration-v1",
        name: "Damaged Studio - Restoration",
        version: .first,
        description: """
          A studio production crushed and roughened on its way to the disc: too loud, short of \
          transients, harsh and noisy on top. The master gives back crest by backing off the level \
          and darkens the treble, so that what distortion remains lies where it hurts least.
          """,
        detectionRules: DetectionRules(
          loudnessDBFS: MetricRange(-14, -11),
          crestDB: MetricRange(9, 11),
          zeroCrossingRate: MetricRange(0.09, 0.12)),
        processingTargets: ProcessingTargets(
          change: PredictedChange(loudnessDB: -1.3, crestDB: 2.0, centroidHz: -245)),
        training: TrainingSource(source: "Destruction - All Hell Breaks Loose (2000)", tracks: 12),
        confidence: 0.85, releaseType: "damaged", genreHint: "metal", eraEstimate: 2000),

      try Profile(
        id: "quiet-commercial-restoration-v1",
        name: "Quiet Commercial - Loudness Restoration",
        version: .first,
        description: """
          A commercial release cut so quietly that it falls behind everything beside it, with peaks \
          far above its body. The master trades that crest for level, lifting it to today's loudness \
          with firm limiting, and opens the top to keep it from sounding squeezed.
          """,
        detectionRules: DetectionRules(
          loudnessDBFS: MetricRange(-17.5, -16),
          crestDB: MetricRange(16, 18),
          zeroCrossingRate: MetricRange(0.08, 0.1)),
        processingTargets: ProcessingTargets(
          change: PredictedChange(loudnessDB: 5.5, crestDB: -5.4, centroidHz: 335),
          targetLoudnessDBFS: -11.7),
        training: TrainingSource(source: "Dio - Holy Diver (1983)", tracks: 9),
        confidence: 0.9, releaseType: "reference", genreHint: "metal", eraEstimate: 1986),

      try Profile(
        id: "hires-masters-modernization-v1",
        name: "Hi-Res Masters - Modernization with Expansion",
        version: .first,
        description: """
          A polished modern master at a moderate level, balanced and already well made. Gentle \
          expansion lets the transients breathe again, with slightly less level and a little more \
          brightness: refinement, not repair.
          """,
        detectionRules: DetectionRules(
          loudnessDBFS: MetricRange(-16.5, -13),
          crestDB: MetricRange(12, 15),
          zeroCrossingRate: MetricRange(0.06, 0.09),
          spectralCentroidHz: MetricRange(2800, 4200)),
        processingTargets: ProcessingTargets(
          change: PredictedChange(loudnessDB: -0.93, crestDB: 1.4, centroidHz: 100),
          targetLoudnessDBFS: -14.5),
        training: TrainingSource(
          source: "Michael Jackson - Dangerous (Hi-Res Masters)", tracks: 7),
        confidence: 0.75, releaseType: "remaster", genreHint: "pop/funk", eraEstimate: 2025),

      try Profile(
        id: "bright-masters-spectral-v1",
        name: "Bright Masters - High-Frequency Emphasis",
        version: .first,
        description: """
          A bright, guitar- and cymbal-led master whose energy sits high in the spectrum. The \
          character is kept and even emphasised a little, while a small step down in level and \
          more crest keep the bright attacks from tiring the ear.
          """,
        detectionRules: DetectionRules(
          loudnessDBFS: MetricRange(-15.5, -12.5),
          crestDB: MetricRange(12, 16),
          zeroCrossingRate: MetricRange(0.08, 0.11),
          spectralCentroidHz: MetricRange(3300, 4400)),
        processingTargets: ProcessingTargets(
          change: PredictedChange(loudnessDB: -1.0, crestDB: 1.2, centroidHz: 130)),
        training: TrainingSource(source: "Michael Jackson - Black Or White", tracks: 2),
        confidence: 0.72, releaseType: "remaster", genreHint: "pop/funk", eraEstimate: 2025),

      try Profile(
        id: "warm-masters-spectral-v1",
        name: "Warm Masters - Low-Frequency Emphasis",
        version: .first,
        description: """
          A warm, bass-led master with a smooth top and room for its dynamics. The weight at the \
          bottom is the point of it: the treble is eased back slightly and a little crest restored, \
          so that the low end stays round instead of loud.
          """,
        detectionRules: DetectionRules(
          loudnessDBFS: MetricRange(-16, -13.5),
          crestDB: MetricRange(12, 15),
          zeroCrossingRate: MetricRange(0.06, 0.08),
          spectralCentroidHz: MetricRange(2800, 3600)),
        processingTargets: ProcessingTargets(
          change: PredictedChange(loudnessDB: -0.8, crestDB: 1.1, centroidHz: -80)),
        training: TrainingSource(source: "Michael Jackson - In The Closet", tracks: 2),
        confidence: 0.7, releaseType: "remaster", genreHint: "pop/soul", eraEstimate: 2025),
    ]
  }
}

extension ProfileVersion {
  /// 1.0, the version of every built-in profile.
  fileprivate static var first: ProfileVersion {
    guard let version = ProfileVersion("1.0") else {
      preconditionFailure("1.0 is not taken for a version")
    }
    return version
  }
}
