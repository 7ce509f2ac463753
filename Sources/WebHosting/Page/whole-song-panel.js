import { sharedAccess } from "./access.js";
import { element, setText } from "./element.js";
import { isLonger, WINDOW_SECONDS, wholeSongDifferences, wholeSongVerdict } from "./whole-song.js";
import { failure as failureWords } from "./words.js";

const part = (id) => document.getElementById(id);

const BEFORE = `The recommendation comes from the first ${WINDOW_SECONDS} seconds.`;

/**
 * Shows whether the whole song would get a different recommendation: once it was heard to its end,
 * or on request.
 */
export class WholeSongPanel {
  #panel = part("whole-song");
  #ask = part("whole-song-ask");
  #recommendation = null;
  // The recommendation as text, to recognize a repetition.
  #text = null;
  #threshold = null;
  // The awaited answer; answers to earlier requests are ignored.
  #question = 0;

  constructor() {
    this.#ask.addEventListener("click", () => this.compare());
    part("audio").addEventListener("ended", () => this.compare());
  }

  /** Resets for another recommendation, null for none, at the chosen threshold. */
  show(track, recommendation, threshold) {
    if (recommendation === this.#recommendation) return;
    this.#recommendation = recommendation;
    const text = JSON.stringify(recommendation);
    if (text === this.#text) return;
    this.#text = text;
    this.#threshold = threshold ?? recommendation?.confidence_threshold;
    this.#panel.hidden = recommendation === null || track === null || !isLonger(track);
    this.#reset();
  }

  /** Compares at another threshold from now on. */
  turn(threshold) {
    if (this.#recommendation === null || threshold === this.#threshold) return;
    this.#threshold = threshold;
    this.#reset();
  }

  /** Asks the server to analyse the whole song, if it is longer than the analysed part. */
  async compare() {
    if (this.#panel.hidden || this.#ask.disabled || this.#ask.hidden) return;
    this.#question += 1;
    const question = this.#question;
    this.#ask.disabled = true;
    setText(part("whole-song-words"), "Analysing the whole song …");
    const { track_id: trackId, top_k: topK } = this.#recommendation;
    let told;
    try {
      const query = new URLSearchParams({ confidence_threshold: this.#threshold, top_k: topK });
      const path = `/api/player/mastering/whole/${trackId}?${query}`;
      const response = await sharedAccess().fetch(path);
      told = { isGood: response.ok, answer: await response.json() };
    } catch {
      told = { isGood: false, answer: { error: { code: "unreachable", message: "" } } };
    }
    if (question !== this.#question) return;
    this.#ask.disabled = false;
    if (told.isGood) this.#draw(told.answer);
    else setText(part("whole-song-words"), `${failureWords(told.answer.error).title}.`);
  }

  #reset() {
    this.#question += 1;
    this.#ask.disabled = false;
    this.#ask.hidden = false;
    part("whole-song-comparison").hidden = true;
    setText(part("whole-song-words"), BEFORE);
  }

  #draw(whole) {
    this.#ask.hidden = true;
    setText(part("whole-song-words"), wholeSongVerdict(whole));
    part("whole-song-differences").replaceChildren(
      ...wholeSongDifferences(whole).map(({ name, text, unit }) =>
        element(
          "div",
          {},
          element("dt", { text: name }),
          element("dd", {}, element("b", { text }), ` ${unit}`),
        ),
      ),
    );
    part("whole-song-comparison").hidden = false;
  }
}
