import MasteringModel
public import ProfileCatalog

extension ProfileRegistry {
  /// The largest size of a profile file: 1 MiB, some two thousand profiles.
  public static let mostBytesPerFile = 1 << 20

  /// This registry with the profiles of a YAML or JSON text added.
  ///
  /// A refused profile does not affect the others; a text that is not YAML adds nothing.
  ///
  /// - Parameters:
  ///   - text: one or several YAML documents, each a profile or a mapping with `profiles`.
  ///   - file: the file name for problems.
  public func importing(yaml text: String, file: String? = nil) -> ProfileImport {
    var result = ProfileImport(into: self)
    let size = text.utf8.count
    if size > Self.mostBytesPerFile {
      result.refuse(
        .tooLarge(sizeBytes: size, limitBytes: Self.mostBytesPerFile),
        place: SourcePlace(file: file))
    } else {
      result.read(JSONEscapes.isJSON(text) ? JSONEscapes.joined(text) : text, file: file)
    }
    result.finish()
    return result
  }

  /// This registry with the profiles of a file added, or of the `.yaml`, `.yml` and `.json` files
  /// directly in a folder.
  ///
  /// The files of a folder are read in the order of their names, which is the order of the new
  /// profiles in the catalogue; hidden files are skipped. A file that cannot be read does not
  /// affect the others. Never blocks: pipes and devices are refused.
  public func importing(contentsOf path: String) -> ProfileImport {
    var result = ProfileImport(into: self)
    switch ProfileFiles.listing(of: path) {
    case .failure(let problem):
      result.refuse(problem.problem, place: SourcePlace(file: path))
    case .success(let files):
      for file in files {
        switch ProfileFiles.text(ofFileAt: file, limitBytes: Self.mostBytesPerFile) {
        case .success(let text):
          let isJSON = file.utf8.hasEnding(".json") || JSONEscapes.isJSON(text)
          result.read(isJSON ? JSONEscapes.joined(text) : text, file: file)
        case .failure(let problem):
          result.refuse(problem.problem, place: SourcePlace(file: file))
        }
      }
      if files.isEmpty { result.refuse(.empty, place: SourcePlace(file: path)) }
    }
    result.finish()
    return result
  }
}
