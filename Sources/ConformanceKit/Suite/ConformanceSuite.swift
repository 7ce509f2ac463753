import StrictJSON

/// A suite of golden cases in a folder.
public struct ConformanceSuite: Sendable {
  /// The folder of `manifest.json`.
  public let folder: String
  /// What belongs to it.
  package let manifest: Manifest
  /// The case files in the manifest's order.
  package let files: [CaseFile]
  /// The sounds that cases need, by id.
  package let recipes: [String: AudioRecipe]

  /// The suite's version.
  public var version: String { manifest.suite }

  /// Every case in the order in which they are played.
  public var cases: [GoldenCase] { files.flatMap(\.cases) }

  static let recipesFile = "audio/recipes.json"

  /// Reads the suite in a folder.
  ///
  /// - Throws: all mistakes in its files; `SuiteLint` checks whether they agree with each other.
  public init(folder: String) throws(InvalidSuite) {
    let files = SuiteFiles(folder: folder)
    let manifest = try Manifest(files.json(in: Manifest.fileName))
    var problems: [SuiteProblem] = []
    var caseFiles: [CaseFile] = []
    for file in manifest.files {
      do throws(InvalidSuite) {
        caseFiles.append(try CaseFile(files.json(in: file.file), path: file.file))
      } catch {
        problems += error.problems
      }
    }
    var recipes: [String: AudioRecipe] = [:]
    if files.exists(Self.recipesFile) {
      do throws(InvalidSuite) {
        recipes = try AudioRecipe.all(in: files.json(in: Self.recipesFile))
      } catch {
        problems += error.problems
      }
    }
    guard problems.isEmpty else { throw InvalidSuite(problems: problems) }
    self.folder = folder
    self.manifest = manifest
    self.files = caseFiles
    self.recipes = recipes
  }
}
