/// Which audio files of its folder a sheet means.
///
/// Files are converted after their sheet was made, and renamed with it. So a file is meant that has the
/// name in the sheet, in whatever case; where there is none of that name, one that has it but for the
/// ending; and where the sheet names one file only, one that is called as the sheet.
struct SheetNames {
  private let byName: [String: Int]
  private let byStem: [String: Int]
  private let only: (stem: String, file: Int)?

  /// - Parameters:
  ///   - name: the sheet's name.
  ///   - isThere: whether there is anything of that name in the sheet's folder.
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

  /// Which of the sheet's files an audio file is; nil for none of them.
  func file(of name: String) -> Int? {
    let lower = name.lowercased()
    let stem = Self.stem(name)
    if let file = byName[lower] ?? byStem[stem] { return file }
    // As `album.cue`, and as some programs call it, `album.flac.cue`.
    guard let only, only.stem == stem || only.stem == lower else { return nil }
    return only.file
  }

  /// A name in lower case, without its ending.
  static func stem(_ name: String) -> String {
    let lower = name.lowercased()
    guard let dot = lower.utf8.lastIndex(of: UInt8(ascii: ".")), dot > lower.startIndex else {
      return lower
    }
    return String(decoding: lower.utf8[..<dot], as: UTF8.self)
  }
}
