import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

@testable internal import WebHosting

/// `EchoServer PORT`: the WebSocket of `mastering serve` behind an echo, on the loopback address.
///
/// The Autobahn test suite expects its messages to be echoed, and messages of up to 16 MiB to be
/// accepted. The server itself echoes nothing and accepts 64 KiB. Everything else is the code that
/// serves `/ws`.
@main
struct EchoServer {
  private static let messageBytes = 16 << 20

  static func main() async throws {
    guard CommandLine.arguments.count == 2, let port = UInt16(CommandLine.arguments[1]) else {
      FileHandle.standardError.write(Data("usage: EchoServer PORT\n".utf8))
      exit(64)
    }
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: "127.0.0.1", port: Int(port)) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
            configuration: .init(upgradeConfiguration: upgradeConfiguration))
        }
      }
    print("Echoing at ws://127.0.0.1:\(port)")
    try await server.executeThenClose { connections in
      for try await _ in connections {}
    }
  }

  private static var upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration<Void> {
    let upgrader = NIOTypedWebSocketServerUpgrader<Void>(
      maxFrameSize: messageBytes, enableAutomaticErrorHandling: false,
      shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
      upgradePipelineHandler: { channel, _ in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            Echo(), WebSocketConnection(Broadcaster(), messageBytes: messageBytes),
          ])
        }
      })
    return NIOTypedHTTPServerUpgradeConfiguration(upgraders: [upgrader]) { channel in
      channel.close()
    }
  }
}
