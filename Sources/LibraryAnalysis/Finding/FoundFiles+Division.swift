public import MasteringModel

extension FoundFiles {
  /// The files, with those that CUE sheets divide replaced by their tracks, as if the file were a
  /// folder that contains them (``TrackPath``), and the sheets that divide no file. Stops early if
  /// the task is cancelled.
  public func divided(
    by reader: any FileTrackReader
  ) -> (files: FoundFiles, problems: [FolderDivision.Problem]) {
    var divided = FoundFiles()
    var problems: [FolderDivision.Problem] = []
    var seen: Set<Int> = []
    var start = startIndex
    while start < endIndex, !Task.isCancelled {
      let folder = folder(ofFile: start)
      let end = self[start...].indices.first { self.folder(ofFile: $0) != folder } ?? endIndex
      let prefix = prefix(ofFile: start)
      let names = (start..<end).map { String(self[$0].utf8.dropFirst(prefix.utf8.count)) ?? "" }
      let division = reader.division(ofFiles: names, inFolder: prefix) { _ in false }
      // Files named one by one may return to a folder.
      if seen.insert(folder).inserted { problems += division.problems }
      for (index, tracks) in zip(start..<end, division.tracks) {
        if tracks.isEmpty {
          divided.append(self[index].utf8.dropFirst(prefix.utf8.count), after: prefix)
        }
        for track in tracks {
          let path = TrackPath(file: self[index], number: track.number)
          divided.append(path.name.utf8, after: path.file + "/")
        }
      }
      start = end
    }
    return (divided, problems)
  }
}
