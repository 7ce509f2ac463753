/// Which specification the methods and messages follow.
public enum SpecificationEdition {
  /// The edition of Spec/ as major and minor number.
  public static let current = "2.0"
}
