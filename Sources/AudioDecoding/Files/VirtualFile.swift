internal import CSndfile
internal import MasteringModel
internal import SystemCalls

/// A file as libsndfile is shown it: a part of the real one, with some header fields put right,
/// and nothing behind the first damage that a ``StreamVerifier`` finds.
///
/// libsndfile's callbacks reach it through a pointer. ``SndfileHandle`` keeps it alive for as long
/// as libsndfile has that pointer, and whoever owns the handle guards both from use at once.
final class VirtualFile {
  /// Whether bytes are verified before libsndfile gets them. While it looks for the end of a stream
  /// or for a place in it, it jumps about and is let see everything.
  var verifies = false
  /// The first refusal by the system since it was last set to nil.
  var failure: AudioFailure?
  private let survey: ContainerSurvey
  private var reader: BlockReader
  private var verifier: (any StreamVerifier)?
  /// Where libsndfile is, counted from the start of what it is shown.
  private var position: Int64 = 0

  init(_ file: RegularFile, _ survey: ContainerSurvey) {
    self.survey = survey
    reader = BlockReader(file)
    verifier = survey.verifier
  }

  /// Goes back to the start, where libsndfile expects a file that it opens.
  func rewind() {
    position = 0
    failure = nil
  }

  /// What the verifier makes of the whole stream; nil without one.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  func verdict() throws(AudioFailure) -> StreamVerdict? {
    try verifier?.verify(through: .max)
    return verifier?.verdict
  }

  private var length: Int64 { Int64(survey.shown.count) }
  /// More than a guess by the first frame can be wrong: a frame of the highest bit rate has 20 times
  /// the bytes of one of the lowest.
  private var hiddenLength: Int64 { length > .max / 128 ? length : length * 64 }

  /// As `fseek` does; −1 for a place that cannot be counted.
  func seek(to offset: Int64, whence: Int32) -> Int64 {
    let origin: Int64
    switch whence {
    case SEEK_SET: origin = 0
    case SEEK_CUR: origin = position
    case SEEK_END: origin = survey.hidesLength ? hiddenLength : length
    default: return -1
    }
    let (target, overflow) = origin.addingReportingOverflow(offset)
    // Counted from the start of the file it is to be a number still.
    guard !overflow, target >= 0, target <= .max - survey.shown.upperBound else { return -1 }
    position = target
    return target
  }

  /// As `fread` does.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    if survey.hidesLength, position > length, position <= hiddenLength {
      // libmpg123 looks for a tag before the end that it was told of.
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      position += Int64(buffer.count)
      return buffer.count
    }
    do throws(AudioFailure) {
      let count = try readable(Int64(buffer.count))
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(count)])
      let start = survey.shown.lowerBound + position
      let read = try reader.read(into: target, at: start).get()
      patch(target[..<read], at: start)
      position += Int64(read)
      return read
    } catch {
      failure = failure ?? error
      return 0
    }
  }

  /// How many of so many bytes from the position libsndfile may have.
  private func readable(_ count: Int64) throws(AudioFailure) -> Int64 {
    let rest = min(count, length - position)
    guard rest > 0 else { return 0 }
    guard verifies, verifier != nil else { return rest }
    let start = survey.shown.lowerBound + position
    try verifier?.verify(through: start + rest)
    return max(0, min(rest, (verifier?.soundEnd ?? start) - start))
  }

  /// Puts the patched bytes in place of those read.
  private func patch(_ bytes: Slice<UnsafeMutableRawBufferPointer>, at start: Int64) {
    let range = start..<(start + Int64(bytes.count))
    for patch in survey.patches where patch.range.overlaps(range) {
      for offset in patch.range.clamped(to: range) {
        bytes.base[bytes.startIndex + Int(offset - start)] =
          patch.bytes[Int(offset - patch.offset)]
      }
    }
  }
}

extension VirtualFile {
  /// The functions that libsndfile calls with a pointer to a `VirtualFile`.
  static var callbacks: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { VirtualFile.from($0)?.length ?? 0 },
      seek: { offset, whence, file in
        VirtualFile.from(file)?.seek(to: offset, whence: whence) ?? -1
      },
      read: { target, count, file in
        guard let target, count > 0 else { return 0 }
        let buffer = UnsafeMutableRawBufferPointer(start: target, count: Int(count))
        return sf_count_t(VirtualFile.from(file)?.read(into: buffer) ?? 0)
      },
      write: { _, _, _ in 0 },
      tell: { VirtualFile.from($0)?.position ?? 0 })
  }

  private static func from(_ pointer: UnsafeMutableRawPointer?) -> VirtualFile? {
    pointer.map { Unmanaged<VirtualFile>.fromOpaque($0).takeUnretainedValue() }
  }
}
