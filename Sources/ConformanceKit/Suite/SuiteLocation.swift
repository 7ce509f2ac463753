import Foundation

extension ConformanceSuite {
  /// The folder of the suite to use: the one that is named, else that of `$MASTERING_GOLDEN`, else
  /// `Tests/Golden` in a folder above the program or above the current one, where a repository has
  /// it, or `share/adaptive-mastering/golden`, where `Scripts/install` puts it.
  ///
  /// - Parameters:
  ///   - named: a folder that was asked for.
  ///   - environment: the variables of the environment.
  ///   - origins: the folders to go up from, in this order.
  /// - Returns: nil where there is none. What was named is returned even if nothing is there.
  public static func folder(
    named: String?, environment: [String: String], above origins: [String]
  ) -> String? {
    if let named { return named }
    if let folder = environment["MASTERING_GOLDEN"], !folder.isEmpty { return folder }
    for origin in origins {
      var folder = URL(fileURLWithPath: origin).standardized.path
      while true {
        for place in ["Tests/Golden", "share/adaptive-mastering/golden"] {
          let candidate = (folder == "/" ? "" : folder) + "/" + place
          if FileManager.default.fileExists(atPath: "\(candidate)/\(Manifest.fileName)") {
            return candidate
          }
        }
        if folder == "/" || folder.isEmpty { break }
        folder = URL(fileURLWithPath: folder).deletingLastPathComponent().path
      }
    }
    return nil
  }
}
