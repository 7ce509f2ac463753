"""Rare situations, in which one-line mistakes went unnoticed until each had a case."""

import math
from typing import Any

from .. import model
from ..text import Number, compact
from ..tracks import EXAMPLE, INSIDE
from ..cases import INFINITE, PAYLOAD_OPEN, File, error, fingerprint, profile, step, wrong_params
from .cache import _file as cache_file
from .cache import _get, _set, _small
from .dimension_weights import blend as dimension_blend
from .fingerprint import RECIPES, TOLERANCES, _floats, _given, _measured, _wav
from .rpc import _exchange, refusal
from .rpc import _file as rpc_file
from .track_load import _analysing, _call, _done, _loaded, _told

BY_HAND = "Derived by hand from the clauses that the cases cite."


def files() -> list[File]:
    return [
        _far_positions(),
        _negative_zero(),
        _edges_of_messages(),
        _many_settings(),
        _offsets(),
        _without_parameters(),
        _cancelling(),
        _infinite_metrics(),
        _faded_tones(),
        _bodies_in_pieces(),
        _framing(),
        _weighting_of_the_cache(),
        _weighting_of_a_load(),
        _descriptions(),
        _kinds_of_values(),
        _many_catalogues(),
        _short_formats(),
    ]


# MARK: Chunks


