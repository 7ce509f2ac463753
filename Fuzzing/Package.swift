// swift-tools-version: 6.2
import PackageDescription

// A separate package: libFuzzer brings its own main, and only this package is built for it.
let package = Package(
  name: "adaptive-mastering-fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "adaptive-mastering", path: "..")],
  targets: [
    .executableTarget(
      name: "FuzzLines",
      dependencies: [
        .product(name: "MasteringCore", package: "adaptive-mastering"),
        .product(name: "MasteringServer", package: "adaptive-mastering"),
        .product(name: "ProviderTesting", package: "adaptive-mastering"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        // libFuzzer provides main.
        .unsafeFlags(["-parse-as-library"]),
      ])
  ]
)
