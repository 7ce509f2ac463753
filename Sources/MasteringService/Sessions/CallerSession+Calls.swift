package import StrictJSON
package import WireFormat

extension CallerSession {
  /// Calls a method without a line, for interfaces that return its result in another form.
  ///
  /// - Parameter method: the name of an existing method.
  package func result(
    of method: String, _ parameters: [JSON.Member]
  ) async -> Result<JSON, FailureReport> {
    let result = await outcome(of: method, parameters)
    if case .success(let value) = result, !value.isWritable { return .failure(.unwritableResult) }
    return result
  }

  private func outcome(
    of method: String, _ parameters: [JSON.Member]
  ) async -> Result<JSON, FailureReport> {
    do throws(FailureReport) {
      guard let method = MethodTable.find(method) else { throw .methodNotFound(method) }
      switch try method.begin(parameters, self) {
      case .now(let value): return .success(value)
      case .nowThen(let value, let next):
        await next()
        return .success(value)
      case .later(let operation):
        let result = await operation()
        return Task.isCancelled ? .failure(.cancelled) : result
      }
    } catch {
      return .failure(error)
    }
  }
}
