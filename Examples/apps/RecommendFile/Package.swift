// swift-tools-version: 6.2
import PackageDescription

// An app that has audio files: one import for all of it.
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
