/// Finds the audio files of its folder that a sheet names.
///
/// Files are often converted after their sheet was made, and renamed along with it. So the sheet
/// names a file with that name, ignoring case; if there is none, one that differs only in the
/// extension; and if the sheet names only one file, one with the sheet's own name.
struct SheetNames {
  private let byName: [String: Int]
  private let byStem: [String: Int]
  private let only: (stem: String, file: Int)?

  /// - Parameters:
  ///   - name: the sheet's name.
  ///   - isThere: whether the sheet's folder contains anything with that name.
  init(_ sheet: CueSheet, named name: String, isThere: (String) -> Bool) {
    var (byName, byStem): ([String: Int], [String: Int]) = ([:], [:])
    var missing: [Int] = []
    for (index, file) in sheet.files.enumerated() where !file.tracks.isEmpty {
      guard let name = file.name, name != ".", name != ".." else {
        missing.append(index)
        continue
      }
      byName[name.lowercased()] = index
      guard !isThere(name) else { continue }
      missing.append(index)
      byStem[Self.stem(name)] = index
    }
    self.byName = byName
    self.byStem = byStem
    let withTracks = sheet.files.indices.filter { !sheet.files[$0].tracks.isEmpty }
    only =
      withTracks.count == 1 && missing == withTracks
      ? (Self.stem(name), withTracks[0]) : nil
  }

  /// The index of the sheet's file that an audio file matches; nil if none.
  func file(of name: String) -> Int? {
    let lower = name.lowercased()
    let stem = Self.stem(name)
    if let file = byName[lower] ?? byStem[stem] { return file }
    // As in `album.cue` or, from some programs, `album.flac.cue`.
    guard let only, only.stem == stem || only.stem == lower else { return nil }
    return only.file
  }

  /// A name in lower case, without its extension.
  static func stem(_ name: String) -> String {
    let lower = name.lowercased()
    guard let dot = lower.utf8.lastIndex(of: UInt8(ascii: ".")), dot > lower.startIndex else {
      return lower
    }
    return String(decoding: lower.utf8[..<dot], as: UTF8.self)
  }
}
