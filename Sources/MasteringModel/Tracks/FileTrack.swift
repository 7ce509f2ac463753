/// A track that is a part of a file, as a CUE sheet divides it.
public struct FileTrack: Sendable, Hashable {
  /// The largest number a track has. A compact disc has 99; sheets of long mixes have more.
  public static let largestNumber = 255

  /// Its number in the sheet, 1…``largestNumber``.
  public let number: Int
  /// Its tags from the sheet, without a length.
  public let tags: TrackTags
  /// Where it starts in the file.
  public let start: FileTime
  /// Where it ends; nil for the end of the file.
  public let end: FileTime?

  /// Creates a track from its parts.
  public init(number: Int, tags: TrackTags, start: FileTime, end: FileTime?) {
    self.number = number
    self.tags = tags
    self.start = start
    self.end = end
  }

  /// The frames of the file that are the track's, at a sample rate, as far as its end is known.
  ///
  /// - Parameter fileFrames: how many the file has; nil if unknown.
  /// - Returns: the first frame, and the one after the last; nil if the end is that of a file of
  ///   unknown length.
  public func frames(
    atSampleRateHz rate: Int, ofFrames fileFrames: Int?
  ) -> (start: Int, end: Int?) {
    (start.frame(atSampleRateHz: rate), end?.frame(atSampleRateHz: rate) ?? fileFrames)
  }
}

/// A position in a file, as a number of fractions of a second from its start.
public struct FileTime: Sendable, Hashable {
  /// The number of fractions, 0 or more.
  public let parts: Int
  /// How many of them make a second, above 0: 75 in the text of a sheet, the sample rate in a FLAC
  /// block.
  public let partsPerSecond: Int

  /// Creates a place from its parts.
  ///
  /// - Precondition: `parts` is no less than 0, and `partsPerSecond` above 0.
  public init(parts: Int, partsPerSecond: Int) {
    precondition(parts >= 0 && partsPerSecond > 0, "a file has no such place")
    self.parts = parts
    self.partsPerSecond = partsPerSecond
  }

  /// The place in seconds.
  public var seconds: Double { Double(parts) / Double(partsPerSecond) }

  /// The frame at the position: ⌊parts · rate / partsPerSecond⌋; `Int.max` on overflow.
  public func frame(atSampleRateHz rate: Int) -> Int {
    let (product, overflows) = parts.multipliedReportingOverflow(by: rate)
    return overflows ? .max : product / partsPerSecond
  }
}
