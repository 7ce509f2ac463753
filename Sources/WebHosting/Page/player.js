import { setText } from "./element.js";
import { duration, spokenDuration } from "./numbers.js";
import { origin } from "./track-list.js";
import { cannotPlay } from "./words.js";

const part = (id) => document.getElementById(id);

/** Plays a track at once. It knows nothing of recommendations, and waits for none. */
export class Player {
  #audio = part("audio");
  #play = part("play");
  #seek = part("seek");
  #notice = part("player-notice");
  #track = null;
  #isSeeking = false;

  constructor() {
    this.#play.addEventListener("click", () => this.toggle());
    this.#seek.addEventListener("input", () => {
      this.#isSeeking = true;
      this.#showPosition(this.#seek.valueAsNumber);
    });
    // The place is sought when the slider is let go, not on every pixel of the way.
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

  /** The track that is in the player, or null. */
  get track() {
    return this.#track;
  }

  /** Puts a track into the player, and plays it unless told otherwise. */
  load(track, { isToPlay = true } = {}) {
    this.#track = track;
    part("player").hidden = false;
    for (const [id, text] of [["playing-title", track.title], ["playing-artist", origin(track)]]) {
      setText(part(id), text);
      part(id).title = text;
    }
    this.#say("");
    this.#isSeeking = false;
    if (this.#audio.canPlayType(track.media_type) === "") {
      this.#audio.removeAttribute("src");
      this.#audio.load();
      this.#say(cannotPlay(track.media_type));
    } else {
      this.#audio.src = `/api/player/stream/${track.track_id}`;
      if (isToPlay) this.#start();
    }
    this.#showPosition(0);
    this.#showLength();
    this.#showIsPlaying();
  }

  /** Plays what is paused, and the reverse. */
  toggle() {
    if (!this.#audio.hasAttribute("src")) return;
    if (this.#audio.paused) this.#start();
    else this.#audio.pause();
  }

  async #start() {
    // After an error the element needs the file once more, as when the server is back, and goes on
    // where it was.
    if (this.#audio.error !== null) {
      const { currentTime } = this.#audio;
      this.#audio.load();
      this.#audio.currentTime = currentTime;
    }
    const { src } = this.#audio;
    try {
      await this.#audio.play();
      this.#say("");
    } catch (error) {
      // Another track was chosen meanwhile, or the element's own error event tells more.
      if (error.name === "NotAllowedError" && this.#audio.src === src) {
        this.#say("The browser wants a click before it plays.");
      }
    }
  }

  #failed() {
    if (!this.#audio.hasAttribute("src")) return;
    const { code } = this.#audio.error ?? {};
    const isFormat = code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
    this.#say(
      isFormat
        ? "This file cannot be played."
        : "The music broke off. Press play to try again.",
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
    this.#play.disabled = !this.#audio.hasAttribute("src");
    this.#seek.disabled = this.#play.disabled;
  }

  #showLength() {
    const seconds = this.#seconds;
    // Whole seconds, and the last of them may be a short one.
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
