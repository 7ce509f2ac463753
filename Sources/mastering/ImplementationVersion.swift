/// The version of this implementation; the changelog has an entry for each.
enum ImplementationVersion {
  static let text = "0.1.0"
}
