import Foundation

extension ConformanceSuite {
  /// The folder of the suite to use: the named one, else that of `$MASTERING_GOLDEN`, else
  /// `Tests/Golden` in a folder above the program or above the current one, as in a repository, or
  /// `share/adaptive-mastering/golden`, where `Scripts/install` puts it.
  ///
  /// - Parameters:
  ///   - named: a folder that was named explicitly.
  ///   - environment: the environment variables.
  ///   - origins: the folders to search upwards from, in this order.
  /// - Returns: nil if there is none. A named folder is returned even if it does not exist.
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
