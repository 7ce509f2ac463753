import { BlindTest, blindTestWords } from "./blind-test.js";
import { element, setText, shape } from "./element.js";
import { curve } from "./loudness.js";
import {
  AS_RECOMMENDED, factor, historyWords, matchWords, renderingQuery, reportLines, shownWishes,
} from "./rendering.js";
import { fetchedJSON, PlayingFailure, playingFailure, renditionBytes } from "./rendition.js";
import { TwinPlayer } from "./twin-player.js";
import { failure as failureWords } from "./words.js";

const part = (id) => document.getElementById(id);
const SLIDERS = ["intensity", "loudness", "crest", "brightness"];

const HOW_TO = "Press the button or M; press again for the original.";
// A slider of the blend passes many values on its way.
const SETTLED_MILLISECONDS = 150;
// If no message arrives, the server is asked again.
const PATIENCE_MILLISECONDS = 1000;
// The width of the picture of both loudnesses, in its own units.
const CURVE_WIDTH = 600;
// A match that is measured during playback must not jump.
const MATCH_SECONDS = 0.3;

const isSame = (one, other) => one?.query === other?.query && one?.edition === other?.edition;

/**
 * Plays the track as recommended: switched while it plays, equally loud, at any strength, in a
 * blind test, and as a file.
 *
 * The audio element continues, silent, and remains what play, pause and seek control; the sound
 * comes from two versions on one clock.
 */
export class MasteredPanel {
  #panel = part("mastered");
  #toggle = part("mastered-toggle");
  #audio = part("audio");
  #track = null;
  #recommendation = null;
  #wishes = AS_RECOMMENDED;
  #threshold = null;
  // The blend that the card shows unless one is set by hand; null for that of the recommendation.
  #shownBlend = null;
  // What the server reported about the current rendering; null until then.
  #rendering = null;
  // What is requested now: a query, and the recommendation it belongs to. The same query is another
  // rendering after another choice.
  #wanted = { query: "", edition: 0 };
  #edition = 0;
  #refresh;
  // The edition for which the choices were last requested again.
  #refreshed = null;
  // The wish being answered; answers to earlier ones are ignored.
  #question = 0;
  // The end of requesting it; null if nothing is being requested.
  #asking = null;
  #abort = new AbortController();
  #news = () => {};
  #settling = null;
  #context = null;
  #twin = null;
  // What was requested for the version that the twin plays.
  #heard = null;
  #wantsMastered = false;
  #blind = null;
  #isMatched = true;

