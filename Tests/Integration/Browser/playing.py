"""Playback of a track."""

import music
from browsing import HeldLoads, choose, opened, set_slider, shown
from checks import check

IS_SOUNDING = "() => document.querySelector('#audio').currentTime > 0.05"


@check("a track plays at once, even before the server has answered the load")
def at_once(stage):
    with opened(stage.browser, stage.server) as page:
        with HeldLoads(page) as held:
            choose(page, music.HYBRID)
            page.wait_for_function(IS_SOUNDING)
            assert held.routes, "the load was not asked for"
            page.locator("mastering-recommendation[loading]").wait_for()
        page.locator("mastering-recommendation .badge").wait_for()


@check("play, pause, previous, next and position work")
def controls(stage):
    with opened(stage.browser, stage.server) as page:
        page.locator("#tracks [role=option]").nth(1).click()
        page.wait_for_function(IS_SOUNDING)
        player = page.get_by_role("region", name="Player")
        player.get_by_role("button", name="Pause").click()
        player.get_by_role("button", name="Play", exact=True).wait_for()
        set_slider(player.get_by_role("slider", name="Position"), 3)
        page.wait_for_function("() => document.querySelector('#audio').currentTime === 3")
        assert player.locator("#position").inner_text() == "0:03"
        title = player.get_by_role("heading").inner_text()
        player.get_by_role("button", name="Next track").click()
        page.wait_for_function(
            "(title) => document.querySelector('#playing-title').textContent !== title", arg=title
        )
        player.get_by_role("button", name="Previous track").click()
        player.get_by_role("heading", name=title, exact=True).wait_for()
        player.get_by_role("button", name="Previous track").click()
        assert player.get_by_role("button", name="Previous track").is_disabled()


@check("the server decodes what the browser cannot play")
def not_for_browsers(stage):
    with opened(stage.browser, stage.server) as page:
        assert page.evaluate("() => document.createElement('audio').canPlayType('audio/aiff')") == ""
        payload = shown(page, music.SILENT_HERE)
        assert payload["primary_profile_name"]
        page.wait_for_function(IS_SOUNDING)
        assert page.locator("#player-notice").is_hidden()
        # Its length is known, so it supports seeking.
        assert page.evaluate("() => Number.isFinite(document.querySelector('#audio').duration)")
        player = page.get_by_role("region", name="Player")
        player.get_by_role("button", name="Pause").click()
        set_slider(player.get_by_role("slider", name="Position"), 2)
        page.wait_for_function("() => document.querySelector('#audio').currentTime === 2")


@check("a track that can be neither played nor decoded still gets a recommendation, and the page says so")
def not_at_all(stage):
    with opened(stage.browser, stage.server) as page:
        page.evaluate("() => { HTMLMediaElement.prototype.canPlayType = () => ''; }")
        shown(page, music.SILENT_HERE)
        notice = page.locator("#player-notice")
        assert notice.inner_text().startswith("This browser cannot play AIFF files.")
        assert page.get_by_role("button", name="Play", exact=True).is_disabled()
