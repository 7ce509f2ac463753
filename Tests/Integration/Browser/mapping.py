"""The library as a map: points, boxes, keyboard, and what a taste or a profile would change."""

import math
import os
import random
import shutil
import subprocess

import music
from browsing import asked, opened, shown
from checks import check
from serving import Server


@check("the map shows every measured track, and measures the others on request")
def mapped(stage):
    folder = stage.new_folder("mapped")
    for recording in sorted(music.EXAMPLES.glob("*.flac")):
        shutil.copy(recording, folder)
    total = len(list(folder.iterdir()))
    with Server(folder) as server, opened(stage.browser, server) as page:
        page.get_by_role("button", name="Map").click()
        # The first loaded track may already be known.
        page.locator("#map-words", has_text=f"of {total} tracks are measured.").wait_for()
        page.get_by_role("button", name="Measure the other").click()
        # On a busy machine the analysis takes a while.
        page.locator("#map-words", has_text=f"{total} tracks.").wait_for(timeout=120_000)
        points = asked(page, "/api/library/map")["tracks"]
        assert len(points) == total
        assert page.locator("#map-measure").is_hidden()
        legend = page.locator("#map-legend li").all_inner_texts()
        names = {p["profile_id"]: p["name"] for p in asked(page, "/api/profiles")["profiles"]}
        for profile in {point["profile_id"] for point in points}:
            count = sum(point["profile_id"] == profile for point in points)
            name = "resemble no profile" if profile is None else names[profile]
            assert any(f"{count}" in line and name in line for line in legend), (profile, legend)
        axes = page.locator("#map-x option").all_inner_texts()
        assert len(axes) == 8 and "main component" in axes[6], axes
        for view in ({"x": 0, "y": 2}, {"x": 6, "y": 7}):
            page.locator("#map-x").select_option(str(view["x"]))
            page.locator("#map-y").select_option(str(view["y"]))
            page.evaluate("() => new Promise(requestAnimationFrame)")
            page.screenshot(path=stage.screenshots / f"map-{view['x']}.png")
            assert page.evaluate(COLOURS) > 4


# The number of colours of the map, roughly; an empty map has one.
COLOURS = """() => {
  const canvas = document.querySelector("#map-canvas");
  const { width, height } = canvas;
  const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 200) seen.add(`${data[at] >> 5},${data[at + 1] >> 5},${data[at + 2] >> 5}`);
  }
  return seen.size;
}"""


@check("a click on the map plays the track there, and so do arrow keys and Enter")
def played(stage):
    with opened(stage.browser, stage.server) as page:
        shown(page, music.SINGLE)
        measure(page)
        page.get_by_role("button", name="Map").click()
        page.get_by_text("Hover over a track").wait_for()
        points = asked(page, "/api/library/map")["tracks"]
        titles = {t["track_id"]: t["title"] for t in asked(page, "/api/tracks")["tracks"]}
        canvas = page.locator("#map-canvas")
        place = next(p for p in points if titles[p["track_id"]] == music.HYBRID)
        x, y = spot(canvas, points, place)
        canvas.hover(position={"x": x, "y": y})
        page.locator("#map-track", has_text=music.HYBRID).wait_for()
        canvas.click(position={"x": x, "y": y})
        page.get_by_role("heading", name=music.HYBRID).wait_for()
        # From there to another point with the keyboard, and back without the mouse.
        canvas.focus()
        before = page.locator("#map-track").inner_text()
        for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
            page.keyboard.press(key)
            now = page.locator("#map-track").inner_text()
            if now != before:
                break
        assert now != before, now
        page.keyboard.press("+")
        page.keyboard.press("Enter")
        title = page.locator("#playing-title").inner_text()
        assert title in now, (title, now)
        page.keyboard.press("0")
        page.get_by_role("button", name="Map").click()
        assert canvas.is_hidden()


def measure(page):
    """Makes the server analyse all tracks, which can take a busy machine a while."""
    answer = page.request.get(
        "/api/library/map?measure=true", headers=page.authorization, timeout=120_000
    )
    assert answer.ok, answer.text()


def spot(canvas, points, place):
    """The position of a track on the canvas, by loudness and spectral centroid, from the definition of the
    map.
    """
    box = canvas.bounding_box()
    left, right, top, bottom = 60, 16, 14, 46
    found = []
    for metric in ("loudness_dbfs", "spectral_centroid"):
        values = [point["fingerprint"][metric] for point in points]
        low, high = min(values), max(values)
        air = (high - low) * 0.05
        low, high = low - air, high + air
        found.append((place["fingerprint"][metric] - low) / (high - low))
    return (
        left + found[0] * (box["width"] - left - right),
        box["height"] - bottom - found[1] * (box["height"] - top - bottom),
    )


