import CSndfile
import MasteringModel
import SystemCalls

/// A file as libsndfile sees it: a part of the real one, with some header fields corrected, and
/// nothing after the first damage that a ``StreamVerifier`` finds.
///
/// libsndfile's callbacks reach it through a pointer. ``SndfileHandle`` keeps it alive for as long
/// as libsndfile has that pointer, and the owner of the handle protects both from simultaneous use.
final class VirtualFile {
  /// Whether bytes are verified before libsndfile gets them. While it searches for the end of a
  /// stream or a position in it, it seeks around and may see everything.
  var verifies = false
  /// The first system failure since it was last set to nil.
  var failure: AudioFailure?
  private let survey: ContainerSurvey
  private var reader: BlockReader
  private var verifier: (any StreamVerifier)?
  /// The parts that libsndfile is shown, in order.
  private let parts: [ShownPart]
  private let length: Int64
  /// The position of libsndfile, counted from the start of what it is shown.
  private var position: Int64 = 0

  init(_ file: RegularFile, _ survey: ContainerSurvey) {
    self.survey = survey
    reader = BlockReader(file)
    verifier = survey.verifier
    parts = survey.parts ?? [.file(survey.shown)]
    length = parts.reduce(0) { $0 + $1.byteCount }
  }

  /// Returns to the start, where libsndfile expects a file that it opens.
  func rewind() {
    position = 0
    failure = nil
  }

  /// The verifier's verdict on the whole stream; nil without one.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  func verdict() throws(AudioFailure) -> StreamVerdict? {
    try verifier?.verify(through: .max)
    return verifier?.verdict
  }

  /// Larger than any error of a guess from the first frame: a frame of the highest bit rate has 20
  /// times the bytes of one of the lowest.
  private var hiddenLength: Int64 { length > .max / 128 ? length : length * 64 }

  /// Like `fseek`; −1 for a position that overflows.
  func seek(to offset: Int64, whence: Int32) -> Int64 {
    let origin: Int64
    switch whence {
    case SEEK_SET: origin = 0
    case SEEK_CUR: origin = position
    case SEEK_END: origin = survey.hidesLength ? hiddenLength : length
    default: return -1
    }
    let (target, overflow) = origin.addingReportingOverflow(offset)
    // Counted from the start of the file, it must not overflow either.
    guard !overflow, target >= 0, target <= .max - survey.shown.upperBound else { return -1 }
    position = target
    return target
  }

  /// As `fread` does.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    if survey.hidesLength, position > length, position <= hiddenLength {
      // libmpg123 looks for a tag before the end that it was told.
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      position += Int64(buffer.count)
      return buffer.count
    }
    var count = 0
    var partStart: Int64 = 0
    do throws(AudioFailure) {
      for part in parts {
        defer { partStart += part.byteCount }
        let skipped = position - partStart
        guard skipped < part.byteCount else { continue }
        let wanted = min(Int64(buffer.count - count), part.byteCount - skipped)
        if wanted == 0 { break }
        let end = count + Int(wanted)
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[count..<end])
        let read = try fill(target, from: part, skipping: skipped)
        count += read
        position += Int64(read)
        if read < target.count { break }
      }
    } catch {
      failure = failure ?? error
    }
    return count
  }

  /// Copies the bytes of a part that libsndfile may see, and returns their number.
  private func fill(
    _ target: UnsafeMutableRawBufferPointer, from part: ShownPart, skipping skipped: Int64
  ) throws(AudioFailure) -> Int {
    switch part {
    case .bytes(let bytes):
      target.copyBytes(from: bytes[Int(skipped)..<(Int(skipped) + target.count)])
      return target.count
    case .file(let range):
      let start = range.lowerBound + skipped
      let count = try readable(Int64(target.count), from: start)
      let sound = UnsafeMutableRawBufferPointer(rebasing: target[..<Int(count)])
      let read = try reader.read(into: sound, at: start).get()
      patch(sound[..<read], at: start)
      return read
    }
  }

  /// How many of this many bytes from an offset libsndfile may see.
  private func readable(_ count: Int64, from start: Int64) throws(AudioFailure) -> Int64 {
    guard verifies, verifier != nil else { return count }
    try verifier?.verify(through: start + count)
    return max(0, min(count, (verifier?.soundEnd ?? start) - start))
  }

  /// Applies the patches to the bytes read.
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
