import ArgumentParser
import AudioDecoding
import LibraryAnalysis
import MasteringModel

/// Whether CUE sheets divide files into tracks.
struct SheetOption: ParsableArguments {
  @Flag(
    name: .customLong("no-cue"),
    help: "Take each file as one track, whatever CUE sheets beside or in it say.")
  var ignoresSheets = false

  /// What divides files; nil where nothing is to.
  var reader: (any FileTrackReader)? { ignoresSheets ? nil : CueTracks() }

  /// The same for paths whose links have been followed: what is a link by now leads out of the folders.
  var readerWithoutLinks: (any FileTrackReader)? {
    ignoresSheets ? nil : CueTracks(followsLinks: false)
  }

  /// The tracks that files named one by one stand for.
  func tracks(in files: [String]) -> [String] {
    reader.map { NamedTracks.paths(files, by: $0) } ?? files
  }
}
