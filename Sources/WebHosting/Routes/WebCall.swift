import HTTPTypes
import StrictJSON
import SystemFiles

/// A request that has passed all checks and is ready for its route.
struct WebCall: Sendable {
  /// Its head.
  let head: HTTPRequest
  /// Its parsed target.
  let target: RequestTarget
  /// The number of a track in its path; 0 if the route has none.
  let trackID: Int
  /// The only file that it may have, if it has a ticket instead of the token.
  var admittedFile: ExactPath? = nil
  /// The parameters of its query, all of them known and none repeated.
  let query: [JSON.Member]
  /// Its body.
  let body: [UInt8]
}
