import Caching

/// Sidecars as the other program writes them, made from its list of fields.
enum SidecarFixtures {
  /// Version 1.0: indented, with numbers in every notation that JSON allows.
  static let version1 = """
    {
      "format_version": "1.0",
      "auralis_version": "1.0.0",
      "generated_at": "2025-11-03T18:22:51.123456",
      "audio_file": {
        "path": "/music/Ünïcödé \\u00e9 \\"x\\".flac",
        "size_bytes": 31457280,
        "modified_at": 1730657371.1234567
      },
      "fingerprint": {
        "sub_bass_pct": 5.20,
        "bass_pct": 1.5e1,
        "low_mid_pct": -0,
        "mid_pct": -0.0,
        "upper_mid_pct": 100000000000000000000000000001,
        "presence_pct": 1E-7,
        "air_pct": 0.1,
        "lufs": -14.000,
        "crest_db": 12.345678901234567890123,
        "bass_mid_ratio": 1e999,
        "tempo_bpm": 120,
        "rhythm_stability": 0.75,
        "transient_density": 0.5,
        "silence_ratio": 0.0,
        "spectral_centroid": 0.4,
        "spectral_rolloff": 0.6,
        "spectral_flatness": 0.2,
        "harmonic_ratio": 0.8,
        "pitch_stability": 0.9,
        "chroma_energy": 0.3,
        "dynamic_range_variation": 0.1,
        "loudness_variation_std": 1.9,
        "peak_consistency": 0.66,
        "stereo_width": 0.42,
        "phase_correlation": 0.98
      },
      "processing_cache": {},
      "metadata": {}
    }

    """

  /// Version 2.0: on one line, with different content in its processing cache and metadata.
  static let version2 =
    #"{"format_version":"2.0","auralis_version":"1.1.0-beta","#
    + #""generated_at":"2026-02-01T00:00:00","audio_file":{"path":"/x.mp3","size_bytes":1,"#
    + #""modified_at":"2026-01-31T23:59:59"},"fingerprint":{"lufs":-9.5,"crest_db":7.25},"#
    + #""processing_cache":{"targets":{"gain":[1,2.50,null,true]},"mode":"adaptive"},"#
    + #""metadata":{"title":"A\u0041 / \ud83c\udfb8","tags":["",{}]},"unknown":null}"#

  /// JSON, but neither version.
  static let foreign: [(text: String, refusal: SidecarRefusal)] = [
    ("null", .notASidecar), ("[]", .notASidecar), ("{}", .notASidecar), ("7", .notASidecar),
    (#"{"format_version":2.0}"#, .notASidecar),
    (#"{"format_version":"3.0"}"#, .unknownFormatVersion("3.0")),
    (#"{"format_version":"2.0","processing_cache":[]}"#, .cacheIsNoObject),
    (
      #"{"format_version":"2.0","processing_cache":{"mastering":{"version":2,"analyses":[]}}}"#,
      .newerPart
    ),
    (
      #"{"format_version":"2.0","processing_cache":{"mastering":{"version":1e30,"analyses":[]}}}"#,
      .newerPart
    ),
  ]

  /// Not acceptable as JSON.
  static let damaged: [(text: String, refusal: SidecarRefusal)] = [
    ("", .notJSON(code: "unexpected_end", byteOffset: 0)),
    ("{", .notJSON(code: "unexpected_end", byteOffset: 1)),
    ("not JSON", .notJSON(code: "unexpected_byte", byteOffset: 1)),
    (#"{"format_version":"1.0",}"#, .notJSON(code: "unexpected_byte", byteOffset: 24)),
    (version1 + "}", .notJSON(code: "trailing_bytes", byteOffset: version1.utf8.count)),
    (
      String(version1.dropLast(3)),
      .notJSON(code: "unexpected_end", byteOffset: version1.utf8.count - 3)
    ),
    (
      #"{"format_version":"1.0","format_version":"1.0"}"#,
      .notJSON(code: "duplicate_key", byteOffset: 24)
    ),
    (#"{"format_version":"1.0","x":NaN}"#, .notJSON(code: "unexpected_byte", byteOffset: 28)),
    (String(repeating: "[", count: 100_000), .notJSON(code: "too_deep", byteOffset: 64)),
    ("\u{feff}{}", .notJSON(code: "byte_order_mark", byteOffset: 0)),
  ]
}
