"""What the profiles of a text would change in a library, before they are kept."""

import json
from typing import Any

from .. import model
from ..cases import SENTENCE, File, profile
from .fingerprint import VALUES

SOURCE = (
    "The fingerprints are those of librosa 0.11.0 in audio/values.ndjson; the rest is "
    "computed by generate/golden/model.py in the order of the clauses."
)
TARGET = "/api/library/map/preview"
# In the order of their paths, which is that of the library.
SOUNDS = {
    "left.wav": "stereo-left-only",
    "noise.wav": "stereo-noise",
    "tones.wav": "sines-100-5000-15000-hz",
}
READY = {
    "request": {"target": "/api/library"},
    "response": {"status": 200, "body": {"state": "ready", "tracks": 3}},
    "awaited": True,
}
AUDIBLE = {"loudness_db": 0.5, "crest_db": 0.5, "centroid_hz": 100}


def files() -> list[File]:
    return [_file()]


def _file() -> File:
    file = File(
        "http/profile-preview",
        "Which recommendations the profiles of a text would change.",
        SOURCE,
        requires=["http", "profiles-yaml", "fingerprint-wav"],
        since="2.0",
        notes={
            "ids": "Only the id of the best profile is compared, not whether there is a blend, and of what.",
            "kept": "The profiles are imported to compare, and stay in the catalogue.",
            "settings": "The settings of the request are read but not used.",
        },
        tolerances=_tolerances(),
        open=["/body", "/body/profiles/*", "/body/error", "/body/error/problems/*"],
        library={name: {"$audio": sound} for name, sound in SOUNDS.items()},
    )
    leading = _around("noise.wav", "mine", changes=(3.0, -1.0, 150.0))
    _of_noise(leading, primary="mine", is_hybrid=False)
    file.case(
        "leads-alone",
        "a profile that a track resembles most replaces a blend",
        "HTTP-111 REC-4",
        flags=["kept"],
        transcript=[READY, _asked([leading]), _asked([leading]), _catalogue()],
    )
    second = _around("noise.wav", "second", away=1.5, changes=(6.0, 2.0, 900.0))
    _of_noise(second, primary="live-rock-preservation-v1", is_hybrid=True)
    file.case(
        "joins-a-blend",
        "a profile that becomes a member of a blend changes it without leading it",
        "HTTP-111 REC-5 REC-7",
        flags=["ids"],
        transcript=[READY, _asked([second])],
    )
    single = {"confidence_threshold": 0.25}
    blend = {"confidence_threshold": 1.0, "top_k": 2}
    file.case(
        "settings",
        "both sides have the settings of the request",
        "HTTP-111 REC-4 REC-5",
        flags=["settings"],
        transcript=[READY, _asked([leading], **single), _asked([leading], **blend), _asked([second], **single)],
    )
    far = profile("far", loudness=(-90, -80), crest=(60, 70), zero_crossing_rate=(0.9, 1.0))
    file.case(
        "nothing-to-change",
        "a profile that no track resembles changes nothing",
        "HTTP-111",
        transcript=[READY, _asked([far]), _asked([far, leading])],
    )
    file.case(
        "pages",
        "a page is a part of the library, and counts its own tracks",
        "HTTP-111",
        transcript=[
            READY,
            *(_asked([leading], offset=offset, limit=1) for offset in range(4)),
            _asked([leading], offset=1, limit=2),
        ],
    )
    _add_refused(file)
    return file


# MARK: What is refused


def _add_refused(file: File) -> None:
    def refused(yaml: str, *problems: Any) -> Any:
        error = {"code": "invalid_profile_text", "message": SENTENCE, "problems": list(problems)}
        return _post({"yaml": yaml}, 400, {"error": error})

    nameless = {key: value for key, value in profile("mine").items() if key != "name"}
    known = model.NORMATIVE[0]
    file.case(
        "problems",
        "a refused text has the problems of profiles.import",
        "HTTP-112 PRO-28",
        transcript=[
            refused("profiles: [", {"reason": "syntax", "message": SENTENCE}),
            refused(
                json.dumps(nameless),
                {"field": "name", "profile_id": "mine", "reason": "missing", "message": SENTENCE},
            ),
            refused(
                json.dumps(known),
                {
                    "field": "version",
                    "profile_id": known["profile_id"],
                    "reason": "duplicate_version",
                    "message": SENTENCE,
                },
            ),
        ],
    )
    text = json.dumps(profile("mine"))
    bad = {"error": {"code": "bad_request", "message": SENTENCE}}
    file.case(
        "bodies",
        "the text is required, and what else is given has its kind and range",
        "HTTP-111 HTTP-9",
        transcript=[
            _post(body, 400, bad)
            for body in (
                {},
                {"yaml": 1},
                {"yaml": text, "x": 1},
                {"yaml": text, "limit": 0},
                {"yaml": text, "limit": 2001},
                {"yaml": text, "limit": 21, "measure": True},
                {"yaml": text, "offset": -1},
                {"yaml": text, "measure": 1},
            )
        ],
    )


