import StrictJSON
import WireFormat

/// A method of the service. Each has a file of its own: name, parameters, result and errors together.
///
/// To add one: its file here, a line in `MethodTable`, its entry in Spec/openrpc.json.
protocol Method: Sendable {
  /// The name it is called by.
  static var name: String { get }
  /// Its parameters, in the order in which they are checked.
  static var parameters: [CallParameter] { get }
  /// The typed errors it can answer with, those of JSON-RPC itself left out.
  static var errors: [FailureCode] { get }

  /// A call from its parameters, whose names are known to be right and which are all there that are
  /// required.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for a value of the wrong type.
  init(_ fields: ParameterFields) throws(FailureReport)

  /// Does it, or says how it is to be done.
  func answer(in session: CallerSession) throws(FailureReport) -> Answer
}

/// What comes of a call.
enum Answer {
  /// It is done.
  case now(JSON)
  /// It is done, and once that was said there is more to do.
  case nowThen(JSON, @Sendable () async -> Void)
  /// It takes longer.
  case later(@Sendable () async -> Result<JSON, FailureReport>)
}
