/// Plays the cases that need a server, file by file.
struct ServerRun {
  let workspace: Workspace
  let limits: RunLimits
  let command: ServerCommand
  let failures: FailureCount

  /// Plays cases of any files.
  ///
  /// - Parameter cases: in order, with their indices in the run.
  /// - Returns: the result of each, whatever the server did.
  func run(
    _ cases: [(index: Int, golden: GoldenCase)],
    progress: @escaping @Sendable (CaseResult) -> Void
  ) async -> [Int: CaseResult] {
    var results: [Int: CaseResult] = [:]
    var rest = cases[...]
    var timeouts = TimeoutCount()
    while let first = rest.first, !Task.isCancelled, !failures.isReached {
      let file = rest.prefix { $0.golden.header.name == first.golden.header.name }
      if let words = timeouts.reasonToGiveUp(limits) {
        for (index, golden) in rest {
          results[index] = CaseResult(notPlayed: golden, silent: words)
        }
        break
      }
      let played = await play(Array(file), progress)
      results.merge(played) { $1 }
      for index in played.keys.sorted() {
        if let result = played[index] { timeouts.add(result) }
      }
      // At least one, or this would never end.
      rest = rest.dropFirst(max(played.count, 1))
    }
    return results
  }

  /// Plays against one server, as far as possible.
  private func play(
    _ cases: [(index: Int, golden: GoldenCase)],
    _ progress: @escaping @Sendable (CaseResult) -> Void
  ) async -> [Int: CaseResult] {
    guard let first = cases.first else { return [:] }
    func failed(_ words: String) -> [Int: CaseResult] {
      let result = CaseResult(first.golden, .error, detail: words)
      progress(result)
      return [first.index: result]
    }
    let library: String
    do throws(WorkspaceProblem) {
      library = try workspace.makeLibrary(
        first.golden.header.library ?? [], named: first.golden.header.name)
    } catch {
      return failed("the runner cannot play this: \(error.sentence)")
    }
    let session = ServerSession(
      cases: cases, library: library, workspace: workspace, limits: limits, failures: failures)
    do throws(PortUnavailable) {
      let lived = try await command.port(on: library).withPort { port in
        await session.play(port, progress: progress)
      }
      var results = lived.value.results
      if let index = lived.value.endedOver {
        results[index]?.detail = "the server \(lived.end.sentence)"
        if let result = results[index] { progress(result) }
      }
      for (index, result) in results
      where [.crash, .error, .timeout].contains(result.outcome) {
        results[index]?.errorTail = lived.errorTail
      }
      return results
    } catch {
      return failed("the server cannot be started: \(error.reason)")
    }
  }
}
