// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Set by the gate. Other users should not be stopped by a warning that only a newer compiler gives.
let warningsAreErrors = Context.environment["MASTERING_WARNINGS_ARE_ERRORS"] != nil

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: warningsAreErrors ? .error : .warning),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// What loops over samples and bytes is optimised in debug builds too; otherwise their tests take forty
// times as long. Traps stay active. SwiftPM refuses such flags in a dependency with a version. It
// downloads one into a folder of these names; a checkout borrows the objects of another clone, as a
// user's own clone in a folder called "checkouts" does not.
let isDependency =
  Context.packageDirectory.contains("/registry/downloads/")
  || Context.packageDirectory.contains("/checkouts/")
    && FileManager.default.fileExists(
      atPath: Context.packageDirectory + "/.git/objects/info/alternates")
let optimised: [SwiftSetting] =
  strict + (isDependency ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))])
let loops: [CSetting] =
  isDependency ? [] : [.unsafeFlags(["-O2"], .when(configuration: .debug))]

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
    // Fingerprints compared with profiles, and the JSON of every interface: no system library, no
    // database, no YAML.
    .library(
      name: "MasteringCore",
      targets: [
        "MasteringCore", "MasteringModel", "Recommending", "ProfileCatalog", "WireFormat",
        "StrictJSON",
      ]),
    // Everything an app needs to turn an audio file into a recommendation.
    .library(
      name: "AdaptiveMastering",
      targets: [
        "AdaptiveMastering", "MasteringCore", "MasteringModel", "Recommending", "ProfileCatalog",
        "WireFormat", "StrictJSON", "AudioDecoding", "Fingerprinting", "YAMLCatalog", "Caching",
        "Playback", "Chunking",
      ]),
    // The recommendation as sound: the renderer, and files with tags.
    .library(name: "MasteringRendering", targets: ["Rendering", "AudioEncoding"]),
    // The methods and messages of every interface, the hosts and the page: for your own host, with the
    // renderer and the choices file that it takes.
    .library(
      name: "MasteringServer",
      targets: [
        "MasteringServer", "MasteringService", "StdioHosting", "AgentHosting", "WebHosting",
        "LibraryAnalysis", "Learning", "LearningFiles", "Rendering", "SystemCalls",
      ]),
    // Golden cases, and the runner that plays them against a port.
    .library(name: "ConformanceKit", targets: ["ConformanceKit"]),
    // The promises of each protocol as checks, for authors of other implementations.
    .library(name: "ProviderTesting", targets: ["ProviderTesting"]),
    .executable(name: "mastering", targets: ["mastering"]),
  ],
  dependencies: [
    // Parses the command line and generates help and shell completions; maintained by Apple.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // The common logging API, so that an embedding program can choose its own back end.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // SQLite with migrations and concurrent processes; maintained for ten years.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // Reads and writes YAML through libyaml, with line numbers; Foundation has no YAML.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Runs a port under test, with control of its streams and its end; from the Swift project.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    // Its types for paths and descriptors, where the system has no module of its own for them.
    .package(url: "https://github.com/apple/swift-system", from: "1.7.0"),
    // Accepts connections and speaks HTTP/1.1 with back-pressure; only its core is used.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    // Event loops, HTTP and WebSocket frames below it; maintained by Apple.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    // Converts between NIO's HTTP types and the common ones.
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    // The HTTP types that Hummingbird speaks.
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    // Shuts a server down gracefully, on a signal and within a time limit.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // libsndfile: decodes WAV, AIFF, AU, CAF, W64, RF64, FLAC, Ogg Vorbis, Opus and MP3.
    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),
    // FFTW in double precision: the fastest portable FFT; its licence is the GPL, see README.
    .systemLibrary(
      name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),
    // soxr: the resampler with which the reference values were computed.
    .systemLibrary(
      name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"]), .brew(["libsoxr"])]),
    // libebur128: the meter used by players and taggers, which tests compare ours with.
    .systemLibrary(
      name: "CEbur128", pkgConfig: "libebur128",
      providers: [.apt(["libebur128-dev"]), .brew(["libebur128"])]),

    // TagLib: tags and covers of every common format; libsndfile writes only ten text fields and no
    // cover.
    .systemLibrary(
      name: "CTagLib", pkgConfig: "taglib", providers: [.apt(["libtag1-dev"]), .brew(["taglib"])]),
    // The TagLib functions that rendering needs, in C: TagLib's own C binding has no covers before
    // 2.0.
    .target(
      name: "CAudioTags", dependencies: ["CTagLib"], linkerSettings: [.linkedLibrary("tag")]),

    // Two glibc calls that keep descriptors from child processes.
    .systemLibrary(name: "CSpawn"),

    // JSON text ⇄ values, strict and lossless; imports nothing.
    .target(name: "StrictJSON", swiftSettings: optimised),
    // The values, and the protocols between the stages; imports nothing. In a program without
    // Foundation or the C library's module, nothing else links the mathematics library, which
    // rounding needs.
    .target(
      name: "MasteringModel", swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    // The C library, one interface for all systems; starting programs; reading, splitting and
    // writing streams.
    .target(name: "SystemCalls", dependencies: ["CSpawn"], swiftSettings: strict),
    // Random numbers that are the same on every system; imports nothing.
    .target(name: "SeededRandomness", swiftSettings: optimised),
    // Files as the system sees them: by the bytes of their path, by descriptor, read and written as
    // a whole.
    .target(
      name: "SystemFiles", dependencies: ["MasteringModel", "SystemCalls"], swiftSettings: strict),
    // Work that is shared, takes turns, or runs on its own threads; a least-recently-used store.
    .target(name: "Concurrency", dependencies: ["MasteringModel"], swiftSettings: strict),
    // Fingerprint × profiles → recommendation: score, rank, blend, explain.
    .target(
      name: "Recommending", dependencies: ["MasteringModel", "SystemCalls"], swiftSettings: strict),
    // File → samples.
    .target(
      name: "AudioDecoding",
      dependencies: ["MasteringModel", "SystemCalls", "SystemFiles", "CSndfile"],
      swiftSettings: optimised),
    // The true peak: the signal between its samples.
    .target(name: "TruePeaks", dependencies: ["SystemCalls"], swiftSettings: optimised),
    // Samples → fingerprint.
    .target(
      name: "Fingerprinting",
      dependencies: [
        "MasteringModel", "SystemCalls", "Concurrency", "TruePeaks", "CWideLoops", "CFFTW", "CSoxr",
      ],
      swiftSettings: optimised),
    // Loops compiled for several kinds of processor, which Swift cannot do.
    .target(name: "CWideLoops", cSettings: loops),
    // Recommendation → audio: applies the predicted changes, and measures the result.
    .target(
      name: "Rendering",
      dependencies: [
        "MasteringModel", "Fingerprinting", "Chunking", "SystemCalls", "SystemFiles", "Concurrency",
        "TruePeaks", "CWideLoops",
      ],
      swiftSettings: optimised),
    // Samples → file.
    .target(
      name: "AudioEncoding",
      dependencies: ["MasteringModel", "SystemCalls", "SystemFiles", "CSndfile", "CAudioTags"],
      swiftSettings: optimised),
    // Samples → perceived loudness.
    .target(
      name: "LoudnessMetering",
      dependencies: ["MasteringModel", "SystemCalls", "TruePeaks", "CWideLoops"],
      swiftSettings: optimised),
    // Spec/profiles.json inside every program that uses the engine.
    .target(name: "CProfiles"),
    // The seven built-in profiles, profiles in JSON, and catalogues that keep every version.
    .target(
      name: "ProfileCatalog", dependencies: ["MasteringModel", "StrictJSON", "CProfiles"],
      swiftSettings: strict),
    // Catalogues in YAML files and folders.
    .target(
      name: "YAMLCatalog",
      dependencies: [
        "MasteringModel", "ProfileCatalog", "StrictJSON", "SystemCalls", "SystemFiles", "Yams",
      ],
      swiftSettings: strict),
    // Caches measurements: in memory, in SQLite, beside the track.
    .target(
      name: "Caching",
      dependencies: [
        "MasteringModel", "StrictJSON", "SystemCalls", "SystemFiles", "Concurrency",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    // One track at a time, its recommendation as it arrives, and its subscribers.
    .target(
      name: "Playback", dependencies: ["MasteringModel", "Recommending", "Concurrency"],
      swiftSettings: strict),
    // A track as contiguous chunks, and a cache of them; only the `chunks.…` methods expose it.
    .target(
      name: "Chunking", dependencies: ["MasteringModel", "Recommending", "Concurrency"],
      swiftSettings: strict),
    // Values → the JSON of every interface, and failures → codes and sentences.
    .target(
      name: "WireFormat",
      dependencies: [
        "MasteringModel", "ProfileCatalog", "Recommending", "SystemCalls", "StrictJSON",
      ],
      swiftSettings: strict),
    // One import for the core, and one for an app; re-exports and a few conveniences.
    .target(
      name: "MasteringCore",
      dependencies: [
        "MasteringModel", "ProfileCatalog", "Recommending", "StrictJSON", "WireFormat",
      ],
      swiftSettings: strict),
    .target(
      name: "AdaptiveMastering",
      dependencies: [
        "MasteringCore", "MasteringModel", "ProfileCatalog", "Recommending", "AudioDecoding",
        "Caching", "Fingerprinting", "Playback", "Chunking", "YAMLCatalog",
      ],
      swiftSettings: strict),
    // The promises of each protocol as checks for any implementation, and fakes.
    .target(
      name: "ProviderTesting", dependencies: ["MasteringModel", "Chunking", "SeededRandomness"],
      swiftSettings: strict),
    // The analysis of a folder of music: its files, albums and profiles.
    .target(
      name: "LibraryAnalysis",
      dependencies: [
        "MasteringModel", "SystemCalls", "SystemFiles", "Concurrency", "WireFormat", "StrictJSON",
      ],
      swiftSettings: strict),
    // Pairs of tracks → profiles, decisions → taste, recommendations → blends; pure.
    .target(
      name: "Learning", dependencies: ["MasteringModel", "Recommending", "SystemCalls"],
      swiftSettings: optimised),
    // Learning from files, and the file that stores decisions.
    .target(
      name: "LearningFiles",
      dependencies: [
        "MasteringModel", "Learning", "LibraryAnalysis", "SystemCalls", "SystemFiles",
        "Concurrency", "WireFormat", "StrictJSON",
      ],
      swiftSettings: strict),
    // Spec/openrpc.json inside the binary, for rpc.discover.
    .target(name: "COpenRPC"),
    // Methods → engine → answers and messages, independent of any transport.
    .target(
      name: "MasteringService",
      dependencies: [
        "MasteringModel", "Recommending", "ProfileCatalog", "YAMLCatalog", "SystemCalls",
        "SystemFiles", "Concurrency", "Playback", "Chunking", "Rendering", "AudioEncoding",
        "WireFormat", "StrictJSON", "COpenRPC", "Learning", "LearningFiles",
      ],
      swiftSettings: strict),
    // Signals as events, without missing any.
    .target(name: "ProcessSignals", dependencies: ["SystemCalls"], swiftSettings: strict),
    // JSON-RPC lines on standard input and output.
    .target(
      name: "StdioHosting",
      dependencies: [
        "MasteringService", "SystemCalls", "Concurrency",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    // The chapters and schemas of Spec/ inside the binary, for assistants.
    .target(name: "CSpecification"),
    // The Model Context Protocol: tools and resources for assistants.
    .target(
      name: "AgentHosting",
      dependencies: [
        "MasteringModel", "MasteringService", "LibraryAnalysis", "Recommending", "ProfileCatalog",
        "YAMLCatalog", "LearningFiles", "Concurrency", "WireFormat", "StrictJSON", "SystemCalls",
        "SystemFiles", "CSpecification",
      ],
      swiftSettings: strict),
    // The page and the server's documents inside the binary.
    .target(name: "CWebAssets"),
    // HTTP and WebSocket, and the page they serve.
    .target(
      name: "WebHosting",
      dependencies: [
        "MasteringModel", "MasteringService", "Recommending", "LibraryAnalysis", "SystemCalls",
        "SystemFiles", "Concurrency", "WireFormat",
        "StrictJSON", "CWebAssets",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ],
      exclude: ["Page"],
      swiftSettings: strict),
    // One import for a host.
    .target(
      name: "MasteringServer",
      dependencies: [
        "LibraryAnalysis", "MasteringService", "StdioHosting", "AgentHosting", "WebHosting",
      ],
      swiftSettings: strict),
    // Golden cases, independent of the engine: reading, playing, comparing, reporting.
    .target(
      name: "ConformanceKit",
      dependencies: [
        "StrictJSON", "SystemCalls", "SeededRandomness",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: optimised),
    // The command.
    .executableTarget(
      name: "mastering",
      dependencies: [
        "MasteringModel", "Recommending", "AudioDecoding", "AudioEncoding", "Fingerprinting",
        "Rendering", "LoudnessMetering", "ProfileCatalog",
        "YAMLCatalog", "Caching", "SystemCalls", "SystemFiles", "Concurrency", "LibraryAnalysis",
        "WireFormat", "StrictJSON", "Learning", "LearningFiles",
        "MasteringService",
        "StdioHosting", "AgentHosting", "WebHosting", "ConformanceKit", "ProcessSignals",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),

    // Test signals by formula, and audio files of every format made from them.
    .target(
      name: "AudioFixtures", dependencies: ["CSndfile", "SeededRandomness"],
      path: "Tests/Unit/AudioFixtures",
      swiftSettings: optimised),
    // Tolerances between a fingerprint and a reference value, and their failure messages.
    .target(
      name: "FingerprintTolerances", dependencies: ["MasteringModel", "AudioFixtures"],
      path: "Tests/Unit/FingerprintTolerances", swiftSettings: strict),
    // The resources at which tests take turns: processors, processes, servers.
    .target(
      name: "TestResources", dependencies: ["Concurrency"], path: "Tests/Unit/TestResources",
      swiftSettings: strict),
    // Values with a label, as arguments of a test.
    .target(name: "TestArguments", path: "Tests/Unit/TestArguments", swiftSettings: strict),
    unitTests(
      of: "Learning",
      with: [
        "MasteringModel", "ProfileCatalog", "ProviderTesting", "Recommending",
        "SeededRandomness",
      ]),
    unitTests(
      of: "LearningFiles",
      with: [
        "Learning", "LibraryAnalysis", "MasteringModel", "ProviderTesting", "StrictJSON",
        "WireFormat",
      ]),
    unitTests(of: "StrictJSON", with: ["ProviderTesting"]),
    unitTests(
      of: "MasteringModel", with: ["ProviderTesting", "SeededRandomness", "TestArguments"]),
    unitTests(of: "SystemCalls"),
    unitTests(of: "SystemFiles", with: ["SystemCalls"]),
    unitTests(of: "SeededRandomness"),
    unitTests(of: "Concurrency", with: ["ProviderTesting"]),
    unitTests(
      of: "Recommending",
      with: [
        "MasteringModel", "ProfileCatalog", "ProviderTesting", "AudioFixtures", "AudioDecoding",
        "Caching", "Fingerprinting", "LoudnessMetering", "TestArguments",
      ]),
    unitTests(
      of: "AudioDecoding",
      with: ["MasteringModel", "SystemCalls", "AudioFixtures", "ProviderTesting"]),
    unitTests(
      of: "Fingerprinting",
      with: [
        "MasteringModel", "AudioFixtures", "FingerprintTolerances", "ProviderTesting",
        "TestArguments", "CSoxr",
      ]),
    unitTests(
      of: "Rendering",
      with: [
        "MasteringModel", "AudioFixtures", "Chunking", "CWideLoops", "LoudnessMetering",
        "ProviderTesting", "SeededRandomness",
      ]),
    unitTests(
      of: "AudioEncoding",
      with: ["MasteringModel", "AudioFixtures", "SeededRandomness", "SystemFiles"]),
    unitTests(of: "ProfileCatalog", with: ["MasteringModel", "ProviderTesting", "YAMLCatalog"]),
    unitTests(
      of: "LoudnessMetering",
      with: ["MasteringModel", "AudioFixtures", "ProviderTesting", "CEbur128"]),
    unitTests(
      of: "YAMLCatalog",
      with: ["MasteringModel", "ProfileCatalog", "ProviderTesting", "Recommending"]),
    unitTests(of: "AdaptiveMastering", with: ["AudioFixtures"]),
    unitTests(
      of: "Caching",
      with: [
        "MasteringModel", "ProviderTesting", "AudioFixtures", "StrictJSON",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    // Both halves of playback share their fakes.
    .testTarget(
      name: "StreamingTests",
      dependencies: [
        "Playback", "Chunking", "MasteringModel", "Recommending", "AudioDecoding", "Caching",
        "AudioFixtures", "ProviderTesting", "TestResources",
      ],
      path: "Tests/Unit/Streaming", swiftSettings: strict),
    unitTests(
      of: "LibraryAnalysis",
      with: [
        "MasteringModel", "Recommending", "ProviderTesting", "AudioFixtures", "StrictJSON",
        "WireFormat",
      ]),
    unitTests(of: "ProviderTesting", with: ["MasteringModel", "Chunking"]),
    unitTests(
      of: "WireFormat",
      with: [
        "MasteringModel", "ProfileCatalog", "Recommending", "ProviderTesting", "StrictJSON",
        "TestArguments",
      ]),
    unitTests(
      of: "MasteringService",
      with: [
        "MasteringModel", "ProfileCatalog", "ProviderTesting", "StrictJSON",
        "WireFormat", "Recommending", "AudioDecoding", "AudioFixtures", "Caching",
        "Fingerprinting", "LearningFiles", "LoudnessMetering", "Rendering", "SeededRandomness",
      ]),
    unitTests(of: "ProcessSignals"),
    unitTests(
      of: "StdioHosting",
      with: [
        "MasteringModel", "MasteringService", "ProfileCatalog", "ProviderTesting", "StrictJSON",
        "SystemCalls",
        .product(name: "Logging", package: "swift-log"),
      ]),
    unitTests(
      of: "AgentHosting",
      with: [
        "MasteringModel", "MasteringService", "LibraryAnalysis", "ProfileCatalog",
        "ProviderTesting", "SeededRandomness", "StrictJSON",
      ]),
    unitTests(
      of: "WebHosting",
      with: [
        "AudioFixtures", "MasteringModel", "MasteringService", "ProfileCatalog", "ProviderTesting",
        "StrictJSON", "TestResources",
        "LibraryAnalysis", "WireFormat",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ]),
    unitTests(
      of: "ConformanceKit",
      with: ["StrictJSON", "SystemCalls", "AudioFixtures", "TestArguments", "TestResources"]),
    // Every golden case, with the service inside the test process.
    .testTarget(
      name: "GoldenTests",
      dependencies: [
        "ConformanceKit", "StrictJSON", "SystemCalls", "MasteringService", "AudioDecoding",
        "Fingerprinting", "LoudnessMetering", "Recommending", "Rendering", "ProfileCatalog",
      ],
      path: "Tests/Golden/Runner",
      swiftSettings: strict),
    // Real files and processes.
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "MasteringModel", "Recommending", "AudioDecoding", "Fingerprinting", "ProfileCatalog",
        "YAMLCatalog", "AudioFixtures", "FingerprintTolerances", "ProviderTesting", "StrictJSON",
        "WireFormat", "TestResources", "mastering",
      ],
      path: "Tests/Integration",
      exclude: ["Agents", "Browser", "Distributed", "OpenAPI", "Storms"],
      swiftSettings: strict),
  ],
  // CAudioTags, and TagLib's headers.
  cxxLanguageStandard: .cxx17
)
