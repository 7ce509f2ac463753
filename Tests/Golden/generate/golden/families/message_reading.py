"""The four messages as they are read."""

import copy
import json
import math
from typing import Any

from .. import model
from ..cases import (
    File,
    error,
    wrong_params,
)
from ..text import Number, compact
from ..tracks import EXAMPLE, INSIDE, SILENCE

BY_HAND = "Derived by hand from the clauses."
STATUSES = ("analyzing", "complete", "cached", "failed")
NOT_IN_THE_ORIGINAL = tuple(
    f"/data/{key}"
    for key in (
        "alternative_profiles",
        "is_fallback",
        "confidence_threshold",
        "top_k",
        "fingerprint",
    )
)


def files() -> list[File]:
    return [
        _check_valid(),
        _check_unknown(),
        _check_missing(),
        _check_wrong_type(),
        _check_out_of_range(),
        _check_inconsistent(),
        _check_no_message(),
        _check_of_the_original(),
    ]


def _file(
    name: str, overview: str, method: str, requires: list[str], source: str = BY_HAND
) -> File:
    return File(f"messages/{name}", overview, source, requires=requires, method=method)


def _messages() -> dict[str, Any]:
    """A valid message of each type; two of the recommendation."""
    reasoning = {"reasoning": "Hybrid mastering detected: by hand."}
    return {
        "track-loaded": {"type": "track_loaded", "data": {"track_id": 7}},
        "progress": {
            "type": "fingerprint_progress",
            "data": {"track_id": 7, "status": "analyzing", "message": "10 s"},
        },
        "failed": {
            "type": "mastering_recommendation_failed",
            "data": {"track_id": 7, "code": "empty_audio", "message": "Empty."},
        },
        "hybrid": {
            "type": "mastering_recommendation",
            "data": model.payload(EXAMPLE, track_id=7) | reasoning,
        },
        "single": {
            "type": "mastering_recommendation",
            "data": model.payload(INSIDE, track_id=7) | {"reasoning": "By hand."},
        },
        "fallback": {
            "type": "mastering_recommendation",
            "data": model.payload(SILENCE, track_id=7) | {"reasoning": "By hand."},
        },
    }


MESSAGES = _messages()


def _check(
    file: File,
    id: str,
    description: str,
    spec: str,
    message: Any,
    *,
    flags: Any = None,
    **rest: Any,
) -> None:
    text = message if isinstance(message, str) else compact(message)
    file.case(id, description, spec, {"text": text}, flags=flags, **rest)


def _known(message: Any, known: bool = True) -> Any:
    return {"type": message["type"], "known": known}


def _invalid(path: Any, reason: str) -> Any:
    return error("invalid_message", path=path, reason=reason)


def _changed(message: Any, pointer: str, value: Any) -> Any:
    """The message with the value at a JSON Pointer set; `...` removes it."""
    changed = copy.deepcopy(message)
    *parents, last = [int(key) if key.isdigit() else key for key in pointer.split("/")[1:]]
    target = changed
    for key in parents:
        target = target[key]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return changed


