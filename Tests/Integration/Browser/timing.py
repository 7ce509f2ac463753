"""The original's performance table, measured in the browser. A busy machine takes longer, so the table shows
what was missed, and no check fails because of it."""

import re
import statistics

import music
from browsing import asked, opened
from checks import check
from serving import Server

COUNT = 7

# A separate socket that records when each message arrives.
LISTEN = """async () => {
  window.told = [];
  const { sharedAccess } = await import("/page/access.js");
  const url = `ws://${location.host}/ws`;
  const socket = new WebSocket(url, sharedAccess().protocols(url));
  socket.addEventListener("message", ({ data }) => {
    const at = performance.now();
    const { type, data: { track_id, status } } = JSON.parse(data);
    window.told.push({ at, type, track_id, status });
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("close", () => reject(new Error("the socket was refused")));
  });
}"""


@check("every stage of an unknown track is measured: load, analysis, socket, page")
def table(stage):
    folder = stage.new_folder("long")
    music.make_long_tracks(folder, COUNT)
    with Server(folder) as server, opened(stage.browser, server) as page:
        page.evaluate(LISTEN)
        rows = {"load": [], "recommendation": [], "socket": [], "page": []}
        for number in range(COUNT):
            title = f"long_{number}"
            option = page.get_by_role("option", name=re.compile(f"^{title}\\b"))
            track_id = listed(page, title)
            option.click()
            page.wait_for_function(
                """(id) => {
                  const drawn = performance.getEntriesByName("recommendation on the page");
                  const isAnswer = ({ type, track_id }) =>
                    type === "mastering_recommendation" && track_id === id;
                  return drawn.some(({ detail }) => detail.trackId === id)
                    && window.told.some(isAnswer);
                }""",
                arg=track_id,
            )
            measured = page.evaluate(MEASURED, track_id)
            assert measured["status"] == "complete", f"{title} was {measured['status']}"
            for row, times in rows.items():
                times.append(measured[row])
        stage.tables.append(written(rows))


MEASURED = """(id) => {
  const loads = performance.getEntriesByType("resource")
    .filter(({ name }) => name.endsWith("/api/player/load"));
  const load = loads.at(-1);
  const told = window.told.filter(({ track_id }) => track_id === id);
  const at = (wanted) => told.find(wanted).at;
  const isDone = ({ status }) => status === "complete" || status === "cached";
  const arrived = at(({ type }) => type === "mastering_recommendation");
  const drawn = performance.getEntriesByName("recommendation on the page")
    .find(({ detail }) => detail.trackId === id);
  return {
    load: load.duration,
    recommendation: arrived - load.startTime,
    socket: arrived - at(isDone),
    page: drawn.duration,
    status: told.find(isDone).status,
  };
}"""

# What, the limit in milliseconds, and the original's time.
ROWS = {
    "load": ("load answered", 100, "< 100 ms"),
    "recommendation": ("recommendation after loading 4 minutes of FLAC", 300, "2 to 5 s"),
    "socket": ("from ready to sent", 10, "–"),
    "page": ("from the message to its display", 100, "–"),
}


def written(rows):
    """The table as text."""
    lines = [f"{'Performance, in ms':<50}{'median':>8}{'slowest':>9}{'bound':>7}  original"]
    for row, (what, bound, original) in ROWS.items():
        times = rows[row]
        middle = statistics.median(times)
        verdict = "" if middle <= bound else "  missed"
        lines.append(
            f"  {what:<48}{middle:>8.1f}{max(times):>9.1f}{bound:>7}  {original}{verdict}"
        )
    return "\n".join(lines)


def listed(page, title):
    """The id of the track with that title."""
    tracks = asked(page, "/api/tracks")["tracks"]
    return next(track["track_id"] for track in tracks if track["title"] == title)
