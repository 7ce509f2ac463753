"""Weights for each change, stored choices, and the origin of profiles."""

import json
import os
import shutil
import subprocess

import music
from arriving import changes
from browsing import asked, opened, recommendation, set_slider, shown
from checks import check
from serving import Server

ROUNDED = ("predicted_loudness_change", "predicted_crest_change", "predicted_centroid_change")


@check("weights per change are the server's, and adjusting one affects only its change")
def weighted(stage):
    with opened(stage.browser, stage.server) as page:
        payload = shown(page, music.HYBRID)
        card = page.locator("mastering-recommendation article")
        plain = changes(card)
        card.get_by_label("Weight each change separately").check()
        path = f"/api/player/mastering/recommendation/{payload['track_id']}?weighting=dimension"
        blend = asked(page, path)["blend"]
        assert changes(card) == written(blend), (changes(card), blend)
        rows = card.locator(".dimension-row")
        assert rows.count() == 3
        for number, name in enumerate(("loudness", "crest", "spectral_centroid")):
            label = rows.nth(number).locator(".bar").get_attribute("aria-label")
            shares = [int(part.split(" %")[0].split()[-1]) for part in label.split(", ")]
            weights = [member["weights"][name] for member in blend["members"]]
            assert sum(shares) == 100, label
            assert all(abs(s / 100 - w) < 0.011 for s, w in zip(shares, weights)), (label, weights)
        before = changes(card)
        set_slider(rows.nth(1).get_by_role("slider").first, 100)
        after = changes(card)
        assert after[0] == before[0] and after[1] != before[1] and after[2] == before[2], after
        card.get_by_role("button", name="Reset the weights").click()
        assert changes(card) == before
        card.get_by_label("Weight each change separately").uncheck()
        assert changes(card) == plain


def written(blend):
    """Three changes as the card prints them."""
    loudness, crest, centroid = (blend[name] for name in ROUNDED)

    def text(value, decimals, unit):
        number = f"{abs(value):.{decimals}f}"
        sign = "" if float(number) == 0 else "−" if value < 0 else "+"
        return f"{sign}{number}\u00a0{unit}"

    return [text(loudness, 2, "dB"), text(crest, 2, "dB"), text(centroid, 1, "Hz")]


@check("a choice takes one click, is stored, and another click undoes it")
def chosen(stage):
    with tasted(stage, "chosen") as (server, file), opened(stage.browser, server) as page:
        shown(page, music.HYBRID)
        taste = page.locator("#taste")
        taste.get_by_text("No choices yet.").wait_for()
        assert taste.get_by_role("button", name="Undo").is_disabled()
        for button, outcome, kind in (
            ("Accept", "Accepted", "accepted"),
            ("Keep my settings", "Your settings were kept", "adjusted"),
            ("Reject", "Rejected", "rejected"),
        ):
            taste.get_by_role("button", name=button).click()
            taste.get_by_text(outcome, exact=True).wait_for()
            assert f'"kind":"{kind}"' in file.read_text().splitlines()[-1], file.read_text()
            assert asked(page, "/api/taste")["decisions"] == 1
            taste.get_by_role("button", name="Undo").click()
            taste.get_by_text("Undone", exact=True).wait_for()
            taste.get_by_text("No choices yet.").wait_for()
            assert asked(page, "/api/taste")["decisions"] == 0


@check("a choice and a blend that follows choices are those of the weights per change that are shown")
def separately(stage):
    with tasted(stage, "separately") as (server, file), opened(stage.browser, server) as page:
        payload = shown(page, music.HYBRID)
        card = page.locator("mastering-recommendation article")
        taste = page.locator("#taste")
        path = f"/api/player/mastering/recommendation/{payload['track_id']}?weighting=dimension"
        card.get_by_label("Weight each change separately").check()
        members = asked(page, path)["blend"]["members"]
        taste.get_by_role("button", name="Accept").click()
        taste.get_by_text("Accepted", exact=True).wait_for()
        kept = json.loads(file.read_text().splitlines()[-1])["ranking"]
        for member, stored in zip(members, kept, strict=True):
            mean = sum(member["weights"].values()) / 3
            assert abs(stored["weight"] - mean) < 1e-12, (members, kept)
        taste.get_by_label("Let blends follow my choices").check()
        page.wait_for_function(
            "() => document.querySelector('mastering-recommendation').recommendation.blend?.source === 'taste'"
        )
        blend = recommendation(page)["blend"]
        assert blend["members"] == asked(page, f"{path}&taste=true")["blend"]["members"], blend
        taste.get_by_label("Let blends follow my choices").uncheck()
        card.get_by_label("Weight each change separately").uncheck()
        taste.get_by_role("button", name="Accept").click()
        page.wait_for_function(
            "() => document.querySelector('#taste-words').textContent.startsWith('2 choice')"
        )
        kept = json.loads(file.read_text().splitlines()[-1])["ranking"]
        plain = [member["weight"] for member in payload["weighted_profiles"]]
        assert all(abs(k["weight"] - w) < 1e-12 for k, w in zip(kept, plain, strict=True)), kept


