/// A file of golden cases about one behaviour.
public struct CaseFile: Sendable {
  /// Its path from the suite's folder.
  public let path: String
  /// What holds for all its cases.
  public let header: Header
  /// The cases in their order.
  public let cases: [GoldenCase]

  /// What holds for all cases of a file.
  public struct Header: Sendable {
    /// The file's name without `vectors/` and `.json`.
    public let name: String
    /// The version of the specification in which the behaviour appeared.
    public let since: String
    /// The capabilities that a port must claim to be asked.
    public let requires: [String]
    /// What the file is about.
    public let overview: String
    /// Where the expected values come from.
    public let source: String
    /// The method of cases that do not name one.
    public let method: String?
    /// Usual causes of failures, by flag.
    public let notes: [String: String]
    /// How far numbers may lie from the expected ones; the last that matches a place holds.
    public let tolerances: [Tolerance]
    /// The objects in which further keys are allowed.
    public let open: [JSONPointer]
    /// Whether each case with steps meets a port that was just started, or each transcript a server.
    public let isFresh: Bool
    /// The files that the server of these cases is started on, by their paths in its folder; nil
    /// where the cases need no server.
    public let library: [(path: String, file: Placeholder)]?
  }
}
