import { setText } from "./element.js";
import { TrackList } from "./track-list.js";
import { TrackOrder } from "./track-order.js";
import { failure as failureWords, problems, scanning, trackCount } from "./words.js";

const part = (id) => document.getElementById(id);

/** The library on the page: its list, search, order, and scan progress. */
export class LibraryPanel {
  #list;
  #order = new TrackOrder([]);
  #shown = null;
  #arranged;
  #search = part("search");

  /**
   * @param library whose states are passed to `show`
   * @param chosen called with the chosen track
   * @param arranged called when other tracks are listed, or in another order
   */
  constructor(library, { chosen, arranged }) {
    this.#arranged = arranged;
    this.#list = new TrackList(part("tracks"), chosen);
    this.#search.addEventListener("input", () => this.#searched());
    this.#search.addEventListener("keydown", (event) => this.#pressedInSearch(event));
    part("order").addEventListener("change", () => this.#arrange());
    part("direction").addEventListener("click", ({ currentTarget: button }) => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      this.#arrange();
    });
    part("rescan").addEventListener("click", () => library.rescan());
    part("library-retry").addEventListener("click", () => library.refresh());
  }

  /** Shows a state of the library. */
  show({ tracks, progress, failure, isKnown }) {
    if (tracks !== this.#shown) {
      this.#shown = tracks;
      this.#order = new TrackOrder(tracks);
      this.#arrange();
    }
    const isScanning = progress?.state === "scanning" && failure === null;
    part("scan").hidden = !isScanning;
    part("rescan").disabled = isScanning;
    if (isScanning) {
      setText(part("scan-words"), scanning(progress));
      this.#showProgress(progress);
    }
    const trouble = isScanning || progress === null ? "" : problems(progress.problems);
    setText(part("library-problems"), trouble);
    part("library-problems").hidden = trouble === "";
    this.#showNotice(failure, isKnown && !isScanning && tracks.length === 0);
  }

  /** Marks the playing track. */
  select(trackId) {
    this.#list.selectedId = trackId;
  }

  /** The track this many rows from the playing one; undefined beyond the ends. */
  neighbour(distance) {
    return this.#list.neighbour(distance);
  }

  /** Moves the focus to the search. */
  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  #arrange() {
    const isDescending = part("direction").getAttribute("aria-pressed") === "true";
    const tracks = this.#order.matching(this.#search.value, part("order").value, isDescending);
    this.#list.tracks = tracks;
    setText(part("track-count"), trackCount(tracks.length, (this.#shown ?? []).length));
    this.#arranged();
  }

  #searched() {
    this.#arrange();
    // The mark shows what Enter plays; once all tracks are listed again, it returns to the playing
    // one.
    if (this.#search.value === "") this.#list.markSelected();
    else this.#list.markFirst();
  }

  // From the search directly into its results.
  #pressedInSearch(event) {
    if (event.key === "ArrowDown") part("tracks").focus();
    else if (event.key === "Enter") this.#list.choose();
    else if (event.key === "Escape" && this.#search.value !== "") {
      this.#search.value = "";
      this.#searched();
    } else return;
    event.preventDefault();
  }

  #showProgress({ files_found: found, files_read: read }) {
    const bar = part("scan-progress");
    if (found === 0) bar.removeAttribute("value");
    else {
      bar.max = found;
      bar.value = read;
    }
  }

  #showNotice(failure, isEmpty) {
    const words = failure === null ? null : failureWords(failure);
    const text = words
      ? [`${words.title}.`, ...words.sentences].join(" ")
      : isEmpty
        ? "There is no music in these folders yet. Add some, and look for new files."
        : "";
    setText(part("library-notice-words"), text);
    part("library-notice").hidden = text === "";
    part("library-retry").hidden = failure === null;
    part("tracks").hidden = isEmpty;
  }
}