def _check_valid() -> File:
    file = _file("check-valid", "Valid messages are accepted.", "message.check", ["messages"])
    file.open = [""]
    for name, message in MESSAGES.items():
        spec = "MSG-9 MSG-11" if "recommendation" in message["type"] else "MSG-9 MSG-10 MSG-13"
        _check(file, name, f"a {name} message is accepted", spec, message, result=_known(message))
    hybrid = MESSAGES["hybrid"]
    for status in STATUSES:
        _check(
            file,
            f"status-{status}",
            f"the status {status} is accepted",
            "MSG-13",
            _changed(MESSAGES["progress"], "/data/status", status),
            result=_known(MESSAGES["progress"]),
        )
    for id, pointer, value in (
        ("track-id-zero", "/data/track_id", 0),
        ("largest-track-id", "/data/track_id", 2**53 - 1),
        ("track-id-with-a-point", "/data/track_id", Number("7.0")),
        ("threshold-one", "/data/confidence_threshold", 1),
        ("confidence-as-integer", "/data/confidence_score", 0),
        ("top-k-of-many", "/data/top_k", 2**53 - 1),
        ("empty-reasoning", "/data/reasoning", ""),
        (
            "weights-a-billionth-off",
            "/data/weighted_profiles/2/weight",
            hybrid["data"]["weighted_profiles"][2]["weight"] + 9e-10,
        ),
        (
            "profiles-that-nobody-knows",
            "/data/alternative_profiles",
            [{"profile_id": "?", "profile_name": ""}],
        ),
        ("no-alternatives", "/data/alternative_profiles", []),
    ):
        _check(
            file,
            id,
            "that is allowed",
            "MSG-18 MSG-25 MSG-20",
            _changed(hybrid, pointer, value),
            result=_known(hybrid),
        )
    reordered = {"data": dict(reversed(hybrid["data"].items())), "type": hybrid["type"]}
    _check(
        file,
        "members-in-another-order",
        "the order of members means nothing",
        "MSG-1",
        reordered,
        result=_known(hybrid),
    )
    _check(
        file,
        "with-white-space",
        "white space between tokens means nothing",
        "MSG-23",
        " \n\t" + json.dumps(hybrid, indent=2) + "\r\n",
        result=_known(hybrid),
    )
    _check(
        file,
        "with-escapes",
        "escapes are resolved, in keys too",
        "MSG-23",
        r'{"\u0074ype":"track\u005floaded","data":{"track_\u0069d":7}}',
        result=_known(MESSAGES["track-loaded"]),
    )
    return file


def _check_unknown() -> File:
    file = _file(
        "check-unknown",
        "Readers ignore members and types that they do not know.",
        "message.check",
        ["messages"],
    )
    file.open = [""]
    file.notes = {
        "unknown-members": "The payload can grow: a reader that refuses unknown members breaks then.",
        "unknown-types": "An unknown type is not an error; it is not meant for this reader.",
    }
    for name, message in MESSAGES.items():
        _check(
            file,
            f"extra-beside-type-of-{name}",
            "a member in addition to type and data is ignored",
            "MSG-14",
            message | {"sent_at": 1},
            flags=["unknown-members"],
            result=_known(message),
        )
        _check(
            file,
            f"extra-in-data-of-{name}",
            "a member in data is ignored",
            "MSG-14",
            _changed(message, "/data/extra", {"deep": [None]}),
            flags=["unknown-members"],
            result=_known(message),
        )
    hybrid = MESSAGES["hybrid"]
    for id, pointer in (
        ("weighted-profile", "/data/weighted_profiles/0/colour"),
        ("alternative", "/data/alternative_profiles/0/score"),
        ("fingerprint", "/data/fingerprint/lufs"),
    ):
        _check(
            file,
            f"extra-in-{id}",
            f"a member in a {id} is ignored",
            "MSG-14",
            _changed(hybrid, pointer, None),
            flags=["unknown-members"],
            result=_known(hybrid),
        )
    _check(
        file,
        "duplicate-in-neighbours",
        "the same key in two objects is not a duplicate",
        "MSG-14 MSG-23",
        '{"type":"track_loaded","data":{"track_id":7,"type":1,"data":2}}',
        result=_known(MESSAGES["track-loaded"]),
    )
    for type_, id in (
        ("track_paused", "another"),
        ("", "empty"),
        ("mastering_recommendation ", "with-a-space"),
        ("Track_loaded", "in-capitals"),
        ("tra\u0301ck", "with-an-accent"),
        ("\u0000", "nul"),
    ):
        message = {"type": type_, "data": {"anything": 1}}
        _check(
            file,
            f"type-{id}",
            "a type that is not known is not an error",
            "MSG-22",
            message,
            flags=["unknown-types"],
            result=_known(message, False),
        )
    for id, rest, description in (
        ("unknown-type-with-empty-data", {"data": {}}, "its data may be empty"),
        ("unknown-type-with-nothing-else", {}, "or not be there"),
        ("unknown-type-with-a-list-as-data", {"data": []}, "or not be an object"),
        ("unknown-type-with-null-as-data", {"data": None}, "or null"),
    ):
        message = {"type": "x"} | rest
        _check(
            file,
            id,
            description,
            "MSG-22",
            message,
            flags=["unknown-types"],
            result=_known(message, False),
        )
    return file


