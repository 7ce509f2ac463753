// The page: a library to choose from, a player, and the recommendation for the playing track.

import { sharedAccess } from "./access.js";
import { setText } from "./element.js";
import { Library } from "./library.js";
import { LibraryPanel } from "./library-panel.js";
import { LoudnessPanel } from "./loudness-panel.js";
import { MapPanel } from "./map-panel.js";
import { MasteredPanel } from "./mastered-panel.js";
import "./mastering-recommendation.js";
import { Player } from "./player.js";
import { sharedFeed } from "./recommendation-feed.js";
import { recommendationStore, TIME_OUT_SECONDS } from "./recommendation-store.js";
import { listenForShortcuts } from "./shortcuts.js";
import { TastePanel } from "./taste-panel.js";
import { WholeSongPanel } from "./whole-song-panel.js";

const part = (id) => document.getElementById(id);
const card = part("recommendation");
const access = sharedAccess();
const feed = sharedFeed();
const player = new Player();
const loudnessPanel = new LoudnessPanel();
const wholeSongPanel = new WholeSongPanel();
const masteredPanel = new MasteredPanel(() => tastePanel.refresh());
const tastePanel = new TastePanel(card, {
  followed: (followed) => {
    card.recommendation = followed;
    masteredPanel.show(player.track, followed, card.threshold);
  },
  strengths: () => masteredPanel.strengths,
});
const library = new Library(libraryChanged, {
  base: location.href,
  fetch: access.fetch,
  clock: feed.clock,
});
const panel = new LibraryPanel(library, { chosen: choose, arranged: showNeighbours });
const mapPanel = new MapPanel(library, { profiles: () => card.profiles, chosen: choose });
let store = recommendationStore(null);
let unsubscribe = () => {};

// MARK: Choosing

function choose(track) {
  // Playback starts first; everything else follows.
  player.load(track);
  follow(track);
  feed.load(track.track_id);
}

/** Shows a track and its recommendation from now on, and nothing of the previous one. */
function follow(track) {
  part("welcome").hidden = true;
  panel.select(track.track_id);
  mapPanel.select(track.track_id);
  document.title = `${track.title} – Adaptive Mastering`;
  showNeighbours();
  const before = unsubscribe;
  store = recommendationStore(track.track_id);
  unsubscribe = store.subscribe(show);
  // Last, so that the connection has a listener all the time.
  before();
}

function show(state) {
  card.recommendation = state.recommendation;
  // Only now, so that the recommendation does not wait for it.
  if (state.recommendation !== null) loudnessPanel.show(state.recommendation.track_id);
  wholeSongPanel.show(player.track, state.recommendation, card.threshold);
  tastePanel.show(state.recommendation);
  masteredPanel.show(player.track, state.recommendation, card.threshold);
  card.loading = state.isLoading;
  card.failure = state.failure;
  card.timedOutAfter = state.isTimedOut ? TIME_OUT_SECONDS : null;
  card.status = state.status;
  if (state.recommendation !== null) measureArrival(state);
}

// MARK: How long it takes

const ARRIVAL = "recommendation on the page";
// The browser keeps measures forever.
const KEPT_MEASURES = 100;
let measured = null;

/** Records a measure: from the message to the frame that shows it. */
function measureArrival({ recommendation, receivedAt }) {
  // A hidden page has no frames.
  if (recommendation === measured || document.hidden) return;
  measured = recommendation;
  requestAnimationFrame(() => {
    // The first task after a frame's callbacks runs when the frame has been drawn.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      if (performance.getEntriesByName(ARRIVAL).length >= KEPT_MEASURES) {
        performance.clearMeasures(ARRIVAL);
      }
      performance.measure(ARRIVAL, {
        start: receivedAt,
        end: performance.now(),
        detail: { trackId: recommendation.track_id },
      });
    };
    port2.postMessage(null);
  });
}

// MARK: The server

async function fetchProfiles() {
  try {
    const response = await access.fetch("/api/profiles");
    if (!response.ok) return;
    const { profiles } = await response.json();
    card.profiles = profiles;
  } catch {
    // Without them there is no picture and nothing to adjust, but there is a recommendation.
  }
}

/**
 * Requests everything from the server again: it may be another one, or accept another token by now.
 */
function begin() {
  library.refresh();
  fetchProfiles();
}

// A refused WebSocket does not say why, and a restarted server has another token.
async function lookWhetherTokenIsWanted() {
  try {
    const response = await access.fetch("/api/library");
    if (response.status === 401) library.refresh();
  } catch {
    // The server is not running.
  }
}

function libraryChanged(state) {
  panel.show(state);
  part("token-form").hidden = state.failure?.code !== "unauthorized";
  adoptCurrentTrack();
  // A server that has just started knew no tracks yet when it was asked.
  const isReady = state.progress?.state === "ready";
  if (isReady && store.failure?.code === "bad_request" && has(state, store.trackId)) store.request();
}

const has = ({ tracks }, trackId) => tracks.some(({ track_id }) => track_id === trackId);

// A newly opened page shows the track that the server has loaded, and does not play it.
function adoptCurrentTrack() {
  if (player.track !== null || feed.currentTrackId === null) return;
  const track = library.state.tracks.find(({ track_id }) => track_id === feed.currentTrackId);
  if (track === undefined) return;
  player.load(track, { isToPlay: false });
  follow(track);
}

let wasLost = false;

feed.observe((news, data) => {
  if (news === "rendering") masteredPanel.hear(data);
  if (news === "loaded") adoptCurrentTrack();
  if (news === "library") library.refresh();
  if (news === "lost") {
    wasLost = true;
    setText(part("connection"), "No connection. Trying again …");
    lookWhetherTokenIsWanted();
  }
  if (news === "open") {
    setText(part("connection"), "");
    if (!wasLost) return;
    wasLost = false;
    begin();
  }
});

// MARK: Controls

function showNeighbours() {
  part("previous").disabled = panel.neighbour(-1) === undefined;
  part("next").disabled = panel.neighbour(1) === undefined;
}

for (const [id, distance] of [["previous", -1], ["next", 1]]) {
  part(id).addEventListener("click", () => {
    const track = panel.neighbour(distance);
    if (track !== undefined) choose(track);
  });
}
card.addEventListener("retry", () => store.request());
card.addEventListener("thresholdchange", ({ detail }) => {
  wholeSongPanel.turn(detail);
  masteredPanel.turnThreshold(detail);
});
card.addEventListener("changesshown", ({ detail }) => masteredPanel.turnShown(detail));
card.addEventListener("blendchange", ({ detail }) => masteredPanel.turnBlend(detail, card.strengths));
listenForShortcuts({
  toggle: () => player.toggle(),
  search: () => panel.focusSearch(),
  compare: () => masteredPanel.toggle(),
});
part("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = part("token");
  if (!access.take(field.value)) {
    field.setCustomValidity("A token has 8 or more letters, digits and -._~");
    field.reportValidity();
    return;
  }
  field.value = "";
  begin();
  feed.hurry();
});
part("token").addEventListener("input", ({ target }) => target.setCustomValidity(""));
window.addEventListener("hashchange", () => {
  if (!access.takeFromAddress()) return;
  begin();
  feed.hurry();
});
window.addEventListener("online", () => feed.hurry());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") feed.hurry();
});

begin();
