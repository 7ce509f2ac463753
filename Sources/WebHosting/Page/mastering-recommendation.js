// <mastering-recommendation>: a recommendation for people. README.md describes its use.

import { BlendMixer } from "./blend-mixer.js";
import { DimensionMixer } from "./dimension-mixer.js";
import { element, setText } from "./element.js";
import { checkRecommendation, completed } from "./messages.js";
import { Origins } from "./origins.js";
import { PredictedChanges } from "./predicted-changes.js";
import { reasoning } from "./reasoning.js";
import { ranked, recommended, ScoringError } from "./scoring.js";
import { StandingChart } from "./standing-chart.js";
import { stylesheet } from "./stylesheet.js";
import { ThresholdSlider } from "./threshold-slider.js";
import { Verdict } from "./verdict.js";
import { announcement, failure as failureWords, progress, timeOut } from "./words.js";

const sheets = await Promise.all([
  stylesheet("tokens.css"),
  stylesheet("mastering-recommendation.css"),
]);

/** Shows a recommendation, a placeholder while waiting for one, or why there is none. */
export class MasteringRecommendation extends HTMLElement {
  static observedAttributes = ["loading"];

  #recommendation = null;
  #profiles = null;
  #threshold = null;
  #failure = null;
  #timedOutAfter = null;
  #status = null;

