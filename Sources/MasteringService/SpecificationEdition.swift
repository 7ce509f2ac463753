/// Which specification the methods and messages follow.
public enum SpecificationEdition {
  /// The edition of Spec/ in major and minor.
  public static let current = "2.0"
}
