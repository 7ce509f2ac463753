"""Pages that are watched: nothing they do goes unnoticed."""

import contextlib

import music

# What the browser says of a violated policy arrives at the page as an event.
WATCH_POLICY = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
"""


class Watch:
    """What a page did that it should not do."""

    def __init__(self, page, address):
        self._page = page
        self.troubles = []
        self.expected = []
        page.add_init_script(WATCH_POLICY)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url, address))

    def expect(self, *texts):
        """Lets lines of the console pass that hold one of these texts."""
        self.expected += texts

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _asked(self, url, address):
        if not url.startswith((address, "data:", "blob:")):
            self.troubles.append(f"request to {url}")

    def unexpected(self):
        """Everything noticed so far that was not expected."""
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
    """The page in a context of its own; leaving it fails where something unexpected happened.

    Unless told otherwise one track is made the current one before, so that no check begins with
    what another ended with.
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
    # For what a check asks beside the page; the page has to send the token by itself.
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
    """Makes one and the same track the current one."""
    tracks = asked(page, "/api/tracks")["tracks"]
    first = next((t for t in tracks if t["title"] == music.AT_FIRST), tracks[0])
    page.request.post(
        "/api/player/load", data={"track_id": first["track_id"]}, headers=page.authorization
    )


def asked(page, path):
    """What the server answers beside the page."""
    return page.request.get(path, headers=page.authorization).json()


class HeldLoads:
    """Keeps what the page posts to load a track until it is let go, at the latest at the end."""

    def __init__(self, page):
        self._page = page
        self.routes = []

    def __enter__(self):
        self._page.route("**/api/player/load", lambda route: self.routes.append(route))
        return self

    def __exit__(self, *_):
        self.release()

    def release(self):
        """Lets everything go that was kept."""
        while self.routes:
            self.routes.pop().continue_()


def choose(page, title):
    """Chooses a track as a user with a mouse does."""
    search = page.get_by_role("searchbox")
    search.fill(title)
    page.get_by_role("option", name=title).first.click()


def shown(page, title):
    """Chooses a track, and waits until its recommendation or failure is on the page."""
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
    """The payload that the component has."""
    return page.evaluate("document.querySelector('mastering-recommendation').recommendation")


def set_slider(locator, value):
    """Moves a slider as a hand does, to a whole value."""
    locator.evaluate(
        """(slider, value) => {
          slider.value = String(value);
          slider.dispatchEvent(new Event("input", { bubbles: true }));
          slider.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        value,
    )
