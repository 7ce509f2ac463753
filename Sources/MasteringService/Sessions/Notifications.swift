import StrictJSON
import WireFormat

/// Passes the player's messages on as JSON-RPC notifications, in their order and as fast as they are
/// taken.
struct Notifications: Sendable {
  let outbox: any SessionOutbox

  /// Sends messages until there are no more.
  func pass(on messages: PlayerMessages) async {
    for await message in messages {
      await outbox.room()
      outbox.send(message.message.notification.utf8() + [CallerSession.lineEnd])
    }
  }
}
