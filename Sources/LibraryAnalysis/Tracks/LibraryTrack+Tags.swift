import MasteringModel
import SystemFiles

extension LibraryTrack {
  /// The track of a file, described by its tags.
  ///
  /// - Parameter neighbour: a track that may be from the same album. Equal texts then share memory.
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

  /// The file's name without the extension, cleaned like a tag, because a name can contain
  /// anything, too.
  private static func title(fromNameIn path: String) -> String {
    let file = cut(path).name
    var name = file.utf8[...]
    if AudioFileNames.isAudio(name), let dot = name.lastIndex(of: UInt8(ascii: ".")) {
      name = name[..<dot]
    }
    return TrackTags(title: String(decoding: name, as: UTF8.self)).title ?? "Untitled"
  }
}
