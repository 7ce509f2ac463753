"""The user adjusts threshold and blend, and the predictions follow."""

import json
import math

import music
from arriving import badge, changes
from browsing import asked, opened, recommendation, set_slider, shown
from checks import check


@check("the weights sum to exactly 1 after every slider change, and the predictions follow")
def weights(stage):
    with opened(stage.browser, stage.server) as page:
        payload = shown(page, music.HYBRID)
        card = page.locator("mastering-recommendation article")
        sliders = card.get_by_role("slider", name="Weight of")
        assert sliders.count() == 3
        before = changes(card)
        for index, percentage in [(0, 80), (1, 5), (2, 100), (0, 0), (1, 37), (0, 99), (2, 1)]:
            set_slider(sliders.nth(index), percentage)
            shares = card.locator(".legend .share").all_inner_texts()
            assert sum(int(share.split("\u00a0")[0]) for share in shares) == 100, shares
            assert shares[index] == f"{percentage}\u00a0%", shares
            blend = copied_blend(page, card)
            given = {part["profile_id"]: part["weight"] for part in blend["weighted_profiles"]}
            assert math.fsum(given.values()) == 1, given
            own = given.get(payload["weighted_profiles"][index]["profile_id"], 0)
            assert abs(own - percentage / 100) < 1e-11, (own, percentage)
            assert abs(blend["predicted_loudness_change"] - mean(page, given)) < 1e-9, blend
        assert changes(card) != before
        assert card.get_by_role("heading", name="What your blend will change").is_visible()
        card.get_by_role("button", name="Reset the blend").click()
        assert changes(card) == before
        assert copied_blend(page, card)["weighted_profiles"] == payload["weighted_profiles"]
        assert card.get_by_role("heading", name="What it will change").is_visible()


def copied_blend(page, card):
    """The blend, as a user copies it."""
    card.get_by_role("button", name="Copy as JSON").click()
    card.locator(".outcome", has_text="Copied").wait_for()
    return json.loads(page.evaluate("navigator.clipboard.readText()"))


def mean(page, weights):
    """Σ weight · target in loudness, from the server's catalogue and in Python's arithmetic."""
    catalogue = asked(page, "/api/profiles")["profiles"]
    targets = {p["profile_id"]: p["processing_targets"]["loudness_change_db"] for p in catalogue}
    return math.fsum(weight * targets[name] for name, weight in weights.items())


@check("the threshold turns a blend into a single profile and back where the page says it does")
def threshold(stage):
    with opened(stage.browser, stage.server) as page:
        payload = shown(page, music.HYBRID)
        card = page.locator("mastering-recommendation article")
        slider = card.get_by_role("slider", name="Confidence needed for a single profile")
        point = card.locator("#turning-point")
        assert point.inner_text() == "One profile alone up to 33.3\u00a0%, a blend of 3 above."
        blended = changes(card)
        set_slider(slider, 33)
        assert card.locator(".label").first.inner_text() == "Recommended mastering"
        assert card.locator(".bar").first.is_hidden()
        assert changes(card) == ["−3.10\u00a0dB", "0.00\u00a0dB", "−77.5\u00a0Hz"]
        assert "resembles Live Rock" in card.locator(".reasoning").inner_text()
        set_slider(slider, 34)
        assert card.locator(".bar").first.is_visible()
        assert changes(card) == blended
        assert "34 % needed" in card.locator(".reasoning").inner_text()
        # The tick marks the value at which the recommendation changes kind.
        tick = card.locator(".tick").bounding_box()
        groove = slider.bounding_box()
        at = (tick["x"] + tick["width"] / 2 - groove["x"] - 10) / (groove["width"] - 20)
        assert abs(at - payload["confidence_score"]) < 0.01, at
        card.get_by_role("button", name="Back to 40").click()
        assert slider.input_value() == "40"
        assert card.locator(".reasoning").inner_text() == payload["reasoning"]
        assert recommendation(page) == payload


@check("a changed threshold stays for the next track")
def threshold_stays(stage):
    with opened(stage.browser, stage.server) as page:
        shown(page, music.SINGLE)
        card = page.locator("mastering-recommendation article")
        set_slider(card.get_by_role("slider", name="Confidence"), 100)
        card.locator(".label", has_text="A blend of 3, led by").wait_for()
        assert badge(card) == ("high", "High confidence 71\u00a0%")
        shown(page, music.HYBRID)
        assert card.get_by_role("slider", name="Confidence").input_value() == "100"
        assert "100 % needed" in card.locator(".reasoning").inner_text()