def _far_positions() -> File:
    """At 1 Hz a sample is a second, so that every number here is a whole one."""
    file = File(
        "chunks/far-positions",
        "Tracks as long as binary64 can count whole numbers, and positions around their ends.",
        BY_HAND,
        requires=["chunks"],
        method="chunks.seek",
        open=[""],
        since="2.0",
    )
    file.notes = {"binary32": "Positions are binary64 throughout, and samples whole numbers."}
    longest = 2**53

    def at(duration: int, position: int) -> Any:
        return {"duration_seconds": duration, "sample_rate": 1, "position_seconds": position}

    total = max(1, -(-(longest - 5) // 10))
    last, start = total - 1, 10 * (total - 1) + 5
    for behind in (2, 1, 0):
        position = longest - behind
        file.case(
            f"{('at', 'one-before', 'two-before')[behind]}-the-end-of-the-longest",
            "a position near the end of the longest track is exact",
            "CHK-1 CHK-10 CHK-12",
            at(longest, position),
            result=model._sought(last, float(position - start), float(position)),
            flags=["binary32"],
        )
    file.case(
        "two-behind-the-end-of-the-longest",
        "a position after the end leads to the end",
        "CHK-12",
        at(longest, longest + 2),
        result=model._sought(last, float(longest - start), float(longest)),
        flags=["binary32"],
    )
    file.case(
        "longer-than-the-longest",
        "a track with more samples is refused",
        "CHK-9",
        at(longest + 2, 0),
        error=error("invalid_duration"),
        flags=["binary32"],
    )
    # Both are whole numbers that binary32 does not have.
    for position in (16_777_217, 2**40 + 1):
        index = (position - 5) // 10
        file.case(
            f"at-{position}",
            "a position is not rounded to binary32",
            "CHK-10",
            at(2**41, position),
            result=model._sought(index, float(position - (10 * index + 5)), float(position)),
            flags=["binary32"],
        )
    return file


def _negative_zero() -> File:
    file = File(
        "chunks/negative-zero",
        "A position of −0.",
        BY_HAND,
        requires=["chunks"],
        method="chunks.seek",
        open=[""],
        since="2.0",
    )
    file.notes = {"kept": "−0 is 0, and is written 0.0 (chapter 01)."}
    for id, value in (("as-an-integer", "-0"), ("as-a-float", "-0.0"), ("tiny", "-1e-400")):
        file.case(
            id,
            "−0 is 0, and written so",
            "CHK-13",
            {"duration_seconds": 60, "sample_rate": 44100, "position_seconds": Number(value)},
            result={
                "index": 0,
                "offset_seconds": {"$text": "0.0"},
                "effective_position_seconds": {"$text": "0.0"},
            },
            flags=["kept"],
        )
    return file


# MARK: Messages


def _edges_of_messages() -> File:
    file = File(
        "messages/check-edges",
        "Values at the very limits of what a message may contain.",
        BY_HAND,
        requires=["messages"],
        method="message.check",
        open=[""],
        since="2.0",
    )
    file.notes = {"open-ends": "The ends of a range belong to it, except for a weight of 0."}
    single = model.payload(INSIDE, track_id=7) | {"reasoning": "By hand."}
    assert not single["is_hybrid"]
    for id, changes in (
        ("top-k-one", {"top_k": 1}),
        ("track-zero", {"track_id": 0}),
        ("threshold-zero", {"confidence_threshold": 0.0}),
        ("threshold-one", {"confidence_threshold": 1.0}),
        ("confidence-zero", {"confidence_score": 0.0}),
        ("confidence-one", {"confidence_score": 1.0}),
        ("nothing-predicted", {"predicted_loudness_change": -0.0, "predicted_crest_change": 0}),
        ("largest-numbers", {"predicted_centroid_change": 1.7976931348623157e308}),
    ):
        message = {"type": "mastering_recommendation", "data": single | changes}
        file.case(
            id,
            "the end of a range belongs to it",
            "MSG-25 MSG-11",
            {"text": compact(message)},
            result={"type": "mastering_recommendation", "known": True},
            flags=["open-ends"],
        )
    for member in ("track_id", "top_k"):
        message = {"type": "mastering_recommendation", "data": single | {member: INFINITE}}
        file.case(
            f"infinite-{member.replace('_', '-')}",
            "an integer beyond binary64 is out of range",
            "MSG-25",
            {"text": compact(message)},
            error=error("invalid_message", path=f"/data/{member}", reason="out_of_range"),
        )
    hybrid = model.payload(EXAMPLE, track_id=7) | {"reasoning": "By hand."}
    assert hybrid["is_hybrid"]
    message = {
        "type": "mastering_recommendation",
        "data": hybrid | {"is_fallback": True, "confidence_score": 0.0},
    }
    file.case(
        "a-blend-of-no-confidence-as-a-fallback",
        "a blend is not a fallback, even if its confidence is 0",
        "MSG-20",
        {"text": compact(message)},
        error=error(
            "invalid_message",
            path={"$pattern": "/data/(is_hybrid|is_fallback|confidence_score)"},
            reason="inconsistent",
        ),
    )
    return file


# MARK: Caches


def _many_settings() -> File:
    file = cache_file("many-settings", "One track with many thresholds, all but the oldest kept.")
    file.since = "2.0"
    file.notes = {"fewer": "At least the 32 most recently used entries of each track are kept (CCH-7)."}
    thresholds = [number / 64 for number in range(34)]

    def found(threshold: float) -> Any:
        return _get(3, _small(3, threshold=threshold), confidence_threshold=threshold)

    def written(count: int) -> list[Any]:
        return [_set(_small(3, threshold=threshold)) for threshold in thresholds[:count]]

    file.case(
        "thirty-two-are-kept",
        "32 recommendations of one track are all found",
        "CCH-3 CCH-7",
        steps=written(32) + [found(threshold) for threshold in thresholds[:32]],
        flags=["fewer"],
    )
    file.case(
        "of-thirty-four-the-last",
        "of 34 the 32 that were used last are found",
        "CCH-3 CCH-7",
        steps=written(34) + [found(threshold) for threshold in thresholds[2:]],
        flags=["fewer"],
    )
    file.case(
        "finding-counts-as-use",
        "one that was read before two others were added is still found",
        "CCH-3 CCH-7",
        steps=written(32)
        + [found(thresholds[0])]
        + [_set(_small(3, threshold=threshold)) for threshold in thresholds[32:]]
        + [found(thresholds[0])],
        flags=["fewer"],
    )
    return file


# MARK: JSON-RPC


def _offsets() -> File:
    file = rpc_file("offsets", "The offset at which a line was found not to be JSON is within the line.")
    file.since = "2.0"
    file.notes = {"outside": "The offset counts the bytes of the line from 0 and is within the line."}
    for id, line in (
        ("one-letter", "x"),
        ("an-open-list", "[1,2"),
        ("two-values", "1 2"),
        ("a-comma-too-many", '{"a":1,}'),
        ("a-word", "[nul]"),
        ("an-open-text", '"abc'),
        ("behind-letters-of-two-bytes", '{"é":é}'),
    ):
        places = list(range(len(line.encode()) + 1))
        answer = refusal(
            "parse_error", reason={"$any": "string"}, offset={"$anyOf": places}
        )
        _exchange(
            file,
            id,
            "the offset is within the line",
            "RPC-3",
            [line],
            [answer],
            ["outside"],
        )
    return file


def _without_parameters() -> File:
    file = File(
        "rpc/no-parameters",
        "Methods that take no parameters refuse any.",
        BY_HAND,
        requires=["core"],
        since="2.0",
    )
    file.notes = {"taken": "A method without parameters knows no members."}
    for method, needs in (
        ("engine.describe", ["core"]),
        ("rpc.discover", ["strict-json"]),
        ("profiles.list", ["profiles"]),
        ("profiles.export", ["profiles-yaml"]),
        ("cache.stats", ["cache"]),
        ("shutdown", ["strict-json"]),
    ):
        name = method.replace(".", "-")
        for id, params, wrong in (
            (name, {"track_id": 1}, wrong_params("/track_id", "unknown")),
            (f"{name}-null", {"": None}, wrong_params("/", "unknown")),
        ):
            file.case(
                id,
                "a parameter is refused by a method that has none",
                "RPC-15",
                params,
                method=method,
                requires=needs,
                error=wrong,
                flags=["taken"],
            )
    return file


def _cancelling() -> File:
    file = rpc_file("cancel-parameters", "The parameters of $/cancel.", "strict-json")
    file.since = "2.0"
    file.notes = {"list": "Parameters are given by name to every method (RPC-14)."}
    _exchange(
        file,
        "a-list",
        "a list is refused here as elsewhere",
        "RPC-14",
        ['{"jsonrpc":"2.0","id":8,"method":"$/cancel","params":[99]}'],
        [
            {
                "jsonrpc": "2.0",
                "id": 8,
                "error": wrong_params("", "wrong_type"),
            }
        ],
        ["list"],
    )
    return file


def _infinite_metrics() -> File:
    file = File(
        "ranking/infinite-metrics",
        "A metric beyond binary64 is refused by ranking too.",
        BY_HAND,
        method="ranking.rank",
        since="2.0",
    )
    file.notes = {"unchecked": "Ranking checks the values of a fingerprint just as recommending does."}
    sound = fingerprint(-14.0, 12.0, 0.125)
    for metric in sound:
        file.case(
            metric.replace("_", "-"),
            "a metric that is infinite is refused by its name",
            "FPR-15 RPC-17",
            {"fingerprint": sound | {metric: INFINITE}},
            error=error("invalid_fingerprint", metric=metric),
            flags=["unchecked"],
        )
    return file


# MARK: Resampling


def _faded_tones() -> File:
    file = File(
        "fingerprint/faded-tones",
        "A tone that is faded in and out, together with one that 44,100 Hz cannot represent.",
        "The formula of the audible tone, sampled at 44,100 Hz and measured by the Python "
        "port: the other tone is so high that a good resampler removes it, and the fades "
        "leave nothing at the ends.",
        requires=["fingerprint-wav", "resampling"],
        method="fingerprint.extract",
        since="2.0",
        open=[""],
    )
    file.tolerances = [
        {
            "at": f"/fingerprint/{row[0]}",
            # Where the fade ends, good resamplers differ by a crossing or two.
            "absolute": 4e-4 if row[0] == "zero_crossing_rate" else row[2],
            "unit": row[3],
            "because": "another good resampler may differ by this much (FPR-18)",
        }
        for row in TOLERANCES
    ]
    file.notes = {
        "alias": "Without a filter first, taking every n-th sample folds high tones down.",
        "length": "The resampled length is ⌈N · 44100 / rate⌉, even if that is a whole number of hops (AUD-7).",
    }
    for id in ("faded-pair-of-88200-hz", "faded-pair-of-96000-hz"):
        recipe = RECIPES[id]
        rate, frames = int(recipe["sample_rate_hz"]), int(recipe["samples"])
        file.case(
            id,
            "tones above 22,050 Hz are removed, and the length is exact",
            "AUD-7 AUD-8 FPR-5 FPR-18",
            {"path": {"$audio": id}},
            result=_measured(_of_audible_tone(recipe["channels"][0][0]["tone"], rate, frames), frames, rate, 1),
            flags=["alias", "length"],
        )
    return file


def _of_audible_tone(tone: Any, rate: int, frames: int) -> dict[str, float]:
    from .. import measuring

    count = -(-frames * 44100 // rate)
    fade, end = float(tone["fade"]), float(tone["to"])

    def sample(index: int) -> float:
        place = index * rate / 44100
        depth = min(place, end - 1 - place) + 0.5
        envelope = 1.0 if depth >= fade else 0.5 - 0.5 * math.cos(math.pi * max(depth, 0) / fade)
        return envelope * float(tone["amplitude"]) * math.sin(2 * math.pi * float(tone["hz"]) * place / rate)

    return measuring.fingerprint([sample(index) for index in range(count)])


def _short_formats() -> File:
    file = File(
        "fingerprint/short-formats",
        "WAV files whose format chunk is too short.",
        BY_HAND,
        requires=["fingerprint-wav"],
        method="fingerprint.extract",
        since="2.0",
    )
    file.notes = {"read-on": "Anything after a chunk is not part of it."}
    sound = _wav(_floats(*[0.25] * 64))
    for length in (0, 2, 12, 14):
        data = sound.replace(
            b"fmt " + (16).to_bytes(4, "little"), b"fmt " + length.to_bytes(4, "little")
        )
        short = data[: 12 + 8 + length] + data[12 + 8 + 16 :]
        file.case(
            f"of-{length}-bytes",
            "a format of less than 16 bytes is a damaged header",
            "AUD-11",
            _given("short.wav", short),
            error=error("unsupported_format"),
            flags=["read-on"],
        )
    return file


# MARK: Profiles


def _descriptions() -> File:
    file = File(
        "profiles/descriptions",
        "A description that is absent, and one that is empty.",
        BY_HAND,
        requires=["profiles"],
        open=[""],
        fresh=True,
        since="2.0",
    )
    file.notes = {"two-kinds": "Absent and empty descriptions are treated as different."}
    bare = profile("bare")
    listed = {"profiles": {"$any": "array"}}
    file.case(
        "absent-or-empty",
        "catalogues that differ in an absent and an empty description are the same",
        "PRO-31 PRO-15",
        steps=[
            step("profiles.add", {"profile": bare}, result={"profile_id": "bare", "version": "1.0"}),
            step("profiles.list", result=listed | {"catalogue_version": {"$any": "string"}}),
            step("profiles.remove", {"profile_id": "bare"}, result={"profile_id": "bare", "versions": ["1.0"]}),
            step(
                "profiles.add",
                {"profile": bare | {"description": ""}},
                result={"profile_id": "bare", "version": "1.0"},
            ),
            step("profiles.list", result=listed | {"catalogue_version": {"$from": "/1/catalogue_version"}}),
            step("profiles.remove", {"profile_id": "bare"}, result={"profile_id": "bare", "versions": ["1.0"]}),
            step(
                "profiles.add",
                {"profile": bare | {"description": "Not empty."}},
                result={"profile_id": "bare", "version": "1.0"},
            ),
            step(
                "profiles.list",
                result=listed | {"catalogue_version": {"$not": {"$from": "/1/catalogue_version"}}},
            ),
        ],
        flags=["two-kinds"],
    )
    return file


def _kinds_of_values() -> File:
    file = File(
        "profiles/kinds-of-values",
        "Values of the wrong kind for a profile, and versions that are nearly right.",
        BY_HAND,
        requires=["profiles"],
        method="profiles.add",
        since="2.0",
    )
    file.notes = {"lenient": "true is not a number, 5 is not a text, and each number of a version has a limit."}
    one = profile("one")
    for id, changes, field, reason, profile_id in (
        ("confidence-true", {"confidence": True}, "confidence", "wrong_kind", "one"),
        ("era-true", {"era_estimate": True}, "era_estimate", "wrong_kind", "one"),
        (
            "tracks-true",
            {"training": {"source": "x", "tracks": True}},
            "training.tracks",
            "wrong_kind",
            "one",
        ),
        (
            "change-false",
            {"processing_targets": one["processing_targets"] | {"crest_change_db": False}},
            "processing_targets.crest_change_db",
            "wrong_kind",
            "one",
        ),
        (
            "bound-true",
            {"detection_rules": one["detection_rules"] | {"crest_db": [True, 12]}},
            "detection_rules.crest_db",
            "wrong_kind",
            "one",
        ),
        ("profile-id-a-number", {"profile_id": 5}, "profile_id", "wrong_kind", None),
        ("profile-id-a-list", {"profile_id": ["one"]}, "profile_id", "wrong_kind", None),
        ("second-number-too-large", {"version": "1.4294967296"}, "version", "not_a_version", "one"),
        ("last-number-too-large", {"version": "1.2.3.4294967296"}, "version", "not_a_version", "one"),
        ("first-number-too-large", {"version": "4294967296.1"}, "version", "not_a_version", "one"),
    ):
        file.case(
            id,
            "a value of the wrong kind, or too large, is refused with its field",
            "PRO-10 PRO-4" if "version" in changes else "PRO-10",
            {"profile": one | changes},
            error=error("invalid_profile", profile_id=profile_id, field=field, reason=reason),
            flags=["lenient"],
        )
    return file


def _many_catalogues() -> File:
    file = File(
        "profiles/many-catalogues",
        "Forty catalogues one after the other, no two with the same version.",
        BY_HAND,
        requires=["profiles"],
        open=[""],
        fresh=True,
        since="2.0",
    )
    file.notes = {"short": "A version with few possible values is the same for different catalogues."}
    steps: list[Any] = []
    seen: list[str] = []
    for number in range(40):
        added = {"profile_id": f"p{number}", "version": "1.0"}
        steps.append(step("profiles.add", {"profile": profile(f"p{number}")}, result=added))
        text = {"$pattern": "[0-9a-f]{16}"}
        earlier = [{"$not": {"$from": pointer}} for pointer in seen]
        result = {"catalogue_version": {"$all": [text, *earlier]}}
        seen.append(f"/{len(steps)}/catalogue_version")
        steps.append(step("profiles.list", result=result))
    file.case(
        "all-different",
        "catalogues of other profiles have other versions",
        "PRO-15",
        steps=steps,
        flags=["short"],
    )
    return file


# MARK: Servers


def _bodies_in_pieces() -> File:
    file = File(
        "http/bodies-in-pieces",
        "Bodies whose length is not announced (RFC 9112, 7.1).",
        BY_HAND,
        requires=["http"],
        since="2.0",
        library={"one.wav": {"$audio": "silence-1-sample"}},
    )
    file.notes = {"pieces": "A client that does not know the length sends Transfer-Encoding: chunked."}
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}

    def load(*pieces: str, status: int = 200, **response: Any) -> Any:
        body = "".join(f"{len(piece):x}\r\n{piece}\r\n" for piece in pieces) + "0\r\n\r\n"
        return {
            "request": {
                "method": "POST",
                "target": {"concat": ["/api/player/load?track_path=", {"$library": "one.wav"}]},
                "headers": headers,
                "body": body,
            },
            "response": {"status": status, **response},
        }

    loaded = {"body": {"message": "Track loaded", "track_id": 1234567}}
    file.case(
        "one-piece",
        "a body in one piece is read",
        "HTTP-18",
        transcript=[load('{"track_id": 1234567}', **loaded)],
        flags=["pieces"],
    )
    file.case(
        "several-pieces",
        "and so is one that is cut anywhere",
        "HTTP-18",
        transcript=[load('{"tra', 'ck_id"', ": 1234", "567}", **loaded)],
        flags=["pieces"],
    )
    file.case(
        "and-what-follows",
        "the next request begins after such a body",
        "HTTP-18 HTTP-9",
        transcript=[
            load('{"colour": 1}', status=400),
            load('{"track_id": 1234567}', **loaded),
        ],
        flags=["pieces"],
    )
    return file


def _framing() -> File:
    file = File(
        "http/framing",
        "Where fields and bodies begin and end (RFC 9112).",
        BY_HAND,
        requires=["http"],
        since="2.0",
        library={"one.wav": {"$audio": "silence-1-sample"}},
    )
    file.notes = {
        "smuggled": "Two programs that read a request differently can be played off against each other.",
        "lists": "Repeated fields whose value is a list are combined, in their order.",
    }
    loads = "/api/player/load?track_path="
    path = {"$library": "one.wav"}
    chunked = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    loaded = {"status": 200, "body": {"message": "Track loaded", "track_id": 1234567}}

    def load(headers: Any, body: str, response: Any, more: str = "") -> Any:
        target = {"concat": [loads, path, more]}
        request = {"method": "POST", "target": target, "headers": headers, "body": body}
        return {"request": request, "response": response}

    file.case(
        "chunk-extensions",
        "extensions of a chunk are ignored",
        "HTTP-90",
        transcript=[load(chunked, '15;name=value\r\n{"track_id": 1234567}\r\n0;last\r\n\r\n', loaded)],
    )
    # What follows the head of an answer to HEAD counts as its body: here, the answer to the next request.
    following = {
        "concat": [
            "0\r\nX-One: 1\r\nX-Two: 2\r\n\r\nGET /no/such/path HTTP/1.1\r\nHost: localhost:",
            {"$port": True},
            "\r\nConnection: close\r\n\r\n",
        ]
    }
    file.case(
        "trailers",
        "a body ends after its trailers, and the next request is answered: 401 or 404, not 400",
        "HTTP-90",
        transcript=[
            {
                "request": {
                    "method": "HEAD",
                    "target": "/",
                    "headers": {"Transfer-Encoding": "chunked", "Connection": "keep-alive"},
                    "body": following,
                },
                "response": {"status": 200, "body": {"$pattern": "HTTP/1\\.1 40[14] [^\\x00]*"}},
            }
        ],
        flags=["smuggled"],
    )
    both = {"Transfer-Encoding": "chunked", "Content-Length": "0"}
    file.case(
        "length-beside-chunks",
        "a length in addition to chunks is ignored: the body with a wrong member is read, or the request is refused",
        "HTTP-90 HTTP-9",
        transcript=[load(both, 'd\r\n{"colour": 1}\r\n0\r\n\r\n', {"status": 400}, "&track_id=5")],
        flags=["smuggled"],
    )
    spaced = {"X-One": "1\r\nX-Two : 2"}
    file.case(
        "space-before-colon",
        "a field whose name ends in white space is refused",
        "HTTP-90",
        transcript=[
            {"request": {"target": "/health", "headers": spaced}, "response": {"status": 400}},
            {"request": {"target": "/health", "headers": {"X-One": "1"}}, "response": {"status": 200}},
        ],
        flags=["smuggled"],
    )
    current = {"concat": ['"another"\r\nIf-None-Match: ', {"$from": "/1/headers/etag"}]}
    file.case(
        "list-in-two-fields",
        "two fields If-None-Match are one list of tags",
        "HTTP-90 HTTP-11",
        transcript=[
            load({}, "", {"status": 200}, "&track_id=5"),
            {"request": {"method": "HEAD", "target": "/api/player/stream/5"}, "response": {"status": 200}},
            {
                "request": {"target": "/api/player/stream/5", "headers": {"If-None-Match": current}},
                "response": {"status": 304},
            },
        ],
        flags=["lists"],
    )
    return file


# MARK: Settings that few callers use


def _weighting_of_the_cache() -> File:
    file = File(
        "cache/weighting",
        "The weighting is a setting of what is looked for.",
        BY_HAND,
        requires=["cache", "dimension-weights"],
        method="cache.get",
        since="2.0",
        open=["", *(f"/recommendation{pointer}" for pointer in PAYLOAD_OPEN)],
        fresh=True,
    )
    for weighting in ("plain", "dimension"):
        file.case(
            weighting,
            "a recommendation can be looked for by its weighting",
            "REC-40 RPC-15",
            {"track_id": 1, "weighting": weighting},
            result={"recommendation": None},
        )
    plain = model.payload(EXAMPLE, track_id=7) | {"reasoning": "Hybrid mastering detected: plain."}
    weighed = plain | {
        "reasoning": "Hybrid mastering detected: weighed.",
        "blend": dimension_blend(EXAMPLE),
    }
    # A host may keep the blend or drop it (CCH-2).
    kept = {key: value for key, value in weighed.items() if key != "blend"}
    file.case(
        "made-under-dimension",
        "what was made under dimension is found under dimension alone",
        "REC-45 CCH-2",
        steps=[
            _set(weighed),
            _get(7, None),
            _get(7, None, weighting="plain"),
            _get(7, kept, weighting="dimension"),
        ],
    )
    file.case(
        "made-under-plain",
        "and what was made without it is not",
        "REC-45 CCH-2",
        steps=[
            _set(plain),
            _get(7, None, weighting="dimension"),
            _get(7, plain, weighting="plain"),
            _get(7, plain),
        ],
    )
    file.case(
        "side-by-side",
        "a track has an entry for each weighting",
        "REC-45 CCH-3 CCH-8",
        steps=[
            _set(plain),
            _set(weighed),
            _get(7, plain),
            _get(7, kept, weighting="dimension"),
        ],
    )
    return file


def _weighting_of_a_load() -> File:
    file = File(
        "track-load/weighting",
        "A load takes the weighting of the recommendation that follows.",
        BY_HAND,
        requires=["track-load", "fingerprint-wav", "dimension-weights"],
        since="2.0",
    )
    path = {"$missing": "song.wav"}
    code = "file_not_found"
    failed = _told("mastering_recommendation_failed", 9, code=code, message={"$any": "string"})
    exchange = {
        "send": [_call(9, path, weighting="dimension")],
        "expect": [_loaded(9)],
        "notifications": [_told("track_loaded", 9), _done(9, "failed"), failed],
        "ignore": [_analysing(9)],
    }
    file.case("dimension", "it is no unknown parameter", "REC-40 RPC-37", exchange=exchange, forbid=[path])
    return file
