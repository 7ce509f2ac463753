import { sharedAccess } from "./access.js";
import { setText } from "./element.js";
import { duration, spokenDuration } from "./numbers.js";
import { origin } from "./track-list.js";
import { cannotPlay } from "./words.js";

const part = (id) => document.getElementById(id);

const BROKEN_OFF = "Playback stopped. Press play to try again.";

/**
 * Plays a track at once. It knows nothing of recommendations, and does not wait for them.
 *
 * An audio element sends no token, so it gets an address that is valid without one for some time.
 */
export class Player {
  #audio = part("audio");
  #play = part("play");
  #seek = part("seek");
  #notice = part("player-notice");
  #track = null;
  // When the element's address becomes too old to be used again, in the page's milliseconds.
  #expiresAt = Infinity;
  #isSeeking = false;
  // Whether the server decodes the track because the browser cannot play its file.
  #isDecoded = false;

  constructor() {
    this.#play.addEventListener("click", () => this.toggle());
    this.#seek.addEventListener("input", () => {
      this.#isSeeking = true;
      this.#showPosition(this.#seek.valueAsNumber);
    });
    // Seeks when the slider is released, not on every pixel of the way.
    this.#seek.addEventListener("change", () => {
      this.#isSeeking = false;
      this.#audio.currentTime = this.#seek.valueAsNumber;
    });
    for (const event of ["play", "pause", "ended"]) {
      this.#audio.addEventListener(event, () => this.#showIsPlaying());
    }
    this.#audio.addEventListener("timeupdate", () => {
      if (!this.#isSeeking) this.#showPosition(this.#audio.currentTime);
    });
    this.#audio.addEventListener("durationchange", () => this.#showLength());
    this.#audio.addEventListener("error", () => this.#failed());
    this.#showIsPlaying();
  }

  /** The track in the player, or null. */
  get track() {
    return this.#track;
  }

  /** Loads a track into the player, and plays it unless told otherwise. */
  load(track, { isToPlay = true } = {}) {
    this.#track = track;
    part("player").hidden = false;
    for (const [id, text] of [["playing-title", track.title], ["playing-artist", origin(track)]]) {
      setText(part(id), text);
      part(id).title = text;
    }
    this.#say("");
    this.#isSeeking = false;
    this.#isDecoded = this.#audio.canPlayType(track.media_type) === "";
    if (!this.#canPlay) {
      this.#audio.removeAttribute("src");
      this.#audio.load();
      this.#say(cannotPlay(track.media_type));
    } else {
      // The previous track must not continue while the address is requested.
      this.#audio.removeAttribute("src");
      this.#audio.load();
      this.#open({ isToPlay });
    }
    this.#showPosition(0);
    this.#showLength();
    this.#showIsPlaying();
  }

  /** Plays if paused, and pauses if playing. */
  toggle() {
    if (!this.#canPlay) return;
    // After an error the element must load the file again, for example once the server is back, and
    // continues at the same position.
    if (this.#audio.error !== null || !this.#audio.hasAttribute("src")) {
      this.#open({ isToPlay: true, position: this.#audio.currentTime });
    } else if (this.#audio.paused) this.#start();
    else this.#audio.pause();
  }

  get #canPlay() {
    return this.#track !== null && (!this.#isDecoded || this.#audio.canPlayType("audio/wav") !== "");
  }

  /** Requests an address for the track's stream, and opens it at a position. */
  async #open({ isToPlay, position = 0 }) {
    const track = this.#track;
    let stream;
    try {
      const path = `/api/player/stream/${track.track_id}/address`;
      const response = await sharedAccess().fetch(path, { method: "POST" });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      stream = await response.json();
    } catch {
      if (this.#track === track) this.#say(BROKEN_OFF);
      return;
    }
    // Another track was chosen in the meantime.
    if (this.#track !== track) return;
    this.#expiresAt = performance.now() + stream.expires_in_seconds * 1000;
    this.#audio.src = this.#isDecoded ? `${stream.address}&container=wav` : stream.address;
    if (position > 0) this.#audio.currentTime = position;
    this.#showIsPlaying();
    if (isToPlay) await this.#start();
  }

  async #start() {
    const { src } = this.#audio;
    try {
      await this.#audio.play();
      this.#say("");
    } catch (error) {
      // Another track was chosen in the meantime, or the element's own error event has the details.
      if (error.name === "NotAllowedError" && this.#audio.src === src) {
        this.#say("Press play: the browser does not start audio on its own.");
      }
    }
  }

  #failed() {
    if (!this.#audio.hasAttribute("src")) return;
    // After a long pause the old address has expired, so a new one is requested.
    if (performance.now() >= this.#expiresAt) {
      this.#expiresAt = Infinity;
      this.#open({ isToPlay: !this.#audio.paused, position: this.#audio.currentTime });
      return;
    }
    const { code } = this.#audio.error ?? {};
    const isFormat = code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
    // It said that it might, as for MP4, which can contain many formats.
    if (isFormat && !this.#isDecoded && this.#audio.canPlayType("audio/wav") !== "") {
      this.#isDecoded = true;
      this.#open({ isToPlay: !this.#audio.paused });
      return;
    }
    this.#say(
      isFormat
        ? "This file cannot be played."
        : BROKEN_OFF,
    );
    this.#showIsPlaying();
  }

  get #seconds() {
    const { duration: known } = this.#audio;
    return Number.isFinite(known) ? known : (this.#track?.duration_seconds ?? NaN);
  }

  #showIsPlaying() {
    const isPlaying = !this.#audio.paused && !this.#audio.ended && this.#audio.error === null;
    this.#play.dataset.isPlaying = String(isPlaying);
    this.#play.setAttribute("aria-label", isPlaying ? "Pause" : "Play");
    this.#play.disabled = !this.#canPlay;
    this.#seek.disabled = !this.#audio.hasAttribute("src");
  }

  #showLength() {
    const seconds = this.#seconds;
    // Whole seconds; the last one may be shorter.
    this.#seek.max = String(Number.isFinite(seconds) ? Math.max(Math.ceil(seconds), 1) : 1);
    setText(part("length"), duration(seconds));
    if (!this.#isSeeking) this.#showPosition(this.#audio.currentTime);
  }

  #showPosition(seconds) {
    const text = duration(seconds);
    setText(part("position"), text);
    if (!this.#isSeeking) this.#seek.value = String(Math.floor(seconds));
    const filled = `${(this.#seek.valueAsNumber / Number(this.#seek.max)) * 100}%`;
    this.#seek.style.setProperty("--filled", filled);
    const words = `${spokenDuration(seconds)} of ${spokenDuration(this.#seconds)}`;
    this.#seek.setAttribute("aria-valuetext", words);
  }

  #say(text) {
    setText(this.#notice, text);
    this.#notice.hidden = text === "";
  }
}
