/// How much a caller may send at a time.
public enum SessionLimits {
  /// The longest line, in bytes, its end left out: 16 MiB.
  public static let lineBytes = 16 << 20
  /// How deep arrays and objects may lie in each other.
  public static let nestingDepth = 64
  /// How many values a line may hold.
  public static let values = 1_000_000
  /// How many messages a batch may hold.
  public static let batchMessages = 10_000
  /// How many chunks a plan may have.
  public static let planChunks = 10_000
}