@check("the map shows what following your choices would change before they are followed")
def previewed(stage):
    folder = stage.new_folder("previewed")
    for name in (music.HYBRID, music.SINGLE):
        shutil.copy(music.EXAMPLES / f"{name}.flac", folder)
    taste = folder.parent / "previewed-taste.ndjson"
    with (
        Server(folder, "--taste-file", str(taste)) as server,
        opened(stage.browser, server) as page,
    ):
        payload = shown(page, music.HYBRID)
        measure(page)
        page.get_by_role("button", name="Map").click()
        page.locator("#map-words", has_text="2 tracks.").wait_for()
        button = page.get_by_role("button", name="Effect of my choices")
        button.click()
        page.get_by_text("0 of 2 tracks would get a different recommendation").wait_for()
        button.click()
        # Only the last profile of the blend, which changes the result audibly.
        for _ in range(3):
            decide(page, payload)
        button.click()
        page.get_by_text("1 of 2 tracks would get a different recommendation").wait_for()
        # The request changed nothing.
        assert asked(page, "/api/taste")["decisions"] == 3


def decide(page, payload):
    """Stores the blend with all weight on its last member, as a page could."""
    weights = [
        {"profile_id": member["profile_id"], "weight": float(place == 2)}
        for place, member in enumerate(payload["weighted_profiles"])
    ]
    body = {
        "decision": "adjusted",
        "fingerprint": payload["fingerprint"],
        "confidence_threshold": payload["confidence_threshold"],
        "top_k": payload["top_k"],
        "weights": weights,
    }
    answer = page.evaluate(
        """async (body) => {
          const { sharedAccess } = await import("/page/access.js");
          const response = await sharedAccess().fetch("/api/taste/decisions", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
          });
          return response.status;
        }""",
        body,
    )
    assert answer == 200, answer


@check("a profile from a file is tried on the library, and nothing of it is kept")
def tried(stage):
    folder = stage.new_folder("tried")
    for name in (music.HYBRID, music.SINGLE, music.FALLBACK):
        shutil.copy(music.EXAMPLES / f"{name}.flac", folder)
    with Server(folder) as server, opened(stage.browser, server) as page:
        measure(page)
        page.get_by_role("button", name="Map").click()
        page.locator("#map-words", has_text="3 tracks.").wait_for()
        points = asked(page, "/api/library/map")["tracks"]
        titles = {t["track_id"]: t["title"] for t in asked(page, "/api/tracks")["tracks"]}
        hybrid = next(p for p in points if titles[p["track_id"]] == music.HYBRID)
        profiles = asked(page, "/api/profiles")
        mine = folder.parent / "mine.yaml"
        mine.write_text(fitting(hybrid))
        # With the keyboard to the file, as far as a page may know of it.
        page.locator("#map-taste").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.id") == "try-file"
        page.locator("#try-file").set_input_files(mine)
        page.get_by_text("Trying “Mine”. 1 of 3 tracks would be recommended otherwise.").wait_for()
        row = page.locator("#try-changes li")
        assert row.count() == 1
        words = row.inner_text()
        assert words.startswith(music.HYBRID) and "a blend led by" in words, words
        assert "→ Mine (+3.0\u00a0dB, −1.0\u00a0dB crest, +150\u00a0Hz)" in words, words
        assert page.get_by_text("--profiles FILE --with-built-in").is_visible()
        page.locator("#try").screenshot(path=stage.screenshots / "try.png")
        page.screenshot(path=stage.screenshots / "try-page.png", full_page=True)
        assert asked(page, "/api/profiles") == profiles
        page.set_viewport_size({"width": 320, "height": 740})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        page.locator("#try").screenshot(path=stage.screenshots / "try-320.png")
        page.set_viewport_size({"width": 1280, "height": 900})
        row.get_by_role("button").press("Enter")
        page.get_by_role("heading", name=music.HYBRID).wait_for()
        # A refused file takes the place of the try; its problems are sentences.
        broken = folder.parent / "broken.yaml"
        broken.write_text("profile_id: mine\nversion: 1.0\n")
        # The answer is 400, which the browser reports too.
        page.watch.expect("400 (Bad Request)")
        page.locator("#try-file").set_input_files(broken)
        page.get_by_text("broken.yaml was not tried:").wait_for()
        problems = page.locator("#try-problems li").all_inner_texts()
        assert any("name" in problem for problem in problems), problems
        assert page.locator("#try-changes").is_hidden()
        page.get_by_role("button", name="Stop trying").press("Enter")
        assert page.locator("#try-problems").is_hidden()
        assert page.locator("#try-words").inner_text() == ""
        # Dropped files are tried as well.
        page.evaluate(DROP, fitting(hybrid))
        page.get_by_text("1 of 3 tracks would be recommended otherwise.").wait_for()
        page.get_by_role("button", name="Effect of my choices").click()
        page.get_by_text("0 of 3 tracks would get a different recommendation").wait_for()
        assert page.locator("#try-changes").is_hidden()


