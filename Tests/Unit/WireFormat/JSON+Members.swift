import StrictJSON

extension JSON {
  /// The keys of an object, in order; empty for any other value.
  var keys: [String] { members?.map(\.key) ?? [] }
}
