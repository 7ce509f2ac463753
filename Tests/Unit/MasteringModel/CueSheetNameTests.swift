import MasteringModel
import Testing

/// Which names belong to CUE sheets.
@Suite struct CueSheetNameTests {
  @Test(arguments: ["album.cue", "a.CUE", "/music/a.Cue", "a.flac.cue", "é.cue"])
  func `a name that ends in .cue is a sheet's`(name: String) {
    #expect(CueSheetName.names(name.utf8))
  }

  /// U+000E and `.` differ in the bit that distinguishes upper and lower case in letters.
  @Test(arguments: ["", ".cue", "cue", "album.cues", "album.cue.bak", "albumcue", "a\u{E}cue"])
  func `any other name is not a sheet's`(name: String) {
    #expect(!CueSheetName.names(name.utf8))
  }

  @Test func `a name that is not text can be a sheet's`() {
    #expect(CueSheetName.names([0xFF] + Array(".cue".utf8)))
  }
}
