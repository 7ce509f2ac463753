import { element } from "./element.js";
import { duration, spokenDuration } from "./numbers.js";

// Rows kept beyond the visible ones, so that fast scrolling finds them drawn.
const OVERSCAN = 8;

/**
 * The list of tracks as a listbox. Of ten thousand tracks, only the visible rows are elements; each
 * states its position and the total, so that screen readers know the list's length.
 */
export class TrackList {
  #box;
  #height;
  #chosen;
  #tracks = [];
  #active = -1;
  #selectedId = null;
  #rows = new Map();
  #rowPixels = 52;
  #isDrawing = false;

  /**
   * @param box the listbox, with one child that determines its height
   * @param chosen called with the chosen track
   */
  constructor(box, chosen) {
    this.#box = box;
    this.#height = box.firstElementChild;
    this.#chosen = chosen;
    box.addEventListener("scroll", () => this.#drawSoon(), { passive: true });
    box.addEventListener("keydown", (event) => this.#pressed(event));
    box.addEventListener("click", (event) => this.#clicked(event));
    box.addEventListener("focus", () => this.#focused());
    new ResizeObserver(() => this.#drawSoon()).observe(box);
  }

  /** The tracks in the order shown. */
  get tracks() {
    return this.#tracks;
  }

  set tracks(tracks) {
    const activeId = this.#tracks[this.#active]?.track_id;
    this.#tracks = tracks;
    this.#active = tracks.findIndex(({ track_id }) => track_id === activeId);
    this.#clear();
    this.#draw();
  }

  /** The id of the playing track, or null. */
  set selectedId(trackId) {
    this.#selectedId = trackId;
    this.#clear();
    this.markSelected();
  }

  /** The track this many rows from the playing one; undefined beyond the ends. */
  neighbour(distance) {
    const place = this.#tracks.findIndex(({ track_id }) => track_id === this.#selectedId);
    return place < 0 ? undefined : this.#tracks[place + distance];
  }

  /**
   * Moves the mark, as the arrow keys do; without a mark, to the first track or, backwards, the
   * last.
   */
  move(distance) {
    const last = this.#tracks.length - 1;
    if (last < 0) return;
    const from = this.#active < 0 ? (distance < 0 ? last + 1 : -1) : this.#active;
    this.#activate(Math.min(Math.max(from + distance, 0), last));
  }

  /** Moves the mark to the playing track, or removes it if that is not listed. */
  markSelected() {
    this.#activate(this.#tracks.findIndex(({ track_id }) => track_id === this.#selectedId));
  }

  /** Moves the mark to the first track. */
  markFirst() {
    if (this.#tracks.length > 0) this.#activate(0);
  }

  /** Chooses the marked track, or otherwise the first. */
  choose() {
    const track = this.#tracks[Math.max(this.#active, 0)];
    if (track !== undefined) this.#chosen(track);
  }

  #pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(Math.floor(this.#box.clientHeight / this.#rowPixels) - 1, 1);
    const moves = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.#tracks.length,
      End: this.#tracks.length,
    };
    if (event.key === "Enter") this.choose();
    else if (Object.hasOwn(moves, event.key)) this.move(moves[event.key]);
    else return;
    event.preventDefault();
  }

  #clicked(event) {
    const row = event.target.closest("[role=option]");
    if (row === null) return;
    this.#active = Number(row.dataset.place);
    this.choose();
  }

  // A listbox that gets the focus by keyboard has to show its mark.
  #focused() {
    if (this.#active < 0 && this.#tracks.length > 0) this.#activate(0);
  }

  #activate(place) {
    const before = this.#rows.get(this.#active);
    this.#active = place;
    before?.classList.remove("is-active");
    if (place >= 0) this.#reveal(place);
    this.#draw();
  }

  #reveal(place) {
    const top = place * this.#rowPixels;
    const { scrollTop, clientHeight } = this.#box;
    if (top < scrollTop) this.#box.scrollTop = top;
    else if (top + this.#rowPixels > scrollTop + clientHeight) {
      this.#box.scrollTop = top + this.#rowPixels - clientHeight;
    }
  }

  #clear() {
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
  }

  #drawSoon() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  #draw() {
    this.#measure();
    this.#height.style.setProperty("height", `${this.#tracks.length * this.#rowPixels}px`);
    const { scrollTop, clientHeight } = this.#box;
    const first = Math.max(Math.floor(scrollTop / this.#rowPixels) - OVERSCAN, 0);
    const end = Math.min(
      Math.ceil((scrollTop + clientHeight) / this.#rowPixels) + OVERSCAN,
      this.#tracks.length,
    );
    for (const [place, row] of this.#rows) {
      if (place >= first && place < end) continue;
      row.remove();
      this.#rows.delete(place);
    }
    for (let place = first; place < end; place += 1) {
      if (!this.#rows.has(place)) this.#add(place);
    }
    const active = this.#rows.get(this.#active);
    active?.classList.add("is-active");
    if (active) this.#box.setAttribute("aria-activedescendant", active.id);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  // A row's height is in rem, which depends on the user's font size.
  #measure() {
    const [row] = this.#rows.values();
    const pixels = row?.offsetHeight;
    if (!pixels || pixels === this.#rowPixels) return;
    this.#rowPixels = pixels;
    this.#clear();
  }

  #add(place) {
    const track = this.#tracks[place];
    const row = element("div", {
      class: "track",
      role: "option",
      id: `track-${place}`,
      "data-place": place,
      "aria-selected": String(track.track_id === this.#selectedId),
      "aria-posinset": place + 1,
      "aria-setsize": this.#tracks.length,
      "aria-label": spoken(track),
    });
    row.append(
      element("span", {
        class: "track-title clipped",
        dir: "auto",
        title: track.title,
        text: track.title,
      }),
      element("span", { class: "track-length muted", text: duration(track.duration_seconds) }),
    );
    const from = origin(track);
    if (from !== "") {
      row.classList.add("has-origin");
      row.append(element("span", { class: "muted clipped", dir: "auto", title: from, text: from }));
    }
    row.style.setProperty("transform", `translateY(${place * this.#rowPixels}px)`);
    this.#rows.set(place, row);
    // In the same order in the document, which screen readers follow.
    const behind = [...this.#height.children].find(({ dataset }) => Number(dataset.place) > place);
    this.#height.insertBefore(row, behind ?? null);
  }
}

/** Artist and album, if known. */
export function origin({ artist, album }) {
  return [artist, album].filter((text) => text !== null && text !== "").join(" – ");
}

function spoken(track) {
  const length = track.duration_seconds === null ? [] : [spokenDuration(track.duration_seconds)];
  return [track.title, track.artist, track.album, ...length].filter((text) => text).join(", ");
}
