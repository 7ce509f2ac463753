"""The server goes away and comes back."""

import music
from browsing import choose, opened, recommendation, shown
from checks import check
from serving import Server

# The one that a server makes is another after each start.
TOKEN = "0123456789abcdef"


@check("a server that is killed and started again on its port is found again, and all is well")
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
        # What is there stays.
        assert recommendation(page) == before
        assert page.locator("mastering-recommendation .badge").is_visible()
        # What is not there is said, in words.
        choose(page, music.SINGLE)
        page.get_by_role("heading", name="The server cannot be reached").wait_for()
        server.restart()
        page.wait_for_function("() => document.querySelector('#connection').textContent === ''")
        page.get_by_role("heading", name="Hi-Res Masters").wait_for()
        assert not recommendation(page)["is_hybrid"]
        # And it goes on as if nothing had been.
        assert shown(page, music.HYBRID) == before


@check("a server with other profiles after a restart is believed")
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
