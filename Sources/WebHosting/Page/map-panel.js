import { sharedAccess } from "./access.js";
import { element, setText } from "./element.js";
import { LibraryMap, MapPoints, profileColour } from "./library-map.js";
import { changedPlaces, mapCount, mapTrack, trackTitle, whatWouldChange } from "./map-words.js";
import { count } from "./numbers.js";
import { TryPanel } from "./try-panel.js";

const part = (id) => document.getElementById(id);

// Initially loudness and brightness.
const FIRST_AXES = [0, 2];
const COLOURS = 7;

/**
 * The map of the library: loaded page by page when it is opened, then drawn and explored; a click
 * plays.
 */
export class MapPanel {
  #library;
  #profiles;
  #chosen;
  #panel = part("map");
  #canvas = part("map-canvas");
  #map;
  #points = null;
  #tracks = new Map();
  #playing = null;
  #changed = null;
  #try;
  // The comparison with the taste that is shown or on its way; null after it.
  #comparison = null;
  // The current work; aborted when the panel is closed, or when something else starts.
  #work = new AbortController();

  /**
   * @param library the tracks with their titles
   * @param profiles returns the catalogue, null if it is not known yet
   * @param chosen called with the chosen track
   */
  constructor(library, { profiles, chosen }) {
    this.#library = library;
    this.#profiles = profiles;
    this.#chosen = chosen;
    this.#map = new LibraryMap(this.#canvas, {
      look: look(this.#canvas),
      pointed: (place) => this.#tell(place),
      chosen: (place) => this.#choose(place),
    });
    part("map-open").addEventListener("click", () => this.#toggle());
    for (const id of ["map-x", "map-y"]) {
      part(id).addEventListener("change", () => this.#show());
    }
    part("map-closer").addEventListener("click", () => this.#map.zoom(1.5));
    part("map-farther").addEventListener("click", () => this.#map.zoom(1 / 1.5));
    part("map-all").addEventListener("click", () => this.#map.showAll());
    part("map-measure").addEventListener("click", () => this.#measure());
    part("map-taste").addEventListener("click", () => this.#compare());
    this.#try = new TryPanel({
      title: (id) => trackTitle(this.#tracks.get(id)),
      chosen: (id) => this.#play(id),
      marked: (ids) => this.#markTried(ids),
    });
    // The colours have changed.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
  }

  /** Marks the playing track. */
  select(trackId) {
    this.#playing = trackId;
    this.#mark();
  }

  #toggle() {
    const isOpen = this.#panel.hidden;
    this.#panel.hidden = !isOpen;
    part("map-open").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.#open();
    else {
      this.#work.abort();
      this.#try.leave();
    }
  }

  async #open() {
    await this.#load();
    if (!this.#panel.hidden) this.#canvas.focus({ preventScroll: true });
  }

  // MARK: Loading

  /** Starts some work, and ends the current one. */
  #begin() {
    this.#work.abort();
    this.#work = new AbortController();
    return this.#work.signal;
  }

  async #load() {
    const signal = this.#begin();
    setText(part("map-words"), "Loading the map …");
    const pages = await this.#pages({}, signal);
    if (pages === null) return;
    const tracks = pages.flatMap(({ tracks: page }) => page);
    const unmeasured = pages.reduce((sum, page) => sum + page.unmeasured, 0);
    const { total } = pages[0];
    this.#tracks = new Map(this.#library.state.tracks.map((track) => [track.track_id, track]));
    this.#points = new MapPoints(tracks, this.#profiles() ?? []);
    this.#changed = null;
    this.#try.leave();
    this.#fillAxes();
    this.#fillLegend();
    this.#show();
    this.#mark();
    this.#tell(-1);
    setText(part("map-words"), mapCount(tracks.length, total));
    part("map-measure").hidden = unmeasured === 0;
    setText(part("map-measure"), `Measure the other ${count(unmeasured)}`);
    part("map-taste").disabled = tracks.length === 0;
  }

  // All pages of the map; null if they cannot be loaded, which the panel shows.
  async #pages(parameters, signal, arrived = () => {}) {
    const pages = [];
    try {
      for (let offset = 0; offset !== null; ) {
        const query = new URLSearchParams({ ...parameters, offset });
        const response = await sharedAccess().fetch(`/api/library/map?${query}`, { signal });
        const page = await response.json();
        if (!response.ok) {
          setText(part("map-words"), page.error.message);
          return null;
        }
        pages.push(page);
        arrived(page);
        offset = page.next_offset;
      }
    } catch {
      if (!signal.aborted) setText(part("map-words"), "The server cannot be reached.");
      return null;
    }
    return pages;
  }

  /** Has unknown tracks measured, a few at a time; the button stops it. */
  async #measure() {
    const button = part("map-measure");
    if (button.dataset.state === "busy") {
      await this.#load();
      return;
    }
    const signal = this.#begin();
    button.dataset.state = "busy";
    setText(button, "Stop");
    const progress = part("map-progress");
    progress.hidden = false;
    const pages = await this.#pages({ measure: true }, signal, ({ total, next_offset: next }) => {
      const done = next ?? total;
      progress.max = Math.max(total, 1);
      progress.value = done;
      setText(part("map-words"), `Measured ${count(done)} of ${count(total)} tracks …`);
    });
    progress.hidden = true;
    delete button.dataset.state;
    if (pages !== null) await this.#load();
  }

  /** Marks and counts the tracks for which following the taste would change the recommendation. */
  async #compare() {
    const button = part("map-taste");
    if (button.getAttribute("aria-pressed") === "true") {
      this.#endComparison();
      return;
    }
    this.#try.leave();
    const points = this.#points;
    const signal = this.#begin();
    const comparison = (this.#comparison = {});
    setText(part("map-changes"), "Comparing …");
    const pages = await this.#pages({ taste: true }, signal);
    // Profiles were tried meanwhile, and their marks stand.
    if (comparison !== this.#comparison) return;
    if (pages === null || points !== this.#points) {
      setText(part("map-changes"), "");
      return;
    }
    this.#emphasize(changedPlaces(points.tracks, pages.flatMap(({ tracks }) => tracks)));
    button.setAttribute("aria-pressed", "true");
    setText(part("map-changes"), whatWouldChange(this.#changed.size, points.tracks.length));
  }

  #endComparison() {
    this.#comparison = null;
    part("map-taste").setAttribute("aria-pressed", "false");
    setText(part("map-changes"), "");
    this.#emphasize(null);
  }

  /** Marks the tracks that tried profiles would change; null after the try. */
  #markTried(ids) {
    this.#endComparison();
    if (ids === null || this.#points === null) return;
    const places = this.#points.tracks.flatMap(({ track_id: id }, place) => (ids.has(id) ? [place] : []));
    this.#emphasize(new Set(places));
  }

  #emphasize(places) {
    this.#changed = places;
    this.#map.changed = places;
  }

  // MARK: Showing

  #fillAxes() {
    for (const [id, first] of [["map-x", FIRST_AXES[0]], ["map-y", FIRST_AXES[1]]]) {
      const field = part(id);
      const chosen = field.options.length > 0 ? field.selectedIndex : first;
      field.replaceChildren(
        ...this.#points.axes.map(({ name }, place) => element("option", { value: String(place), text: name })),
      );
      field.selectedIndex = chosen;
    }
  }

  #fillLegend() {
    const { counts, profiles } = this.#points;
    part("map-legend").replaceChildren(
      ...counts.map(({ profile, count: tracks }) => {
        const dot = element("span", { class: "map-dot", "aria-hidden": "true" });
        if (profile >= 0) {
          const members = MEMBERS.map((name) => `var(${name})`);
          dot.style.background = profileColour(members, profile, "var(--text)");
        }
        const name = profile < 0 ? "resemble no profile" : profiles[profile].name;
        return element("li", {}, dot, element("b", { text: count(tracks) }), element("span", { text: name }));
      }),
    );
  }

  #show() {
    if (this.#points === null) return;
    this.#map.show(this.#points, part("map-x").selectedIndex, part("map-y").selectedIndex);
    this.#map.changed = this.#changed;
  }

  #redraw() {
    if (!this.#panel.hidden) this.#map.redraw();
  }

  #mark() {
    const tracks = this.#points?.tracks ?? [];
    this.#map.playing = tracks.findIndex(({ track_id: id }) => id === this.#playing);
  }

  #tell(place) {
    const point = this.#points?.tracks[place];
    const words =
      point === undefined
        ? "Hover over a track or use the arrow keys; click or press Enter to play it."
        : mapTrack(point, this.#tracks.get(point.track_id), this.#points.profiles);
    setText(part("map-track"), words);
  }

  #choose(place) {
    this.#play(this.#points.tracks[place].track_id);
  }

  #play(id) {
    const track = this.#tracks.get(id);
    if (track !== undefined) this.#chosen(track);
  }
}

const MEMBERS = Array.from({ length: COLOURS }, (_, place) => `--member-${place + 1}`);

// The page's current colours, light or dark.
function look(canvas) {
  const style = getComputedStyle(canvas);
  const token = (name) => style.getPropertyValue(name).trim();
  return {
    colour: (profile) => profileColour(MEMBERS.map(token), profile, token("--text")),
    ink: () => token("--text"),
    muted: () => token("--text-muted"),
    ground: () => token("--surface"),
    font: () => `12px ${token("--font")}`,
  };
}
