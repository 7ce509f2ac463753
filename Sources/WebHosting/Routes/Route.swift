import HTTPTypes

/// A route of the server. Each has its own file with methods, path, parameters and answers.
///
/// To add one: its file here, a line in ``RouteTable``, its entry in Spec/openapi.yaml and in
/// chapter 07.
protocol Route: Sendable {
  /// The methods it accepts; `GET` implies `HEAD`.
  static var methods: [HTTPRequest.Method] { get }
  /// The segments of its path; nil is a placeholder for the number of a track.
  static var path: [String?] { get }
  /// The parameters of its query.
  static var parameters: [(name: String, kind: Parameters.Kind)] { get }
  /// Whether it is answered without the token.
  static var isOpenToAll: Bool { get }
  /// Whether a ticket can replace the token (``StreamTickets``).
  static var takesTickets: Bool { get }

  /// Answers a request.
  ///
  /// - Throws: the refusal to answer with.
  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply
}

extension Route {
  static var methods: [HTTPRequest.Method] { [.get] }
  static var parameters: [(name: String, kind: Parameters.Kind)] { [] }
  static var isOpenToAll: Bool { false }
  static var takesTickets: Bool { false }
}
