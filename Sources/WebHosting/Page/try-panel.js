import { sharedAccess } from "./access.js";
import { element, setText } from "./element.js";
import { count } from "./numbers.js";
import { MOST_BYTES, preview, previewWords, sideWords, TOO_LARGE, triedWords } from "./profile-preview.js";

const part = (id) => document.getElementById(id);

// How many changed tracks are listed at a time: a list of thousands would be slow to build and too long to read.
const LISTED = 50;

/**
 * Tries profiles from a file: what they would change in the library. Nothing is kept, neither by the server
 * nor by the page.
 */
export class TryPanel {
  #title;
  #chosen;
  #marked;
  #panel = part("try");
  #file = part("try-file");
  #list = part("try-changes");
  #changed = [];
  #work = new AbortController();

  /**
   * @param title returns the title of a track, by its id
   * @param chosen called with the id of a chosen track
   * @param marked called with the ids of the changed tracks, or null after the try
   */
  constructor({ title, chosen, marked }) {
    this.#title = title;
    this.#chosen = chosen;
    this.#marked = marked;
    this.#file.addEventListener("change", () => this.#take(this.#file.files[0]));
    this.#panel.addEventListener("dragover", (event) => this.#hover(event));
    this.#panel.addEventListener("dragleave", () => delete this.#panel.dataset.state);
    this.#panel.addEventListener("drop", (event) => this.#drop(event));
    part("try-leave").addEventListener("click", () => {
      this.leave();
      this.#file.focus();
    });
    part("try-more").addEventListener("click", () => this.#listMore());
  }

  /** Ends the try, so that nothing of it is shown. */
  leave() {
    this.#work.abort();
    // The same file can be chosen again, after a correction.
    this.#file.value = "";
    this.#clear();
    setText(part("try-words"), "");
    this.#marked(null);
  }

  #hover(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.#panel.dataset.state = "over";
  }

  #drop(event) {
    delete this.#panel.dataset.state;
    const [file] = event.dataTransfer.files;
    if (file === undefined) return;
    event.preventDefault();
    this.#file.value = "";
    this.#take(file);
  }

  async #take(file) {
    this.#work.abort();
    if (file === undefined) return;
    this.#work = new AbortController();
    const { signal } = this.#work;
    this.#clear();
    this.#marked(null);
    part("try-leave").hidden = false;
    setText(part("try-words"), "Comparing …");
    let found = null;
    try {
      const arrived = (done, total) => setText(part("try-words"), `Compared ${count(done)} of ${count(total)} tracks …`);
      // Not read before its size is known: it may be a film.
      found =
        file.size > MOST_BYTES
          ? { sentences: [TOO_LARGE] }
          : await preview(await file.arrayBuffer(), { fetch: sharedAccess().fetch, signal, arrived });
    } catch {
      if (signal.aborted) return;
      found = { sentences: ["The file cannot be read."] };
    }
    if (signal.aborted) return;
    if (found.sentences === undefined) this.#show(found);
    else this.#refuse(file.name, found.sentences);
  }

  #show(found) {
    setText(part("try-words"), `${triedWords(found.added)} ${previewWords(found)}`);
    part("try-keep").hidden = false;
    this.#changed = found.changed;
    this.#marked(new Set(found.changed.map(({ track_id: id }) => id)));
    this.#list.hidden = this.#changed.length === 0;
    this.#listMore();
  }

  #listMore() {
    const shown = this.#list.childElementCount;
    const next = this.#changed.slice(shown, shown + LISTED);
    this.#list.append(...next.map((change) => this.#row(change)));
    const rest = this.#changed.length - this.#list.childElementCount;
    const more = part("try-more");
    more.hidden = rest === 0;
    setText(more, `Show ${count(Math.min(rest, LISTED))} more of ${count(rest)}`);
    // The button may be gone, and with it the place on the page.
    if (shown > 0) this.#list.children[shown]?.querySelector("button").focus();
  }

  #row({ track_id: id, now, then }) {
    const title = this.#title(id);
    const play = element("button", { type: "button", class: "quiet", text: title, title: `Play ${title}` });
    play.addEventListener("click", () => this.#chosen(id));
    const words = element("span", {}, `${sideWords(now)} → `, element("b", { text: sideWords(then) }));
    return element("li", {}, play, words);
  }

  #refuse(name, sentences) {
    setText(part("try-words"), `${name} was not tried:`);
    const list = part("try-problems");
    list.replaceChildren(...sentences.map((text) => element("li", { text })));
    list.hidden = false;
  }

  #clear() {
    this.#changed = [];
    for (const list of [this.#list, part("try-problems")]) {
      list.replaceChildren();
      list.hidden = true;
    }
    for (const id of ["try-more", "try-keep", "try-leave"]) part(id).hidden = true;
  }
}
