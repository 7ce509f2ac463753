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
    // Fingerprints compared with profiles, and the JSON of every door: no system library, no
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
    // The methods and messages of every door, both doors and the page: for a host of one's own.
    .library(
      name: "MasteringServer",
      targets: [
        "MasteringServer", "MasteringService", "StdioHosting", "AgentHosting", "WebHosting",
        "LibraryAnalysis", "SystemCalls",
      ]),
    // Golden cases, and the runner that plays them to a port.
    .library(name: "ConformanceKit", targets: ["ConformanceKit"]),
    // The promises of each seam as checks, for those who write an implementation of their own.
    .library(name: "ProviderTesting", targets: ["ProviderTesting"]),
    .executable(name: "mastering", targets: ["mastering"]),
  ],
  dependencies: [
    // Parses the command line, writes help and shell completions; Apple keeps it.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // The common front of loggers, so that an embedding program can bring its own.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // SQLite with migrations, and with several processes at once, kept for ten years.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // Reads and writes YAML through libyaml, with line numbers; Foundation has no YAML.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Runs a port under test with its streams and its end in hand; Swift's own.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    // Accepts connections and speaks HTTP/1.1 with back-pressure; only its core is used.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    // Event loops, HTTP and WebSocket frames below it; Apple keeps it.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    // Between NIO's and everybody's HTTP types.
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    // The HTTP types that Hummingbird speaks.
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    // Ends a server in order, by signal and within a time.
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
    // soxr: the resampler that the reference values were computed with.
    .systemLibrary(
      name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"]), .brew(["libsoxr"])]),
    // libebur128: the loudness filters and true peaks that players and taggers measure by.
    .systemLibrary(
      name: "CEbur128", pkgConfig: "libebur128",
      providers: [.apt(["libebur128-dev"]), .brew(["libebur128"])]),

    // TagLib: tags and covers of every usual format; libsndfile writes ten text fields and no cover.
    .systemLibrary(
      name: "CTagLib", pkgConfig: "taglib", providers: [.apt(["libtag1-dev"]), .brew(["taglib"])]),
    // What a rendering needs of TagLib in C: its own C binding knows no covers before 2.0.
    .target(
      name: "CAudioTags", dependencies: ["CTagLib"], linkerSettings: [.linkedLibrary("tag")]),

    // Two calls of glibc that keep descriptors from the programs that are started.
    .systemLibrary(name: "CSpawn"),

    // JSON text ⇄ values, nothing tolerated and nothing lost; imports nothing.
    .target(name: "StrictJSON", swiftSettings: strict),
    // The values, and the seams between the stages; imports nothing. Without Foundation or the C
    // library's module in a program, nothing else says that rounding needs the library of mathematics.
    .target(
      name: "MasteringModel", swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    // The C library once for all systems; streams read, cut into lines and written.
    .target(name: "SystemCalls", dependencies: ["CSpawn"], swiftSettings: strict),
    // Random numbers that are the same everywhere; imports nothing.
    .target(name: "SeededRandomness", swiftSettings: strict),
    // Files as the system sees them: by the bytes of their path, by number, read and put as a whole.
    .target(
      name: "SystemFiles", dependencies: ["MasteringModel", "SystemCalls"], swiftSettings: strict),
    // Work that is shared, takes turns, or runs on threads of its own; what was used last.
    .target(name: "Concurrency", dependencies: ["MasteringModel"], swiftSettings: strict),
    // Fingerprint × profiles → recommendation: score, rank, blend, explain.
    .target(
      name: "Recommending", dependencies: ["MasteringModel", "SystemCalls"], swiftSettings: strict),
    // File → samples.
    .target(
      name: "AudioDecoding",
      dependencies: ["MasteringModel", "SystemCalls", "SystemFiles", "CSndfile", "CSpawn"],
      swiftSettings: strict),
    // The signal between its samples.
    .target(name: "TruePeaks", dependencies: ["SystemCalls"], swiftSettings: strict),
    // Samples → fingerprint.
    .target(
      name: "Fingerprinting",
      dependencies: ["MasteringModel", "SystemCalls", "TruePeaks", "CFFTW", "CSoxr"],
      swiftSettings: strict),
    // Recommendation → sound: the changes it predicts, applied, and measured on the result.
    .target(
      name: "Rendering",
      dependencies: ["MasteringModel", "Fingerprinting", "Chunking", "SystemCalls", "TruePeaks"],
      swiftSettings: strict),
    // Samples → file.
    .target(
      name: "AudioEncoding",
      dependencies: ["MasteringModel", "SystemCalls", "SystemFiles", "CSndfile", "CAudioTags"],
      swiftSettings: strict),
    // Samples → loudness for people.
    .target(
      name: "LoudnessMetering",
      dependencies: ["MasteringModel", "SystemCalls", "TruePeaks", "CEbur128"],
      swiftSettings: strict),
    // Spec/profiles.json inside every program that has the engine.
    .target(name: "CProfiles"),
    // The built-in seven profiles, profiles in JSON, and catalogues that remember every version.
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
    // Remembers what was measured: in memory, in SQLite, beside the track.
    .target(
      name: "Caching",
      dependencies: [
        "MasteringModel", "StrictJSON", "SystemCalls", "SystemFiles", "Concurrency",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    // One track at a time, its recommendation as it arrives, and who listens.
    .target(
      name: "Playback", dependencies: ["MasteringModel", "Recommending", "Concurrency"],
      swiftSettings: strict),
    // A track in chunks that lie end to end, and a cache of them; no door uses it but `chunks.…`.
    .target(
      name: "Chunking", dependencies: ["MasteringModel", "Recommending", "Concurrency"],
      swiftSettings: strict),
    // Values → the JSON that every door speaks, and failures → codes and sentences.
    .target(
      name: "WireFormat",
      dependencies: [
        "MasteringModel", "ProfileCatalog", "Recommending", "SystemCalls", "StrictJSON",
      ],
      swiftSettings: strict),
    // One import for the core, and one for an app; nothing but these and what makes them short.
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
    // Each seam's promises as checks that any implementation can run, and fakes.
    .target(
      name: "ProviderTesting", dependencies: ["MasteringModel", "Chunking", "SeededRandomness"],
      swiftSettings: strict),
    // What a folder of music amounts to: its files, its albums, its profiles.
    .target(
      name: "LibraryAnalysis",
      dependencies: [
        "MasteringModel", "SystemCalls", "SystemFiles", "Concurrency", "WireFormat", "StrictJSON",
      ],
      swiftSettings: strict),
    // Pairs of tracks → profiles, decisions → taste, recommendations → blends; pure.
    .target(
      name: "Learning", dependencies: ["MasteringModel", "Recommending", "SystemCalls"],
      swiftSettings: strict),
    // What is learned from files, and the file that decisions are kept in.
    .target(
      name: "LearningFiles",
      dependencies: [
        "MasteringModel", "Learning", "LibraryAnalysis", "SystemCalls", "SystemFiles",
        "Concurrency", "WireFormat", "StrictJSON",
      ],
      swiftSettings: strict),
    // Spec/openrpc.json inside the binary, for rpc.discover.
    .target(name: "COpenRPC"),
    // Methods → engine → answers and messages, without a door.
    .target(
      name: "MasteringService",
      dependencies: [
        "MasteringModel", "Recommending", "ProfileCatalog", "YAMLCatalog", "SystemCalls",
        "SystemFiles", "Concurrency", "Playback", "Chunking", "Rendering", "AudioEncoding",
        "WireFormat", "StrictJSON", "COpenRPC", "Learning", "LearningFiles",
      ],
      swiftSettings: strict),
    // Signals as events, none of them missed.
    .target(name: "ProcessSignals", dependencies: ["SystemCalls"], swiftSettings: strict),
    // The door of JSON-RPC lines on standard input and output.
    .target(
      name: "StdioHosting",
      dependencies: [
        "MasteringService", "SystemCalls", "Concurrency",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    // The chapters and schemas of Spec/ inside the binary, for assistants.
    .target(name: "CSpecification"),
    // The door of the Model Context Protocol: tools and resources for assistants.
    .target(
      name: "AgentHosting",
      dependencies: [
        "MasteringModel", "MasteringService", "LibraryAnalysis", "Recommending", "ProfileCatalog",
        "YAMLCatalog", "LearningFiles", "Concurrency", "WireFormat", "StrictJSON", "SystemCalls",
        "SystemFiles", "CSpecification",
      ],
      swiftSettings: strict),
    // The page and the documents of the server inside the binary.
    .target(name: "CWebAssets"),
    // The door of HTTP and WebSocket, and the page behind it.
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
    // Golden cases without knowing the engine: read, play, compare, report.
    .target(
      name: "ConformanceKit",
      dependencies: [
        "StrictJSON", "SystemCalls", "SeededRandomness", "CSpawn",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict),
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
      ],
      swiftSettings: strict),

    // Test signals by formula, and audio files of every format made from them.
    .target(
      name: "AudioFixtures", dependencies: ["CSndfile", "SeededRandomness"],
      path: "Tests/Unit/AudioFixtures",
      swiftSettings: strict),
    // How far a fingerprint may lie from a reference value, and what it says when it does.
    .target(
      name: "FingerprintTolerances", dependencies: ["MasteringModel", "AudioFixtures"],
      path: "Tests/Unit/FingerprintTolerances", swiftSettings: strict),
    // What tests take turns at: processors, processes, servers.
    .target(
      name: "TestResources", dependencies: ["Concurrency"], path: "Tests/Unit/TestResources",
      swiftSettings: strict),
    unitTests(
      of: "Learning",
      with: [
        "MasteringModel", "ProfileCatalog", "ProviderTesting", "SeededRandomness",
      ]),
    unitTests(
      of: "LearningFiles",
      with: [
        "Learning", "LibraryAnalysis", "MasteringModel", "ProviderTesting", "StrictJSON",
        "WireFormat",
      ]),
    unitTests(of: "StrictJSON", with: ["ProviderTesting"]),
    unitTests(of: "MasteringModel", with: ["ProviderTesting"]),
    unitTests(of: "SystemCalls"),
    unitTests(of: "SeededRandomness"),
    unitTests(of: "Concurrency", with: ["ProviderTesting"]),
    unitTests(
      of: "Recommending",
      with: [
        "MasteringModel", "ProfileCatalog", "ProviderTesting", "AudioFixtures", "AudioDecoding",
        "Caching", "Fingerprinting", "LoudnessMetering",
      ]),
    unitTests(
      of: "AudioDecoding",
      with: ["MasteringModel", "SystemCalls", "AudioFixtures", "ProviderTesting"]),
    unitTests(
      of: "Fingerprinting",
      with: [
        "MasteringModel", "AudioFixtures", "FingerprintTolerances", "ProviderTesting", "CSoxr",
      ]),
    unitTests(
      of: "Rendering",
      with: ["MasteringModel", "AudioFixtures", "Chunking", "ProviderTesting", "SeededRandomness"]),
    unitTests(of: "AudioEncoding", with: ["MasteringModel", "AudioFixtures", "SeededRandomness"]),
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
    // Both halves of playing share their fakes.
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
      with: ["MasteringModel", "ProfileCatalog", "Recommending", "ProviderTesting", "StrictJSON"]),
    unitTests(
      of: "MasteringService",
      with: [
        "MasteringModel", "ProfileCatalog", "ProviderTesting", "StrictJSON",
        "WireFormat", "Recommending", "AudioDecoding", "AudioFixtures", "Caching",
        "Fingerprinting", "LoudnessMetering", "Rendering", "SeededRandomness",
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
        "StrictJSON",
        "LibraryAnalysis", "WireFormat",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ]),
    unitTests(
      of: "ConformanceKit", with: ["StrictJSON", "SystemCalls", "AudioFixtures", "TestResources"]),
    // Every golden case with the service inside the test's process.
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
