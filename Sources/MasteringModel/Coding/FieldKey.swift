/// A key that is known only when the program runs.
struct FieldKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ text: String) { stringValue = text }
  init?(stringValue text: String) { self.init(text) }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// A value that refuses what it must not be, its refusal as the cause of a `DecodingError`.
  func valid<Value, Refusal: Error>(_ make: () throws(Refusal) -> Value) throws -> Value {
    do throws(Refusal) {
      return try make()
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }

  /// What is thrown for parts that do not fit each other.
  func refusal(_ description: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: codingPath, debugDescription: description))
  }
}
