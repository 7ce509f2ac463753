/// How much a caller may send at a time.
public enum SessionLimits {
  /// The longest line, in bytes without its newline: 16 MiB.
  public static let lineBytes = 16 << 20
  /// How deeply arrays and objects may be nested.
  public static let nestingDepth = 64
  /// How many values a line may contain.
  public static let values = 1_000_000
  /// How many messages a batch may contain.
  public static let batchMessages = 10_000
  /// How many chunks a plan may have.
  public static let planChunks = 10_000
}
