import { sharedAccess } from "./access.js";
import { setText } from "./element.js";
import { combined, decisionBody, tasteWords } from "./taste.js";

const part = (id) => document.getElementById(id);

/**
 * Accepts, keeps as set, or rejects a recommendation with one click; undoes; and switches following
 * on and off.
 */
export class TastePanel {
  #card;
  #panel = part("taste");
  #followed;
  #strengths;
  #isFollowing = false;
  #buttons = { accepted: part("taste-accept"), adjusted: part("taste-keep"), rejected: part("taste-reject") };

  /**
   * @param followed called with a recommendation when following starts or stops
   * @param strengths returns how much of each change shown is to be heard
   */
  constructor(card, { followed, strengths }) {
    this.#card = card;
    this.#followed = followed;
    this.#strengths = strengths;
    for (const [decision, button] of Object.entries(this.#buttons)) {
      button.addEventListener("click", () => this.#decide(decision));
    }
    part("taste-undo").addEventListener("click", () => this.#change("undo", "Undone"));
    part("taste-follow").addEventListener("change", ({ target }) => {
      this.#isFollowing = target.checked;
      this.#follow();
    });
  }

  /** Shows the possible decisions about a recommendation, null for none. */
  show(recommendation) {
    const isHidden = recommendation === null || recommendation.is_fallback;
    if (this.#panel.hidden && !isHidden) this.#load();
    this.#panel.hidden = isHidden;
    if (!isHidden) this.#buttons.adjusted.hidden = !recommendation.is_hybrid;
    // The server sends a chosen track the same to all clients; the taste is requested in addition.
    if (this.#isFollowing && !isHidden && recommendation.blend?.source !== "taste") this.#follow();
  }

  /** Requests the recommendation by the choices of the moment, if it follows them. */
  async refresh() {
    if (this.#isFollowing) await this.#follow();
  }

  async #load() {
    const told = await this.#fetch("/api/taste");
    if (told !== null) this.#tell(told);
  }

  async #decide(decision) {
    const recommendation = this.#card.recommendation;
    if (recommendation === null) return;
    const { weights } = this.#card;
    if (decision === "adjusted" && weights === null) return;
    const strengths = () => combined(this.#card.strengths, this.#strengths());
    const settings = decision === "adjusted" ? { weights, strengths: strengths() } : null;
    const body = decisionBody(decision, recommendation, settings, this.#card.weighting);
    const told = await this.#fetch("/api/taste/decisions", body);
    if (told === null) return;
    const words = { accepted: "Accepted", adjusted: "Your settings were kept", rejected: "Rejected" };
    this.#tell(told, words[decision]);
  }

  async #change(what, words) {
    const told = await this.#fetch(`/api/taste/${what}`, {});
    if (told !== null) this.#tell(told, told.event === null ? "There is nothing to undo" : words);
  }

  async #follow() {
    const recommendation = this.#card.recommendation;
    if (recommendation === null) return;
    const isFollowing = this.#isFollowing;
    const { track_id: trackId, confidence_threshold: threshold, top_k: topK } = recommendation;
    if (trackId === undefined) return;
    // Requested in either case: what the server sends to all may be what this page requested
    // before.
    const query = new URLSearchParams({
      confidence_threshold: threshold,
      top_k: topK,
      taste: isFollowing,
    });
    const { weighting } = this.#card;
    if (isFollowing && weighting !== null) query.set("weighting", weighting);
    const told = await this.#fetch(`/api/player/mastering/recommendation/${trackId}?${query}`);
    if (told === null || this.#card.recommendation?.track_id !== trackId) return;
    if (isFollowing !== this.#isFollowing) return;
    this.#followed(told);
    if (told.blend?.taste) setText(part("taste-words"), told.blend.taste.explanation);
  }

  #tell(taste, outcome = "") {
    const names = new Map(
      (this.#card.profiles ?? []).map(({ profile_id: id, name }) => [id, name]),
    );
    setText(part("taste-words"), tasteWords(taste, (id) => names.get(id) ?? id));
    setText(part("taste-outcome"), outcome);
    part("taste-undo").disabled = taste.decisions === 0;
    if (this.#isFollowing) this.#follow();
  }

  // The server's answer; null if it refuses, which the panel shows.
  async #fetch(path, body) {
    const options =
      body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
          };
    try {
      const response = await sharedAccess().fetch(path, options);
      const answer = await response.json();
      if (response.ok) return answer;
      setText(part("taste-outcome"), answer.error.message);
    } catch {
      setText(part("taste-outcome"), "The server cannot be reached.");
    }
    return null;
  }
}
