/// The value, or a trap: a sample or fake was asked for a value that the model refuses, which is a
/// mistake in the test, not a case to handle.
func valid<Value, Failure: Error>(
  _ what: String, _ make: () throws(Failure) -> Value
) -> Value {
  do {
    return try make()
  } catch {
    preconditionFailure("A sample \(what) was asked for with values it refuses: \(error)")
  }
}
