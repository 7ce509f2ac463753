import { element, setText } from "./element.js";
import { predictedChanges } from "./words.js";

/** What the mastering would change, in three numbers. */
export class PredictedChanges {
  #title = element("h3", { class: "label", id: "changes" });
  #list = element("dl", { class: "changes", "aria-labelledby": "changes" });
  #parts = [];

  element = element("section", { class: "predicted" }, this.#title, this.#list);

  constructor() {
    this.#parts = ["label", "value", "heard"].map(() => []);
    for (let change = 0; change < 3; change += 1) {
      const [label, value, heard] = [
        element("dt", {}),
        element("dd", { class: "change-value" }),
        element("dd", { class: "change-heard" }),
      ];
      this.#list.append(element("div", { class: "change" }, label, value, heard));
      [label, value, heard].forEach((node, part) => this.#parts[part].push(node));
    }
  }

  /** @param isOwnBlend whether the listener changed the weights. */
  show(changes, isOwnBlend) {
    setText(this.#title, isOwnBlend ? "What your blend will change" : "What it will change");
    predictedChanges(changes).forEach((change, index) => {
      setText(this.#parts[0][index], change.label);
      setText(this.#parts[1][index], change.value);
      setText(this.#parts[2][index], change.heard);
    });
  }
}
