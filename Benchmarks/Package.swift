// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// A separate package, so that users of the engine do not build it.
let package = Package(
  name: "adaptive-mastering-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "adaptive-mastering", path: "..")],
  targets: [
    // libsndfile without our decoder around it: the baseline of every ratio to decoding alone.
    .systemLibrary(name: "CSndfileAlone", pkgConfig: "sndfile"),
    .executableTarget(
      name: "Benchmark",
      dependencies: [
        "CSndfileAlone", .product(name: "AdaptiveMastering", package: "adaptive-mastering"),
      ],
      swiftSettings: strict),
    // The persistent caches, with a hundred thousand tracks.
    .executableTarget(
      name: "CacheBenchmark",
      dependencies: [.product(name: "AdaptiveMastering", package: "adaptive-mastering")],
      swiftSettings: strict),
    // `mastering rpc`, measured from outside.
    .executableTarget(name: "RPCBenchmark", swiftSettings: strict),
  ]
)
