"""Monitored pages: everything unexpected that they do is recorded."""

import contextlib

import music

# The browser reports a policy violation to the page as an event.
WATCH_POLICY = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
"""


class Watch:
    """Something a page did that it should not do."""

    def __init__(self, page, address):
        self._page = page
        self.troubles = []
        self.expected = []
        page.add_init_script(WATCH_POLICY)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url, address))

    def expect(self, *texts):
        """Allows console lines that contain one of these texts."""
        self.expected += texts

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _asked(self, url, address):
        if not url.startswith((address, "data:", "blob:")):
            self.troubles.append(f"request to {url}")

    def unexpected(self):
        """Everything recorded so far that was not expected."""
        violations = self._page.evaluate("window.violations")
        troubles = self.troubles + [f"policy: {violation}" for violation in violations]
        return [
            trouble for trouble in troubles if not any(text in trouble for text in self.expected)
        ]


@contextlib.contextmanager
def opened(
    browser,
    server,
    *,
    width=1280,
    height=900,
    scheme="light",
    motion="no-preference",
    is_fresh=True,
    **options,
):
    """The page in its own context; leaving it fails if anything unexpected happened.

    By default, one track is made current first, so that no check starts with the state another left behind.
    """
    context = browser.new_context(
        base_url=server.address,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion=motion,
        permissions=["clipboard-read", "clipboard-write"],
        **options,
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.watch = Watch(page, server.address)
    # For a check's own requests; the page must send the token by itself.
    page.authorization = server.authorization
    try:
        if is_fresh:
            load_first(page)
        page.goto(server.page)
        page.locator("#tracks [role=option]").first.wait_for()
        yield page
        unexpected = page.watch.unexpected()
        assert not unexpected, f"The page did what it should not: {unexpected}"
    finally:
        page.unroute_all(behavior="ignoreErrors")
        context.close()


def load_first(page):
    """Makes the same track current every time."""
    tracks = asked(page, "/api/tracks")["tracks"]
    first = next((t for t in tracks if t["title"] == music.AT_FIRST), tracks[0])
    page.request.post(
        "/api/player/load", data={"track_id": first["track_id"]}, headers=page.authorization
    )


def asked(page, path):
    """The server's answer to a request from outside the page."""
    return page.request.get(path, headers=page.authorization).json()


class HeldLoads:
    """Holds the page's load requests until they are released, at the latest at the end."""

    def __init__(self, page):
        self._page = page
        self.routes = []

    def __enter__(self):
        self._page.route("**/api/player/load", lambda route: self.routes.append(route))
        return self

    def __exit__(self, *_):
        self.release()

    def release(self):
        """Releases everything that was held."""
        while self.routes:
            self.routes.pop().continue_()


def choose(page, title):
    """Selects a track as a user with a mouse does."""
    search = page.get_by_role("searchbox")
    search.fill(title)
    page.get_by_role("option", name=title).first.click()


def shown(page, title):
    """Selects a track and waits until its recommendation or failure is on the page."""
    choose(page, title)
    page.wait_for_function(
        """(title) => {
          const card = document.querySelector("mastering-recommendation");
          const playing = document.querySelector("#playing-title").textContent;
          return playing === title && (card.recommendation !== null || card.failure !== null);
        }""",
        arg=title,
    )
    return recommendation(page)


def recommendation(page):
    """The component's payload."""
    return page.evaluate("document.querySelector('mastering-recommendation').recommendation")


def set_slider(locator, value):
    """Moves a slider to an integer value, as a user does."""
    locator.evaluate(
        """(slider, value) => {
          slider.value = String(value);
          slider.dispatchEvent(new Event("input", { bubbles: true }));
          slider.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        value,
    )
