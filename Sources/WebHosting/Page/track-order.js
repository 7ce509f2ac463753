// Which tracks match a search, and in what order. Ten thousand of them are searched at every key,
// so the compared texts are prepared once.

/** The orders of tracks. `path` is the order in which the server lists them. */
export const ORDERS = Object.freeze(["path", "title", "artist", "album", "duration"]);

// "10" after "9", é next to e.
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The text that a search compares: without case and accents, with compatible forms unified. */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
}

/** The tracks of a library, which can be searched and ordered. */
export class TrackOrder {
  #tracks;
  #texts;
  #places = new Map();

  /** @param tracks as `GET /api/tracks` lists them. */
  constructor(tracks) {
    this.#tracks = tracks;
    this.#texts = tracks.map(({ title, artist, album }) =>
      folded([title, artist, album].filter((text) => text !== null).join("\n")),
    );
  }

  /**
   * The tracks that contain every word of a search in title, artist or album.
   *
   * Tracks without the value that they are ordered by come last in either direction; equal ones
   * keep the order of their paths.
   */
  matching(search, order = "path", isDescending = false) {
    const words = folded(search).split(/\s+/).filter((word) => word !== "");
    return this.#ordered(order, isDescending)
      .filter((place) => words.every((word) => this.#texts[place].includes(word)))
      .map((place) => this.#tracks[place]);
  }

  #ordered(order, isDescending) {
    const key = `${order} ${isDescending}`;
    if (!this.#places.has(key)) this.#places.set(key, this.#sorted(order, isDescending));
    return this.#places.get(key);
  }

  #sorted(order, isDescending) {
    const places = [...this.#tracks.keys()];
    const direction = isDescending ? -1 : 1;
    if (order === "path") return isDescending ? places.reverse() : places;
    const member = order === "duration" ? "duration_seconds" : order;
    const values = this.#tracks.map((track) => track[member]);
    const compared =
      order === "duration" ? (left, right) => left - right : collator.compare.bind(collator);
    return places.sort((left, right) => {
      const [first, second] = [values[left], values[right]];
      if (first === null || second === null) {
        return (first === null) - (second === null) || left - right;
      }
      return direction * compared(first, second) || left - right;
    });
  }
}
