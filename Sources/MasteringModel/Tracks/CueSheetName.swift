/// Which names are those of CUE sheets.
package enum CueSheetName {
  /// Whether a file name, or a path, ends in `.cue` in any case, with something before it.
  ///
  /// Bytes, because a name need not be UTF-8.
  package static func names(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    name.count > 4
      && name.suffix(4).elementsEqual(".cue".utf8) { byte, wanted in
        (0x41...0x5A).contains(byte) ? byte | 0x20 == wanted : byte == wanted
      }
  }
}
