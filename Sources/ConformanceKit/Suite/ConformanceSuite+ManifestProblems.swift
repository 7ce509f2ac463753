import Foundation
import StrictJSON

extension ConformanceSuite {
  /// The differences between the suite's files and its manifest: digests, counts, and files it does
  /// not list.
  ///
  /// A suite that differs is not played (CON-9).
  public func manifestProblems() -> [SuiteProblem] {
    var problems: [SuiteProblem] = []
    for (entry, file) in zip(manifest.files, files) {
      problems += digestProblems(entry.file, entry.sha256)
      if entry.cases != file.cases.count {
        problems.append(
          SuiteProblem(
            .countDiffers(manifest: entry.cases, file: file.cases.count), file: entry.file))
      }
    }
    for recording in manifest.recordings {
      problems += digestProblems(recording.file, recording.sha256)
    }
    let listed = Set(manifest.files.map(\.file))
    for name in SuiteFiles(folder: folder).names(under: "vectors", ending: ".json")
    where !listed.contains(name) {
      problems.append(SuiteProblem(.notInManifest, file: name))
    }
    let count = cases.count
    if manifest.totalCases != count {
      problems.append(
        SuiteProblem(
          .countDiffers(manifest: manifest.totalCases, file: count), file: Manifest.fileName))
    }
    if count == 0 { problems.append(SuiteProblem(.noCases, file: Manifest.fileName)) }
    return problems
  }

  private func digestProblems(_ name: String, _ digest: String) -> [SuiteProblem] {
    do throws(InvalidSuite) {
      let actual = SHA256Digest.hexadecimal(of: try SuiteFiles(folder: folder).bytes(of: name))
      return actual == digest
        ? [] : [SuiteProblem(.digestDiffers(manifest: digest, file: actual), file: name)]
    } catch {
      return error.problems
    }
  }
}
