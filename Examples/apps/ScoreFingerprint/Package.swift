// swift-tools-version: 6.2
import PackageDescription

// An app that compares its own fingerprints: the core alone.
let package = Package(
  name: "score-fingerprint",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "adaptive-mastering", path: "../../..")],
  targets: [
    .executableTarget(
      name: "ScoreFingerprint",
      dependencies: [.product(name: "MasteringCore", package: "adaptive-mastering")],
      path: "Sources")
  ]
)