@check("blends follow the choices while that is switched on, say so, and stop when it is off")
def followed(stage):
    with tasted(stage, "followed") as (server, _), opened(stage.browser, server) as page:
        payload = shown(page, music.HYBRID)
        card = page.locator("mastering-recommendation article")
        plain = changes(card)
        sliders = card.get_by_role("slider", name="Weight of")
        last = sliders.count() - 1
        set_slider(sliders.nth(last), 100)
        taste = page.locator("#taste")
        for number in range(1, 4):
            taste.get_by_role("button", name="Keep my settings").click()
            page.wait_for_function(
                "(words) => document.querySelector('#taste-words').textContent.startsWith(words)",
                arg=f"{number} choice",
            )
        favourite = payload["weighted_profiles"][last]["profile_name"]
        assert favourite in taste.locator("#taste-words").inner_text()
        card.get_by_role("button", name="Reset the blend").click()
        assert changes(card) == plain
        taste.get_by_label("Let blends follow my choices").check()
        page.wait_for_function(
            "() => document.querySelector('mastering-recommendation').recommendation.blend?.source === 'taste'"
        )
        followed_payload = recommendation(page)
        blend = followed_payload["blend"]
        weights = {m["profile_id"]: m["weights"]["loudness"] for m in blend["members"]}
        plain_weights = {m["profile_id"]: m["weight"] for m in payload["weighted_profiles"]}
        wanted = payload["weighted_profiles"][last]["profile_id"]
        assert weights[wanted] > plain_weights[wanted] + 0.05, (weights, plain_weights)
        assert changes(card) == written(blend)
        assert "times as often" in taste.locator("#taste-words").inner_text()
        # The rest of the payload is unchanged.
        assert {key: followed_payload[key] for key in payload} == payload
        taste.get_by_label("Let blends follow my choices").uncheck()
        page.wait_for_function(
            "() => document.querySelector('mastering-recommendation').recommendation.blend === undefined"
        )
        assert recommendation(page) == payload
        assert changes(card) == plain


@check("what is played as mastered has the changes that the card shows, and so has the saved file")
def rendered(stage):
    with tasted(stage, "rendered") as (server, file), opened(stage.browser, server) as page:
        payload = shown(page, music.HYBRID)
        card = page.locator("mastering-recommendation article")
        taste = page.locator("#taste")
        toggle = page.locator("#mastered-toggle")

        def keep(number):
            taste.get_by_role("button", name="Keep my settings").click()
            page.wait_for_function(
                "(words) => document.querySelector('#taste-words').textContent.startsWith(words)",
                arg=f"{number} choice",
            )

        def asks(words, act, before=None):
            """The changes that the page asks for, once the server can play them."""
            with page.expect_response(
                lambda response: "/mastering/render/" in response.url
                and words in response.url
                and response.status == 200
                and response.json()["asks"] != before,
                timeout=180_000,
            ) as told:
                act()
            return told.value.json()["asks"]

        def of(blend):
            names = ("loudness_db", "crest_db", "centroid_hz")
            return dict(zip(names, (blend[member] for member in ROUNDED)))

        last = card.get_by_role("slider", name="Weight of").count() - 1
        set_slider(card.get_by_role("slider", name="Weight of").nth(last), 100)
        for number in (1, 2):
            keep(number)
        card.get_by_role("button", name="Reset the blend").click()
        plain = asks("weighting=plain&taste=false", toggle.click)
        assert plain == of(payload), (plain, payload)
        follow = taste.get_by_label("Let blends follow my choices")
        first = asks("taste=true", follow.check)
        assert first == of(recommendation(page)["blend"]) != plain, first
        # Another choice is another rendering, under the same query.
        second = asks("taste=true", lambda: taste.get_by_role("button", name="Reject").click(), first)
        assert second == of(recommendation(page)["blend"]), second
        with page.expect_download() as download:
            page.locator("#mastered-save").click()
        assert "taste=true" in download.value.url, download.value.url
        assert asks("taste=false", follow.uncheck) == plain
        separate = card.get_by_label("Weight each change separately")
        path = f"/api/player/mastering/recommendation/{payload['track_id']}?weighting=dimension"
        weighed = asks("weighting=dimension&taste=false", separate.check)
        assert weighed == of(asked(page, path)["blend"]), weighed
        # Weights that are set for one change.
        row = card.locator(".dimension-row").nth(1).get_by_role("slider")
        own = asks("blend=", lambda: set_slider(row.nth(0), 100))
        names = ("loudness_db", "crest_db", "centroid_hz")
        assert changes(card) == written(dict(zip(ROUNDED, (own[name] for name in names)))), own
        assert own["crest_db"] != weighed["crest_db"], own
        for name in ("loudness_db", "centroid_hz"):
            assert abs(own[name] - weighed[name]) < 1e-9, (name, own, weighed)
        with page.expect_download() as download:
            page.locator("#mastered-save").click()
        leader = payload["weighted_profiles"][0]["profile_id"]
        assert f"blend={leader}%3A" in download.value.url, download.value.url
        saved = stage.scratch / "own-weights.wav"
        download.value.save_as(saved)
        measured = fingerprint(saved), fingerprint(music.EXAMPLES / f"{music.HYBRID}.flac")
        crest = measured[0]["crest_db"] - measured[1]["crest_db"]
        assert abs(crest - own["crest_db"]) < 0.2, (crest, own)
        reset = card.get_by_role("button", name="Reset the weights")
        assert asks("weighting=dimension&taste=false", reset.click) == weighed
        # How strongly a change is heard belongs to the settings that are kept.
        set_slider(page.locator("#mastered-loudness"), 50)
        keep(4)
        kept = json.loads(file.read_text().splitlines()[-1])
        assert kept["strengths"] == {"loudness": 0.5, "crest": 1, "spectral_centroid": 1}, kept


