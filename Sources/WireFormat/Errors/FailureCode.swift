/// The kinds of failure that a caller can tell apart: a number for JSON-RPC, a text for all
/// interfaces.
///
/// Neither ever changes once released. The first five are JSON-RPC's own; the others name the typed
/// errors of the engine.
public enum FailureCode: Int, Sendable, Hashable, CaseIterable {
  case parseError = -32700
  case invalidRequest = -32600
  case methodNotFound = -32601
  case invalidParams = -32602
  case internalError = -32603

  case invalidFingerprint = -32000
  case invalidThreshold = -32001
  case invalidTopK = -32002
  case invalidWindow = -32003
  case invalidDuration = -32004
  case invalidSampleRate = -32005
  case invalidPosition = -32006
  case invalidMessage = -32007

  case invalidProfile = -32010
  case duplicateProfile = -32011
  case noProfiles = -32012
  case unknownProfile = -32013
  case invalidProfileText = -32014
  case profilesUnavailable = -32015

  case fileNotFound = -32020
  case notAFile = -32021
  case fileUnreadable = -32022
  case unsupportedFormat = -32023
  case truncatedAudio = -32024
  case emptyAudio = -32025
  case nonFiniteSamples = -32026
  case fingerprintUnavailable = -32027
  case pathNotAllowed = -32028
  case cacheUnavailable = -32029

  case cancelled = -32030
  case shuttingDown = -32031

  case loudnessUnavailable = -32040
  case invalidCeiling = -32041
  case invalidRendering = -32050
  case sourceChanged = -32051
  case trackTooLong = -32052
  case outputRefused = -32053
  case nothingToLearn = -32060
  case tasteUnavailable = -32061
  case unknownEvent = -32062

  /// The code as text, in snake case: the member `code` of an error's `data`, and of errors in the
  /// other interfaces.
  public var text: String {
    switch self {
    case .parseError: "parse_error"
    case .invalidRequest: "invalid_request"
    case .methodNotFound: "method_not_found"
    case .invalidParams: "invalid_params"
    case .internalError: "internal_error"
    case .invalidFingerprint: "invalid_fingerprint"
    case .invalidThreshold: "invalid_threshold"
    case .invalidTopK: "invalid_top_k"
    case .invalidWindow: "invalid_window"
    case .invalidDuration: "invalid_duration"
    case .invalidSampleRate: "invalid_sample_rate"
    case .invalidPosition: "invalid_position"
    case .invalidMessage: "invalid_message"
    case .invalidProfile: "invalid_profile"
    case .duplicateProfile: "duplicate_profile"
    case .noProfiles: "no_profiles"
    case .unknownProfile: "unknown_profile"
    case .invalidProfileText: "invalid_profile_text"
    case .profilesUnavailable: "profiles_unavailable"
    case .fileNotFound: "file_not_found"
    case .notAFile: "not_a_file"
    case .fileUnreadable: "file_unreadable"
    case .unsupportedFormat: "unsupported_format"
    case .truncatedAudio: "truncated_audio"
    case .emptyAudio: "empty_audio"
    case .nonFiniteSamples: "non_finite_samples"
    case .fingerprintUnavailable: "fingerprint_unavailable"
    case .pathNotAllowed: "path_not_allowed"
    case .cacheUnavailable: "cache_unavailable"
    case .cancelled: "cancelled"
    case .shuttingDown: "shutting_down"
    case .loudnessUnavailable: "loudness_unavailable"
    case .invalidCeiling: "invalid_ceiling"
    case .invalidRendering: "invalid_rendering"
    case .sourceChanged: "source_changed"
    case .trackTooLong: "track_too_long"
    case .outputRefused: "output_refused"
    case .nothingToLearn: "nothing_to_learn"
    case .tasteUnavailable: "taste_unavailable"
    case .unknownEvent: "unknown_event"
    }
  }
}
