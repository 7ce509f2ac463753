// Plays two versions of a track on one clock, and switches between them while they play.

import { decode, readHead } from "./wav.js";

// The server renders in blocks of so many frames, so that parts that follow one another cost nothing
// that was rendered before.
const BLOCK_FRAMES = 8192;
const PART_SECONDS = 1.5;
/** How far ahead of what is heard parts are fetched; a hidden page's timers run once a second. */
const AHEAD_SECONDS = 6;
/** How long it takes from one version to the other, in seconds: too short to be heard as a fade. */
export const SWITCH_SECONDS = 0.01;
/** Between a decision and its sound, so that all of it is on time. */
const LEAD_SECONDS = 0.06;
/** The same for a gain, of which nothing has to be fetched or decoded. */
const GAIN_LEAD_SECONDS = 0.02;

/**
 * One version: fetches its parts, decodes them, and plays each where it belongs on the clock.
 *
 * The parts of all lanes are cut alike and started at the same frame of the clock, so that the versions
 * lie on each other to the sample.
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

  /** The bytes of a file's beginning, as a head. */
  static async head(fetchBytes, signal) {
    return readHead(await fetchBytes(0, 127, signal));
  }

  /** Fetches a part and schedules it; a part that is there or on its way is left alone. */
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

  /** Ends everything that is played or on its way. */
  stop(when = 0) {
    this.abort.abort();
    this.abort = new AbortController();
    for (const source of this.sources.values()) source.stop(when);
    this.sources.clear();
    this.pending.clear();
  }
}

/**
 * Two versions, "original" and "mastered", of which one is heard.
 *
 * `context` is a Web Audio context at the track's own rate. A version is a function
 * `(firstByte, lastByte, signal) → Promise<ArrayBuffer>` that fetches bytes of its WAVE file.
 */
export class TwinPlayer {
  #context;
  #output;
  #lanes = {};
  #head = null;
  #gains = { original: 1, mastered: 1 };
  #heard = "original";
  #timer = null;
  // Where the track's frame 0 lies on the clock, in frames; null while nothing plays.
  #origin = null;
  #startFrame = 0;
  // Counts what was chosen to play, so that what comes late for an earlier choice is left alone.
  #turn = 0;
  #replacement = 0;
  #failed;

  /** @param failed called with an error where a part cannot be had while playing */
  constructor(context, failed = () => {}, output = context.destination) {
    this.#context = context;
    this.#output = output;
    this.#failed = failed;
  }

  /** Which version is heard. */
  get heard() {
    return this.#heard;
  }

  get isPlaying() {
    return this.#origin !== null;
  }

  /** The place in the track, in seconds. */
  get position() {
    if (this.#head === null) return 0;
    if (this.#origin === null) return this.#startFrame / this.#head.sampleRate;
    const frame = this.#context.currentTime * this.#rate - this.#origin;
    return Math.min(Math.max(frame, this.#startFrame), this.#head.frames) / this.#head.sampleRate;
  }

  /** Opens both versions, which have the same head. */
  async open(versions) {
    const head = await Lane.head(versions.mastered);
    this.#head = head;
    for (const name of ["original", "mastered"]) {
      this.#lanes[name] = new Lane(this.#context, this.#output, versions[name]);
    }
    this.#setGains(this.#soon, 0);
  }

  /**
   * Plays from a place on.
   *
   * @param place tells the place in seconds that is to be heard so many seconds from now; it is asked
   *   once to know what to fetch, and again when that is there
   * @returns the time of the clock at which it is heard, or null where it was paused or another place
   *   was chosen meanwhile
   */
  async play(place) {
    this.pause();
    this.#turn += 1;
    const turn = this.#turn;
    // Parts wait for their places, which are known once all are there.
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

  /** Stops, and keeps the place. */
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

  /** Lets the other version be heard, at once. */
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
   * Puts another mastered version in place of the one there is, without a gap: the old one is heard
   * until the parts of the new one are there.
   */
  async replaceMastered(fetchBytes, levels = null) {
    this.#replacement += 1;
    const replacement = this.#replacement;
    const lane = new Lane(this.#context, this.#output, fetchBytes);
    const origin = this.#origin;
    if (origin !== null) {
      const number = Math.floor(this.#frameAt(LEAD_SECONDS) / this.#partFrames);
      for (const part of [number, number + 1].filter((part) => part <= this.#lastPart)) {
        await lane.ensure(this.#head, Math.max(part, 0), this.#partFrames, (...which) => {
          // Another place may have been chosen meanwhile; its parts are fetched below.
          if (this.#origin === origin) this.#schedule(...which);
        });
      }
    }
    // A newer version came, or everything was let go of.
    if (this.#replacement !== replacement || this.#lanes.mastered === undefined) {
      lane.stop();
      lane.gain.disconnect();
      return;
    }
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

  /** Lets go of everything. */
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

  /** Starts a part where it belongs; what of it should have been heard by now is left out. */
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

  /** From what a gain will be by then to another value, straight. */
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