DROP = """(text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "mine.yaml"));
  document.querySelector("#try").dispatchEvent(
    new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
}"""


def fitting(point):
    """A profile around a track, which fits no other."""
    metrics = point["fingerprint"]

    def around(metric, width):
        return f"[{metrics[metric] - width}, {metrics[metric] + width}]"

    return f"""
profile_id: mine
name: Mine
version: "1.0"
detection_rules:
  loudness_dbfs: {around("loudness_dbfs", 0.2)}
  crest_db: {around("crest_db", 0.2)}
  zero_crossing_rate: {around("zero_crossing_rate", 0.01)}
processing_targets: {{loudness_change_db: 3, crest_change_db: -1, centroid_change_hz: 150}}
training: {{source: a test, tracks: 1}}
confidence: 0.5
"""


@check("twenty thousand tracks move smoothly on the map")
def twenty_thousand(stage):
    with opened(stage.browser, stage.server) as page:
        profiles = asked(page, "/api/profiles")["profiles"]
        pages = list(made_up(20_000, profiles))
        page.route(
            "**/api/library/map?*",
            lambda route: route.fulfill(json=pages[int(route.request.url.split("offset=")[1]) // 2000]),
        )
        page.get_by_role("button", name="Map").click()
        page.locator("#map-words", has_text="20,000 tracks.").wait_for()
        measured = page.evaluate(MEASURE_MAP)
        assert measured["frames"] == 240, measured
        page.screenshot(path=stage.screenshots / "map-20000.png")
        # The speed depends on the machine, but a layout for each point would take seconds.
        assert measured["work_max_ms"] < 1000, measured
        stage.tables.append(
            "20,000 tracks on the map\n"
            f"  work of a frame of zooming and moving {measured['work_p50_ms']:6.1f} ms (median), "
            f"{measured['work_max_ms']:.1f} ms (slowest of {measured['frames']})\n"
            f"  from frame to frame                   {measured['frame_p50_ms']:6.1f} ms (median), "
            f"{measured['frame_max_ms']:.1f} ms\n"
            f"  a move of the pointer over it         {measured['point_p50_ms']:6.1f} ms (median), "
            f"{measured['point_max_ms']:.1f} ms\n"
            f"  axes changed, components among them   {measured['axes_max_ms']:6.1f} ms (slowest of 8)"
        )


def made_up(count, profiles, seed=1):
    """Pages of tracks as the server sends them, each near a profile or near none."""
    chance = random.Random(seed)
    tracks = []
    for number in range(1, count + 1):
        profile = chance.choice([*profiles, None])
        rules = profile["detection_rules"] if profile else {}
        low, high = rules.get("loudness_dbfs", (-30, -8))
        loudness = chance.gauss((low + high) / 2, 3)
        low, high = rules.get("crest_db", (6, 20))
        crest = max(1, chance.gauss((low + high) / 2, 2))
        low, high = rules.get("spectral_centroid_hz") or (800, 5000)
        centroid = max(100, chance.gauss((low + high) / 2, 700))
        tracks.append({
            "track_id": number,
            "profile_id": profile and profile["profile_id"],
            "is_hybrid": chance.random() < 0.5,
            "confidence_score": round(chance.random(), 3),
            "change": {"loudness_db": 0.0, "crest_db": 0.0, "centroid_hz": 0.0},
            "fingerprint": {
                "loudness_dbfs": loudness,
                "peak_dbfs": min(0, loudness + crest),
                "crest_db": crest,
                "spectral_centroid": centroid,
                "spectral_rolloff": centroid * chance.uniform(1.8, 2.4),
                "zero_crossing_rate": centroid / 30_000 * math.exp(chance.gauss(0, 0.2)),
                "spectral_spread": centroid * chance.uniform(0.7, 1.1),
            },
        })  # fmt: skip
    for offset in range(0, count, 2000):
        end = offset + 2000
        yield {
            "total": count, "offset": offset, "next_offset": end if end < count else None,
            "unmeasured": 0, "failed": 0, "tracks": tracks[offset:end],
        }  # fmt: skip


# Zooms and moves, one step per frame. The work measured is the time of the frame's callbacks, drawing
# commands included.
MEASURE_MAP = """async () => {
  const canvas = document.querySelector("#map-canvas");
  const { width, height } = canvas.getBoundingClientRect();
  const [frames, work, points, axes] = [[], [], [], []];
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (act) =>
    request((time) => {
      const start = performance.now();
      act(time);
      work.push(performance.now() - start);
    });
  const frame = () => new Promise((resolve) => request(resolve));
  const send = (type, x, y, more = {}) =>
    canvas.dispatchEvent(new PointerEvent(type, {
      bubbles: true, pointerId: 1, clientX: canvas.getBoundingClientRect().x + x,
      clientY: canvas.getBoundingClientRect().y + y, ...more,
    }));
  canvas.setPointerCapture = () => {};
  let last = await frame();
  for (let step = 0; step < 240; step += 1) {
    if (step < 120) {
      canvas.dispatchEvent(new WheelEvent("wheel", {
        ctrlKey: true, bubbles: true, cancelable: true, deltaY: step < 60 ? -12 : 12,
        clientX: canvas.getBoundingClientRect().x + width / 2,
        clientY: canvas.getBoundingClientRect().y + height / 2,
      }));
    } else {
      if (step === 120) send("pointerdown", width / 2, height / 2);
      send("pointermove", width / 2 + (step - 115) * 2, height / 2 + (step % 20));
      if (step === 239) send("pointerup", width / 2 + 240, height / 2);
    }
    const now = await frame();
    frames.push(now - last);
    last = now;
  }
  canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "0", bubbles: true }));
  await frame();
  await frame();
  for (let step = 0; step < 200; step += 1) {
    const start = performance.now();
    send("pointermove", 80 + step * 3, 60 + step);
    points.push(performance.now() - start);
    if (step % 5 === 0) await frame();
  }
  for (let step = 0; step < 8; step += 1) {
    const start = performance.now();
    const field = document.querySelector("#map-x");
    field.selectedIndex = step;
    field.dispatchEvent(new Event("change"));
    await frame();
    axes.push(performance.now() - start);
  }
  window.requestAnimationFrame = request;
  const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  const drawn = work.slice(0, 240);
  return {
    frames: frames.length,
    work_p50_ms: middle(drawn), work_max_ms: Math.max(...drawn),
    frame_p50_ms: middle(frames), frame_max_ms: Math.max(...frames),
    point_p50_ms: middle(points), point_max_ms: Math.max(...points),
    axes_max_ms: Math.max(...axes),
  };
}"""


@check("the file that analyze --map writes draws the map and plays tracks")
def map_file(stage):
    folder = stage.new_folder("map-file")
    for recording in sorted(music.EXAMPLES.glob("*.flac")):
        shutil.copy(recording, folder)
    # A name that would close a script element.
    shutil.copy(music.EXAMPLES / "drum_roll.flac", folder / "a<!--<script>'&quot;.flac")
    # One of them is divided, and the map lies elsewhere than the relative path leads from.
    (folder / "drum_roll.cue").write_text(
        'FILE "drum_roll.flac" WAVE\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\n'
        " TRACK 02 AUDIO\n  INDEX 01 00:00:30\n"
    )
    file = stage.scratch / "map.html"
    command = [os.environ["MASTERING_COMMAND"], "analyze", "--no-cache", "--map", file, folder.name]
    subprocess.run(command, check=True, capture_output=True, cwd=folder.parent)
    count = len(list(folder.glob("*.flac"))) + 1
    page = stage.browser.new_page(viewport={"width": 1280, "height": 800})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri())
    page.locator("#count", has_text=f"{count} tracks").wait_for()
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    page.screenshot(path=stage.screenshots / "map-file.png")
    assert page.evaluate(COLOURS.replace("#map-canvas", "canvas")) > 4
    page.locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    # It plays, wherever the map lies.
    page.wait_for_function("() => document.querySelector('audio').readyState > 0")
    told = page.locator("#track").inner_text()
    assert folder.name in told and "cannot be played" not in told, told
    page.evaluate(
        """() => {
          const { tracks } = JSON.parse(document.querySelector("#data").textContent);
          const audio = document.querySelector("audio");
          audio.src = tracks.find(({ path }) => path.endsWith(".flac/02")).sound;
          return audio.play();
        }"""
    )
    page.wait_for_function("() => document.querySelector('audio').currentTime >= 0.4")
    page.close()
    assert not errors, errors