def _check_missing() -> File:
    file = _file(
        "check-missing",
        "The members of a known message have to be present.",
        "message.check",
        ["messages"],
    )
    for name in ("track-loaded", "progress", "failed", "hybrid", "single"):
        for pointer, _ in _leaves(MESSAGES[name]):
            if name == "single" and pointer not in (
                "/data/is_hybrid",
                "/data/reasoning",
            ):
                continue
            if pointer in NOT_IN_THE_ORIGINAL:
                continue
            spec = (
                "MSG-23"
                if pointer.count("/") == 1
                else "MSG-24 MSG-5 MSG-6"
                if "profiles" in pointer
                else "MSG-24"
            )
            _check(
                file,
                f"{name}-without-{_id(pointer)}",
                f"without {pointer} it is refused",
                spec,
                _changed(MESSAGES[name], pointer, ...),
                error=_invalid(pointer, "missing"),
            )
    return file


def _check_wrong_type() -> File:
    file = _file(
        "check-wrong-type",
        "Every member has to be of its kind; null is of no kind.",
        "message.check",
        ["messages"],
    )
    for name in ("track-loaded", "progress", "failed", "hybrid"):
        for pointer, value in _leaves(MESSAGES[name]):
            for kind, wrong in _wrong(pointer, value):
                spec = "MSG-23 MSG-18" if pointer.count("/") == 1 else "MSG-18"
                _check(
                    file,
                    f"{name}-{_id(pointer)}-as-{kind}",
                    f"{pointer} as {kind} is refused",
                    spec,
                    _changed(MESSAGES[name], pointer, wrong),
                    error=_invalid(pointer, "wrong_type"),
                )
    hybrid = MESSAGES["hybrid"]
    for pointer in ("/data/weighted_profiles/1", "/data/alternative_profiles/1"):
        _check(
            file,
            f"hybrid-{_id(pointer)}-as-text",
            "an element has to be an object",
            "MSG-18",
            _changed(hybrid, pointer, "bright"),
            error=_invalid(pointer, "wrong_type"),
        )
    for pointer in ("/data/track_id", "/data/top_k"):
        _check(
            file,
            f"hybrid-{_id(pointer)}-with-a-fraction",
            "an integer has no fraction",
            "MSG-18",
            _changed(hybrid, pointer, 2.5),
            error=_invalid(pointer, "wrong_type"),
        )
    return file


def _check_out_of_range() -> File:
    file = _file(
        "check-out-of-range",
        "Every number is within its range.",
        "message.check",
        ["messages"],
    )
    hybrid = MESSAGES["hybrid"]
    ranges = {
        "/data/confidence_score": (-0.01, Number("-5e-324"), 1.0000000000000002, 2),
        "/data/confidence_threshold": (-1, 1.0000000000000002, 40),
        "/data/track_id": (-1, 2**53, Number("1e30")),
        "/data/top_k": (0, -1, 2**53),
        "/data/weighted_profiles/2/weight": (0, Number("-0.0"), -0.2, 1.0000000000000002, 2),
    }
    for pointer, values in ranges.items():
        for index, value in enumerate(values, 1):
            _check(
                file,
                f"{_id(pointer)}-{index}",
                f"{pointer} is never {compact(value)}",
                "MSG-25",
                _changed(hybrid, pointer, value),
                error=_invalid(pointer, "out_of_range"),
            )
    numbers = [pointer for pointer, value in _leaves(hybrid) if isinstance(value, float)]
    for pointer in numbers:
        for sign, name in (("", "infinite"), ("-", "minus-infinite")):
            message = _changed(hybrid, pointer, Number(f"{sign}1e999"))
            _check(
                file,
                f"{name}-{_id(pointer)}",
                f"{pointer} is finite",
                "MSG-25 MSG-3",
                message,
                error=_invalid(pointer, "out_of_range"),
            )
    for name in ("track-loaded", "progress", "failed"):
        for value, id in ((-1, "negative"), (2**53, "too-large")):
            _check(
                file,
                f"{name}-track-id-{id}",
                "a track_id is from 0 to 2^53 − 1 in every message",
                "MSG-25",
                _changed(MESSAGES[name], "/data/track_id", value),
                error=_invalid("/data/track_id", "out_of_range"),
            )
    return file


