/// A file of golden cases about one behaviour.
package struct CaseFile: Sendable {
  /// Its path from the suite's folder.
  package let path: String
  /// What applies to all its cases.
  package let header: Header
  /// The cases in order.
  package let cases: [GoldenCase]

  /// What applies to all cases of a file.
  package struct Header: Sendable {
    /// The file's name without `vectors/` and `.json`.
    package let name: String
    /// The version of the specification in which the behaviour appeared.
    package let since: String
    /// The capabilities that a port must claim to be asked.
    package let requires: [String]
    /// What the file is about.
    package let overview: String
    /// Where the expected values come from.
    package let source: String
    /// The method of cases that do not name one.
    package let method: String?
    /// Common causes of failures, by flag.
    package let notes: [String: String]
    /// How far numbers may be from the expected ones; the last that matches a place applies.
    package let tolerances: [Tolerance]
    /// The objects in which additional keys are allowed.
    package let open: [JSONPointer]
    /// Whether each case with steps gets a newly started port, or each transcript a server.
    package let isFresh: Bool
    /// The files that the server of these cases is started on, by their paths in its folder; nil if
    /// the cases need no server.
    package let library: [(path: String, file: Placeholder)]?
  }
}
