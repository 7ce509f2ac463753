// swift-tools-version: 6.2
import PackageDescription

// The gate asks for this. Everybody else should not be stopped by a warning that a newer compiler
// has learned.
let warningsAreErrors = Context.environment["MASTERING_WARNINGS_ARE_ERRORS"] != nil

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: warningsAreErrors ? .error : .warning),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The test target of a module: `Tests/Unit/<Module>`.
func unitTests(of module: String, with others: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(module)Tests",
    dependencies: [.byName(name: module)] + others,
    path: "Tests/Unit/\(module)",
    swiftSettings: strict)
}

let package = Package(
  name: "adaptive-mastering",
  platforms: [.macOS(.v15)],
  products: [
    // Everything an embedding program needs to turn an audio file into a recommendation.
    .library(
      name: "AdaptiveMastering",
      targets: [
        "MasteringModel", "Recommending", "AudioDecoding", "Fingerprinting", "ProfileCatalog",
        "Caching", "WireFormat",
      ]),
    // The promises of each seam as checks, for those who write an implementation of their own.
    .library(name: "ProviderTesting", targets: ["ProviderTesting"]),
    .executable(name: "mastering", targets: ["mastering"]),
  ],
  dependencies: [
    // Parses the command line, writes help and shell completions; Apple keeps it.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // Reads and writes YAML through libyaml, with line numbers; Foundation has no YAML.
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // libsndfile: decodes WAV, AIFF, AU, CAF, W64, RF64, FLAC, Ogg Vorbis, Opus and MP3.
    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),
    // FFTW in double precision: the fastest portable FFT; its licence is the GPL, see README.
    .systemLibrary(
      name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),
    // soxr: the resampler that the reference values were computed with.
    .systemLibrary(
      name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"]), .brew(["libsoxr"])]),

    // The values, and the seams between the stages; imports nothing.
    .target(name: "MasteringModel", swiftSettings: strict),
    // Fingerprint × profiles → recommendation: score, rank, blend, explain.
    .target(name: "Recommending", dependencies: ["MasteringModel"], swiftSettings: strict),
    // File → samples.
    .target(
      name: "AudioDecoding", dependencies: ["MasteringModel", "CSndfile"], swiftSettings: strict),
    // Samples → fingerprint.
    .target(
      name: "Fingerprinting", dependencies: ["MasteringModel", "CFFTW", "CSoxr"],
      swiftSettings: strict),
    // The built-in seven profiles, and catalogues in YAML files and folders.
    .target(
      name: "ProfileCatalog", dependencies: ["MasteringModel", "Yams"], swiftSettings: strict),
    // Remembers fingerprints and recommendations.
    .target(name: "Caching", dependencies: ["MasteringModel"], swiftSettings: strict),
    // Values → the JSON that every door speaks, and failures → codes and sentences.
    .target(
      name: "WireFormat", dependencies: ["MasteringModel", "Recommending"], swiftSettings: strict),
    // Each seam's promises as checks that any implementation can run, and fakes.
    .target(name: "ProviderTesting", dependencies: ["MasteringModel"], swiftSettings: strict),
    // The command.
    .executableTarget(
      name: "mastering",
      dependencies: [
        "MasteringModel", "Recommending", "AudioDecoding", "Fingerprinting", "ProfileCatalog",
        "WireFormat", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Test signals by formula, and audio files of every format made from them.
    .target(
      name: "AudioFixtures", dependencies: ["CSndfile"], path: "Tests/Unit/AudioFixtures",
      swiftSettings: strict),
    // How far a fingerprint may lie from a reference value, and what it says when it does.
    .target(
      name: "FingerprintTolerances", dependencies: ["MasteringModel", "AudioFixtures"],
      path: "Tests/Unit/FingerprintTolerances", swiftSettings: strict),
    unitTests(of: "MasteringModel", with: ["ProviderTesting"]),
    unitTests(
      of: "Recommending",
      with: ["MasteringModel", "ProfileCatalog", "ProviderTesting", "AudioFixtures"]),
    unitTests(of: "AudioDecoding", with: ["MasteringModel", "AudioFixtures", "ProviderTesting"]),
    unitTests(
      of: "Fingerprinting",
      with: [
        "MasteringModel", "AudioFixtures", "FingerprintTolerances", "ProviderTesting", "CSoxr",
      ]),
    unitTests(of: "ProfileCatalog", with: ["MasteringModel", "ProviderTesting"]),
    unitTests(of: "Caching", with: ["MasteringModel", "ProviderTesting"]),
    unitTests(of: "ProviderTesting", with: ["MasteringModel"]),
    unitTests(of: "WireFormat", with: ["MasteringModel", "Recommending", "ProviderTesting"]),
    // Real files and processes.
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "MasteringModel", "Recommending", "AudioDecoding", "Fingerprinting", "ProfileCatalog",
        "AudioFixtures", "FingerprintTolerances", "ProviderTesting", "mastering",
      ],
      path: "Tests/Integration",
      swiftSettings: strict),
  ]
)
