import { element, setText } from "./element.js";
import { percent } from "./numbers.js";
import { turningPoint } from "./words.js";

/**
 * How much confidence one profile needs to be recommended alone, and where that turns into a blend.
 */
export class ThresholdSlider {
  #turned;
  #recommended = 0;
  // The slider announces its value itself.
  #value = element("span", { class: "share", "aria-hidden": "true" });
  #slider = element("input", {
    id: "threshold",
    type: "range",
    min: 0,
    max: 100,
    step: 1,
    "aria-describedby": "turning-point",
    on: { input: (event) => this.#turned(event.target.valueAsNumber / 100) },
  });
  #tick = element("span", { class: "tick", "aria-hidden": "true" });
  #sentence = element("p", { class: "hint", id: "turning-point" });
  #reset = element("button", {
    type: "button",
    class: "quiet",
    on: { click: () => this.#turned(null) },
  });

  element = element(
    "section",
    { class: "threshold" },
    element(
      "div",
      { class: "threshold-line" },
      element("label", {
        class: "label",
        for: "threshold",
        text: "Confidence needed for a single profile",
      }),
      this.#value,
    ),
    element("div", { class: "track-with-tick" }, this.#slider, this.#tick),
    element("div", { class: "actions" }, this.#sentence, this.#reset),
  );

  /** @param turned called with the threshold, 0 to 1, or null for that of the recommendation. */
  constructor(turned) {
    this.#turned = turned;
  }

  /**
   * @param recommendation as received
   * @param ranking its input
   * @param threshold the current one
   */
  show(recommendation, ranking, threshold) {
    this.#recommended = recommendation.confidence_threshold;
    const words = percent(threshold, Number.isInteger(threshold * 100) ? 0 : 1).replace(".0", "");
    setText(this.#value, words);
    const value = String(Math.round(threshold * 100));
    if (this.#slider.value !== value) this.#slider.value = value;
    this.#slider.setAttribute("aria-valuetext", words);
    this.#slider.style.setProperty("--filled", `${threshold * 100}%`);
    setText(this.#sentence, turningPoint(recommendation, ranking));
    this.#tick.hidden = ranking.length < 2;
    this.#tick.style.setProperty("--at", String(recommendation.confidence_score));
    const isChanged = threshold !== this.#recommended;
    this.#reset.hidden = !isChanged;
    setText(this.#reset, `Back to ${percent(this.#recommended)}`);
  }
}
