/// Which specification the methods and messages follow.
public enum Specification {
  /// The edition of Spec/ in major and minor.
  public static let edition = "2.0"
}
