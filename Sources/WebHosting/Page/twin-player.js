// Plays two versions of a track on one clock, and switches between them during playback.

import { decode, readHead } from "./wav.js";

// The server renders in blocks of this many frames, so consecutive parts render nothing twice.
const BLOCK_FRAMES = 8192;
const PART_SECONDS = 1.5;
/** How far ahead parts are fetched; a hidden page's timers run once a second. */
const AHEAD_SECONDS = 6;
/** The duration of a switch between versions, in seconds: too short to be heard as a fade. */
export const SWITCH_SECONDS = 0.01;
/** The time between a decision and its sound, so that every part starts on time. */
const LEAD_SECONDS = 0.06;
/** The same for a gain, which needs no fetching or decoding. */
const GAIN_LEAD_SECONDS = 0.02;

/**
 * One version: fetches its parts, decodes them, and plays each at its time on the clock.
 *
 * All lanes have the same parts, started at the same frame of the clock, so the versions are
 * aligned to the sample.
 */
class Lane {
  constructor(context, output, fetchBytes) {
    this.context = context;
    this.fetchBytes = fetchBytes;
    this.gain = context.createGain();
    this.gain.gain.value = 0;
    this.gain.connect(output);
    this.sources = new Map();
    this.pending = new Map();
    this.abort = new AbortController();
  }

  /** Reads the head from the start of a file. */
  static async head(fetchBytes, signal) {
    return readHead(await fetchBytes(0, 127, signal));
  }

  /** Fetches a part and schedules it, unless it is present or under way. */
  async ensure(head, number, partFrames, start) {
    if (this.sources.has(number) || this.pending.has(number)) return this.pending.get(number);
    const { signal } = this.abort;
    const promise = (async () => {
      const first = number * partFrames;
      const frames = Math.min(partFrames, head.frames - first);
      const from = head.headBytes + first * head.frameBytes;
      const bytes = await this.fetchBytes(from, from + frames * head.frameBytes - 1, signal);
      if (signal.aborted) return;
      const channels = decode(bytes, head);
      const buffer = this.context.createBuffer(head.channels, frames, head.sampleRate);
      channels.forEach((samples, channel) => buffer.copyToChannel(samples, channel));
      start(this, number, buffer);
    })();
    this.pending.set(number, promise);
    try {
      await promise;
    } finally {
      this.pending.delete(number);
    }
  }

  /** Stops everything that is playing or under way. */
  stop(when = 0) {
    this.abort.abort();
    this.abort = new AbortController();
    for (const source of this.sources.values()) source.stop(when);
    this.sources.clear();
    this.pending.clear();
  }
}

/**
 * Two versions, "original" and "mastered", one of which is heard.
 *
 * `context` is a Web Audio context at the track's own rate. A version is a function `(firstByte,
 * lastByte, signal) → Promise<ArrayBuffer>` that fetches bytes of its WAVE file.
 */
export class TwinPlayer {
  #context;
  #output;
  #lanes = {};
  #head = null;
  #gains = { original: 1, mastered: 1 };
  #heard = "original";
  #timer = null;
  // The clock's frame at which the track's frame 0 lies; null while nothing plays.
  #origin = null;
  #startFrame = 0;
  // Counts the choices of what to play, so that late results of an earlier one are ignored.
  #turn = 0;
  #replacement = 0;
  #failed;

  /** @param failed called with an error if a part cannot be fetched during playback */
  constructor(context, failed = () => {}, output = context.destination) {
    this.#context = context;
    this.#output = output;
    this.#failed = failed;
  }

  /** The version being heard. */
  get heard() {
    return this.#heard;
  }

  get isPlaying() {
    return this.#origin !== null;
  }

