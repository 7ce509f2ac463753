// Reads the audio of a WAVE file that is fetched in parts: its head, and samples from any of its
// bytes.

/**
 * The head of a file: `headBytes` before the samples, `frameBytes` of a frame, and the format of
 * the samples.
 *
 * @param {ArrayBuffer} buffer the start of a file, at least up to its samples
 * @throws {RangeError} if it is not such a file
 */
export function readHead(buffer) {
  const view = new DataView(buffer);
  const text = (at) => String.fromCharCode(...new Uint8Array(buffer, at, 4));
  if (view.byteLength < 12 || text(0) !== "RIFF" || text(8) !== "WAVE") {
    throw new RangeError("This is not a WAVE file.");
  }
  let at = 12;
  let format = null;
  while (at + 8 <= view.byteLength) {
    const name = text(at);
    const bytes = view.getUint32(at + 4, true);
    at += 8;
    if (name === "fmt ") {
      const tag = view.getUint16(at, true);
      format = {
        isFloat: (tag === 0xfffe ? view.getUint16(at + 24, true) : tag) === 3,
        channels: view.getUint16(at + 2, true),
        sampleRate: view.getUint32(at + 4, true),
        frameBytes: view.getUint16(at + 12, true),
        bits: view.getUint16(at + 14, true),
      };
    }
    if (name === "data" && format !== null) {
      return { ...format, headBytes: at, frames: Math.floor(bytes / format.frameBytes) };
    }
    at += bytes + (bytes % 2);
  }
  throw new RangeError("The WAVE file has no samples.");
}

/**
 * The samples of whole frames, one Float32Array per channel.
 *
 * @param {ArrayBuffer} buffer the bytes of the frames only
 * @param head the result of `readHead`
 */
export function decode(buffer, { channels, frameBytes, bits, isFloat }) {
  const frames = Math.floor(buffer.byteLength / frameBytes);
  const decoded = Array.from({ length: channels }, () => new Float32Array(frames));
  const view = new DataView(buffer);
  const sample = {
    16: (at) => view.getInt16(at, true) / 0x8000,
    24: (at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 0x800000,
    32: (at) => (isFloat ? view.getFloat32(at, true) : view.getInt32(at, true) / 0x80000000),
  }[bits];
  if (sample === undefined) throw new RangeError(`${bits}-bit samples are not supported.`);
  const step = bits / 8;
  for (let frame = 0, at = 0; frame < frames; frame += 1, at += frameBytes) {
    for (let channel = 0; channel < channels; channel += 1) {
      decoded[channel][frame] = sample(at + channel * step);
    }
  }
  return decoded;
}
