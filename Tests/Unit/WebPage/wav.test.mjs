import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, readHead } from "../../../Sources/WebHosting/Page/wav.js";

/** A hand-made WAVE file: `tag` 1 or 3, optionally with a chunk of odd length before the format. */
function file({ tag = 1, bits = 24, channels = 2, rate = 44100, data, extended = false, junk = false }) {
  const formatBytes = extended ? 40 : 16;
  const size = 12 + (junk ? 8 + 4 : 0) + 8 + formatBytes + 8 + data.byteLength;
  const view = new DataView(new ArrayBuffer(size));
  let at = 0;
  const text = (word) => [...word].forEach((letter) => view.setUint8(at++, letter.charCodeAt(0)));
  const number = (value, bytes) => {
    view[bytes === 2 ? "setUint16" : "setUint32"](at, value, true);
    at += bytes;
  };
  text("RIFF"); number(size - 8, 4); text("WAVE");
  if (junk) { text("LIST"); number(3, 4); at += 4; }
  text("fmt "); number(formatBytes, 4);
  number(extended ? 0xfffe : tag, 2); number(channels, 2); number(rate, 4);
  number(rate * channels * (bits / 8), 4); number(channels * (bits / 8), 2); number(bits, 2);
  if (extended) { number(22, 2); number(bits, 2); number(3, 4); number(tag, 2); at += 14; }
  text("data"); number(data.byteLength, 4);
  new Uint8Array(view.buffer).set(new Uint8Array(data), at);
  return { buffer: view.buffer, headBytes: at };
}

test("a header gives the position and the layout of the samples", () => {
  const data = new ArrayBuffer(12);
  for (const wishes of [{}, { junk: true }, { extended: true }, { tag: 3, bits: 32, extended: true }]) {
    const { buffer, headBytes } = file({ data, ...wishes });
    const head = readHead(buffer);
    assert.equal(head.headBytes, headBytes);
    assert.equal(head.channels, 2);
    assert.equal(head.sampleRate, 44100);
    assert.equal(head.isFloat, wishes.tag === 3);
    assert.equal(head.frames, Math.floor(12 / head.frameBytes));
  }
});

test("anything but a WAVE file is refused", () => {
  for (const bytes of [[], [1, 2, 3], [..."RIFF0000AVI fmt "].map((letter) => letter.charCodeAt(0))]) {
    assert.throws(() => readHead(new Uint8Array(bytes).buffer), RangeError);
  }
  assert.throws(() => decode(new ArrayBuffer(8), { channels: 1, frameBytes: 8, bits: 64 }), RangeError);
});

test("samples come out unchanged, each in its channel", () => {
  const integers = [0, 1, -1, 0x7fffff, -0x800000, 0x123456, -0x123456, 255];
  const fine = new DataView(new ArrayBuffer(3 * integers.length));
  integers.forEach((value, index) => {
    fine.setUint16(3 * index, value & 0xffff, true);
    fine.setInt8(3 * index + 2, value >> 16);
  });
  const [left, right] = decode(fine.buffer, { channels: 2, frameBytes: 6, bits: 24, isFloat: false });
  assert.deepEqual([...left], [0, 2, 4, 6].map((index) => integers[index] / 0x800000));
  assert.deepEqual([...right], [1, 3, 5, 7].map((index) => integers[index] / 0x800000));

  const coarse = new Int16Array([0, 32767, -32768, -1]);
  const [mono] = decode(coarse.buffer, { channels: 1, frameBytes: 2, bits: 16, isFloat: false });
  assert.deepEqual([...mono], [...coarse].map((value) => value / 0x8000));

  const floats = new Float32Array([0.1, -2.5, 1e-20]);
  const [exact] = decode(floats.buffer, { channels: 1, frameBytes: 4, bits: 32, isFloat: true });
  assert.deepEqual([...exact], [...floats]);
});
