import StrictJSON
import WireFormat

/// A method of the service. Each has its own file with name, parameters, result and errors.
///
/// To add one: its file here, a line in `MethodTable`, its entry in Spec/openrpc.json.
protocol Method: Sendable {
  /// The name it is called by.
  static var name: String { get }
  /// Its parameters, in the order in which they are checked.
  static var parameters: [CallParameter] { get }
  /// The typed errors it can answer with, apart from those of JSON-RPC itself.
  static var errors: [FailureCode] { get }

  /// A call from its parameters. Their names have been checked, and all required ones are present.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for a value of the wrong type.
  init(_ fields: ParameterFields) throws(FailureReport)

  /// Answers the call, or returns the work that will answer it.
  func answer(in session: CallerSession) throws(FailureReport) -> Answer
}

/// How a call is answered.
enum Answer {
  /// It is done.
  case now(JSON)
  /// The result, and work to start after it was sent.
  case nowThen(JSON, @Sendable () async -> Void)
  /// It takes longer.
  case later(@Sendable () async -> Result<JSON, FailureReport>)
}