def _check_inconsistent() -> File:
    file = _file(
        "check-inconsistent",
        "Members that contradict each other are refused.",
        "message.check",
        ["messages"],
    )
    file.notes = {
        "invariants": "A blend is checked as a whole, not only member by member."
    }
    # Any of the members concerned may be named, and nothing else.
    concerned = (
        "/data/(is_hybrid|is_fallback|confidence_score|confidence_threshold|primary_profile_id"
        "|weighted_profiles(/[0-9]+(/(weight|profile_id))?)?)"
    )
    refused = error("invalid_message", path={"$pattern": concerned}, reason="inconsistent")
    hybrid, single, fallback = (MESSAGES[name] for name in ("hybrid", "single", "fallback"))
    members = hybrid["data"]["weighted_profiles"]

    def weighted(*weights: float) -> Any:
        return [member | {"weight": weight} for member, weight in zip(members, weights)]

    def add(id: str, description: str, message: Any, **changes: Any) -> None:
        _check(
            file,
            id,
            description,
            "MSG-20",
            message | {"data": message["data"] | changes},
            flags=["invariants"],
            error=refused,
        )

    add("hybrid-without-members", "a hybrid has members", hybrid, weighted_profiles=[])
    add("members-without-hybrid", "members make a hybrid", hybrid, is_hybrid=False)
    add("single-called-hybrid", "a single is not a hybrid", single, is_hybrid=True)
    add(
        "blend-of-one",
        "one member is not a blend, even if its weight is 1",
        hybrid,
        weighted_profiles=weighted(1.0),
        alternative_profiles=[],
    )
    add(
        "weights-sum-to-less",
        "weights that sum to 0.9 are refused",
        hybrid,
        weighted_profiles=weighted(0.4, 0.3, 0.2),
    )
    add(
        "weights-sum-to-more",
        "weights that sum to 1.2 are refused",
        hybrid,
        weighted_profiles=weighted(0.5, 0.4, 0.3),
    )
    add(
        "weights-in-percent",
        "two weights of 0.43 and 0.31 do not sum to 1",
        hybrid,
        weighted_profiles=weighted(0.43, 0.31),
    )
    add(
        "weights-two-billionths-off",
        "a sum farther than 1e-9 from 1 is refused",
        hybrid,
        weighted_profiles=weighted(0.5, 0.25, 0.25 - 2e-9),
    )
    add("weights-ascend", "weights descend", hybrid, weighted_profiles=weighted(0.25, 0.25, 0.5))
    add(
        "weights-ascend-at-the-end",
        "to the last",
        hybrid,
        weighted_profiles=weighted(0.5, 0.2, 0.3),
    )
    add(
        "confidence-reaches-threshold",
        "a hybrid's confidence is below the threshold, not equal",
        hybrid,
        confidence_threshold=hybrid["data"]["confidence_score"],
    )
    add("confidence-above-threshold", "nor above it", hybrid, confidence_threshold=0.1)
    add(
        "primary-is-the-second",
        "a hybrid's primary profile is its first",
        hybrid,
        primary_profile_id=members[1]["profile_id"],
    )
    add(
        "primary-is-no-member",
        "and not a profile that is not a member",
        hybrid,
        primary_profile_id="somebody-else",
    )
    add("hybrid-fallback", "a fallback is not a hybrid", hybrid, is_fallback=True)
    add(
        "confident-fallback",
        "a fallback has a confidence of 0, not of 0.5",
        fallback,
        confidence_score=0.5,
    )
    add(
        "barely-confident-fallback",
        "nor of next to nothing",
        fallback,
        confidence_score=Number("5e-324"),
    )
    equal = hybrid | {
        "data": hybrid["data"]
        | {"weighted_profiles": weighted(0.25, 0.25, 0.25) + [members[2] | {"weight": 0.25}]}
    }
    _check(
        file,
        "equal-weights-are-fine",
        "equal weights descend",
        "MSG-20",
        equal,
        flags=["invariants"],
        result=_known(hybrid),
    )
    just_below = math.nextafter(hybrid["data"]["confidence_score"], 1)
    fine = hybrid | {"data": hybrid["data"] | {"confidence_threshold": just_below}}
    _check(
        file,
        "confidence-one-bit-below-threshold-is-fine",
        "one bit below the threshold is below it",
        "MSG-20",
        fine,
        flags=["invariants"],
        result=_known(hybrid),
    )
    low = single | {"data": single["data"] | {"confidence_threshold": 1.0}}
    _check(
        file,
        "unconvincing-single-is-fine",
        "a single recommendation may be below the threshold",
        "MSG-20 REC-11",
        low,
        flags=["invariants"],
        result=_known(single),
    )
    other = single | {"data": single["data"] | {"primary_profile_id": "somebody-else"}}
    _check(
        file,
        "unknown-profile-is-fine",
        "a reader does not check whether a profile exists",
        "MSG-20",
        other,
        flags=["invariants"],
        result=_known(single),
    )
    file.open = [""]
    return file


