"""Its appearance: at every width and in both colour schemes, without jumps, and within the policy."""

import re

import music
from browsing import HeldLoads, choose, opened, set_slider, shown
from checks import check
from contrast import PAIRS, contrast
from serving import Server

KINDS = {
    "hybrid": music.HYBRID,
    "single": music.SINGLE,
    "fallback": music.FALLBACK,
    "failed": music.DAMAGED,
}


@check("contrast is computed as WCAG does")
def known_contrasts(_):
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert contrast((128, 128, 128), (128, 128, 128)) == 1
    # The darkest grey that misses 4.5 on white, and the next one.
    assert contrast((0x77,) * 3, (255,) * 3) < 4.5 < contrast((0x76,) * 3, (255,) * 3)


@check("every pair of adjacent colours has level AA contrast, light and dark")
def contrasts(stage):
    weak = []
    for scheme in ("light", "dark"):
        with opened(stage.browser, stage.server, scheme=scheme) as page:
            for front, behind, needed in PAIRS:
                colours = [computed(page, token) for token in (front, behind)]
                found = contrast(*colours)
                if found < needed:
                    weak.append(f"{scheme}: {front} on {behind} has {found:.2f}, needs {needed}")
    assert not weak, "\n".join(weak)


def computed(page, token):
    """A token's colour as the browser computes it."""
    text = page.evaluate(
        """(token) => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.setProperty("color", `var(--${token})`);
          const { color } = getComputedStyle(probe);
          probe.remove();
          return color;
        }""",
        token,
    )
    found = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", text)
    assert found, f"--{token} is {text}"
    return tuple(int(part) for part in found.groups())


@check("nothing scrolls sideways from 320 to 1,920 pixels")
def widths(stage):
    for width in (320, 360, 600, 834, 1024, 1280, 1920):
        with opened(stage.browser, stage.server, width=width) as page:
            for kind in (*KINDS.values(), music.SILENT_HERE, music.LONG_NAME):
                shown(page, kind)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{kind} is {wide} wide in {width}"
                cut = page.evaluate(OVERFLOWING)
                assert not cut, f"in {width} pixels {kind} cuts {cut}"


# Text that does not end in an ellipsis must be fully visible.
OVERFLOWING = """() => {
  const inside = (root) => [...root.querySelectorAll("*")].flatMap(
    (node) => [node, ...(node.shadowRoot ? inside(node.shadowRoot) : [])],
  );
  return inside(document.body)
    .filter((node) => node.checkVisibility() && node.clientWidth > 1)
    .filter((node) => {
      const { textOverflow, overflowX, display } = getComputedStyle(node);
      const isClipped = textOverflow === "ellipsis" || overflowX !== "visible";
      return !isClipped && display !== "inline" && node.scrollWidth > node.clientWidth + 1;
    })
    .map((node) => `${node.localName}.${node.className}`);
}"""


@check("a profile name of 128 letters is shown as far as it fits, and widens nothing")
def long_profile_names(stage):
    folder = stage.new_folder("long-names")
    music.make_library(folder)
    profiles = folder.parent / "long-profiles"
    profiles.mkdir()
    text = music.PROFILES_THAT_MATCH_ANYTHING
    for letter in "MW":
        name = letter * 128
        (profiles / f"{letter}.yaml").write_text(text.replace("NAME", name).replace("ID", letter))
    with Server(folder, "--profiles", str(profiles)) as server:
        for width in (320, 1280):
            with opened(stage.browser, server, width=width) as page:
                shown(page, music.SINGLE)
                threshold = page.get_by_role("slider", name="threshold")
                if threshold.count():
                    set_slider(threshold, 100)
                page.screenshot(path=stage.screenshots / f"long-profile-name-{width}.png")
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                name = page.locator("mastering-recommendation h2#name")
                assert len(name.get_attribute("title")) == 128
                box = name.bounding_box()
                assert box["width"] <= width and box["height"] <= 3 * 32, box


@check("content appears where its placeholder was")
def no_jump(stage):
    with opened(stage.browser, stage.server) as page:
        page.evaluate(
            """() => {
              window.shifts = [];
              new PerformanceObserver((list) => {
                for (const { value, hadRecentInput } of list.getEntries()) {
                  if (!hadRecentInput) window.shifts.push(value);
                }
              }).observe({ type: "layout-shift" });
            }"""
        )
        with HeldLoads(page):
            choose(page, music.SINGLE)
            placeholder = page.locator(".placeholder")
            placeholder.wait_for()
            before = placeholder.bounding_box()
            # A shift within half a second after a click counts as requested.
            start = page.evaluate("performance.now()")
            page.wait_for_function("(start) => performance.now() > start + 600", arg=start)
        card = page.locator("article.card")
        card.wait_for()
        after = card.bounding_box()
        for edge in ("x", "y", "width"):
            assert before[edge] == after[edge], (before, after)
        assert abs(before["height"] - after["height"]) < 80, (before, after)
        shift = sum(page.evaluate("window.shifts"))
        assert shift < 0.1, f"the layout shifted by {shift:.3f}"


