import HTTPTypes
import StrictJSON

/// A request that has come so far that its route answers it.
struct WebCall: Sendable {
  /// Its head.
  let head: HTTPRequest
  /// Its target, taken apart.
  let target: RequestTarget
  /// The number of a track in its path; 0 where the route has none.
  let trackID: Int
  /// The parameters of its query, of which all are known and none stands twice.
  let query: [JSON.Member]
  /// Its body.
  let body: [UInt8]
}
