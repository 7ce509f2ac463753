import { element, setText, shape } from "./element.js";
import { fixed } from "./numbers.js";
import { DIMENSIONS, scored } from "./scoring.js";
import { confidencePercent, DIMENSION_WORDS, measured, standing } from "./words.js";

/**
 * The track's standing: a row for each profile, a column for each dimension. A band is the
 * profile's range; the track is a line down the column, and where it crosses a band, it is within
 * the range.
 *
 * It is a table, so that screen readers and keyboards navigate it as usual. Its parts state their
 * roles, because a narrow page does not lay it out as a table.
 */
export class StandingChart {
  #summary = element("p", { class: "hint", id: "standing-summary" });
  #table = element("table", {
    class: "standing",
    role: "table",
    "aria-labelledby": "standing",
    "aria-describedby": "standing-summary",
  });

  element = element(
    "section",
    { class: "standing-section" },
    element("h3", { class: "label", id: "standing", text: "Where the track stands" }),
    this.#summary,
    this.#table,
  );

  /** @param recommendation the one shown; its members have the colours of the blend. */
  show(recommendation, profiles) {
    const { fingerprint } = recommendation;
    const rows = profiles
      .map((profile) => scored(profile, fingerprint))
      .sort((first, second) => second.score - first.score);
    const axes = DIMENSIONS.map((dimension) => new Axis(dimension, profiles, fingerprint));
    setText(this.#summary, summary(recommendation, rows[0]));
    this.#table.replaceChildren(
      element("thead", { role: "rowgroup" }, headings(axes)),
      element("tbody", { role: "rowgroup" }, ...rows.map((row) => line(row, axes, recommendation))),
    );
  }
}

function summary(recommendation, nearest) {
  if (recommendation.is_fallback) {
    return "The line is the track; a band is a profile's range. No profile matches.";
  }
  const { profile, score } = nearest;
  return (
    "The line is the track; a band is a profile's range. " +
    `${profile.name} is nearest, at ${confidencePercent(score)}.`
  );
}

function headings(axes) {
  const heading = (text, className) =>
    element("th", { role: "columnheader", scope: "col", class: className, text });
  return element(
    "tr",
    { role: "row" },
    heading("Profile", "standing-profile"),
    ...axes.map((axis) =>
      element(
        "th",
        {
          role: "columnheader",
          scope: "col",
          class: "standing-cell",
          title: measured(axis.name, axis.value),
        },
        element("span", { class: "standing-dimension", text: axis.words.label }),
        element("span", { class: "standing-value", text: axis.valueText }),
        element("span", { class: "standing-unit", text: axis.unitText }),
      ),
    ),
    heading("Score", "standing-score"),
  );
}

function line({ profile, score, dimensions }, axes, recommendation) {
  const { profile_id: id, name } = profile;
  return element(
    "tr",
    { role: "row", "data-member": memberNumber(id, recommendation) },
    element(
      "th",
      { role: "rowheader", scope: "row", class: "standing-profile", title: name },
      element("span", { class: "swatch" }),
      element("span", { class: "standing-name", dir: "auto", text: name }),
    ),
    ...axes.map((axis) =>
      element(
        "td",
        { role: "cell", class: "standing-cell" },
        axis.picture(profile.detection_rules[axis.rule] ?? null, dimensions[axis.name] ?? 0),
      ),
    ),
    element("td", { role: "cell", class: "standing-score", text: confidencePercent(score) }),
  );
}

// 1 for the profile alone or the heaviest of the blend; null for any other.
function memberNumber(id, recommendation) {
  const { weighted_profiles: members, primary_profile_id: primary, is_fallback } = recommendation;
  if (is_fallback) return null;
  if (members.length === 0) return id === primary ? "1" : null;
  const place = members.findIndex((member) => member.profile_id === id);
  return place < 0 ? null : String((place % 7) + 1);
}

/** A column: one scale for all profiles, so that the track's mark is one line. */
class Axis {
  constructor({ name, metric, rule, narrowest }, profiles, fingerprint) {
    this.name = name;
    this.rule = rule;
    this.words = DIMENSION_WORDS[name];
    this.value = fingerprint[metric];
    const bounds = profiles.flatMap((profile) => profile.detection_rules[rule] ?? []);
    const [lowest, highest] = [Math.min(this.value, ...bounds), Math.max(this.value, ...bounds)];
    // A margin of half a band, so that nothing touches an edge.
    const air = Math.max((highest - lowest) * 0.08, narrowest);
    this.low = lowest - air;
    this.width = highest + air - this.low;
  }

  get valueText() {
    return fixed(this.value, this.words.decimals);
  }

  // "per sample" does not fit in the column; the title has it.
  get unitText() {
    return this.name === "zero_crossing_rate" ? "" : ` ${this.words.unit}`;
  }

  place(value) {
    return `${((value - this.low) / this.width) * 100}%`;
  }

  picture(range, score) {
    const isWithin = range !== null && range[0] <= this.value && this.value <= range[1];
    const words = standing(this.name, this.value, range, score);
    const parts = [shape("title", { text: words })];
    if (range === null) {
      parts.push(shape("line", { class: "unasked", x1: "0", x2: "100%", y1: "50%", y2: "50%" }));
    } else {
      parts.push(
        shape("rect", {
          class: isWithin ? "band is-within" : "band",
          x: this.place(range[0]),
          width: `${((range[1] - range[0]) / this.width) * 100}%`,
          y: "25%",
          height: "50%",
          rx: "4",
        }),
      );
    }
    const at = this.place(this.value);
    // The line has a halo, so that it stands out from any band that it crosses.
    for (const name of ["halo", "mark"]) {
      parts.push(shape("line", { class: name, x1: at, x2: at, y1: "0", y2: "100%" }));
    }
    // Filled inside, a ring outside: distinguished by shape, not by colour alone.
    if (range !== null) {
      parts.push(
        shape("circle", { class: isWithin ? "dot is-within" : "dot", cx: at, cy: "50%", r: "5" }),
      );
    }
    return shape("svg", { class: "picture", role: "img", "aria-label": words }, ...parts);
  }
}
