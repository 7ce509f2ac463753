import { element, setText } from "./element.js";
import { origin } from "./words.js";

/** The origins of the recommended profiles, in a disclosure. */
export class Origins {
  #list = element("ul", { class: "origin-list" });
  #summary = element("summary", {});

  element = element("details", { class: "origins" }, this.#summary, this.#list);

  /** @param profiles a catalogue, or null to show nothing */
  show(recommendation, profiles) {
    const { weighted_profiles: members, primary_profile_id: primary } = recommendation;
    const ids = members.length > 0 ? members.map(({ profile_id: id }) => id) : [primary];
    const shown = ids
      .map((id) => (profiles ?? []).find(({ profile_id: other }) => other === id))
      .filter((profile) => profile?.training !== undefined);
    this.element.hidden = shown.length === 0 || recommendation.is_fallback;
    setText(this.#summary, shown.length > 1 ? "Where these profiles come from" : "Where this profile comes from");
    this.#list.replaceChildren(
      ...shown.map((profile) =>
        element(
          "li",
          {},
          element("b", { dir: "auto", text: profile.name }),
          element("span", { dir: "auto", text: origin(profile) }),
        ),
      ),
    );
  }
}
