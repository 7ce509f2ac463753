import ArgumentParser
import AudioDecoding
import LibraryAnalysis
import MasteringModel

/// The option for dividing files by CUE sheets.
struct SheetOption: ParsableArguments {
  @Flag(
    name: .customLong("no-cue"),
    help: "Treat each file as one track, and ignore CUE sheets beside or inside it.")
  var ignoresSheets = false

  /// Divides files; nil if nothing should.
  var reader: (any FileTrackReader)? { ignoresSheets ? nil : CueTracks() }

  /// The same for paths whose links have been resolved: a link found now may lead out of the
  /// folders.
  var readerWithoutLinks: (any FileTrackReader)? {
    ignoresSheets ? nil : CueTracks(followsLinks: false)
  }

  /// The tracks of files named one by one.
  func tracks(in files: [String]) -> [String] {
    reader.map { NamedTracks.paths(files, by: $0) } ?? files
  }
}
