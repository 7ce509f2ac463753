/// Recognizes the names of CUE sheets.
package enum CueSheetName {
  /// Whether a file name, or a path, ends in `.cue` in any case, with something before it.
  package static func names(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    name.count > 4 && name.hasEnding(".cue")
  }
}