@check("weights set by hand keep the strengths of earlier choices, as shown, heard and kept")
def strengthened(stage):
    with tasted(stage, "strengthened") as (server, file), opened(stage.browser, server) as page:
        shown(page, music.HYBRID)
        card = page.locator("mastering-recommendation article")
        taste = page.locator("#taste")
        heard = page.locator("#mastered-loudness")
        set_slider(heard, 50)
        taste.get_by_role("button", name="Keep my settings").click()
        taste.get_by_text("Your settings were kept", exact=True).wait_for()
        set_slider(heard, 100)
        taste.get_by_label("Let blends follow my choices").check()
        page.wait_for_function(
            "() => document.querySelector('mastering-recommendation').recommendation.blend?.source === 'taste'"
        )
        blend = recommendation(page)["blend"]
        halved = {"loudness": 0.5, "crest": 1, "spectral_centroid": 1}
        assert blend["taste"]["strengths"] == halved, blend
        assert changes(card) == written(blend)
        # The weights of the crest factor are set; those of the loudness stay, and so does its strength.
        row = card.locator(".dimension-row").nth(1).get_by_role("slider")
        set_slider(row.first, 100)
        own = changes(card)
        assert own[0] == written(blend)[0] and own[1] != written(blend)[1], (own, blend)
        with page.expect_response(
            lambda response: "/mastering/render/" in response.url and response.status == 200,
            timeout=180_000,
        ) as told:
            page.locator("#mastered-toggle").click()
        asks = told.value.json()["asks"]
        names = ("loudness_db", "crest_db", "centroid_hz")
        assert own == written(dict(zip(ROUNDED, (asks[name] for name in names)))), (own, asks)
        taste.get_by_role("button", name="Keep my settings").click()
        page.wait_for_function(
            "() => document.querySelector('#taste-words').textContent.startsWith('2 choice')"
        )
        kept = json.loads(file.read_text().splitlines()[-1])
        assert kept["strengths"] == halved, kept


def fingerprint(file):
    """What the command measures of a file."""
    command = [os.environ["MASTERING_COMMAND"], "fingerprint", "--json", "--no-cache", str(file)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return told.get("fingerprint", told)


class tasted:
    """A server with two recordings and its own choices file."""

    def __init__(self, stage, name):
        folder = stage.new_folder(name)
        for recording in (music.HYBRID, music.SINGLE):
            shutil.copy(music.EXAMPLES / f"{recording}.flac", folder)
        self._file = folder.parent / f"{name}-taste.ndjson"
        self._server = Server(folder, "--taste-file", str(self._file))

    def __enter__(self):
        return self._server.__enter__(), self._file

    def __exit__(self, *reason):
        self._server.__exit__(*reason)


LEARNED = """\
profiles:
  - profile_id: mine
    name: "Mine <b>"
    version: "1.0"
    description: "Learned from 12 pairs of tracks before and after mastering."
    detection_rules:
      loudness_dbfs: [-40, 0]
      crest_db: [0, 35]
      zero_crossing_rate: [0.0, 0.2]
    processing_targets:
      loudness_change_db: 1
      crest_change_db: 0
      centroid_change_hz: 0
    training:
      source: "mixes → masters, 2026-11-30, first 90 s"
      tracks: 12
    confidence: 0.75
"""


@check("the origin of a profile is shown: the pairs of a learned one, and each one in a blend")
def origins(stage):
    profiles = stage.scratch / "learned.yaml"
    profiles.write_text(LEARNED)
    folder = stage.new_folder("learned")
    shutil.copy(music.EXAMPLES / f"{music.HYBRID}.flac", folder)
    with Server(folder, "--profiles", str(profiles)) as server:
        with opened(stage.browser, server) as page:
            shown(page, music.HYBRID)
            card = page.locator("mastering-recommendation article")
            card.get_by_text("Where this profile comes from").click()
            text = card.locator(".origin-list").inner_text()
            assert "Mine <b>" in text, text
            assert "mixes → masters, 2026-11-30, first 90 s, 12 recordings. Learned from 12" in text, text
    with opened(stage.browser, stage.server) as page:
        payload = shown(page, music.HYBRID)
        card = page.locator("mastering-recommendation article")
        card.get_by_text("Where these profiles come from").click()
        names = card.locator(".origin-list b").all_inner_texts()
        assert names == [m["profile_name"] for m in payload["weighted_profiles"]], names
