/// Zeroed memory at a fixed address, aligned for vector instructions and for FFTW, which requires
/// the same alignment of all memory that a plan runs on.
///
/// Not `Sendable`: only the owner of the buffer uses its pointer.
final class AlignedBuffer {
  let start: UnsafeMutablePointer<Double>

  init(count: Int) {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Double>.stride, alignment: 64)
    start = bytes.initializeMemory(as: Double.self, repeating: 0, count: count)
  }

  deinit { start.deallocate() }
}
