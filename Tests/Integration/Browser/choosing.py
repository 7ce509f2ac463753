"""The library: search, order, rescan, and a very long list."""

import shutil

import music
from browsing import asked, choose, opened
from checks import check
from serving import Server


@check("a search shows its matches and their number")
def search(stage):
    with opened(stage.browser, stage.server) as page:
        count = page.locator("#track-count")
        page.get_by_role("searchbox").fill("LOOP mi")
        assert titles(page) == ["loop_mika"]
        total = len(asked(page, "/api/tracks")["tracks"])
        assert count.inner_text() == f"1 of {total} tracks"
        page.get_by_role("searchbox").press("Enter")
        page.get_by_role("heading", name="loop_mika").wait_for()
        page.get_by_role("searchbox").press("Escape")
        assert count.inner_text() == f"{total} tracks"
        assert len(titles(page)) == total


@check("tracks are in the requested order, ascending or descending")
def order(stage):
    with opened(stage.browser, stage.server) as page:
        page.get_by_role("combobox", name="Order").select_option("duration")
        listed = {t["title"]: t["duration_seconds"] for t in tracks(page)}
        known = [listed[title] for title in titles(page) if listed[title] is not None]
        assert known == sorted(known), known
        page.get_by_role("button", name="Reverse order").click()
        assert [listed[title] for title in titles(page) if listed[title]] == sorted(
            known, reverse=True
        )
        page.get_by_role("combobox", name="Order").select_option("title")
        shown_titles = titles(page)
        assert shown_titles == sorted(shown_titles, key=str.lower, reverse=True), shown_titles


@check("a long name ends in an ellipsis, and its full text is available")
def long_name(stage):
    with opened(stage.browser, stage.server, width=360, height=740) as page:
        choose(page, "a_title")
        for name in (page.locator(".track-title").first, page.locator("#playing-title")):
            assert name.get_attribute("title") == music.LONG_NAME
            assert name.evaluate("name => name.scrollWidth > name.clientWidth")
            assert name.evaluate("name => getComputedStyle(name).textOverflow") == "ellipsis"


@check("a rescan adds new files and removes missing ones")
def rescan(stage):
    folder = stage.new_folder("rescan")
    shutil.copy(music.EXAMPLES / "drum_roll.flac", folder / "first.flac")
    with Server(folder) as server, opened(stage.browser, server) as page:
        assert titles(page) == ["first"]
        # Requests about the track to be removed are answered first.
        page.wait_for_load_state("networkidle")
        shutil.copy(music.EXAMPLES / "guit_em9.flac", folder / "second.flac")
        (folder / "first.flac").unlink()
        page.get_by_role("button", name="Look for new files").click()
        page.get_by_role("option", name="second").wait_for()
        page.get_by_role("option", name="first").wait_for(state="detached")
        # An empty folder is reported as empty, and may be filled again.
        (folder / "second.flac").unlink()
        page.get_by_role("button", name="Look for new files").click()
        page.get_by_text("There is no music in these folders yet").wait_for()


@check("new and removed files are shown without pressing a button")
def watching(stage):
    folder = stage.new_folder("watched")
    shutil.copy(music.EXAMPLES / "drum_roll.flac", folder / "first.flac")
    with Server(folder) as server, opened(stage.browser, server) as page:
        assert titles(page) == ["first"]
        shutil.copy(music.EXAMPLES / "guit_em9.flac", folder / "second.flac")
        page.get_by_role("option", name="second").wait_for()
        # The search remains in effect.
        page.locator("#search").fill("third")
        page.get_by_role("option", name="second").wait_for(state="detached")
        shutil.copy(music.EXAMPLES / "guit_em9.flac", folder / "third.flac")
        page.get_by_role("option", name="third").wait_for()
        assert titles(page) == ["third"]
        page.locator("#search").fill("")
        (folder / "first.flac").unlink()
        page.get_by_role("option", name="first").wait_for(state="detached")
        assert titles(page) == ["second", "third"]


