"""The whole song: whether its recommendation differs from that for the first 90 seconds."""

import contextlib

import music
from browsing import asked, opened, set_slider, shown
from checks import check
from serving import Server

LONG = "long_0"
WORDS = "The whole song gets"


@contextlib.contextmanager
def long_song(stage, name):
    """A server with a song of 100 s and the recordings."""
    folder = stage.new_folder(name)
    music.make_library(folder)
    music.make_long_tracks(folder, 1, seconds=100)
    with Server(folder) as server:
        yield server


def answer(page):
    """The server's answer for the whole of the shown song."""
    payload = shown(page, LONG)
    return asked(page, f"/api/player/mastering/whole/{payload['track_id']}")


def compared(page):
    """Waits for the verdict on the page, and reads it and the differences."""
    page.locator("#whole-song-comparison").wait_for()
    values = page.locator("#whole-song-differences dd b").all_inner_texts()
    words = page.locator("#whole-song-words").inner_text()
    return words, [float(text.replace("−", "-")) for text in values]


@check("on request, the page says per metric whether the whole song would get another recommendation")
def on_request(stage):
    with long_song(stage, "whole-song") as server:
        with opened(stage.browser, server) as page:
            whole = answer(page)
            assert page.locator("#whole-song-comparison").is_hidden()
            page.get_by_role("button", name="Compare the whole song").click()
            words, values = compared(page)
            kind = "the same" if whole["is_same"] else "a different"
            assert words.startswith(f"{WORDS} {kind}"), words
            assert whole["primary_profile_name"] in words, words
            for shown_value, (metric, value) in zip(
                values, whole["difference"].items(), strict=True
            ):
                allowed = {"zero_crossing_rate": 6e-6}.get(
                    metric, 0.051 if metric.startswith("spectral") else 0.0051
                )
                assert abs(shown_value - value) <= allowed, (metric, value, shown_value)
            assert any(value != 0 for value in values), values
            # A different threshold is a different request.
            set_slider(page.get_by_role("slider", name="Confidence"), 0)
            page.get_by_role("button", name="Compare the whole song").click()
            words, _ = compared(page)
            assert "blend" not in words, words
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                with opened(stage.browser, server, width=width, scheme=scheme) as page:
                    shown(page, LONG)
                    page.get_by_role("button", name="Compare the whole song").click()
                    compared(page)
                    panel = page.locator("#whole-song")
                    box = panel.bounding_box()
                    assert box["x"] >= 0 and box["x"] + box["width"] <= width
                    panel.screenshot(path=stage.screenshots / f"whole-song-{scheme}-{width}.png")


@check("it says so unprompted when the song was played to its end, but not if all of it was analysed")
def at_the_end(stage):
    with long_song(stage, "heard-to-its-end") as server, opened(stage.browser, server) as page:
        shown(page, LONG)
        page.locator("#whole-song").wait_for()
        page.wait_for_function("() => document.querySelector('#audio').readyState >= 2")
        page.evaluate("document.querySelector('#audio').currentTime = 99")
        words, _ = compared(page)
        assert words.startswith(WORDS), words
        shown(page, music.SINGLE)
        assert page.locator("#whole-song").is_hidden()
        shown(page, LONG)
        page.locator("#whole-song").wait_for()
        assert page.locator("#whole-song-comparison").is_hidden()
