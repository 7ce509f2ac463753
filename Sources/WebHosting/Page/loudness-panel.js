import { sharedAccess } from "./access.js";
import { element, setText, shape } from "./element.js";
import {
  columns, curve, height, historyInWords, momentaryAt, rangeBounds, readings,
} from "./loudness.js";
import { fixed } from "./numbers.js";

const part = (id) => document.getElementById(id);
// As many columns as a wide screen can show.
const COLUMNS = 600;
// Familiar loudnesses: EBU R 128, and the playback levels of streaming services.
const LINES = [-23, -14];

/** Shows a track's loudness: its numbers, its history, and a meter while it plays. */
export class LoudnessPanel {
  #panel = part("loudness");
  #audio = part("audio");
  #loudness = null;
  #trackId = null;
  #frame = null;

  constructor() {
    for (const event of ["play", "pause", "ended", "seeked", "timeupdate"]) {
      this.#audio.addEventListener(event, () => this.#follow());
    }
  }

  /** Fetches and shows the loudness of a track, and removes the previous one. */
  async show(trackId) {
    if (trackId === this.#trackId) return;
    this.#trackId = trackId;
    this.#loudness = null;
    this.#panel.hidden = true;
    try {
      const response = await sharedAccess().fetch(`/api/player/loudness/${trackId}`);
      // Another track was chosen in the meantime, or this one cannot be measured: then there is no
      // panel.
      if (!response.ok || trackId !== this.#trackId) return;
      const loudness = await response.json();
      if (trackId !== this.#trackId) return;
      this.#loudness = loudness;
      this.#draw();
    } catch {
      // Playback and the recommendation do not depend on it.
    }
  }

  #draw() {
    const loudness = this.#loudness;
    part("loudness-readings").replaceChildren(
      ...readings(loudness).map(({ name, text, unit }) =>
        element(
          "div",
          {},
          element("dt", { text: name }),
          element("dd", {}, element("b", { text }), ` ${unit}`),
        ),
      ),
    );
    part("loudness-findings").replaceChildren(
      ...loudness.findings.map(({ message }) => element("li", { text: message })),
    );
    part("loudness-findings").hidden = loudness.findings.length === 0;
    part("loudness-history").replaceChildren(history(loudness));
    this.#panel.hidden = false;
    this.#follow();
  }

  /** Moves the meter, with every frame while the track plays. */
  #follow() {
    if (this.#loudness === null) return;
    const seconds = this.#audio.currentTime;
    const isPlaying = !this.#audio.paused && !this.#audio.ended;
    const momentary = momentaryAt(this.#loudness.history, seconds);
    setText(
      part("loudness-now"),
      momentary === null ? "–" : `${fixed(momentary, 1)}`,
    );
    part("loudness-bar").style.setProperty("--level", String(height(momentary) ?? 0));
    const share = Math.min(seconds / this.#loudness.measured_seconds, 1);
    part("loudness-history").style.setProperty("--played", String(share));
    cancelAnimationFrame(this.#frame);
    if (isPlaying) this.#frame = requestAnimationFrame(() => this.#follow());
  }
}

function history(loudness) {
  const bounds = rangeBounds(loudness.history);
  const words = historyInWords(loudness, bounds);
  const y = (lufs) => 100 - 100 * height(lufs);
  const parts = [shape("title", { text: words })];
  if (bounds !== null) {
    parts.push(
      shape("rect", {
        class: "loudness-range", x: 0, width: COLUMNS, y: y(bounds.high),
        height: Math.max(y(bounds.low) - y(bounds.high), 0.5),
      }),
    );
  }
  for (const lufs of LINES) {
    parts.push(shape("line", { class: "loudness-line", x1: 0, x2: COLUMNS, y1: y(lufs), y2: y(lufs) }));
  }
  const path = curve(columns(loudness.history, COLUMNS), COLUMNS);
  parts.push(shape("path", { class: "loudness-curve", d: path }));
  for (const seconds of loudness.history.over_seconds) {
    const x = (seconds / loudness.measured_seconds) * COLUMNS;
    parts.push(shape("line", { class: "loudness-over", x1: x, x2: x, y1: 0, y2: 7 }));
  }
  return shape(
    "svg",
    {
      viewBox: `0 0 ${COLUMNS} 100`, preserveAspectRatio: "none", role: "img", "aria-label": words,
    },
    ...parts,
  );
}
