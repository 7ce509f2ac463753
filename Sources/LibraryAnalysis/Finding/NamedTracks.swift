public import MasteringModel
import SystemFiles

/// Resolves files that were named one by one to tracks.
public enum NamedTracks {
  /// The paths of the tracks: for a CUE sheet, those of the files that it names; for a file that
  /// sheets divide, its tracks (``TrackPath``); any other path is unchanged.
  public static func paths(_ names: [String], by reader: any FileTrackReader) -> [String] {
    names.flatMap { path in
      let (prefix, name) = cut(path)
      if CueSheetName.names(name.utf8) {
        // Opening it reports what is wrong with it.
        return (try? tracks(bySheetAt: path, prefix, reader)) ?? [path]
      }
      let division = reader.division(ofFiles: [name], inFolder: prefix) { _ in false }
      let tracks = division.tracks.first ?? []
      return tracks.isEmpty ? [path] : paths(of: tracks, in: path)
    }
  }

  private static func tracks(
    bySheetAt path: String, _ prefix: String, _ reader: any FileTrackReader
  ) throws -> [String] {
    let entries = try FolderEntries(ofFolderAt: prefix.isEmpty ? "." : prefix)
    let names = entries.files.filter { AudioFileNames.isAudio($0) }
      .compactMap { String(validating: $0, as: UTF8.self) }
    let tracks = try reader.tracks(ofFiles: names, bySheetAt: path)
    return zip(names, tracks).flatMap { name, tracks -> [String] in
      guard let tracks else { return [] }
      return tracks.isEmpty ? [prefix + name] : paths(of: tracks, in: prefix + name)
    }
  }

  private static func paths(of tracks: [FileTrack], in file: String) -> [String] {
    tracks.map { TrackPath(file: file, number: $0.number).text }
  }
}
