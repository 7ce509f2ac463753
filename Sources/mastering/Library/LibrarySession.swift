import LibraryAnalysis
import MasteringModel
import ProcessSignals
import WireFormat

/// One run of `analyze`: finds the files, analyses them, prints, and stops on a signal.
struct LibrarySession: Sendable {
  let names: [String]
  let takesAllFiles: Bool
  /// Divides files into tracks; nil if each file is one track.
  let parts: (any FileTrackReader)?
  let line: ProgressLine
  /// How to analyse the files that were found.
  let makeRun: @Sendable (FoundFiles) -> LibraryRun

  /// Called with each finished file, in the order of the files.
  var seen: @Sendable (TrackRecord) -> Void = { _ in }

  /// How a session ended.
  struct End: Sendable {
    var hasFailures = false
    /// The signal that stopped it.
    var signal: Int32?

    /// The exit status; nil if everything succeeded.
    var exitStatus: Int32? {
      signal.map(SignalWatch.exitStatus(of:)) ?? (hasFailures ? ExitStatus.failed.rawValue : nil)
    }
  }

  private enum Event: Sendable {
    case signal(Int32)
    case done(hasFailures: Bool)
    case heardNothing
  }

  /// Runs the session.
  ///
  /// - Parameter stopping: called on a signal, before anything is stopped.
  func run(
    printing printer: any LibraryPrinter, stopping: @Sendable () -> Void
  ) async -> End {
    let (signals, continuation) = AsyncStream<Int32>.makeStream()
    let listener = await StopSignals { continuation.yield($0) }
    return await withTaskGroup(of: Event.self) { group in
      group.addTask { .done(hasFailures: await work(printer)) }
      group.addTask {
        for await number in signals { return .signal(number) }
        return .heardNothing
      }
      var end = End()
      while let event = await group.next() {
        switch event {
        case .signal(let number):
          end.signal = number
          stopping()
          group.cancelAll()
        case .done(let hasFailures):
          end.hasFailures = hasFailures
          await listener.cancel()
          continuation.finish()
        case .heardNothing: break
        }
      }
      return end
    }
  }

  /// Returns whether anything failed.
  private func work(_ printer: any LibraryPrinter) async -> Bool {
    var printer = printer
    let found = find()
    let (files, sheetProblems) = parts.map { found.files.divided(by: $0) } ?? (found.files, [])
    let run = makeRun(files)
    var summary = LibrarySummary(of: files)
    var failures: [FileProblem] = []
    printer.begin()
    await run.run(finished: { printer.finished($0) }) { index, outcome in
      switch outcome {
      case .stopped: break
      case .passedOver: summary.addPassedOver()
      case .done(let record):
        summary.add(record, folder: files.folder(ofFile: index))
        printer.inOrder(record)
        seen(record)
        if case .failed(let report) = record.outcome {
          failures.append(FileProblem(report, about: record.path, offersPartial: true))
        }
      }
    }
    line.finish()
    printer.end(
      LibraryResult(
        summary: summary, elapsed: run.progress.elapsed,
        isInterrupted: Task.isCancelled, passedOver: found.passedOver))
    for failure in failures { Terminal.write(failure) }
    tell(found)
    for problem in sheetProblems {
      Terminal.writeFailure(
        "\(problem.problem.sentence). It is ignored.", about: problem.path)
    }
    return !failures.isEmpty || !found.problems.isEmpty
  }

  private func find() -> LibraryFinder {
    var finder = LibraryFinder(takesAllNames: takesAllFiles)
    // A named sheet is replaced by its tracks.
    let names = names.flatMap { name -> [String] in
      guard let parts, CueSheetName.names(name.utf8) else { return [name] }
      return NamedTracks.paths([name], by: parts)
    }
    for name in names where !Task.isCancelled {
      finder.search(name) { count in
        line.show(nil, "Looking for audio files: \(count) in \(name)")
      }
    }
    return finder
  }

  private func tell(_ found: LibraryFinder) {
    for problem in found.problems { Terminal.write(FileProblem(problem)) }
    if let first = found.firstLinkedFolder {
      let others = found.linkedFolders > 1 ? " (and \(found.linkedFolders - 1) more)" : ""
      Terminal.writeFailure(
        "is a link to a folder and was not followed\(others). Name the folder to have it analysed.",
        about: first)
    }
  }
}
