"""A recommendation of each kind arrives."""

import json
import re

import music
from browsing import choose, opened, recommendation, shown
from checks import check
from serving import Server


@check("the card arrives over the WebSocket as it was sent, without a request")
def arrives(stage):
    with opened(stage.browser, stage.server) as page:
        told, asked = [], []
        # The page's own socket is already open; this hook is for the next page.
        page.on(
            "websocket", lambda socket: socket.on("framereceived", lambda text: told.append(text))
        )
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        payload = shown(page, music.HYBRID)
        messages = [json.loads(text) for text in told]
        sent = [m["data"] for m in messages if m["type"] == "mastering_recommendation"]
        assert payload in sent, f"{payload} is none of the messages"
        assert not any("/mastering/recommendation/" in url for url in asked), asked


@check("a hybrid is a bar and a legend whose percentages add up to 100")
def hybrid(stage):
    with opened(stage.browser, stage.server) as page:
        payload = shown(page, music.HYBRID)
        assert payload["is_hybrid"] and len(payload["weighted_profiles"]) == 3, payload
        card = page.locator("mastering-recommendation article")
        assert card.locator(".label").first.inner_text() == "A blend of 3, led by"
        assert card.get_by_role("heading", level=2).inner_text() == payload["primary_profile_name"]
        assert badge(card) == ("low", "Low confidence 33\u00a0%")
        shares = card.locator(".legend .share:visible").all_inner_texts()
        assert sum(int(share.split("\u00a0")[0]) for share in shares) == 100, shares
        names = card.locator(".legend .member-name:visible").all_inner_texts()
        assert names == [part["profile_name"] for part in payload["weighted_profiles"]]
        pieces = [piece.bounding_box()["width"] for piece in card.locator(".piece:visible").all()]
        for width, part in zip(pieces, payload["weighted_profiles"], strict=True):
            assert abs(width / sum(pieces) - part["weight"]) < 0.01, (pieces, part)
        assert card.locator(".reasoning").inner_text() == payload["reasoning"]
        assert changes(card) == ["−2.07\u00a0dB", "+1.01\u00a0dB", "−125.8\u00a0Hz"]


@check("a single recommendation has its name, a high confidence, and no blend")
def single(stage):
    with opened(stage.browser, stage.server) as page:
        payload = shown(page, music.SINGLE)
        card = page.locator("mastering-recommendation article")
        assert not payload["is_hybrid"] and not payload["is_fallback"]
        assert card.locator(".label").first.inner_text() == "Recommended mastering"
        assert card.get_by_role("heading", level=2).inner_text() == payload["primary_profile_name"]
        assert badge(card) == ("high", "High confidence 71\u00a0%")
        assert card.locator(".bar").first.is_hidden()


@check("a fallback shows no match, no percentage and no profile name")
def fallback(stage):
    profiles = stage.scratch / "nowhere.yaml"
    profiles.write_text(music.PROFILES_THAT_MATCH_NOTHING)
    with Server(stage.folder, "--profiles", str(profiles)) as server:
        with opened(stage.browser, server) as page:
            payload = shown(page, music.SINGLE)
            assert payload["is_fallback"], payload
            see_fallback(page, payload)
            assert page.get_by_role("row").filter(has_text="Louder Than Anything").is_visible()
    with opened(stage.browser, stage.server) as page:
        see_fallback(page, shown(page, music.FALLBACK))


def see_fallback(page, payload):
    card = page.locator("mastering-recommendation article")
    assert badge(card) == ("none", "No match")
    assert card.get_by_role("heading", level=2).inner_text() == "No profile resembles this track"
    answer = card.locator(".verdict").inner_text()
    assert "%" not in answer and payload["primary_profile_name"] not in answer, answer
    for part in (".changes", ".bar", "#threshold"):
        assert card.locator(part).is_hidden(), part


@check("a failure is explained, and a retry works once the file is complete")
def failed(stage):
    with opened(stage.browser, stage.server) as page:
        # A request over HTTP is answered with 422, which browsers log on the console.
        page.watch.expect("422")
        shown(page, music.DAMAGED)
        card = page.locator("mastering-recommendation")
        card.get_by_role("heading", name="The file is damaged or incomplete").wait_for()
        assert "The audio ends" in card.locator(".notice-text").inner_text()
        again = card.get_by_role("button", name="Try again")
        with page.expect_response(re.compile("/mastering/recommendation/")) as answer:
            again.click()
        assert answer.value.status == 422
        card.get_by_role("heading", name="The file is damaged or incomplete").wait_for()
        music.repair(stage.folder)
        again.click()
        card.locator(".card:visible .badge").wait_for()
        assert recommendation(page)["reasoning"]
        music.damage(stage.folder)


@check("after ten seconds without an answer the page says so and offers a retry")
def timed_out(stage):
    with opened(stage.browser, stage.server) as page:
        page.clock.install()
        # Simulates a server that went silent: the socket is open, but nothing arrives.
        page.route_web_socket(re.compile("/ws$"), lambda socket: None)
        page.reload()
        page.get_by_role("option", name=music.SINGLE).first.wait_for()
        # From here on, time advances only on request, however slow the machine.
        page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)
        choose(page, music.SINGLE)
        page.locator("mastering-recommendation[loading]").wait_for()
        page.clock.fast_forward(9_900)
        assert page.locator(".placeholder").is_visible()
        page.clock.fast_forward(200)
        page.get_by_role("heading", name="This takes longer than usual").wait_for()
        page.get_by_role("button", name="Try again").click()
        page.get_by_role("heading", name="Hi-Res Masters").wait_for()


@check("the page computes the server's answer, bits and text, at every threshold")
def agrees(stage):
    with opened(stage.browser, stage.server) as page:
        differing = page.evaluate(
            """async (damaged) => {
              const [{ ranked, recommended }, { reasoning }, { sharedAccess }] = await Promise.all([
                import("/page/scoring.js"), import("/page/reasoning.js"), import("/page/access.js"),
              ]);
              const json = async (url) => (await sharedAccess().fetch(url)).json();
              const { profiles } = await json("/api/profiles");
              const { tracks } = await json("/api/tracks");
              const differing = [];
              let compared = 0;
              for (const { track_id: id, title } of tracks) {
                if (title === damaged) continue;
                for (const [threshold, topK] of [[0, 1], [0.2, 2], [0.4, 3], [0.7, 3], [1, 7]]) {
                  const answer = await json(
                    `/api/player/mastering/recommendation/${id}` +
                      `?confidence_threshold=${threshold}&top_k=${topK}`,
                  );
                  const { headroom } = answer;
                  const options = { confidenceThreshold: threshold, topK, headroom };
                  const own = recommended(profiles, answer.fingerprint, options);
                  const words = reasoning(own, ranked(profiles, answer.fingerprint, topK));
                  const text = (value) => JSON.stringify(Object.entries(value).sort());
                  if (text({ track_id: id, ...own, reasoning: words }) !== text(answer)) {
                    differing.push([title, threshold, words, answer.reasoning]);
                  }
                  compared += 1;
                }
              }
              return compared < 50 ? `only ${compared} were compared` : differing;
            }""",
            music.DAMAGED,
        )
        assert differing == [], differing


def badge(card):
    """The level and the text of the badge."""
    shown_badge = card.locator(".badge")
    return shown_badge.get_attribute("data-level"), " ".join(shown_badge.inner_text().split("\n"))


def changes(card):
    """The three predicted changes as shown."""
    return card.locator(".change-value").all_inner_texts()
