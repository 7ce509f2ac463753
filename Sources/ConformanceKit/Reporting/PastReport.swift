import StrictJSON

/// A finished run, read from its JSON report.
public struct PastReport: Sendable {
  /// The port, such as `port.py 1.0`; "an unknown port" if it never answered.
  public let port: String
  /// The suite's version.
  public let suite: String
  /// The result of each case, in the order of the run.
  public let cases: [Case]

  /// The result of a case.
  public struct Case: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its outcome.
    public let outcome: CaseOutcome
    /// How long it took, in seconds.
    public let seconds: Double
  }

  /// Reads the bytes of a report.
  ///
  /// - Throws: ``UnreadableReport`` if they are not one.
  public init(json bytes: [UInt8]) throws(UnreadableReport) {
    let document: JSON
    do throws(JSONSyntaxError) {
      document = try JSON.parse(bytes)
    } catch {
      throw .notJSON(offset: error.byteOffset)
    }
    guard let suite = document["suite"]?.asString, let cases = document["cases"]?.elements else {
      throw .noReport
    }
    self.suite = suite
    let implementation = document["implementation"]
    if let name = implementation?["name"]?.asString,
      let version = implementation?["version"]?.asString
    {
      port = "\(name) \(version)"
    } else {
      port = "an unknown port"
    }
    var read: [Case] = []
    for (index, element) in cases.enumerated() {
      guard let name = element["name"]?.asString,
        let outcome = element["outcome"]?.asString.flatMap(CaseOutcome.init(rawValue:)),
        let seconds = element["duration_seconds"]?.asDouble
      else { throw .badCase(index: index) }
      read.append(Case(name: name, outcome: outcome, seconds: seconds))
    }
    self.cases = read
  }
}

/// Why a file is not a report of a run.
public enum UnreadableReport: Error, Hashable {
  /// It is not JSON.
  case notJSON(offset: Int)
  /// It is JSON of another kind.
  case noReport
  /// One of its cases lacks a name, an outcome or a duration.
  case badCase(index: Int)
}