  /** @param refresh requests the recommendation again, because the choices that it follows have changed */
  constructor(refresh = async () => {}) {
    this.#refresh = refresh;
    this.#toggle.addEventListener("click", () => this.toggle());
    for (const name of SLIDERS) {
      const slider = part(`mastered-${name}`);
      slider.addEventListener("input", () => this.#showSlider(name));
      // When it is released, not at every value on its way.
      slider.addEventListener("change", () => this.#wish({ [name]: slider.valueAsNumber }));
      this.#showSlider(name);
    }
    part("mastered-match").addEventListener("change", ({ target }) => {
      this.#isMatched = target.checked;
      this.#level();
    });
    part("mastered-save").addEventListener("click", () => this.#save());
    part("mastered-blind").addEventListener("click", () => this.#openBlindTest());
    for (const [id, version] of [["blind-a", "original"], ["blind-b", "mastered"], ["blind-x", null]]) {
      part(id).addEventListener("click", () => this.#listenTo(id, version));
    }
    part("blind-is-a").addEventListener("click", () => this.#answer("original"));
    part("blind-is-b").addEventListener("click", () => this.#answer("mastered"));
    this.#audio.addEventListener("play", () => this.#follow());
    this.#audio.addEventListener("seeked", () => this.#follow());
    for (const event of ["pause", "ended"]) {
      this.#audio.addEventListener(event, () => this.#twin?.pause());
    }
    this.#audio.addEventListener("emptied", () => this.#leave());
    for (const event of ["timeupdate", "seeked"]) {
      this.#audio.addEventListener(event, () => this.#showPlace());
    }
  }

  /** Resets for another track or recommendation, null for none. */
  show(track, recommendation, threshold) {
    const isOther = track !== this.#track;
    if (recommendation === this.#recommendation && !isOther) return;
    const isSame =
      !isOther && JSON.stringify(recommendation) === JSON.stringify(this.#recommendation);
    this.#recommendation = recommendation;
    if (isSame) return;
    this.#track = track;
    this.#threshold = threshold ?? null;
    this.#panel.hidden = track === null || recommendation === null;
    this.#edition += 1;
    if (isOther) this.#leave();
    // A recommendation that follows the choices often arrives right after the plain one.
    const own = { blend: null, strengths: null };
    if (isOther) this.#wish(own);
    else this.#settle(own);
  }

  /** Takes what the card shows after each drawing: the recommendation, and the blend whose changes it shows. */
  turnShown({ recommendation, blend }) {
    const wishes = shownWishes(recommendation, blend);
    this.#shownBlend = wishes.blend;
    if (Object.entries(wishes).every(([name, wish]) => this.#wishes[name] === wish)) return;
    if (this.#wantsMastered || this.#twin !== null) this.#settle(wishes);
    else this.#wish(wishes);
  }

  /** Takes the chosen threshold, null for that of the recommendation. */
  turnThreshold(threshold) {
    this.#threshold = threshold;
    this.#settle({});
  }

  /**
   * Takes the blend set by hand, whose members have one weight or one for each change, and the strengths
   * of its changes; null for the one that the card showed before.
   */
  turnBlend(members, strengths) {
    const isOwn = members !== null;
    this.#settle({ blend: members ?? this.#shownBlend, strengths: isOwn ? strengths : null });
  }

  /** How much of each change is to be heard: 1 for all of it. */
  get strengths() {
    const { intensity, loudness, crest, brightness } = this.#wishes;
    const part = (percentage) => (intensity * percentage) / 10_000;
    return {
      loudness: part(loudness), crest: part(crest), spectral_centroid: part(brightness),
    };
  }

  /** Takes the server's reports on renderings. */
  hear(news) {
    if (news.track_id !== this.#track?.track_id) return;
    if (news.status === "solving" && news.render_id === this.#rendering?.render_id) {
      this.#showProgress(news.fraction);
    }
    if (news.status !== "solving") this.#news();
  }

  /** Switches between the original and the mastered version. */
  toggle() {
    if (this.#panel.hidden || this.#blind !== null) return;
    this.#wantsMastered = !this.#wantsMastered;
    this.#settleNow();
    this.#showHeard();
    // Now, because a browser lets audio start only while it handles a user's action.
    if (this.#wantsMastered) this.#openContext();
    if (this.#twin !== null) this.#twin.hear(this.#wantsMastered ? "mastered" : "original");
    if (this.#wantsMastered && !isSame(this.#heard, this.#wanted)) {
      if (this.#asking === null) this.#ask();
      // It may be asked for only to be saved, and is to be played now.
      else this.#news();
    }
  }

  // MARK: Wishes

  #settle(change) {
    this.#wishes = { ...this.#wishes, ...change };
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#settleNow(), SETTLED_MILLISECONDS);
  }

  // What is requested next is what the sliders show, even right after they were moved.
  #settleNow() {
    if (this.#settling === null) return;
    clearTimeout(this.#settling);
    this.#settling = null;
    this.#wish({});
  }

  #wish(change) {
    this.#wishes = { ...this.#wishes, ...change };
    const query = renderingQuery(this.#wishes, {
      threshold: this.#threshold ?? this.#recommendation?.confidence_threshold ?? null,
      topK: this.#recommendation?.top_k ?? null,
    });
    const wanted = { query, edition: this.#edition };
    const isAnswered = this.#rendering !== null || this.#asking !== null;
    if (isSame(wanted, this.#wanted) && isAnswered) return;
    this.#wanted = wanted;
    this.#rendering = null;
    this.#stopAsking();
    this.#news();
    part("mastered-report").replaceChildren();
    this.#drawHistory(null);
    this.#showMatch();
    this.#showProgress(null);
    this.#say(HOW_TO);
    // What is not heard is not computed.
    if (this.#wantsMastered || this.#twin !== null) this.#ask();
  }

  /** Requests the rendering until it can be played, and until it is measured; plays it if it is to be heard. */
  async #ask() {
    const asking = this.#answered();
    this.#asking = asking;
    await asking;
    if (this.#asking === asking) this.#asking = null;
  }

  #stopAsking() {
    this.#question += 1;
    this.#asking = null;
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  async #answered() {
    this.#question += 1;
    const question = this.#question;
    const wanted = this.#wanted;
    const { signal } = this.#abort;
    const path = `/api/player/mastering/render/${this.#track.track_id}?${wanted.query}`;
    this.#showProgress(0);
    this.#say("Preparing the mastered version …");
    try {
      while (true) {
        const news = new Promise((resolve) => {
          this.#news = resolve;
          setTimeout(resolve, PATIENCE_MILLISECONDS);
        });
        const { response, answer } = await fetchedJSON(path, { signal });
        if (question !== this.#question) return;
        if (!response.ok) throw new PlayingFailure(answer.error);
        this.#rendering = answer;
        if (this.#isOutdated(answer.asks) && this.#refreshed !== wanted.edition) {
          this.#refreshed = wanted.edition;
          await this.#refresh();
          // Then the newer one is asked for.
          if (question !== this.#question || wanted.edition !== this.#edition) return;
        }
        if (answer.state === "solving") this.#showProgress(answer.fraction);
        else if (this.#wantsMastered || this.#twin !== null) await this.#adopt(wanted, signal);
        else this.#showProgress(null);
        if (question !== this.#question) return;
        if (answer.state === "measured") {
          this.#drawReport();
          return;
        }
        await news;
        if (question !== this.#question) return;
      }
    } catch (error) {
      if (question === this.#question && error.name !== "AbortError") this.#failed(error);
    }
  }

  // Whether somewhere else another choice was made since the card got its recommendation: the server
  // renders by the choices of the moment.
  #isOutdated(asks) {
    const { blend } = this.#recommendation ?? {};
    if (blend?.source !== "taste" || this.#wishes.taste !== true || this.#wishes.blend !== null) {
      return false;
    }
    const { strengths } = this;
    return [
      [asks.loudness_db, blend.predicted_loudness_change * strengths.loudness],
      [asks.crest_db, blend.predicted_crest_change * strengths.crest],
      [asks.centroid_hz, blend.predicted_centroid_change * strengths.spectral_centroid],
    ].some(([asked, shown]) => Math.abs(asked - shown) > 1e-6);
  }

  #failed(error) {
    this.#showProgress(null);
    this.#say(this.#words(error));
    this.#wantsMastered = this.#twin !== null && this.#wantsMastered;
    this.#showHeard();
  }

  /** An error in words; one that the page does not expect is also logged. */
  #words(error) {
    const failure = playingFailure(error);
    if (failure.code === "page_failed") console.error(error);
    return `${failureWords(failure, "The mastered version cannot be played").title}.`;
  }

  // MARK: Sound

  #openContext() {
    if (this.#context !== null) return;
    // At the track's own rate once that is known; until then this context only has permission to
    // play.
    this.#context = new AudioContext();
  }

  /** Plays the rendering instead of the current version. */
  async #adopt(wanted, signal) {
    this.#showProgress(null);
    if (isSame(this.#heard, wanted)) return this.#level(MATCH_SECONDS);
    this.#say(
      this.#rendering.state === "measured" ? "" : "Playing. The result is being measured …",
    );
    if (this.#twin !== null) {
      const bytes = this.#bytes("mastered", wanted.query);
      await this.#twin.replaceMastered(bytes, this.#levels(), signal);
      if (isSame(wanted, this.#wanted)) this.#heard = wanted;
      return;
    }
    await this.#enter(wanted, signal);
  }

  /** Switches from the audio element to the two versions. */
  async #enter(wanted, signal) {
    const { sample_rate_hz: sampleRate } = this.#rendering;
    this.#openContext();
    if (this.#context.sampleRate !== sampleRate) {
      const other = new AudioContext({ sampleRate });
      this.#context.close();
      this.#context = other;
    }
    await this.#context.resume();
    signal.throwIfAborted();
    const twin = new TwinPlayer(this.#context, (error) => this.#stopped(error));
    const versions = {
      original: this.#bytes("original", wanted.query),
      mastered: this.#bytes("mastered", wanted.query),
    };
    await twin.open(versions, signal);
    // Another track or another rendering was chosen in the meantime.
    if (signal.aborted || this.#twin !== null) return twin.close();
    this.#twin = twin;
    this.#heard = wanted;
    twin.setLevels(this.#levels());
    twin.hear(this.#wantsMastered ? "mastered" : "original");
    await this.#follow();
  }

  /** Plays at the element's position; the element falls silent once the versions are heard. */
  async #follow() {
    if (this.#twin === null) return;
    const twin = this.#twin;
    if (this.#audio.paused || this.#audio.ended) {
      twin.pause();
      this.#audio.muted = true;
      return;
    }
    const at = await twin.play((ahead) => this.#audio.currentTime + ahead).catch((error) => {
      if (this.#twin === twin) this.#stopped(error);
      return null;
    });
    if (at === null || this.#twin !== twin) return;
    const wait = Math.max(at - this.#context.currentTime, 0);
    setTimeout(() => {
      if (this.#twin === twin) this.#audio.muted = true;
    }, wait * 1000);
  }

  #stopped(error) {
    this.#say(`Playback stopped. ${this.#words(error)} Press play.`);
  }

  /** Switches back to the audio element alone. */
  #leave() {
    this.#stopAsking();
    this.#twin?.close();
    this.#twin = null;
    this.#heard = null;
    this.#rendering = null;
    this.#context?.close();
    this.#context = null;
    this.#audio.muted = false;
    this.#wantsMastered = false;
    this.#closeBlindTest();
    this.#showHeard();
    this.#showMatch();
    part("mastered-report").replaceChildren();
    this.#drawHistory(null);
    this.#showProgress(null);
    this.#say(HOW_TO);
  }

  /** The function that fetches bytes of a version. */
  #bytes(version, query) {
    const { track_id: trackId } = this.#track;
    return async (first, last, signal) => {
      // The original is the same for every wish. It is requested under the one being heard, because
      // the latest may still be computed.
      const asked = version === "original" ? (this.#heard?.query ?? query) : query;
      const path = `/api/player/stream/${trackId}?rendition=${version}&${asked}`;
      return renditionBytes(path, first, last, signal);
    };
  }

  /** The gains of both versions. */
  #levels() {
    if (!this.#isMatched) return { original: 1, mastered: 1 };
    const match = this.#rendering?.match ?? null;
    if (match !== null) {
      return { original: factor(match.original_gain_db), mastered: factor(match.mastered_gain_db) };
    }
    // Until it is measured, and where it has no integrated loudness, that of the fingerprint serves.
    const { report, asks } = this.#rendering ?? {};
    const louder = report?.loudness_db.achieved ?? asks?.loudness_db ?? 0;
    return { original: factor(Math.min(louder, 0)), mastered: factor(Math.min(-louder, 0)) };
  }

  #level(seconds) {
    this.#showMatch();
    this.#twin?.setLevels(this.#levels(), seconds);
  }

  // MARK: Blind test

  #openBlindTest() {
    if (this.#blind !== null) {
      this.#closeBlindTest();
      return;
    }
    if (this.#twin === null || this.#rendering?.state !== "measured") {
      this.#say("Listen to the mastered version first.");
      return;
    }
    this.#blind = new BlindTest();
    this.#isMatched = true;
    part("mastered-match").checked = true;
    part("mastered-match").disabled = true;
    this.#toggle.disabled = true;
    for (const name of SLIDERS) part(`mastered-${name}`).disabled = true;
    part("blind-test").hidden = false;
    part("mastered-blind").setAttribute("aria-expanded", "true");
    this.#level();
    this.#listenTo("blind-a", "original");
    this.#drawBlindTest();
  }

  #closeBlindTest() {
    if (this.#blind === null) return;
    this.#blind = null;
    part("mastered-match").disabled = false;
    this.#toggle.disabled = false;
    for (const name of SLIDERS) part(`mastered-${name}`).disabled = false;
    part("blind-test").hidden = true;
    part("mastered-blind").setAttribute("aria-expanded", "false");
    this.#twin?.hear(this.#wantsMastered ? "mastered" : "original");
  }

  #listenTo(id, version) {
    if (this.#blind === null) return;
    this.#twin?.hear(version ?? this.#blind.hidden);
    for (const other of ["blind-a", "blind-b", "blind-x"]) {
      part(other).setAttribute("aria-pressed", String(other === id));
    }
  }

  #answer(named) {
    if (this.#blind === null) return;
    this.#blind.answer(named);
    this.#listenTo("blind-x", null);
    this.#drawBlindTest();
  }

  #drawBlindTest() {
    setText(part("blind-words"), blindTestWords(this.#blind));
    const letter = (version) => (version === "original" ? "A" : "B");
    part("blind-rounds").replaceChildren(
      ...this.#blind.rounds.map(({ hidden, named, isRight }, index) =>
        element("li", {
          text: `${index + 1}: ${isRight ? "✓" : "✗"} said ${letter(named)}, was ${letter(hidden)}`,
        }),
      ),
    );
  }

  // MARK: The file

  async #save() {
    this.#settleNow();
    const { track_id: trackId } = this.#track;
    const wanted = this.#wanted;
    if (this.#rendering === null || this.#rendering.state === "solving") {
      await (this.#asking ?? this.#ask());
      if (!isSame(wanted, this.#wanted) || this.#rendering === null) return;
    }
    try {
      const path = `/api/player/stream/${trackId}/address`;
      const { response, answer } = await fetchedJSON(path, { method: "POST" });
      if (!response.ok) throw new PlayingFailure(answer.error);
      const href = `${answer.address}&rendition=mastered&download=1&${wanted.query}`;
      element("a", { href, download: "" }).click();
    } catch (error) {
      this.#failed(error);
    }
  }

  // MARK: Drawing

  #showSlider(name) {
    const slider = part(`mastered-${name}`);
    setText(part(`mastered-${name}-value`), `${slider.value}\u00a0%`);
    slider.style.setProperty("--filled", `${slider.valueAsNumber / 1.5}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} percent`);
  }

  #showHeard() {
    this.#toggle.setAttribute("aria-pressed", String(this.#wantsMastered));
  }

  #showMatch() {
    const match = this.#rendering?.match ?? null;
    const isToShow = this.#twin !== null;
    const isMeasured = this.#rendering?.state === "measured";
    const words = isToShow ? matchWords(match, this.#isMatched, isMeasured) : "";
    setText(part("mastered-match-words"), words);
  }

  #showProgress(fraction) {
    part("mastered-progress").hidden = fraction === null;
    if (fraction !== null) part("mastered-progress").value = fraction;
  }

  #drawReport() {
    const { report } = this.#rendering;
    this.#say(report.is_heavy ? "Measured. The processing may be audible." : "Measured.");
    part("mastered-report").replaceChildren(
      ...reportLines(report).map(({ name, asked, achieved, unit, note }) =>
        element(
          "div",
          {},
          element("dt", { text: name }),
          element("dd", {}, element("b", { text: achieved }), ` ${unit}`),
          element("dd", { class: "mastered-note", text: note || `target: ${asked} ${unit}` }),
        ),
      ),
    );
    this.#drawHistory(this.#rendering.history);
    this.#level(MATCH_SECONDS);
  }

  /** Draws how loud both versions are over time; null for nothing. */
  #drawHistory(history) {
    const words = historyWords(history);
    part("mastered-history").hidden = words === null;
    part("mastered-curves").replaceChildren();
    if (words === null) return;
    part("mastered-curves").append(
      shape(
        "svg",
        {
          viewBox: `0 0 ${CURVE_WIDTH} 100`, preserveAspectRatio: "none", role: "img",
          "aria-label": words,
        },
        shape("title", { text: words }),
        ...["original", "mastered"].map((version) =>
          shape("path", {
            class: `loudness-curve ${version}`,
            d: curve(history[`${version}_short_term_lufs`], CURVE_WIDTH),
          }),
        ),
      ),
    );
    this.#showPlace();
  }

  #showPlace() {
    const { currentTime, duration } = this.#audio;
    const share = duration > 0 ? Math.min(currentTime / duration, 1) : 0;
    part("mastered-curves").style.setProperty("--played", String(share));
  }

  #say(text) {
    setText(part("mastered-words"), text);
  }
}
