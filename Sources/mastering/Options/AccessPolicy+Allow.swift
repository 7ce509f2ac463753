import ArgumentParser
import MasteringService
import SystemCalls

extension AccessPolicy {
  /// Restricts to the folders of `--allow`.
  ///
  /// - Throws: a command-line error if there is no such folder.
  init(allowing folders: [String]) throws {
    do {
      self = try AccessPolicy(folders: folders)
    } catch {
      throw ValidationError("--allow: there is no folder \(error.path.printable).")
    }
  }
}
