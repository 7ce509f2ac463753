"""The server stops and comes back."""

import music
from browsing import choose, opened, recommendation, shown
from checks import check
from serving import Server

# A server's own token changes with each start.
TOKEN = "0123456789abcdef"


@check("a server that is killed and restarted on its port is found again, and everything works")
def restarted(stage):
    folder = stage.new_folder("healing")
    music.make_library(folder)
    with Server(folder, token=TOKEN) as server, opened(stage.browser, server) as page:
        page.watch.expect("WebSocket connection", "Failed to load resource")
        before = shown(page, music.HYBRID)
        banner = page.locator("#connection")
        assert banner.inner_text() == ""
        server.kill()
        banner.get_by_text("No connection").wait_for()
        # What was loaded stays.
        assert recommendation(page) == before
        assert page.locator("mastering-recommendation .badge").is_visible()
        # What is missing is reported in words.
        choose(page, music.SINGLE)
        page.get_by_role("heading", name="The server cannot be reached").wait_for()
        server.restart()
        page.wait_for_function("() => document.querySelector('#connection').textContent === ''")
        page.get_by_role("heading", name="Hi-Res Masters").wait_for()
        assert not recommendation(page)["is_hybrid"]
        # It continues as if nothing had happened.
        assert shown(page, music.HYBRID) == before


@check("a server's new profiles after a restart are used")
def other_profiles(stage):
    folder = stage.new_folder("other-profiles")
    music.make_library(folder)
    profiles = folder.parent / "profiles"
    profiles.mkdir()
    (profiles / "nowhere.yaml").write_text(music.PROFILES_THAT_MATCH_NOTHING)
    with Server(folder, token=TOKEN) as server, opened(stage.browser, server) as page:
        page.watch.expect("WebSocket connection", "Failed to load resource")
        shown(page, music.SINGLE)
        server.kill()
        server._options = ("--profiles", str(profiles))
        server.restart()
        page.get_by_role("heading", name="No profile resembles this track").wait_for()
        page.get_by_role("row").filter(has_text="Louder Than Anything").wait_for()
