"""Original and mastered: what is played, sample by sample, while the user switches between them."""

import itertools
import json
import time
from contextlib import contextmanager

import music
import numpy
import soundfile
from browsing import opened, set_slider, shown
from checks import check
from serving import Server

TITLE = "hybrid_tiled"
SECONDS = 25

# Audio for the loudspeakers also goes to a recorder, with the position of each block on the context's clock.
RECORDER = """
  window.recorded = [];
  const worklet = `registerProcessor("recorder", class extends AudioWorkletProcessor {
    process([input]) {
      if (input.length > 0) this.port.postMessage([currentFrame, input.map((c) => c.slice())]);
      return true;
    }
  })`;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      const { context } = target;
      context.recorder ??= (async () => {
        const module = URL.createObjectURL(new Blob([worklet], { type: "text/javascript" }));
        await context.audioWorklet.addModule(module);
        const node = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
        node.port.onmessage = ({ data }) => window.recorded.push(data);
        return node;
      })();
      context.recorder.then((node) => connect.call(this, node));
    }
    return connect.call(this, target, ...rest);
  };
"""


def tiled(stage, name, seconds=SECONDS):
    """A folder with a hybrid long enough to listen to."""
    folder = stage.new_folder(name)
    samples, rate = soundfile.read(music.EXAMPLES / f"{music.HYBRID}.flac")
    copies = -(-seconds * rate // len(samples))
    repeated = numpy.concatenate([samples] * copies)[: seconds * rate]
    soundfile.write(folder / f"{TITLE}.flac", repeated, rate)
    return folder


def begin(page):
    """Plays the track, and its mastered version once that was measured."""
    shown(page, TITLE)
    page.evaluate("document.querySelector('#audio').play()")
    page.locator("#mastered:not([hidden])").wait_for()
    with page.expect_response(
        lambda response: "/mastering/render/" in response.url
        and response.ok
        and response.json()["state"] == "measured",
        timeout=180_000,
    ) as told:
        page.locator("#mastered-toggle").click()
    page.locator("#mastered-report b").first.wait_for()
    # Restarts from the beginning, however long that took, so that enough audio is left.
    page.evaluate(
        """async () => {
          const audio = document.querySelector("#audio");
          audio.loop = true;
          audio.currentTime = 0;
          await audio.play();
        }"""
    )
    return told.value


def versions(page, response):
    """Both versions as the server delivers them, one column per channel."""
    query = response.url.partition("?")[2]
    track = response.json()["track_id"]
    sounds = {}
    for version in ("original", "mastered"):
        path = f"/api/player/stream/{track}?rendition={version}&{query}"
        body = page.request.get(path, headers=page.authorization).body()
        assert body[:4] == b"RIFF" and body[36:40] == b"data"
        fine = numpy.frombuffer(body[44:], numpy.uint8).reshape(-1, 3).astype(numpy.int32)
        whole = (fine[:, 0] << 8 | fine[:, 1] << 16 | fine[:, 2] << 24) >> 8
        sounds[version] = whole.reshape(-1, response.json()["channels"]) / 2**23
    return sounds


def record(page, milliseconds):
    """The audio sent to the loudspeakers since the last call."""
    page.wait_for_function("window.recorded.length > 0")
    page.wait_for_timeout(milliseconds)
    blocks = json.loads(page.evaluate(
        "JSON.stringify(window.recorded.splice(0).map(([at, c]) => [at, c.map((s) => [...s])]))"
    ))
    blocks.sort(key=lambda block: block[0])
    # A node without connections has one channel for a moment.
    channels = max(len(samples) for _, samples in blocks)
    return numpy.concatenate(
        [numpy.broadcast_to(numpy.array(s).T, (len(s[0]), channels)) for _, s in blocks]
    )


@contextmanager
def recorded(stage, name, seconds=SECONDS):
    """The page for a folder of that name, with a recorder for its audio."""
    with (
        Server(tiled(stage, name, seconds)) as server,
        opened(stage.browser, server, is_fresh=False, bypass_csp=True) as page,
    ):
        page.add_init_script(RECORDER)
        page.reload()
        page.locator("#tracks [role=option]").first.wait_for()
        yield page


def place(heard, source):
    """The frame of a source at which the recorded audio fits best, whatever its gain."""
    mono, whole = heard.sum(axis=1), source.sum(axis=1)
    size = 1 << (len(whole) + len(mono)).bit_length()
    found = numpy.fft.irfft(numpy.fft.rfft(whole, size) * numpy.conj(numpy.fft.rfft(mono, size)))
    energy = numpy.concatenate([[0], numpy.cumsum(whole**2)])
    starts = numpy.arange(len(whole) - len(mono) + 1)
    power = energy[starts + len(mono)] - energy[starts]
    return int(numpy.argmax(found[starts] ** 2 / numpy.maximum(power, 1e-9)))


@check("original and mastered are aligned to the sample, equally loud, and switch without a click")
def switching(stage):
    with recorded(stage, "hearing") as page:
        response = begin(page)
        rendering = response.json()
        sounds = versions(page, response)
        match = rendering["match"]
        # Fading in and matching are over.
        record(page, 1_000)
        page.wait_for_timeout(400)
        page.keyboard.press("m")
        page.wait_for_timeout(700)
        page.keyboard.press("m")
        heard = record(page, 700)
        gains = {
            version: 10 ** (match[f"{version}_gain_db"] / 20) for version in ("original", "mastered")
        }
        # Each stretch belongs to its version; the first and the last are mastered, and all share one origin.
        window = 2_048
        origin, kinds = None, []
        for first in range(0, len(heard) - window, window):
            stretch, kind = heard[first : first + window], None
            for version, factor in gains.items():
                source = sounds[version]
                start = place(stretch, source) if origin is None else origin + first
                part = source[start : start + window]
                if len(part) == window and numpy.abs(stretch - factor * part).max() < 2e-6:
                    origin, kind = start - first, version
                    break
            kinds.append(kind)
        # On a slow machine, the end of the fade into playback may still be in the recording.
        while kinds and kinds[0] is None:
            kinds.pop(0)
        runs = [(kind, len(list(run))) for kind, run in itertools.groupby(kinds)]
        names = [kind for kind, _ in runs if kind is not None]
        assert names == ["mastered", "original", "mastered"], runs
        # Between two versions is their fade of 10 ms, which is in two stretches at most.
        assert all(length <= 2 for kind, length in runs if kind is None), runs
        # A click would be a bend sharper than any in the audio, or a stretch of neither version.
        bend = numpy.abs(numpy.diff(heard, 2, axis=0)).max()
        allowed = max(
            numpy.abs(numpy.diff(gain * sounds[version], 2, axis=0)).max()
            for version, gain in gains.items()
        )
        assert bend <= 1.05 * allowed, (bend, allowed)


# From letting go of a slider to the new version of four minutes, in ms; for brightness the file's statistics
# are needed again.
BOUNDS = {"loudness": 300, "crest": 300, "brightness": 2_000}


@check("a new strength plays without a gap, and a new brightness is announced as pending")
def strengths(stage):
    with recorded(stage, "strengths", seconds=240) as page:
        begin(page)
        record(page, 800)
        took = {}
        page.evaluate(
            """() => {
              const progress = document.querySelector("#mastered-progress");
              new MutationObserver(() => { window.sawProgress ||= !progress.hidden; })
                .observe(progress, { attributes: true });
            }"""
        )
        for name, value in (("loudness", 50), ("crest", 0), ("brightness", 50)):
            page.evaluate("window.sawProgress = false")
            began = time.monotonic()
            with page.expect_response(
                lambda response, part=f"{name}_percent={value}": "rendition=mastered" in response.url
                and part in response.url
                and response.status == 206,
                timeout=180_000,
            ):
                set_slider(page.locator(f"#mastered-{name}"), value)
            took[name] = 1000 * (time.monotonic() - began)
            assert page.evaluate("window.sawProgress"), name
            page.locator("#mastered-report b").first.wait_for(timeout=180_000)
        stage.tables.append(
            "From letting go of a slider to the first bytes of the new version, four minutes of stereo\n"
            + "\n".join(
                f"  {name:<12}{milliseconds:7.0f} ms, bound {BOUNDS[name]} ms"
                + ("" if milliseconds <= BOUNDS[name] else "  missed")
                for name, milliseconds in took.items()
            )
        )
        heard = record(page, 100)
        # Digital silence for more than 5 ms is a gap; the drums have none.
        silent = numpy.abs(heard).max(axis=1) == 0
        longest = max(len(run) for run in "".join("01"[int(s)] for s in silent).split("0"))
        assert longest < 220, f"{longest} samples of silence"


@check("the loudness of both versions is drawn over time, as far apart as it is, and put into words")
def histories(stage):
    folder = tiled(stage, "histories")
    with Server(folder) as server, opened(stage.browser, server, is_fresh=False) as page:
        assert page.locator("#mastered-history").is_hidden()
        rendering = begin(page).json()
        history, match = rendering["history"], rendering["match"]
        # 25 s of ten values, the first without a loudness of three seconds.
        values = [history[f"{version}_short_term_lufs"] for version in ("original", "mastered")]
        assert [len(one) for one in values] == [10 * SECONDS] * 2 and values[0][0] is None
        apart = match["mastered_lufs"] - match["original_lufs"]
        middle = [sorted(v for v in one if v is not None)[len(one) // 2] for one in values]
        assert abs(middle[1] - middle[0] - apart) < 1, (middle, apart)
        drawn = page.evaluate(
            """[...document.querySelectorAll("#mastered-curves path")].map((path) => {
              const { y, height } = path.getBBox();
              return [path.classList.contains("original"), getComputedStyle(path).stroke, y + height / 2];
            })"""
        )
        assert [original for original, _, _ in drawn] == [True, False], drawn
        assert drawn[0][1] != drawn[1][1], "both have one colour"
        # Of 60 LU on 100 units; more than the match would be a picture of something else.
        assert abs((drawn[0][2] - drawn[1][2]) * 0.6 - apart) < 1.5, (drawn, apart)
        assert "original is mostly around" in page.locator("#mastered-curves svg").get_attribute("aria-label")
        # Another strength has another picture, not that of the one before.
        set_slider(page.locator("#mastered-loudness"), 0)
        page.locator("#mastered-history").wait_for(state="hidden")
        page.locator("#mastered-history").wait_for(timeout=180_000)


@check("a blind test shows the correct answers and the result expected from guessing")
def blind(stage):
    folder = tiled(stage, "blind")
    with Server(folder) as server, opened(stage.browser, server, is_fresh=False) as page:
        begin(page)
        page.locator("#mastered-blind").click()
        page.locator("#blind-test").wait_for()
        for _ in range(5):
            page.locator("#blind-x").click()
            page.locator("#blind-is-a").click()
        rounds = page.locator("#blind-rounds li").all_inner_texts()
        right = sum("✓" in text for text in rounds)
        assert len(rounds) == 5
        chances = [1, 31 / 32, 26 / 32, 16 / 32, 6 / 32, 1 / 32]
        words = page.locator("#blind-words").inner_text()
        assert f"{right} of 5 right" in words
        told = float(words.partition("p = ")[2].partition(")")[0])
        assert abs(told - chances[right]) < 0.01, words


@check("the saved mastered version is the file that was played")
def saving(stage):
    folder = tiled(stage, "saving")
    with Server(folder) as server, opened(stage.browser, server, is_fresh=False) as page:
        response = begin(page)
        sounds = versions(page, response)
        with page.expect_download() as download:
            page.locator("#mastered-save").click()
        assert download.value.suggested_filename == f"{TITLE} (mastered).wav"
        samples, rate = soundfile.read(download.value.path(), always_2d=True)
        assert rate == response.json()["sample_rate_hz"]
        assert numpy.array_equal(samples, sounds["mastered"])


@check("saving right after a slider was moved requests the new version once")
def saving_at_once(stage):
    folder = tiled(stage, "saving-at-once")
    with Server(folder) as server, opened(stage.browser, server, is_fresh=False) as page:
        begin(page)
        held, is_released = [], False
        page.route(
            "**/mastering/render/**",
            lambda route: route.continue_() if is_released else held.append(route),
        )
        page.evaluate(
            """() => {
              const slider = document.querySelector("#mastered-loudness");
              slider.value = 40;
              slider.dispatchEvent(new Event("input"));
              slider.dispatchEvent(new Event("change"));
              document.querySelector("#mastered-save").click();
            }"""
        )
        page.wait_for_timeout(500)
        assert len(held) == 1, [route.request.url for route in held]
        assert "loudness_percent=40" in held[0].request.url
        with page.expect_download(timeout=180_000):
            is_released = True
            held[0].continue_()


@check("saving what was not listened to leaves the playback as it is")
def saving_unheard(stage):
    folder = tiled(stage, "saving-unheard")
    with Server(folder) as server, opened(stage.browser, server, is_fresh=False) as page:
        shown(page, TITLE)
        page.evaluate("document.querySelector('#audio').play()")
        page.locator("#mastered:not([hidden])").wait_for()
        versions = []
        page.on("request", lambda request: "rendition=" in request.url and versions.append(request.url))
        with page.expect_download(timeout=180_000):
            page.locator("#mastered-save").click()
        # Only the file.
        assert all("download=1" in url for url in versions), versions
        assert page.evaluate("!document.querySelector('#audio').muted")
        assert page.locator("#mastered-toggle").get_attribute("aria-pressed") == "false"
