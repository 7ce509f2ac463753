// swift-tools-version: 6.2
import PackageDescription

// An app with audio files: a single import covers everything.
let package = Package(
  name: "recommend-file",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "adaptive-mastering", path: "../../..")],
  targets: [
    .executableTarget(
      name: "RecommendFile",
      dependencies: [.product(name: "AdaptiveMastering", package: "adaptive-mastering")],
      path: "Sources")
  ]
)
