import assert from "node:assert/strict";
import { test } from "node:test";

import { SWITCH_SECONDS, TwinPlayer } from "../../../Sources/WebHosting/Page/twin-player.js";
import { FakeContext, RATE, version } from "./support/sound.mjs";

async function playing(t, seconds) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const context = new FakeContext();
  const twin = new TwinPlayer(context);
  const original = version(0);
  const mastered = version(1);
  await twin.open({ original: original.fetch, mastered: mastered.fetch });
  const at = await twin.play(() => seconds);
  for (let turn = 0; turn < 50; turn += 1) await null;
  await new Promise((resolve) => setImmediate(resolve));
  return { context, twin, at, original, mastered };
}

/** What is played on a lane: the frame of the track at which each part starts, by clock frame. */
function places(context) {
  return context.started.map(({ source, when, offset }) => ({
    lane: source.lane,
    clockFrame: when * RATE,
    trackFrame: Math.round(source.buffer.samples[0][Math.round(offset * RATE)] * 0x8000),
    length: source.buffer.length - Math.round(offset * RATE),
  }));
}

test("both versions are aligned, and each part follows the previous one", async (t) => {
  const { context, twin, at } = await playing(t, 1.234);
  const byLane = new Map();
  for (const place of places(context)) {
    byLane.set(place.lane, [...(byLane.get(place.lane) ?? []), place]);
  }
  assert.equal(byLane.size, 2);
  const start = Math.round(1.234 * RATE);
  const clocks = [...byLane.values()].map((parts) => {
    parts.sort((left, right) => left.clockFrame - right.clockFrame);
    for (const part of parts) {
      // Whole frames of the clock; otherwise the browser interpolates.
      assert.ok(Math.abs(part.clockFrame - Math.round(part.clockFrame)) < 1e-6);
    }
    for (let index = 1; index < parts.length; index += 1) {
      const before = parts[index - 1];
      assert.equal(
        Math.round(parts[index].clockFrame), Math.round(before.clockFrame) + before.length,
      );
    }
    return parts.map(({ clockFrame }) => Math.round(clockFrame));
  });
  assert.deepEqual(clocks[0], clocks[1]);
  assert.equal(Math.round(at * RATE), clocks[0][0]);
  const firsts = [...byLane.values()].map(([first]) => first.trackFrame).sort((a, b) => a - b);
  assert.deepEqual(firsts, [start % 16384, (start % 16384) + 1]);
  twin.pause();
});

test("a switch is a short ramp of both gains at one time", async (t) => {
  const { context, twin } = await playing(t, 0);
  const [original, mastered] = [...new Set(context.started.map(({ source }) => source.lane))];
  twin.setLevels({ original: 1, mastered: 0.5 });
  for (const lane of [original, mastered]) lane.gain.events.length = 0;
  twin.hear("mastered");
  const ramps = [original, mastered].map((lane) => lane.gain.events);
  const [from, to] = ramps.map((events) => events.at(-1));
  assert.deepEqual([from[0], from[1], to[0], to[1]], ["ramp", 0, "ramp", 0.5]);
  assert.equal(from[2], to[2]);
  assert.equal(ramps[0][0][0], "hold");
  assert.ok(Math.abs(to[2] - ramps[1][0][1] - SWITCH_SECONDS) < 1e-9);
  assert.ok(ramps[1][0][1] > context.currentTime, "not before the clock can hear of it");
  twin.pause();
});

test("another mastered version replaces the first on the same frames", async (t) => {
  const { context, twin } = await playing(t, 0.5);
  const before = places(context);
  const count = context.started.length;
  context.currentTime += 1;
  await twin.replaceMastered(version(2).fetch, { original: 1, mastered: 0.8 });
  await new Promise((resolve) => setImmediate(resolve));
  const origin = Math.round(before[0].clockFrame) - Math.round(0.5 * RATE);
  const fresh = places(context).slice(count);
  assert.ok(fresh.length >= 2);
  for (const part of fresh.filter(({ trackFrame }) => trackFrame > 2)) {
    const frame = Math.round(part.clockFrame) - origin;
    assert.ok([0, 1, 2].includes((part.trackFrame - (frame % 16384) + 16384) % 16384));
  }
  twin.pause();
});

test("parts begin at multiples of the server's block size, and none is fetched twice", async (t) => {
  const { twin, original } = await playing(t, 2);
  const parts = original.asked.filter(([, last]) => last > 127);
  assert.equal(new Set(parts.map(String)).size, parts.length);
  for (const [first] of parts) assert.equal(((first - 44) / 2) % 8192, 0);
  twin.pause();
});

test("pausing keeps the position, and late data for an earlier position is ignored", async (t) => {
  const { context, twin } = await playing(t, 3);
  context.currentTime += 0.06 + 1;
  twin.pause();
  assert.ok(Math.abs(twin.position - 4) < 0.01, String(twin.position));
  const first = twin.play(() => 1);
  const second = twin.play(() => 5);
  assert.equal(await first, null);
  assert.notEqual(await second, null);
  twin.pause();
});

test("a version that cannot be fetched leaves nothing connected, and the old one plays on", async (t) => {
  const { context, twin } = await playing(t, 0.5);
  const before = new Set(context.connected);
  assert.equal(before.size, 2);
  const broken = async () => { throw new RangeError("no sound"); };
  await assert.rejects(twin.replaceMastered(broken), RangeError);
  assert.deepEqual(context.connected, before);
  const late = new AbortController();
  const replaced = twin.replaceMastered(
    (first, last, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    null, late.signal,
  );
  late.abort();
  await assert.rejects(replaced, { name: "AbortError" });
  assert.deepEqual(context.connected, before);
  assert.ok(twin.isPlaying);
  twin.pause();
});

test("opening ends where its signal is aborted", async () => {
  const opening = new AbortController();
  const waiting = (first, last, signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const twin = new TwinPlayer(new FakeContext());
  const opened = twin.open({ original: waiting, mastered: waiting }, opening.signal);
  opening.abort();
  await assert.rejects(opened, { name: "AbortError" });
});
