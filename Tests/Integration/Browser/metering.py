"""The loudness of a track: its values, its history, and the meter during playback."""

import music
from browsing import opened, shown
from checks import check

PANEL = "#loudness:not([hidden])"


def measured(page, name):
    """Shows a track with its loudness, and returns the server's measurements."""
    responses = []
    page.on("response", lambda response: responses.append(response))
    # The loudness of the server's current track may still arrive as well.
    address = f"/api/player/loudness/{shown(page, name)['track_id']}"

    def is_wanted(response):
        return address in response.url

    told = next(filter(is_wanted, responses), None) or page.wait_for_event("response", is_wanted)
    page.locator(PANEL).wait_for()
    return told.json()


@check("the loudness of a track is shown as the server measured it, with its graph")
def numbers(stage):
    with opened(stage.browser, stage.server) as page:
        loudness = measured(page, music.HYBRID)
        values = page.locator("#loudness-readings dd b").all_inner_texts()
        wanted = [
            loudness[key]
            for key in (
                *("integrated_lufs", "loudness_range_lu", "short_term_max_lufs"),
                *("true_peak_dbtp", "peak_to_loudness_lu"),
            )
        ]
        shown_values = [None if text == "–" else float(text.replace("−", "-")) for text in values]
        for value, shown_value in zip(wanted, shown_values, strict=True):
            assert (value is None) == (shown_value is None)
            assert value is None or abs(value - shown_value) <= 0.051, (value, shown_value)
        drawing = page.locator("#loudness-history svg")
        assert drawing.locator("path.loudness-curve").get_attribute("d").startswith("M")
        overs = loudness["history"]["over_seconds"]
        assert drawing.locator("line.loudness-over").count() == len(overs)
        assert "Loudness over time" in drawing.get_attribute("aria-label")


@check("the meter shows the server's momentary loudness within 0.1 LU while a track plays")
def momentary(stage):
    with opened(stage.browser, stage.server) as page:
        loudness = measured(page, music.HYBRID)
        # The position and the shown values, read together after a frame, at 30 or more positions, and the
        # position after the frame before.
        seen = page.evaluate(
            """async () => {
              const audio = document.querySelector("#audio");
              const value = document.querySelector("#loudness-now");
              audio.currentTime = 0;
              await audio.play();
              const seen = [];
              let last = -1;
              let before = 0;
              while (seen.length < 30 && !audio.ended) {
                const earlier = before;
                await new Promise(requestAnimationFrame);
                before = audio.currentTime;
                const text = value.textContent;
                const step = Math.floor(before * 10);
                if (step === last) continue;
                last = step;
                seen.push([earlier, before, text]);
              }
              return seen;
            }"""
        )
        assert len(seen) >= 20, f"only {len(seen)} places were seen"
        history = loudness["history"]["momentary_lufs"]
        wrong = []
        for earlier, seconds, text in seen:
            # The previous frame may have drawn the value, which is long ago on a busy machine: half a frame
            # of uncertainty on either side.
            first, last = (int(max(0, place) * 10 + 1e-6) - 1 for place in (earlier - 0.1, seconds))
            places = range(first, last + 1)
            values = [history[place] if place >= 0 else None for place in places]
            if text == "–":
                if None not in values:
                    wrong.append((seconds, text, values))
                continue
            value = float(text.replace("−", "-"))
            if not any(known is not None and abs(known - value) <= 0.1 for known in values):
                wrong.append((seconds, text, values))
        assert not wrong, wrong


@check("the loudness looks right in both schemes, wide and narrow")
def looks(stage):
    for scheme in ("light", "dark"):
        for width in (360, 1280):
            with opened(stage.browser, stage.server, width=width, scheme=scheme) as page:
                measured(page, music.HYBRID)
                panel = page.locator("#loudness")
                box = panel.bounding_box()
                assert box["x"] >= 0 and box["x"] + box["width"] <= width
                panel.screenshot(path=stage.screenshots / f"loudness-{scheme}-{width}.png")