@check("a card without a track shows nothing")
def nothing(stage):
    with opened(stage.browser, stage.server) as page:
        page.evaluate(
            """() => {
              const card = document.createElement("mastering-recommendation");
              card.id = "alone";
              document.querySelector(".stage").append(card);
            }"""
        )
        alone = page.locator("#alone")
        assert alone.evaluate("card => card.getBoundingClientRect().height") == 0
        assert alone.inner_text() == ""


@check(
    "the component stands alone: a recommendation without profiles has no picture and no sliders"
)
def alone(stage):
    with opened(stage.browser, stage.server) as page:
        payload = shown(page, music.HYBRID)
        page.evaluate(
            """(payload) => {
              const card = document.createElement("mastering-recommendation");
              card.id = "alone";
              card.recommendation = payload;
              document.querySelector(".stage").append(card);
            }""",
            payload,
        )
        card = page.locator("#alone")
        card.locator(".badge").wait_for()
        assert card.get_by_role("slider").count() == 0
        assert card.get_by_role("table").count() == 0
        assert len(card.locator(".legend .share").all_inner_texts()) == 3
        assert card.get_by_role("button", name="Copy as JSON").is_visible()


@check("the component refuses anything but a recommendation, and stays unchanged")
def refused(stage):
    with opened(stage.browser, stage.server) as page:
        payload = shown(page, music.SINGLE)
        for change, path in (
            ({"confidence_score": 7}, "/confidence_score"),
            ({"is_hybrid": True}, "/is_hybrid"),
            ({"fingerprint": None}, "/fingerprint"),
        ):
            refusal = page.evaluate(
                """(payload) => {
                  const card = document.querySelector("mastering-recommendation");
                  try { card.recommendation = payload; } catch (error) { return error.path; }
                }""",
                {**payload, **change},
            )
            assert refusal == path, (change, refusal)
        assert page.locator("article .badge").is_visible()


@check("the monitor detects an inline style, an inline script, an external request and an error")
def watch_has_teeth(stage):
    attempts = {
        "policy: style-src-attr": "document.body.setAttribute('style', 'color: red')",
        "policy: script-src-elem": """{
          const script = document.createElement("script");
          script.textContent = "1";
          document.body.append(script);
        }""",
        "policy: connect-src": "fetch('http://127.0.0.1:9/').catch(() => {})",
        "request to http://127.0.0.1:9/": "fetch('http://127.0.0.1:9/').catch(() => {})",
        "error: ": "setTimeout(() => { throw new Error('on purpose'); })",
        "console error: on purpose": "console.error('on purpose')",
    }
    for sign, act in attempts.items():
        try:
            # Only without the policy does the request leave the browser at all.
            bypass = sign.startswith("request")
            with opened(stage.browser, stage.server, bypass_csp=bypass) as page:
                page.evaluate(f"() => {{ {act} }}")
                page.wait_for_function("() => performance.now() > 0")
                page.evaluate("new Promise((resolve) => setTimeout(resolve))")
        except AssertionError as noticed:
            assert sign in str(noticed), f"{sign} is not in {noticed}"
        else:
            raise AssertionError(f"{act} went unnoticed")


@check("screenshots of every kind are taken, light, dark and narrow")
def screenshots(stage):
    views = {
        "light": {},
        "dark": {"scheme": "dark"},
        "360": {"width": 360, "height": 740},
        "1920": {"width": 1920, "height": 1080},
    }
    for name, options in views.items():
        with opened(stage.browser, stage.server, motion="reduce", **options) as page:
            for kind, title in KINDS.items():
                shown(page, title)
                page.get_by_role("searchbox").fill("")
                page.get_by_role("button", name="Pause").click()
                page.get_by_role("listbox").press("ArrowUp")
                page.get_by_role("listbox").press("ArrowDown")
                page.locator("body").evaluate("() => document.activeElement.blur()")
                path = stage.screenshots / f"{kind}-{name}.png"
                page.screenshot(path=path, full_page=True)
                assert path.stat().st_size > 10_000
    with opened(stage.browser, stage.server, motion="reduce") as page:
        # A server that reports nothing has no known current track.
        page.route_web_socket(re.compile("/ws$"), lambda socket: None)
        page.reload()
        page.locator("#tracks [role=option]").first.wait_for()
        page.screenshot(path=stage.screenshots / "nothing-chosen-light.png")
        with HeldLoads(page):
            page.get_by_role("option", name=music.LONG_NAME).click()
            page.locator(".placeholder").wait_for()
            page.screenshot(path=stage.screenshots / "awaited-light.png")