  /** The position in the track, in seconds. */
  get position() {
    if (this.#head === null) return 0;
    if (this.#origin === null) return this.#startFrame / this.#head.sampleRate;
    const frame = this.#context.currentTime * this.#rate - this.#origin;
    return Math.min(Math.max(frame, this.#startFrame), this.#head.frames) / this.#head.sampleRate;
  }

  /** Opens both versions, which have the same head; an aborted `signal` ends that. */
  async open(versions, signal) {
    const head = await Lane.head(versions.mastered, signal);
    this.#head = head;
    for (const name of ["original", "mastered"]) {
      this.#lanes[name] = new Lane(this.#context, this.#output, versions[name]);
    }
    this.#setGains(this.#soon, 0);
  }

  /**
   * Plays from a position.
   *
   * @param place returns the position in seconds that should be heard in this many seconds; called
   *   once to know what to fetch, and again when that has arrived
   * @returns the clock's time at which it is heard, or null if it was paused or another position
   *   was chosen in the meantime
   */
  async play(place) {
    this.pause();
    this.#turn += 1;
    const turn = this.#turn;
    // Parts wait for their times, which are known once all have arrived.
    const waiting = [];
    const hold = (...part) => waiting.push(part);
    let frame = this.#clamped(place(LEAD_SECONDS));
    this.#startFrame = frame;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const number = Math.floor(frame / this.#partFrames);
      const wanted = [number, number + 1].filter((part) => part <= this.#lastPart);
      const there = (lane, part) =>
        waiting.some(([otherLane, otherPart]) => otherLane === lane && otherPart === part);
      try {
        await Promise.all(
          this.#all.flatMap((lane) =>
            wanted
              .filter((part) => !there(lane, part))
              .map((part) => lane.ensure(this.#head, part, this.#partFrames, hold)),
          ),
        );
      } catch (error) {
        if (error.name === "AbortError") return null;
        throw error;
      }
      if (this.#turn !== turn) return null;
      frame = this.#clamped(place(LEAD_SECONDS));
      if (wanted.includes(Math.floor(frame / this.#partFrames))) break;
    }
    this.#startFrame = frame;
    const begin = Math.ceil((this.#context.currentTime + LEAD_SECONDS) * this.#rate);
    this.#origin = begin - frame;
    for (const part of waiting) this.#schedule(...part);
    const now = begin / this.#rate;
    this.#setGains(now, SWITCH_SECONDS, { fromSilence: true });
    this.#fill();
    this.#timer = setInterval(() => this.#fill(), 250);
    return now;
  }

  /** Stops, and keeps the position. */
  pause() {
    this.#turn += 1;
    clearInterval(this.#timer);
    this.#timer = null;
    if (this.#origin !== null) this.#startFrame = this.#clamped(this.position);
    if (this.#origin !== null) {
      const now = this.#soon;
      for (const lane of this.#all) {
        this.#ramp(lane.gain.gain, 0, now, SWITCH_SECONDS);
        lane.stop(now + SWITCH_SECONDS);
      }
    } else for (const lane of this.#all) lane.stop();
    this.#origin = null;
  }

  /** Switches to the other version at once. */
  hear(version) {
    this.#heard = version;
    this.#setGains(this.#soon, SWITCH_SECONDS);
  }

  /** Sets the gains of both versions, as factors. */
  setLevels(levels, seconds = SWITCH_SECONDS) {
    this.#gains = levels;
    this.#setGains(this.#soon, seconds);
  }

  /**
   * Replaces the mastered version without a gap: the old one is heard until the parts of the new
   * one have arrived. An aborted `signal` ends that, and leaves the old one.
   */
  async replaceMastered(fetchBytes, levels = null, signal = undefined) {
    signal?.throwIfAborted();
    this.#replacement += 1;
    const lane = new Lane(this.#context, this.#output, fetchBytes);
    const stop = () => lane.stop();
    signal?.addEventListener("abort", stop);
    try {
      await this.#replaceMastered(lane, levels, this.#replacement, signal);
    } finally {
      signal?.removeEventListener("abort", stop);
      if (this.#lanes.mastered !== lane) {
        lane.stop();
        lane.gain.disconnect();
      }
    }
  }

  async #replaceMastered(lane, levels, replacement, signal) {
    const origin = this.#origin;
    if (origin !== null) {
      const number = Math.floor(this.#frameAt(LEAD_SECONDS) / this.#partFrames);
      for (const part of [number, number + 1].filter((part) => part <= this.#lastPart)) {
        await lane.ensure(this.#head, Math.max(part, 0), this.#partFrames, (...which) => {
          // Another position may have been chosen in the meantime; its parts are fetched below.
          if (this.#origin === origin) this.#schedule(...which);
        });
      }
    }
    signal?.throwIfAborted();
    // A newer version arrived, or everything was released.
    if (this.#replacement !== replacement || this.#lanes.mastered === undefined) return;
    const before = this.#lanes.mastered;
    this.#lanes.mastered = lane;
    if (levels !== null) this.#gains = levels;
    const now = this.#soon;
    this.#ramp(before.gain.gain, 0, now, SWITCH_SECONDS);
    this.#setGains(now, SWITCH_SECONDS);
    before.stop(now + 2 * SWITCH_SECONDS);
    setTimeout(() => before.gain.disconnect(), 1000 * (2 * SWITCH_SECONDS + 0.2));
    if (this.#origin !== null) this.#fill();
  }

  /** Releases everything. */
  close() {
    this.pause();
    for (const lane of this.#all) lane.gain.disconnect();
    this.#lanes = {};
  }

  get #all() {
    return Object.values(this.#lanes);
  }

  get #rate() {
    return this.#context.sampleRate;
  }

  get #partFrames() {
    const blocks = Math.max(1, Math.round((PART_SECONDS * this.#head.sampleRate) / BLOCK_FRAMES));
    return blocks * BLOCK_FRAMES;
  }

  get #lastPart() {
    return Math.floor((this.#head.frames - 1) / this.#partFrames);
  }

  #clamped(seconds) {
    const frame = Math.round(seconds * this.#head.sampleRate);
    return Math.min(Math.max(frame, 0), this.#head.frames - 1);
  }

  #frameAt(secondsAhead) {
    return Math.floor((this.#context.currentTime + secondsAhead) * this.#rate) - this.#origin;
  }

  /** Fetches what will be heard soon. */
  #fill() {
    const first = Math.floor(this.#frameAt(0) / this.#partFrames);
    const end = Math.floor(this.#frameAt(AHEAD_SECONDS) / this.#partFrames);
    const last = this.#lastPart;
    for (const lane of this.#all) {
      for (const [number] of lane.sources) if (number < first) lane.sources.delete(number);
      for (let number = Math.max(first, 0); number <= Math.min(end, last); number += 1) {
        lane
          .ensure(this.#head, number, this.#partFrames, (...part) => this.#schedule(...part))
          .catch((error) => {
            if (error.name !== "AbortError") this.#failed(error);
          });
      }
    }
  }

  /** Starts a part at its time, without what should have been heard already. */
  #schedule(lane, number, buffer) {
    if (this.#origin === null) return;
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    source.connect(lane.gain);
    const first = number * this.#partFrames;
    const earliest = Math.ceil((this.#context.currentTime + 0.005) * this.#rate) - this.#origin;
    const from = Math.max(first, this.#startFrame, earliest);
    if (from >= first + buffer.length) return;
    // Whole frames of the clock, so that nothing is interpolated.
    source.start((this.#origin + from) / this.#rate, (from - first) / buffer.sampleRate);
    lane.sources.set(number, source);
  }

  get #soon() {
    return this.#context.currentTime + GAIN_LEAD_SECONDS;
  }

  #setGains(when, seconds, { fromSilence = false } = {}) {
    for (const [name, lane] of Object.entries(this.#lanes)) {
      const parameter = lane.gain.gain;
      if (fromSilence) {
        parameter.cancelScheduledValues(0);
        parameter.setValueAtTime(0, this.#context.currentTime);
      }
      this.#ramp(parameter, name === this.#heard ? this.#gains[name] : 0, when, seconds);
    }
  }

  /** Ramps a gain linearly from its value at that time to another one. */
  #ramp(parameter, target, when, seconds) {
    if (parameter.cancelAndHoldAtTime !== undefined) parameter.cancelAndHoldAtTime(when);
    else {
      parameter.cancelScheduledValues(when);
      parameter.setValueAtTime(parameter.value, when);
    }
    if (seconds > 0) parameter.linearRampToValueAtTime(target, when + seconds);
    else parameter.setValueAtTime(target, when);
  }
}
