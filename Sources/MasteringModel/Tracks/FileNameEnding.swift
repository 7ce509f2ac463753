extension BidirectionalCollection<UInt8> {
  /// Whether a file name, or a path, has an ending. The ending is given in lower case; letter case
  /// is ignored.
  ///
  /// Compares bytes, because a name need not be UTF-8, and a dot with an accent is a different
  /// character.
  package func hasEnding(_ ending: String) -> Bool {
    let wanted = ending.utf8
    return count >= wanted.count
      && suffix(wanted.count).elementsEqual(wanted) { byte, wanted in
        ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == wanted
      }
  }
}
