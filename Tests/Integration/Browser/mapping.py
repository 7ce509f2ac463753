"""The library as a map: points, boxes, keyboard, and what a taste would change."""

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
