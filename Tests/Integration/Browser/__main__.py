"""Tests the page in a browser: Tests/Integration/Browser/run"""

import importlib
import os
import pathlib
import shutil
import sys
import tempfile

import checks
import music
from playwright.sync_api import Error, sync_playwright
from serving import Server

# Each declares its checks, which run in this order.
CHAPTERS = (
    *("entering", "arriving", "adjusting", "switching", "healing", "choosing", "mapping", "tasting"),
    *("playing", "metering", "hearing", "lasting", "reaching", "looking", "timing"),
)


class Stage:
    """What every check has: a browser, a server with a library, and a folder for results."""

    def __init__(self, browser, server, folder, scratch):
        self.browser = browser
        self.server = server
        self.folder = folder
        self.scratch = scratch
        self.tables = []
        self.screenshots = music.REPOSITORY / ".build-browser" / "screenshots"
        shutil.rmtree(self.screenshots, ignore_errors=True)
        self.screenshots.mkdir(parents=True)

    def new_folder(self, name):
        """An empty folder, removed after the checks."""
        folder = self.scratch / name
        folder.mkdir()
        return folder


def main():
    for chapter in CHAPTERS:
        importlib.import_module(chapter)
    chromium = os.environ.get("MASTERING_CHROMIUM")
    if not chromium:
        sys.exit("Chromium is missing. Install it, or say where it is in MASTERING_CHROMIUM.")
    with (
        tempfile.TemporaryDirectory(prefix="mastering-browser-") as scratch,
        sync_playwright() as play,
    ):
        scratch = pathlib.Path(scratch)
        folder = scratch / "library"
        folder.mkdir()
        music.make_library(folder)
        try:
            browser = play.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
        except Error as error:
            sys.exit(f"{chromium} could not be started: {error}")
        with Server(folder) as server:
            failed = checks.run(Stage(browser, server, folder, scratch), sys.argv[1:])
        browser.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