def _check_no_message() -> File:
    file = _file(
        "check-no-message", "A text that is not a message is refused.", "message.check", ["messages"]
    )
    file.notes = {"strict": "The reader's JSON is as strict as the host's."}
    loaded = '"type":"track_loaded","data":{"track_id":7}'
    for id, text in (
        ("empty", ""),
        ("blank", " \n"),
        ("word", "track_loaded"),
        ("cut-off", "{" + loaded),
        ("trailing-comma", "{" + loaded + ",}"),
        ("trailing-bytes", "{" + loaded + "}x"),
        ("two-messages", "{" + loaded + "}{" + loaded + "}"),
        ("single-quotes", "{'type':'track_loaded','data':{}}"),
        ("comment", "{" + loaded + "}//"),
        ("nan", '{"type":"track_loaded","data":{"track_id":NaN}}'),
        ("leading-zero", '{"type":"track_loaded","data":{"track_id":07}}'),
        ("plus-sign", '{"type":"track_loaded","data":{"track_id":+7}}'),
        ("byte-order-mark", "\ufeff{" + loaded + "}"),
    ):
        _check(file, id, "that is not JSON", "MSG-23", text, error=_invalid("", "not_json"))
    for id, text in (
        ("duplicate-type", '{"type":"track_loaded",' + loaded + "}"),
        ("duplicate-in-data", '{"type":"track_loaded","data":{"track_id":7,"track_id":8}}'),
        ("duplicate-by-escape", '{"type":"track_loaded","data":{"track_id":7,"track\\u005fid":7}}'),
        ("duplicate-in-an-unknown-member", "{" + loaded + ',"extra":{"a":1,"a":2}}'),
        ("lone-surrogate", '{"type":"track_loaded","data":{"track_id":7,"x":"\\ud800"}}'),
        ("control-character", '{"type":"track_loaded","data":{"track_id":7,"x":"\u0001"}}'),
        ("too-deep", "{" + loaded + ',"x":' + "[" * 64 + "]" * 64 + "}"),
    ):
        _check(
            file,
            id,
            "a reader as strict as the host refuses it",
            "MSG-23 RPC-4",
            text,
            flags=["strict"],
            error=_invalid("", "not_json"),
            requires=["strict-json"],
        )
    for id, text in (
        ("list", "[]"),
        ("list-of-a-message", "[{" + loaded + "}]"),
        ("text", '"track_loaded"'),
        ("number", "7"),
        ("null", "null"),
        ("true", "true"),
    ):
        _check(
            file,
            f"json-{id}",
            "a message is an object",
            "MSG-23 MSG-9",
            text,
            error=_invalid("", "wrong_type"),
        )
    _check(
        file,
        "empty-object",
        "an object without members is not a message",
        "MSG-23",
        "{}",
        error=error("invalid_message", path={"$anyOf": ["/type", "/data"]}, reason="missing"),
    )
    for value, kind in (
        (None, "null"),
        (7, "number"),
        (["track_loaded"], "list"),
        (True, "boolean"),
    ):
        _check(
            file,
            f"type-{kind}",
            "the type is text",
            "MSG-23",
            {"type": value, "data": {"track_id": 7}},
            error=_invalid("/type", "wrong_type"),
        )
    for value, kind in ((None, "null"), ([], "list"), ("{}", "text"), (7, "number")):
        _check(
            file,
            f"data-{kind}",
            "the data is an object",
            "MSG-23",
            {"type": "track_loaded", "data": value},
            error=_invalid("/data", "wrong_type"),
        )
    file.case(
        "no-text",
        "message.check accepts a text only",
        "RPC-15",
        {"text": {"type": "track_loaded", "data": {"track_id": 7}}},
        error=wrong_params("/text", "wrong_type"),
    )
    file.case(
        "nothing-to-check", "and needs one", "RPC-15", {}, error=wrong_params("/text", "missing")
    )
    return file


