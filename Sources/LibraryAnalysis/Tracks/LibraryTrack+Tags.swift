internal import MasteringModel
internal import SystemFiles

extension LibraryTrack {
  /// The track of a file by what its tags say.
  ///
  /// - Parameter neighbour: a track that may be of the same album. Of equal texts, one is enough in
  ///   memory.
  init(number: Int, path: String, tags: TrackTags, beside neighbour: LibraryTrack? = nil) {
    func shared(_ text: String?, _ other: String?) -> String? {
      guard let text, let other, text.isSamePath(as: other) else { return text }
      return other
    }
    self.init(
      number: number, path: path, title: tags.title ?? Self.title(fromNameIn: path),
      artist: shared(tags.artist, neighbour?.artist), album: shared(tags.album, neighbour?.album),
      durationSeconds: tags.durationSeconds)
  }

  /// The file's name without the ending of an audio file, put in order as a tag is, for a name can
  /// hold anything too.
  private static func title(fromNameIn path: String) -> String {
    var name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    if AudioFileNames.isAudio(name.utf8), let dot = name.lastIndex(of: ".") {
      name = name[..<dot]
    }
    return TrackTags(title: String(name)).title ?? "Untitled"
  }
}
