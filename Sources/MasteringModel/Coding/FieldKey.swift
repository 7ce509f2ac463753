/// A coding key that is known only at run time.
struct FieldKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ text: String) { stringValue = text }
  init?(stringValue text: String) { self.init(text) }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// The value that `make` returns; what it throws becomes the underlying error of a
  /// `DecodingError`.
  func valid<Value, Refusal: Error>(_ make: () throws(Refusal) -> Value) throws -> Value {
    do throws(Refusal) {
      return try make()
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }

  /// The error for parts that contradict each other.
  func refusal(_ description: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: codingPath, debugDescription: description))
  }
}
