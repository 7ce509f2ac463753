import Foundation
import MasteringModel
import SystemFiles

/// The addresses at which a page finds the sound of tracks, wherever the page itself lies.
struct SoundAddresses {
  private let parts: (any FileTrackReader)?
  // The file that was divided last: its tracks come one after another.
  private var divided = (file: "", tracks: [FileTrack]())

  /// - Parameter parts: divides files into tracks; nil if each file is one track.
  init(parts: (any FileTrackReader)?) {
    self.parts = parts
  }

  /// The absolute address of a track; for a part of a file with its start and its end in seconds
  /// (W3C Media Fragments URI 1.0, 4.2.1), and nil if no sheet names it any more.
  mutating func address(ofTrackAt path: String) -> String? {
    guard let parts, let place = TrackPath(path), !FileManager.default.fileExists(atPath: path)
    else { return URL(fileURLWithPath: path).absoluteString }
    let file = URL(fileURLWithPath: place.file)
    if !divided.file.isSamePath(as: place.file) {
      let division = parts.division(
        ofFiles: [file.lastPathComponent], inFolder: file.deletingLastPathComponent().path
      ) { _ in false }
      divided = (place.file, division.tracks.first ?? [])
    }
    guard let track = divided.tracks.first(where: { $0.number == place.number }) else { return nil }
    let end = track.end.map { "," + $0.seconds.fixed(4) } ?? ""
    return "\(file.absoluteString)#t=\(track.start.seconds.fixed(4))\(end)"
  }
}
