import { element, setText } from "./element.js";
import { confidence, verdict, verdictName } from "./words.js";

/** Which profile is recommended, and with what confidence. */
export class Verdict {
  #kind = element("p", { class: "label", id: "kind" });
  #name = element("h2", { class: "name", id: "name", dir: "auto" });
  #badge = element("p", { class: "badge" });

  element = element(
    "header",
    { class: "verdict" },
    element("div", { class: "verdict-words" }, this.#kind, this.#name),
    this.#badge,
  );

  show(recommendation) {
    const { level, words, percent } = confidence(recommendation);
    setText(this.#kind, verdict(recommendation));
    const name = verdictName(recommendation);
    setText(this.#name, name);
    this.#name.title = name;
    this.#badge.dataset.level = level;
    // A fallback has only words: no percentage was measured for it.
    this.#badge.replaceChildren(
      element("span", { class: "badge-words", text: words }),
      ...(percent ? [element("span", { class: "badge-percent", text: percent })] : []),
    );
    // One "No match" is enough.
    this.#kind.hidden = recommendation.is_fallback;
  }
}
