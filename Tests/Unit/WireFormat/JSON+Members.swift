import StrictJSON

extension JSON {
  /// The keys of an object in their order; none of anything else.
  var keys: [String] { members?.map(\.key) ?? [] }
}
