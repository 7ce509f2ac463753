// Two versions of a track, and the Web Audio that plays them, as far as a test needs them.

export const RATE = 44100;
const FRAMES = RATE * 7;

/** A 16-bit mono file whose samples identify their frame; `offset` identifies the version. */
export function version(offset) {
  const view = new DataView(new ArrayBuffer(44 + 2 * FRAMES));
  const text = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF"); text(8, "WAVE"); text(12, "fmt "); text(36, "data");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true); view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  view.setUint32(40, 2 * FRAMES, true);
  for (let frame = 0; frame < FRAMES; frame += 1) {
    view.setInt16(44 + 2 * frame, ((frame % 16384) + offset) | 0, true);
  }
  const asked = [];
  const fetch = async (first, last, signal) => {
    signal?.throwIfAborted();
    asked.push([first, last]);
    return view.buffer.slice(first, last + 1);
  };
  return { fetch, asked };
}

/** A clock, and the sources started on it. */
export class FakeContext {
  currentTime = 2;
  destination = {};
  started = [];
  // Gains that are connected to something.
  connected = new Set();

  constructor({ sampleRate = RATE } = {}) {
    this.sampleRate = sampleRate;
  }

  async resume() {}

  async close() {}

  createGain() {
    const events = [];
    const gain = {
      value: 0, events,
      cancelAndHoldAtTime: (when) => events.push(["hold", when]),
      cancelScheduledValues: () => events.push(["cancel"]),
      setValueAtTime: (value, when) => events.push(["set", value, when]),
      linearRampToValueAtTime: (value, when) => events.push(["ramp", value, when]),
    };
    const node = {
      gain,
      connect: () => this.connected.add(node),
      disconnect: () => this.connected.delete(node),
    };
    return node;
  }

  createBuffer(channels, length, sampleRate) {
    const samples = Array.from({ length: channels }, () => new Float32Array(length));
    return { length, sampleRate, samples, copyToChannel: (from, channel) => samples[channel].set(from) };
  }

  createBufferSource() {
    const source = {
      connect: (lane) => { source.lane = lane; },
      start: (when, offset) => this.started.push({ source, when, offset }),
      stop: (when) => { source.stopped = when; },
    };
    return source;
  }
}
