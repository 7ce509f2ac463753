import Foundation

/// Why a fixture could not be made.
package enum FixtureFailure: Error, Hashable {
  /// libsndfile refused; the text is its own.
  case sndfile(path: String, message: String)
  /// The system refused a call with this error number.
  case system(call: String, path: String, code: Int32)
}

extension FixtureFailure: CustomStringConvertible {
  /// What happened, and to what.
  package var description: String {
    switch self {
    case .sndfile(let path, let message):
      "libsndfile: \(path): \(message)"
    case .system(let call, let path, let code):
      "\(call) \(path): \(String(cString: strerror(code)))"
    }
  }
}

/// Throws the system's reason if a call failed, which a negative result indicates.
func checked(_ result: Int32, _ call: String, _ path: String) throws(FixtureFailure) {
  guard result >= 0 else { throw .system(call: call, path: path, code: errno) }
}
