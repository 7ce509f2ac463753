// swift-tools-version: 6.2
import PackageDescription

// A separate package: it uses a module of the server's internals, which only a debug build allows.
let package = Package(
  name: "adaptive-mastering-echo-server",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "adaptive-mastering", path: "../../.."),
    // The same setting as in the server.
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
  ],
  targets: [
    .executableTarget(
      name: "EchoServer",
      dependencies: [
        .product(name: "WebHosting", package: "adaptive-mastering"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ]
)
