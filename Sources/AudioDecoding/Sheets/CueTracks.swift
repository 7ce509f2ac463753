public import MasteringModel
import SystemCalls
import SystemFiles

/// The tracks of files that CUE sheets divide: sheets beside the file, and the one in a FLAC file.
///
/// A sheet beside the file takes precedence over the one in it, because it is the one that people
/// edit; among several, the one with the file's name, then the first by name. A sheet applies only
/// to its own folder: names lead only to audio files there. A link does not count as a sheet.
///
/// A track goes from its `INDEX 01` to that of the next track in the same file. A file with fewer
/// than two tracks in a sheet is one track.
public struct CueTracks: FileTrackReader {
  private let followsLinks: Bool

  /// A reader.
  ///
  /// - Parameter followsLinks: as in ``SndfileDecoder/init(followsLinks:)``; if they are not
  ///   followed, sheets in a folder behind a link are ignored.
  public init(followsLinks: Bool = true) {
    self.followsLinks = followsLinks
  }

  /// The most sheets of a folder that are read.
  private static let mostSheets = 4096

  /// The division of the files of a folder; see ``FileTrackReader``.
  public func division(
    ofFiles names: [String], inFolder folder: String, isKnownWhole: (Int) -> Bool
  ) -> FolderDivision {
    var division = FolderDivision(tracks: Array(repeating: [], count: names.count))
    guard let folder = SheetFolder(folder, followsLinks: followsLinks) else { return division }
    var sheets: [(stem: String, sheet: CueSheet, names: SheetNames)] = []
    for name in folder.sheets.prefix(Self.mostSheets) {
      do throws(CueSheetProblem) {
        guard let sheet = try folder.sheet(name) else { continue }
        let meant = SheetNames(sheet, named: name, isThere: folder.isThere)
        if !names.contains(where: { meant.file(of: $0) != nil }),
          let missing = folder.missing(in: sheet)
        {
          throw missing
        }
        sheets.append((SheetNames.stem(name), sheet, meant))
      } catch {
        division.problems.append(.init(path: folder.path(of: name), problem: error))
      }
    }
    for (index, name) in names.enumerated() {
      let stem = SheetNames.stem(name)
      let sameFirst = sheets.filter { $0.stem == stem } + sheets.filter { $0.stem != stem }
      if let (sheet, file) = sameFirst.lazy.compactMap({ entry in
        entry.names.file(of: name).map { (entry.sheet, $0) }
      }).first {
        division.tracks[index] = Self.parts(sheet.files[file].tracks)
      } else if !isKnownWhole(index) {
        division.tracks[index] = embedded(in: name, folder)
      }
    }
    return division
  }

  /// The tracks of the files that a sheet names; empty for a file that is one track, nil for one
  /// that the sheet does not name.
  ///
  /// - Parameters:
  ///   - names: the names of the audio files in the sheet's folder.
  ///   - path: the sheet's path.
  public func tracks(
    ofFiles names: [String], bySheetAt path: String
  ) throws(CueSheetProblem) -> [[FileTrack]?] {
    guard let (place, name) = Self.place(of: path),
      let folder = SheetFolder(place, followsLinks: followsLinks),
      let sheet = try folder.sheet(name)
    else { throw .unreadable(SystemReason(errno: ENOENT)) }
    let meant = SheetNames(sheet, named: name, isThere: folder.isThere)
    let tracks = names.map { name in
      meant.file(of: name).map { Self.parts(sheet.files[$0].tracks) }
    }
    if !tracks.contains(where: { $0 != nil }) {
      throw folder.missing(in: sheet) ?? .missingFile(name: nil)
    }
    return tracks
  }

  /// The tracks of a file.
  func tracks(ofFileAt path: String) -> [FileTrack] {
    guard let (place, name) = Self.place(of: path),
      let folder = SheetFolder(place, followsLinks: followsLinks)
    else {
      return []
    }
    let stem = SheetNames.stem(name)
    let sheets = folder.sheets.prefix(Self.mostSheets)
    // The likely sheet is tried first, because a folder may have hundreds.
    for candidate in sheets.filter({ SheetNames.stem($0) == stem })
      + sheets.filter({ SheetNames.stem($0) != stem })
    {
      guard let sheet = try? folder.sheet(candidate) else { continue }
      let meant = SheetNames(sheet, named: candidate, isThere: folder.isThere)
      if let file = meant.file(of: name) { return Self.parts(sheet.files[file].tracks) }
    }
    return embedded(in: name, folder)
  }

  /// Why a sheet divides no file; nil if nothing is wrong with it.
  func problem(ofSheetAt path: String) -> CueSheetProblem? {
    guard let (place, name) = Self.place(of: path),
      let folder = SheetFolder(place, followsLinks: followsLinks)
    else {
      return nil
    }
    do throws(CueSheetProblem) {
      guard let sheet = try folder.sheet(name) else { return nil }
      return folder.missing(in: sheet)
    } catch {
      return error
    }
  }

  private static func parts(_ tracks: [FileTrack]) -> [FileTrack] {
    tracks.count > 1 ? tracks : []
  }

  private func embedded(in name: String, _ folder: SheetFolder) -> [FileTrack] {
    guard name.lowercased().hasSuffix(".flac") else { return [] }
    let file: RegularFile
    do throws(AudioFailure) {
      // A link to a file counts as a file in the folder of the link.
      file = followsLinks ? try RegularFile(path: folder.path(of: name)) : try folder.file(name)
    } catch {
      return []
    }
    var reader = BlockReader(file)
    return (try? FLACSheet.tracks(&reader)) ?? []
  }

  /// The folder and the name of a file. A link to a file is a file of its own folder.
  private static func place(of path: String) -> (folder: String, name: String)? {
    let parts = cut(path)
    return parts.name.isEmpty ? nil : parts
  }
}
