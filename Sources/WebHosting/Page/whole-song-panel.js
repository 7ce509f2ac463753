import { sharedAccess } from "./access.js";
import { element, setText } from "./element.js";
import { isLonger, WINDOW_SECONDS, wholeSongDifferences, wholeSongVerdict } from "./whole-song.js";
import { failure as failureWords } from "./words.js";

const part = (id) => document.getElementById(id);

const BEFORE = `The recommendation comes from the first ${WINDOW_SECONDS} seconds.`;

/**
 * Says whether the whole song would be recommended otherwise: when it was heard to its end, or on
 * request.
 */
export class WholeSongPanel {
  #panel = part("whole-song");
  #ask = part("whole-song-ask");
  #recommendation = null;
  // The recommendation as text: told again, it is no other.
  #text = null;
  #threshold = null;
  // Which answer is awaited; what comes for an earlier question is left alone.
  #question = 0;

  constructor() {
    this.#ask.addEventListener("click", () => this.compare());
    part("audio").addEventListener("ended", () => this.compare());
  }

  /** Begins anew for another recommendation, null for none, at the threshold that is chosen. */
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

  /** Asks the server to listen to the whole song, where there is more of it than was heard. */
  async compare() {
    if (this.#panel.hidden || this.#ask.disabled || this.#ask.hidden) return;
    this.#question += 1;
    const question = this.#question;
    this.#ask.disabled = true;
    setText(part("whole-song-words"), "Listening to the whole song …");
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