def _check_of_the_original() -> File:
    file = _file(
        "check-of-the-original",
        "The original's recommendations are read, and its messages that are not for this reader are ignored.",
        "message.check",
        ["messages"],
    )
    file.open = [""]
    file.notes = {
        "fewer-members": "A reader that needs every member of MSG-1 cannot listen to the original.",
        "not-ours": "A message that is not for this reader is not an error, whatever it looks like.",
    }
    hybrid, single = MESSAGES["hybrid"], MESSAGES["single"]

    def of_the_original(message: Any, *more: str) -> Any:
        lacking = {pointer.removeprefix("/data/") for pointer in (*NOT_IN_THE_ORIGINAL, *more)}
        data = {key: value for key, value in message["data"].items() if key not in lacking}
        return message | {"data": data}

    documented_hybrid = of_the_original(hybrid)
    documented_single = of_the_original(single, "weighted_profiles")

    def accept(id: str, description: str, message: Any) -> None:
        _check(
            file,
            id,
            description,
            "MSG-24",
            message,
            flags=["fewer-members"],
            result=_known(message),
        )

    def refuse(id: str, description: str, spec: str, message: Any, path: Any, reason: str) -> None:
        _check(file, id, description, spec, message, error=_invalid(path, reason))

    accept("hybrid", "a hybrid of the original is read", documented_hybrid)
    accept("single", "a single too, which has no weighted profiles", documented_single)
    accept(
        "single-with-an-empty-list",
        "or an empty list of them",
        of_the_original(single),
    )
    named = [
        {"id": member["profile_id"], "name": member["profile_name"]}
        for member in hybrid["data"]["alternative_profiles"]
    ]
    accept(
        "alternatives-by-its-names",
        "an alternative may use the original's names for its members",
        _changed(documented_hybrid, "/data/alternative_profiles", named),
    )
    both = [member | {"id": 5, "name": None} for member in hybrid["data"]["alternative_profiles"]]
    accept(
        "alternatives-by-our-names-with-others",
        "with profile_id an alternative has our names; id and name are then members like any others",
        _changed(documented_hybrid, "/data/alternative_profiles", both),
    )
    accept(
        "created",
        "its creation time is ignored",
        _changed(documented_single, "/data/created", "2026-01-31T12:00:00.000001"),
    )
    for pointer in NOT_IN_THE_ORIGINAL:
        accept(
            f"without-{_id(pointer)}",
            f"{pointer} may be absent alone",
            _changed(hybrid, pointer, ...),
        )
    accept(
        "single-without-weighted-profiles",
        "a whole single may lack its empty list",
        _changed(single, "/data/weighted_profiles", ...),
    )
    refuse(
        "hybrid-without-weighted-profiles",
        "a hybrid has weighted profiles",
        "MSG-24",
        _changed(documented_hybrid, "/data/weighted_profiles", ...),
        "/data/weighted_profiles",
        "missing",
    )
    for pointer in ("/data/track_id", "/data/is_hybrid", "/data/reasoning", "/data/confidence_score"):
        refuse(
            f"hybrid-without-{_id(pointer)}",
            f"{pointer} is never absent",
            "MSG-24",
            _changed(documented_hybrid, pointer, ...),
            pointer,
            "missing",
        )
    refuse(
        "alternative-without-a-name",
        "an alternative by the original's names has both",
        "MSG-24",
        _changed(documented_hybrid, "/data/alternative_profiles", [{"id": "bright"}]),
        "/data/alternative_profiles/0/name",
        "missing",
    )
    refuse(
        "alternative-without-an-id",
        "a name alone is neither form",
        "MSG-24",
        _changed(documented_hybrid, "/data/alternative_profiles", [{"name": "Bright"}]),
        "/data/alternative_profiles/0/profile_id",
        "missing",
    )
    for key, value in (("id", 7), ("name", None)):
        refuse(
            f"alternative-whose-{key}-is-no-text",
            f"its {key} is text",
            "MSG-18 MSG-24",
            _changed(
                documented_hybrid,
                "/data/alternative_profiles",
                [{"id": "bright", "name": "Bright"} | {key: value}],
            ),
            f"/data/alternative_profiles/0/{key}",
            "wrong_type",
        )
    refuse(
        "threshold-out-of-range",
        "members that are present are checked",
        "MSG-24 MSG-25",
        _changed(documented_hybrid, "/data/confidence_threshold", 40),
        "/data/confidence_threshold",
        "out_of_range",
    )
    refuse(
        "fingerprint-null",
        "null is not absent",
        "MSG-18 MSG-24",
        _changed(documented_hybrid, "/data/fingerprint", None),
        "/data/fingerprint",
        "wrong_type",
    )
    for id, weights in (("sum-to-less", (0.43, 0.31, 0.2)), ("ascend", (0.26, 0.31, 0.43))):
        members = [
            member | {"weight": weight}
            for member, weight in zip(documented_hybrid["data"]["weighted_profiles"], weights)
        ]
        _check(
            file,
            f"weights-{id}",
            "its weights are checked like all others",
            "MSG-20 MSG-24",
            _changed(documented_hybrid, "/data/weighted_profiles", members),
            error=error(
                "invalid_message",
                path={"$pattern": "/data/weighted_profiles(/[0-9]+(/weight)?)?"},
                reason="inconsistent",
            ),
        )
    for id, message in (
        ("pong", {"type": "pong"}),
        ("error", {"type": "error", "message": "Unknown message type"}),
        ("player-state", {"type": "player_state", "data": {"is_playing": True}}),
    ):
        _check(
            file,
            id,
            f"its {id} is not for this reader",
            "MSG-22",
            message,
            flags=["not-ours"],
            result=_known(message, False),
        )
    for status, id in (
        ("queued", "queued"),
        ("error", "error"),
        ("", "empty"),
        ("Analyzing", "in-capitals"),
        ("complete ", "with-a-space"),
    ):
        message = _changed(MESSAGES["progress"], "/data/status", status)
        _check(
            file,
            f"status-{id}",
            f"“{status}” is not one of the four",
            "MSG-22 MSG-13",
            message,
            flags=["not-ours"],
            result=_known(message, False),
        )
    refuse(
        "status-queued-without-a-track",
        "the rest of its data is checked",
        "MSG-22 MSG-24",
        _changed(
            _changed(MESSAGES["progress"], "/data/status", "queued"), "/data/track_id", ...
        ),
        "/data/track_id",
        "missing",
    )
    return file


def _leaves(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Each member with its pointer, those of first list elements too."""
    found = []
    if isinstance(value, dict):
        for key, item in value.items():
            found.append((f"{pointer}/{key}", item))
            found += _leaves(item, f"{pointer}/{key}")
    elif isinstance(value, list) and value:
        found += _leaves(value[-1], f"{pointer}/{len(value) - 1}")
    return found


def _id(pointer: str) -> str:
    return pointer.strip("/").replace("/", "-").replace("_", "-")


def _wrong(pointer: str, value: Any) -> list[tuple[str, Any]]:
    null = ("null", None)
    if isinstance(value, bool):
        return [null, ("integer", 1), ("text", "true")]
    if isinstance(value, (int, float)):
        return [null, ("text", "0.25"), ("boolean", True)]
    if isinstance(value, str):
        return [null, ("number", 1)]
    if isinstance(value, list):
        return [null, ("object", {})]
    return [null, ("list", [])]
