extension BidirectionalCollection<UInt8> {
  /// Whether a file name, or a path, has an ending, given in lower case; capital letters count as small
  /// ones.
  ///
  /// Bytes, because a name need not be UTF-8, and a dot with an accent on it is another character.
  package func hasEnding(_ ending: String) -> Bool {
    let wanted = ending.utf8
    return count >= wanted.count
      && suffix(wanted.count).elementsEqual(wanted) { byte, wanted in
        ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == wanted
      }
  }
}
