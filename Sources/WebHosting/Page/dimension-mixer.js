import { Blend } from "./blend.js";
import { element } from "./element.js";
import { wholePercentages } from "./percentages.js";
import { dimensionBlend, dimensionChange } from "./scoring.js";
import { PLAIN_STRENGTHS, strengthened } from "./taste.js";

// A part of the weights, and the common name of the change that it is for.
const COLUMNS = [
  ["loudness", "Loudness"],
  ["crest", "Dynamics"],
  ["spectral_centroid", "Brightness"],
];

/**
 * A blend that weights each change separately: a switch, followed by a stacked bar for each change
 * with sliders for its weights.
 */
export class DimensionMixer {
  #turned;
  #switched;
  #isOn = false;
  // Whether it was on before a blend came that follows the choices.
  #wasOn = false;
  #recommendation = null;
  #profiles = null;
  #members = [];
  #columns = null;
  #parts = [];
  #switch = element("input", {
    type: "checkbox",
    on: { change: (event) => this.#turnSwitch(event.target.checked) },
  });
  #rows = element("div", { class: "dimension-rows" });
  #reset = element("button", {
    type: "button",
    class: "quiet",
    text: "Reset the weights",
    on: { click: () => this.#resetAll() },
  });

  element = element(
    "section",
    { class: "dimension-mixer", "aria-label": "Weights for each change" },
    element("label", { class: "switch" }, this.#switch, "Weight each change separately"),
    this.#rows,
    this.#reset,
  );

  /**
   * @param turned called with the changes of the weights, whether the listener made them, and then
   *   the members with their weights, `[{profile_id, weights}]`, otherwise null.
   * @param switched called after the switch was toggled.
   */
  constructor(turned, switched) {
    this.#turned = turned;
    this.#switched = switched;
  }

  /** Whether the listener changed a weight. */
  get isOwn() {
    return this.#columns !== null && COLUMNS.some(([name]) => this.#columns[name].isChanged);
  }

  /** Whether the changes shown are this mixer's. */
  get isOn() {
    return this.#isOn && this.#columns !== null;
  }

  /**
   * The weighting that the listener asked for with the switch, also while a blend follows earlier
   * choices: "plain" or "dimension", null for the server's own.
   */
  get weighting() {
    const source = this.#recommendation?.blend?.source;
    if (source === "taste") return this.#wasOn ? "dimension" : null;
    if (source === "dimension") return this.#isOn ? "dimension" : "plain";
    return source === undefined && this.isOn ? "dimension" : null;
  }

  /**
   * How many times as strong as the weights say each change is, because the blend follows earlier
   * choices, whatever weights are set (LRN-54): `{loudness, crest, spectral_centroid}`.
   */
  get strengths() {
    return (this.isOn && this.#recommendation.blend?.taste?.strengths) || PLAIN_STRENGTHS;
  }

  /**
   * The means of the three weights of each member, `[{profile_id, weight}]`; null if none are
   * shown.
   */
  get weights() {
    if (this.#columns === null) return null;
    return this.#members.map(({ profile_id }, index) => ({
      profile_id,
      weight:
        COLUMNS.reduce((sum, [name]) => sum + this.#columns[name].weights[index], 0) /
        COLUMNS.length,
    }));
  }

  /**
   * Shows a recommendation. `ranking` may be null; then only a blend received with it can be shown.
   *
   * @returns the changes to show
   */
  show(recommendation, ranking, profiles) {
    const before = this.#recommendation?.blend;
    if (recommendation.blend !== before) this.#switchFor(recommendation.blend, before);
    this.#recommendation = recommendation;
    const blend = recommendation.is_hybrid
      ? (recommendation.blend ?? (ranking === null ? null : dimensionBlend(ranking)))
      : null;
    this.element.hidden = blend === null;
    this.#columns = null;
    if (blend === null) return recommendation;
    this.#members = blend.members;
    const known = blend.members.map(({ profile_id: id }) =>
      profiles?.find((profile) => profile.profile_id === id),
    );
    this.#profiles = known.every((profile) => profile !== undefined) ? known : null;
    this.#columns = Object.fromEntries(
      COLUMNS.map(([name]) => [name, new Blend(blend.members.map(({ weights }) => weights[name]))]),
    );
    this.#switch.checked = this.#isOn;
    this.#rows.hidden = !this.#isOn;
    this.#reset.hidden = !this.#isOn || this.#profiles === null;
    this.#build();
    this.#update();
    return this.#isOn ? blend : recommendation;
  }

  #build() {
    this.#parts = COLUMNS.map(([name, label]) => {
      const pieces = this.#members.map((_, index) =>
        element("span", { class: "piece", "data-member": String((index % 7) + 1) }),
      );
      const sliders = this.#members.map(({ profile_name: member }, index) =>
        this.#profiles === null
          ? null
          : element("input", {
              type: "range",
              min: 0,
              max: 100,
              step: 1,
              "aria-label": `${label}: weight of ${member}`,
              on: { input: (event) => this.#turn(name, index, event.target.valueAsNumber) },
            }),
      );
      const bar = element("div", { class: "bar", role: "img" }, ...pieces);
      const row = element(
        "div",
        { class: "dimension-row" },
        element("span", { class: "dimension-name", text: label }),
        bar,
        element("div", { class: "dimension-sliders" }, ...sliders.filter(Boolean)),
      );
      return { name, label, bar, row, pieces, sliders };
    });
    const legend = this.#members.map(({ profile_name: member }, index) =>
      element(
        "li",
        { class: "dimension-member", "data-member": String((index % 7) + 1) },
        element("span", { class: "swatch" }),
        element("span", { class: "member-name", text: member, title: member, dir: "auto" }),
      ),
    );
    this.#rows.replaceChildren(
      element("ul", { class: "legend" }, ...legend),
      ...this.#parts.map(({ row }) => row),
    );
  }

  #update() {
    for (const { name, label, bar, pieces, sliders } of this.#parts) {
      const { weights } = this.#columns[name];
      const percentages = wholePercentages(weights);
      pieces.forEach((piece, index) => {
        piece.style.setProperty("flex-grow", String(weights[index]));
        piece.hidden = weights[index] === 0;
      });
      sliders.forEach((slider, index) => {
        if (slider === null) return;
        if (slider.valueAsNumber !== percentages[index]) slider.value = String(percentages[index]);
        slider.style.setProperty("--filled", `${weights[index] * 100}%`);
        slider.setAttribute("aria-valuetext", `${percentages[index]}\u00a0%`);
        slider.title = `${this.#members[index].profile_name}: ${percentages[index]} %`;
      });
      const words = this.#members.map(
        ({ profile_name: member }, index) => `${percentages[index]} % ${member}`,
      );
      bar.setAttribute("aria-label", `${label}: ${words.join(", ")}`);
      bar.title = words.join(", ");
    }
    this.#reset.disabled = !this.isOwn;
  }

  // A recommendation with a blend is shown with it. When it stops following the choices, the switch returns
  // to its position before.
  #switchFor(blend, before) {
    const isTasted = (one) => one?.source === "taste";
    if (isTasted(blend) && !isTasted(before)) this.#wasOn = this.#isOn;
    if (blend !== undefined) this.#isOn = true;
    else if (isTasted(before)) this.#isOn = this.#wasOn;
  }

  #turnSwitch(isOn) {
    this.#isOn = isOn;
    this.#switched();
  }

  #turn(name, index, percentage) {
    this.#columns[name].setWeight(index, percentage / 100);
    this.#changed();
  }

  #resetAll() {
    for (const [name] of COLUMNS) this.#columns[name].reset();
    this.#changed();
  }

  #changed() {
    this.#update();
    const weights = Object.fromEntries(
      COLUMNS.map(([name]) => [name, this.#columns[name].weights]),
    );
    const { isOwn } = this;
    const members = this.#members.map(({ profile_id }, index) => ({
      profile_id,
      weights: Object.fromEntries(COLUMNS.map(([name]) => [name, weights[name][index]])),
    }));
    const changes = strengthened(dimensionChange(this.#profiles, weights), this.strengths);
    this.#turned(changes, isOwn, isOwn ? members : null);
  }
}