# MARK: Expected answers


def _around(name: str, id: str, away: float = 0.0, **more: Any) -> Any:
    """A profile whose ranges have a track at their centre, or as many half-ranges away from it."""
    metrics = VALUES[SOUNDS[name]]

    def around(metric: str, half: float, digits: int) -> tuple[float, float]:
        centre = round(metrics[metric], digits) - away * half
        return round(centre - half, digits), round(centre + half, digits)

    return profile(
        id,
        loudness=around("loudness_dbfs", 2.0, 2),
        crest=around("crest_db", 2.0, 2),
        zero_crossing_rate=around("zero_crossing_rate", 0.02, 4),
        **more,
    )


def _of_noise(further: Any, primary: str, is_hybrid: bool) -> None:
    """What the case is about."""
    metrics = VALUES[SOUNDS["noise.wav"]]
    assert model.payload(metrics)["is_hybrid"]
    then = model.payload(metrics, profiles=[*model.NORMATIVE, further])
    assert (then["primary_profile_id"], then["is_hybrid"]) == (primary, is_hybrid), then


def _asked(added: list[Any], offset: int = 0, limit: int | None = None, **settings: Any) -> Any:
    text = json.dumps({"profiles": added})
    page = {"offset": offset} | ({} if limit is None else {"limit": limit})
    names = list(SOUNDS)[offset : offset + (limit or len(SOUNDS))]
    end = offset + len(names)
    changed = [change for name in names if (change := _change(name, added, settings))]
    answer = {
        "added": [{key: entry[key] for key in ("profile_id", "version", "name")} for entry in added],
        "total": len(SOUNDS),
        "offset": offset,
        "next_offset": end if names and end < len(SOUNDS) else None,
        "compared": len(names),
        "unmeasured": 0,
        "failed": 0,
        "changed": changed,
    }
    return _post({"yaml": text, "measure": True, **page, **settings}, 200, answer)


def _change(name: str, added: list[Any], settings: dict[str, Any]) -> Any:
    metrics = VALUES[SOUNDS[name]]
    threshold, top_k = settings.get("confidence_threshold", 0.4), settings.get("top_k", 3)
    now, then = (
        _side(model.payload(metrics, threshold, top_k, profiles=profiles))
        for profiles in (model.NORMATIVE, [*model.NORMATIVE, *added])
    )
    is_other = any(now[key] != then[key] for key in ("profile_id", "is_hybrid"))
    for change, least in AUDIBLE.items():
        difference = abs(now["change"][change] - then["change"][change])
        # The tolerances of the metrics do not decide.
        assert is_other or abs(difference - least) > least / 50, (name, change, difference)
        is_other = is_other or difference >= least
    return {"track_id": {"$any": "integer"}, "now": now, "then": then} if is_other else None


def _side(payload: Any) -> Any:
    is_fallback = payload["is_fallback"]
    return {
        "profile_id": None if is_fallback else payload["primary_profile_id"],
        "profile_name": None if is_fallback else payload["primary_profile_name"],
        "is_hybrid": payload["is_hybrid"],
        "confidence_score": payload["confidence_score"],
        "change": {
            name: payload[f"predicted_{change}_change"]
            for name, change in (("loudness_db", "loudness"), ("crest_db", "crest"), ("centroid_hz", "centroid"))
        },
    }


def _post(body: Any, status: int, answer: Any) -> Any:
    return {
        "request": {"method": "POST", "target": TARGET, "body": {"json": body}},
        "response": {"status": status, "body": answer},
    }


def _catalogue() -> Any:
    """The catalogue is still the normative one."""
    listed = [{"profile_id": entry["profile_id"]} for entry in model.NORMATIVE]
    return {
        "request": {"target": "/api/profiles"},
        "response": {"status": 200, "body": {"profiles": listed}},
    }


def _tolerances() -> list[dict[str, Any]]:
    blend = "what the tolerances of the fingerprint (FPR-18) can do to a blend"
    score = "what the tolerances of the fingerprint (FPR-18) can do to a score"
    rows = [
        ("confidence_score", 1e-4, "1", score),
        ("change/loudness_db", 1e-3, "dB", blend),
        ("change/crest_db", 1e-3, "dB", blend),
        ("change/centroid_hz", 0.1, "Hz", blend),
    ]
    return [
        {"at": f"/body/changed/*/{side}/{at}", "absolute": absolute, "unit": unit, "because": because}
        for side in ("now", "then")
        for at, absolute, unit, because in rows
    ]
