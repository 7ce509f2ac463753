import { Blend } from "./blend.js";
import { blendText } from "./blend-text.js";
import { copied } from "./clipboard.js";
import { element, setText } from "./element.js";
import { wholePercentages } from "./percentages.js";
import { blendedChange } from "./scoring.js";

/**
 * The members of a blend as one bar with a legend; if their profiles are known, the legend's
 * sliders change the weights.
 */
export class BlendMixer {
  #turned;
  #blend = null;
  #members = [];
  #profiles = null;
  #recommendation = null;
  #rows = [];
  #bar = element("div", { class: "bar", role: "img" });
  #legend = element("ul", { class: "legend" });
  #reset = element("button", {
    type: "button",
    class: "quiet",
    text: "Reset the blend",
    on: { click: () => this.#resetBlend() },
  });
  #copy = element("button", {
    type: "button",
    class: "quiet",
    text: "Copy as JSON",
    on: { click: () => this.#copyBlend() },
  });
  #outcome = element("span", { class: "outcome", role: "status" });

  element = element(
    "section",
    { class: "mixer", "aria-labelledby": "blend" },
    element("h3", { class: "label", id: "blend", text: "The blend" }),
    this.#bar,
    this.#legend,
    element("div", { class: "actions" }, this.#reset, this.#copy, this.#outcome),
  );

  /**
   * @param turned called with the predicted changes, whether the blend was changed by hand, and
   *   then its members, otherwise null
   */
  constructor(turned) {
    this.#turned = turned;
  }

  /** The current weights, `[{profile_id, weight}]`; null if no blend is shown. */
  get weights() {
    if (this.#blend === null) return null;
    return this.#members.map(({ profile_id }, index) => ({
      profile_id,
      weight: this.#blend.weights[index],
    }));
  }

  /** Shows the recommended blend; `profiles` may be null. */
  show(recommendation, profiles) {
    const members = recommendation.weighted_profiles;
    this.element.hidden = members.length === 0;
    if (members.length === 0) {
      this.#blend = null;
      this.#members = [];
      return;
    }
    this.#recommendation = recommendation;
    this.#blend = new Blend(members.map(({ weight }) => weight));
    const known = members.map(({ profile_id }) =>
      profiles?.find((profile) => profile.profile_id === profile_id),
    );
    this.#profiles = known.every((profile) => profile !== undefined) ? known : null;
    setText(this.#outcome, "");
    if (!this.#hasRowsFor(members)) this.#build(members);
    this.#members = members;
    this.#reset.hidden = this.#profiles === null;
    this.#update();
  }

  // Rows are reused if possible, so that the threshold's slider moves nothing else.
  #hasRowsFor(members) {
    return (
      members.length === this.#members.length &&
      members.every((member, index) => member.profile_id === this.#members[index].profile_id) &&
      this.#rows.every(({ slider }) => (slider === null) === (this.#profiles === null))
    );
  }

  #build(members) {
    this.#rows = members.map(({ profile_name: name }, index) => {
      const member = String((index % 7) + 1);
      const slider =
        this.#profiles === null
          ? null
          : element("input", {
              type: "range",
              min: 0,
              max: 100,
              step: 1,
              "aria-label": `Weight of ${name}`,
              on: { input: (event) => this.#turn(index, event.target.valueAsNumber) },
            });
      // A slider announces its value itself.
      const share = element("span", { class: "share", "aria-hidden": slider ? "true" : null });
      const row = element(
        "li",
        { class: "member", "data-member": member },
        element("span", { class: "swatch" }),
        element("span", { class: "member-name", text: name, title: name, dir: "auto" }),
        ...(slider ? [slider] : []),
        share,
      );
      const piece = element("span", { class: "piece", "data-member": member });
      return { row, slider, share, piece };
    });
    this.#legend.replaceChildren(...this.#rows.map(({ row }) => row));
    this.#bar.replaceChildren(...this.#rows.map(({ piece }) => piece));
  }

  #turn(index, percentage) {
    this.#blend.setWeight(index, percentage / 100);
    this.#changed();
  }

  #resetBlend() {
    this.#blend.reset();
    this.#changed();
    setText(this.#outcome, "As recommended");
  }

  #changed() {
    setText(this.#outcome, "");
    this.#update();
    const { weights, isChanged } = this.#blend;
    const members = this.#members.map((member, index) => ({ ...member, weight: weights[index] }));
    this.#turned(this.#change, isChanged, isChanged ? members : null);
  }

  get #change() {
    const { weights, isChanged } = this.#blend;
    // As recommended, the numbers are those received, to the last bit.
    if (!isChanged || this.#profiles === null) return this.#recommendation;
    return blendedChange(
      weights.map((weight, index) => ({ weight, profile: this.#profiles[index] })),
    );
  }

  #update() {
    const { weights, isChanged } = this.#blend;
    const percentages = wholePercentages(weights);
    this.#rows.forEach(({ row, slider, share, piece }, index) => {
      const words = `${percentages[index]}\u00a0%`;
      piece.style.setProperty("flex-grow", String(weights[index]));
      piece.hidden = weights[index] === 0;
      setText(share, words);
      row.classList.toggle("is-silent", weights[index] === 0);
      if (slider === null) return;
      if (slider.valueAsNumber !== percentages[index]) slider.value = String(percentages[index]);
      slider.style.setProperty("--filled", `${weights[index] * 100}%`);
      slider.setAttribute("aria-valuetext", words);
    });
    const parts = this.#members.map(
      ({ profile_name: name }, index) => `${percentages[index]} % ${name}`,
    );
    this.#bar.setAttribute("aria-label", parts.join(", "));
    this.#reset.disabled = !isChanged;
  }

  async #copyBlend() {
    const text = blendText(this.#recommendation, this.#blend.weights, this.#change);
    const isCopied = await copied(text, this.element);
    setText(this.#outcome, isCopied ? "Copied" : "Copying failed");
  }
}