  #verdict = new Verdict();
  #changes = new PredictedChanges();
  #mixer = new BlendMixer((...turned) => this.#turnBlend(...turned));
  #dimensions = new DimensionMixer(
    (...turned) => this.#turnBlend(...turned),
    () => this.#draw(),
  );
  #thresholdSlider = new ThresholdSlider((threshold) => this.#turnThreshold(threshold));
  #reasoning = element("p", { class: "reasoning" });
  #origins = new Origins();
  #chart = new StandingChart();
  #card = element(
    "article",
    { class: "card", "aria-labelledby": "kind name" },
    element(
      "div",
      { class: "answer" },
      this.#verdict.element,
      this.#changes.element,
      this.#reasoning,
      this.#mixer.element,
      this.#dimensions.element,
      this.#origins.element,
    ),
    element("div", { class: "answer" }, this.#thresholdSlider.element, this.#chart.element),
  );
  #waitingFor = element("p", { class: "hint" });
  #placeholder = placeholder(this.#waitingFor);
  #noticeTitle = element("h2", { class: "name" });
  #noticeText = element("div", { class: "notice-text" });
  #notice = element(
    "div",
    { class: "card notice" },
    this.#noticeTitle,
    this.#noticeText,
    element("button", { type: "button", text: "Try again", on: { click: () => this.#retry() } }),
  );
  #spoken = element("p", { class: "unseen", role: "status" });
  #announced = null;
  #isDrawn = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = sheets;
    root.append(this.#placeholder, this.#card, this.#notice, this.#spoken);
    this.#draw();
  }

  /**
   * The payload of chapter 05 of the Spec, or null for none.
   *
   * @throws {InvalidMessage} for an invalid payload
   */
  get recommendation() {
    return this.#recommendation;
  }

  set recommendation(recommendation) {
    if (recommendation === this.#recommendation) return;
    // A request by fingerprint alone has no track.
    if (recommendation) checkRecommendation({ track_id: 0, ...recommendation });
    this.#recommendation = recommendation ? completed(recommendation) : null;
    this.#drawSoon();
  }

  /**
   * Whether one is awaited, which shows a placeholder. The attribute of the same name mirrors it.
   */
  get loading() {
    return this.hasAttribute("loading");
  }

  set loading(isLoading) {
    this.toggleAttribute("loading", Boolean(isLoading));
  }

  /**
   * The catalogue, `profiles` of `GET /api/profiles`, or null. With it the picture is shown, and
   * the threshold and the blend can be changed.
   */
  get profiles() {
    return this.#profiles;
  }

  set profiles(profiles) {
    if (profiles === this.#profiles) return;
    if (profiles && !Array.isArray(profiles)) throw new TypeError("The profiles must be a list.");
    this.#profiles = profiles ?? null;
    this.#drawSoon();
  }

  /** The threshold the listener chose, 0 to 1, or null for that of the recommendation. */
  get threshold() {
    return this.#threshold;
  }

  set threshold(threshold) {
    if (threshold !== null && !(threshold >= 0 && threshold <= 1)) {
      throw new RangeError("A threshold is a number from 0 to 1, or null.");
    }
    if (threshold === this.#threshold) return;
    this.#threshold = threshold;
    this.#drawSoon();
  }

  /** The current weights of the blend, `[{profile_id, weight}]`, or null if none is shown. */
  get weights() {
    return this.#dimensions.isOn ? this.#dimensions.weights : this.#mixer.weights;
  }

  /**
   * The weighting that the listener asked for, "plain" or "dimension", or null for that of the
   * recommendation.
   */
  get weighting() {
    return this.#dimensions.weighting;
  }

  /**
   * How many times as strong as its weights say each change shown is, because it follows earlier
   * choices: `{loudness, crest, spectral_centroid}`.
   */
  get strengths() {
    return this.#dimensions.strengths;
  }

  /** Why there is none, `{code, message}`, or null. */
  get failure() {
    return this.#failure;
  }

  set failure(failure) {
    if (failure === this.#failure) return;
    this.#failure = failure ?? null;
    this.#drawSoon();
  }

  /** The seconds after which waiting timed out, or null before that. */
  get timedOutAfter() {
    return this.#timedOutAfter;
  }

  set timedOutAfter(seconds) {
    if (seconds === this.#timedOutAfter) return;
    this.#timedOutAfter = seconds ?? null;
    this.#drawSoon();
  }

  /** The progress of the analysis: the `status` of `fingerprint_progress`, or null. */
  get status() {
    return this.#status;
  }

  set status(status) {
    this.#status = status ?? null;
    // Otherwise the next drawing shows it.
    if (this.#isDrawn && !this.#placeholder.hidden) {
      setText(this.#waitingFor, progress(this.#status));
    }
  }

  attributeChangedCallback() {
    this.#drawSoon();
  }

  // Setting several properties in a row causes one drawing, before the next frame.
  #drawSoon() {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    queueMicrotask(() => this.#draw());
  }

  #draw() {
    this.#isDrawn = true;
    const recommendation = this.#recommendation;
    const isTrouble = this.#failure !== null || this.#timedOutAfter !== null;
    const otherwise = isTrouble ? "notice" : this.loading ? "placeholder" : "";
    const shown = recommendation ? "card" : otherwise;
    this.#card.hidden = shown !== "card";
    this.#notice.hidden = shown !== "notice";
    this.#placeholder.hidden = shown !== "placeholder";
    if (shown === "card") this.#drawCard(recommendation);
    if (shown === "notice") this.#drawNotice();
    if (shown === "placeholder") setText(this.#waitingFor, progress(this.#status));
    if (shown !== "card") this.#announced = null;
    if (shown === "" || shown === "placeholder") setText(this.#spoken, "");
  }

  #drawCard(recommendation) {
    const ranking = this.#rankingOf(recommendation);
    const threshold = this.#threshold ?? recommendation.confidence_threshold;
    const shown = ranking ? this.#atThreshold(recommendation, ranking, threshold) : recommendation;
    this.#verdict.show(shown);
    this.#changes.element.hidden = shown.is_fallback;
    this.#mixer.show(shown, ranking ? this.#profiles : null);
    const ranked = ranking?.slice(0, shown.top_k) ?? null;
    const changes = this.#dimensions.show(shown, ranked, this.#profiles);
    this.#changes.show(changes, false);
    // Only one mixer at a time determines the changes.
    if (this.#dimensions.isOn) this.#mixer.element.hidden = true;
    setText(this.#reasoning, shown.reasoning);
    this.#origins.show(shown, this.#profiles);
    this.#thresholdSlider.element.hidden = ranking === null || ranking.length === 0;
    if (ranking !== null) this.#thresholdSlider.show(recommendation, ranking, threshold);
    this.#chart.element.hidden = ranking === null;
    if (ranking !== null) this.#chart.show(shown, this.#profiles);
    this.#announce(recommendation);
    const detail = { recommendation: shown, blend: this.#dimensions.isOn ? changes : null };
    this.dispatchEvent(
      new CustomEvent("changesshown", { bubbles: true, composed: true, detail }),
    );
  }

  #turnBlend(changes, isOwn, members) {
    this.#changes.show(changes, isOwn);
    this.dispatchEvent(
      new CustomEvent("blendchange", { bubbles: true, composed: true, detail: members }),
    );
  }

  // The input of the recommendation; null without a catalogue, and with one that would give a
  // different recommendation, for example because the server's profiles have changed since.
  #rankingOf(recommendation) {
    if (this.#profiles === null) return null;
    const { fingerprint, top_k: topK, confidence_threshold: threshold } = recommendation;
    try {
      const options = { confidenceThreshold: threshold, topK };
      const own = recommended(this.#profiles, fingerprint, options);
      const agrees = [
        "primary_profile_id",
        "confidence_score",
        "is_hybrid",
        "predicted_loudness_change",
        "predicted_crest_change",
        "predicted_centroid_change",
      ].every((member) => own[member] === recommendation[member]);
      return agrees ? ranked(this.#profiles, fingerprint, topK) : null;
    } catch (error) {
      if (!(error instanceof ScoringError)) throw error;
      return null;
    }
  }

  #atThreshold(recommendation, ranking, confidenceThreshold) {
    const { fingerprint, headroom, top_k: topK, track_id: trackId } = recommendation;
    // As received, in the server's words.
    if (confidenceThreshold === recommendation.confidence_threshold) return recommendation;
    const options = { confidenceThreshold, topK, headroom };
    const turned = recommended(this.#profiles, fingerprint, options);
    if (trackId !== undefined) turned.track_id = trackId;
    return { ...turned, reasoning: reasoning(turned, ranking) };
  }

  #turnThreshold(threshold) {
    this.#threshold = threshold;
    this.#draw();
    this.dispatchEvent(
      new CustomEvent("thresholdchange", { bubbles: true, composed: true, detail: threshold }),
    );
  }

  #drawNotice() {
    const { title, sentences } =
      this.#failure === null ? timeOut(this.#timedOutAfter) : failureWords(this.#failure);
    setText(this.#noticeTitle, title);
    this.#noticeText.replaceChildren(...sentences.map((text) => element("p", { text })));
    setText(this.#spoken, [`${title}.`, ...sentences].join(" "));
  }

  // Once for each recommendation that arrives, not each time a slider moves.
  #announce(recommendation) {
    if (this.#announced === recommendation) return;
    this.#announced = recommendation;
    setText(this.#spoken, announcement(recommendation));
  }

  #retry() {
    this.dispatchEvent(new CustomEvent("retry", { bubbles: true, composed: true }));
  }
}

// Shaped like the content, so that nothing moves when it arrives.
function placeholder(waitingFor) {
  const bar = (width) => element("span", { class: `ghost ghost-${width}` });
  return element(
    "div",
    { class: "card placeholder", "aria-busy": "true" },
    element(
      "div",
      { class: "answer" },
      element(
        "div",
        { class: "verdict" },
        element("div", { class: "verdict-words" }, bar("label"), bar("name")),
        bar("badge"),
      ),
      element(
        "div",
        { class: "predicted" },
        bar("label"),
        element("div", { class: "changes" }, bar("tile"), bar("tile"), bar("tile")),
      ),
      element("div", { class: "reasoning" }, bar("line"), bar("line"), bar("part")),
      waitingFor,
      bar("origin"),
    ),
    element("div", { class: "answer" }, bar("threshold"), bar("chart")),
  );
}

customElements.define("mastering-recommendation", MasteringRecommendation);