@check("the progress of a scan is shown during the scan")
def progress(stage):
    with opened(stage.browser, stage.server) as page:
        states = iter(["scanning", "scanning", "ready"])
        state = {
            "state": "scanning",
            "files_found": 1200,
            "files_read": 300,
            "tracks": 0,
            "problems": 2,
        }

        def answer(route):
            state["state"] = next(states)
            route.fulfill(json=state)

        page.route("**/api/library", answer)
        page.route("**/api/library/scan", lambda route: route.fulfill(status=202, json=state))
        page.get_by_role("button", name="Look for new files").click()
        page.get_by_text("Read 300 of 1,200 files").wait_for()
        bar = page.get_by_role("progressbar")
        assert bar.evaluate("bar => bar.value / bar.max") == 0.25
        page.get_by_text("2 files or folders could not be read.").wait_for()
        assert bar.is_hidden()


@check("ten thousand tracks scroll smoothly")
def ten_thousand(stage):
    many = [
        {
            "track_id": number,
            "title": f"Track {number}",
            "artist": f"Ärtist {number % 97}",
            "album": f"Album {number % 997}",
            "duration_seconds": 60 + number % 400,
            "media_type": "audio/flac",
        }
        for number in range(10_000)
    ]
    with opened(stage.browser, stage.server) as page:
        page.route("**/api/tracks", lambda route: route.fulfill(json={"tracks": many}))
        page.reload()
        page.get_by_text("10,000 tracks").wait_for()
        measured = page.evaluate(MEASURE_LIST)
        assert measured["rows"] < 80, measured
        assert measured["last"] == "Track 9999", measured
        assert measured["setSize"] == "10000", measured
        # The small number of rows keeps it fluid. The measured speed is only printed, because it depends on
        # the machine.
        stage.tables.append(
            "10,000 tracks\n"
            f"  a key in the search  {measured['search_ms']:6.1f} ms (slowest of 9)\n"
            f"  a new order          {measured['order_ms']:6.1f} ms (slowest of 4)\n"
            f"  a frame of scrolling {measured['frame_p50_ms']:6.1f} ms (median), "
            f"{measured['frame_max_ms']:.1f} ms (slowest of {measured['frames']})\n"
            f"  rows in the document {measured['rows']:6}"
        )


# Each search and order with the drawing that it causes; then scrolling from top to bottom, one screen per
# frame.
MEASURE_LIST = """async () => {
  const list = document.querySelector("#tracks");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const slowest = async (acts) => {
    const times = [];
    for (const act of acts) {
      const start = performance.now();
      act();
      list.offsetHeight;
      times.push(performance.now() - start);
      await frame();
    }
    return Math.max(...times);
  };
  const search = document.querySelector("#search");
  const order = document.querySelector("#order");
  const searched = (text) => () => {
    search.value = text;
    search.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const ordered = (by) => () => {
    order.value = by;
    order.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const texts = ["a", "ar", "art", "arti", "artist", "artist 9", "artist 96 t", "x", ""];
  const search_ms = await slowest(texts.map(searched));
  const order_ms = await slowest(["title", "artist", "album", "duration"].map(ordered));
  ordered("path")();
  const frames = [];
  let rows = 0;
  list.scrollTop = 0;
  let last = await frame();
  for (let step = 0; step < 200; step += 1) {
    list.scrollTop += step < 100 ? 300 : list.scrollHeight / 100;
    const now = await frame();
    frames.push(now - last);
    last = now;
    rows = Math.max(rows, list.querySelectorAll("[role=option]").length);
  }
  list.scrollTop = list.scrollHeight;
  await frame();
  await frame();
  const bottom = [...list.querySelectorAll("[role=option]")].sort(
    (first, second) => first.ariaPosInSet - second.ariaPosInSet,
  ).at(-1);
  frames.sort((first, second) => first - second);
  return {
    search_ms, order_ms, rows,
    frames: frames.length,
    frame_p50_ms: frames[frames.length >> 1],
    frame_max_ms: frames.at(-1),
    last: bottom.querySelector(".track-title").textContent,
    setSize: bottom.getAttribute("aria-setsize"),
  };
}"""


def titles(page):
    """The titles in the list, from top to bottom."""
    return page.evaluate(
        """() => [...document.querySelectorAll("#tracks [role=option]")]
          .sort((first, second) => first.ariaPosInSet - second.ariaPosInSet)
          .map((row) => row.querySelector(".track-title").textContent)"""
    )


def tracks(page):
    """The server's list."""
    return asked(page, "/api/tracks")["tracks"]
