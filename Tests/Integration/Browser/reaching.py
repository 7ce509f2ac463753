"""Accessibility: keyboard only, screen reader, and reduced motion."""

import music
from axe_playwright_python.sync_playwright import Axe
from browsing import HeldLoads, choose, opened, shown
from checks import check

KINDS = (music.HYBRID, music.SINGLE, music.FALLBACK, music.DAMAGED)

FOCUSED = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (focused === null || focused === document.body) return null;
  const { outlineStyle, outlineWidth, borderStyle } = getComputedStyle(focused);
  return {
    name: focused.getAttribute("aria-label") ?? focused.labels?.[0]?.textContent
      ?? focused.textContent.trim(),
    id: focused.id,
    isSeen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
  };
}"""


@check("everything can be done with the keyboard alone")
def keyboard_only(stage):
    with opened(stage.browser, stage.server) as page:
        keys = page.keyboard
        keys.press("/")
        assert page.evaluate(FOCUSED)["id"] == "search"
        keys.type("loop")
        keys.press("ArrowDown")
        assert page.evaluate(FOCUSED)["id"] == "tracks"
        keys.press("Enter")
        page.locator("mastering-recommendation .badge").wait_for()
        page.wait_for_function("() => !document.querySelector('#audio').paused")
        keys.press("Space")
        # The element is paused at once, and the button's name follows with the element's event.
        page.get_by_role("button", name="Play", exact=True).wait_for()
        # From one tab stop to the next; each must be visible, and all must be reached.
        stops = []
        for _ in range(40):
            keys.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop is None or stop["id"] == "rescan":
                break
            assert stop["isSeen"], f"the focus is not seen on {stop}"
            stops.append(stop["name"])
        for name in (
            "Play",
            "Next track",
            "Position",
            "Weight of Live Rock - Preservation Mastering",
            "Weight of Bright Masters - High-Frequency Emphasis",
            "Copy as JSON",
            "Confidence needed for a single profile",
        ):
            assert name in stops, f"{name} is none of {stops}"
        # Back to the sliders, and adjusted.
        keys.press("Shift+Tab")
        while "Confidence" not in (page.evaluate(FOCUSED) or {"name": "Confidence"})["name"]:
            keys.press("Shift+Tab")
        for _ in range(7):
            keys.press("ArrowLeft")
        page.locator("mastering-recommendation .label", has_text="Recommended mastering").wait_for()
        keys.press("ArrowRight")
        page.locator("mastering-recommendation .label", has_text="A blend of 3").wait_for()


@check("text fields, buttons and sliders keep the space bar, and a slash in the search is text")
def keys_at_home(stage):
    with opened(stage.browser, stage.server) as page:
        shown(page, music.HYBRID)
        page.wait_for_function("() => !document.querySelector('#audio').paused")
        search = page.get_by_role("searchbox")
        search.fill("")
        search.press("a")
        search.press("Space")
        search.press("/")
        assert search.input_value() == "a /"
        page.get_by_role("slider", name="Confidence").press("Space")
        assert not page.evaluate("document.querySelector('#audio').paused")
        page.get_by_role("button", name="Pause").press("Space")
        page.wait_for_function("() => document.querySelector('#audio').paused")


@check("arrow, page, Home and End keys move through the list, and the selection stays visible")
def list_keys(stage):
    with opened(stage.browser, stage.server, height=700) as page:
        listbox = page.get_by_role("listbox", name="Library")
        listbox.press("Home")
        total = listbox.get_by_role("option").first.get_attribute("aria-setsize")

        def marked():
            return page.evaluate(
                """() => {
                  const list = document.querySelector("#tracks");
                  const row = document.getElementById(list.getAttribute("aria-activedescendant"));
                  const inner = row.getBoundingClientRect();
                  const outer = list.getBoundingClientRect();
                  const isInSight = inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
                  return [row.getAttribute("aria-posinset"), isInSight];
                }"""
            )

        assert marked() == ["1", True]
        for key, place in (
            ("ArrowDown", "2"),
            ("End", total),
            ("ArrowDown", total),
            ("Home", "1"),
            ("ArrowUp", "1"),
        ):
            listbox.press(key)
            assert marked() == [place, True], (key, marked())
        listbox.press("PageDown")
        assert int(marked()[0]) > 3 and marked()[1]


@check("names and roles suit a screen reader")
def names(stage):
    with opened(stage.browser, stage.server) as page:
        shown(page, music.HYBRID)
        page.get_by_role("searchbox").fill("loop_")
        snapshot = page.locator("body").aria_snapshot()
        for expected in (
            '- heading "Adaptive Mastering" [level=1]',
            '- region "Library"',
            '- searchbox "Search title, artist and album"',
            '- combobox "Order"',
            '- listbox "Library"',
            '- option "loop_amen_full',
            '- region "Player"',
            '- button "Pause"',
            '- slider "Position"',
            '- article "A blend of 3, led by Live Rock - Preservation Mastering"',
            '- img "45 % Live Rock - Preservation Mastering, 43 % Damaged Studio - Restoration',
            '- slider "Weight of Live Rock - Preservation Mastering": "45"',
            '- slider "Confidence needed for a single profile": "40"',
            '- table "Where the track stands"',
            '- columnheader "Loudness −11.2 dBFS"',
            '- rowheader "Live Rock - Preservation Mastering"',
            'img "Loudness: −11.2 is above −15.0 to −12.0 dBFS, score',
        ):
            assert expected in snapshot, f"{expected} is not in\n{snapshot[:3000]}"


@check("new content is announced, once")
def live_region(stage):
    with opened(stage.browser, stage.server) as page:
        page.evaluate(
            """() => {
              window.heard = [];
              const spoken = document.querySelector("mastering-recommendation")
                .shadowRoot.querySelector(".unseen[role=status]");
              new MutationObserver(() => window.heard.push(spoken.textContent))
                .observe(spoken, { childList: true, characterData: true, subtree: true });
            }"""
        )
        shown(page, music.SINGLE)
        page.evaluate("window.heard = []")
        shown(page, music.HYBRID)
        slider = page.get_by_role("slider", name="Weight of Live Rock")
        slider.press("ArrowRight")
        slider.press("ArrowRight")
        shown(page, music.FALLBACK)
        shown(page, music.DAMAGED)
        heard = [text for text in page.evaluate("window.heard") if text]
        assert len(heard) == 3, heard
        assert heard[0].startswith("A blend of 3, led by: Live Rock"), heard
        assert "Low confidence, 33\u00a0%" in heard[0], heard
        assert heard[1].startswith("No match"), heard
        assert heard[2].startswith("The file is damaged or incomplete."), heard


@check("axe reports no violations, whatever is shown")
def axe(stage):
    objections = []
    for scheme, width in (("light", 1280), ("dark", 360)):
        with opened(stage.browser, stage.server, scheme=scheme, width=width) as page:
            page.watch.expect("axe")
            found = [("nothing chosen", Axe().run(page))]
            for kind in KINDS:
                shown(page, kind)
                found.append((kind, Axe().run(page)))
            for kind, result in found:
                for violation in result.response["violations"]:
                    nodes = [node["html"][:120] for node in violation["nodes"]]
                    objections.append((scheme, kind, violation["id"], nodes))
    assert not objections, objections


@check("with reduced motion, nothing moves")
def less_motion(stage):
    count = "document.querySelector('mastering-recommendation').shadowRoot.getAnimations().length"
    for motion in ("reduce", "no-preference"):
        with opened(stage.browser, stage.server, motion=motion) as page, HeldLoads(page):
            choose(page, music.HYBRID)
            page.locator(".placeholder").wait_for()
            assert (page.evaluate(count) == 0) == (motion == "reduce"), motion
