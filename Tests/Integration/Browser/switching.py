"""The user switches tracks faster than they are answered."""

import music
from browsing import asked, opened, shown
from checks import check

# Looks at the card after every change and in every frame, as fast as an eye could.
WATCH_CARD = """
  window.seen = [];
  const card = document.querySelector("mastering-recommendation");
  const look = () => {
    const title = document.querySelector("#playing-title").textContent;
    const { recommendation } = card;
    const name = card.shadowRoot.querySelector("#name");
    const isShown = name.checkVisibility();
    window.seen.push([title, recommendation?.track_id ?? null, isShown ? name.textContent : null]);
  };
  new MutationObserver(look).observe(card.shadowRoot, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
  const everyFrame = () => { look(); requestAnimationFrame(everyFrame); };
  everyFrame();
"""


@check("switching tracks quickly never shows another track's recommendation")
def quickly(stage):
    with opened(stage.browser, stage.server) as page:
        tracks = asked(page, "/api/tracks")["tracks"]
        usable = [track for track in tracks if track["title"] != music.DAMAGED]
        # The answer for each, and the name shown for it.
        expected = {}
        for track in usable:
            url = f"/api/player/mastering/recommendation/{track['track_id']}"
            answer = asked(page, url)
            no_match = "No profile resembles this track"
            name = no_match if answer["is_fallback"] else answer["primary_profile_name"]
            expected[track["title"]] = (track["track_id"], name)
        # Cleared again, so that the answers take some time.
        assert page.request.post("/api/cache/clear", headers=page.authorization).ok
        page.evaluate(WATCH_CARD)
        page.get_by_role("listbox").focus()
        for _ in range(3):
            page.keyboard.press("Home")
            for _ in tracks:
                page.keyboard.press("Enter")
                page.keyboard.press("ArrowDown")
        payload = shown(page, music.SINGLE)
        assert payload["primary_profile_name"] == expected[music.SINGLE][1]
        seen = page.evaluate("window.seen")
        with_answer = [look for look in seen if look[1] is not None]
        assert len(with_answer) > 5, f"only {len(with_answer)} looks saw a recommendation"
        for title, track_id, name in with_answer:
            assert track_id == expected[title][0], f"{title} had the answer of {track_id}"
            assert name in (None, expected[title][1]), f"{title} was shown as {name}"


@check("the server's current track is the last one selected")
def last_one(stage):
    with opened(stage.browser, stage.server) as page:
        page.get_by_role("listbox").focus()
        page.keyboard.press("Home")
        for _ in range(6):
            page.keyboard.press("Enter")
            page.keyboard.press("ArrowDown")
        shown(page, music.HYBRID)
        page.wait_for_function(
            """async () => {
              const { sharedFeed } = await import("/page/recommendation-feed.js");
              const card = document.querySelector("mastering-recommendation");
              return sharedFeed().currentTrackId === card.recommendation.track_id;
            }"""
        )
    # A user who opens the page next finds it loaded and silent.
    with opened(stage.browser, stage.server, is_fresh=False) as page:
        page.wait_for_function(
            """(title) => document.querySelector("#playing-title").textContent === title
              && document.querySelector("#audio").paused""",
            arg=music.HYBRID,
        )
        page.locator("mastering-recommendation .badge").wait_for()
