"""Case files, as the families build them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import model
from .folders import VECTORS
from .text import Number, laid_out

SUITE = "2.0"
INFINITE = Number("1e999")

# The places where the payload and its envelope may have more members than a case knows.
PAYLOAD_OPEN = ["", "/weighted_profiles/*", "/alternative_profiles/*", "/fingerprint"]
ENVELOPE_OPEN = ["/data" + pointer for pointer in PAYLOAD_OPEN]
RANKING_OPEN = ["", "/ranking/*", "/ranking/*/dimensions"]

ERRORS = {
    "parse_error": -32700,
    "invalid_request": -32600,
    "method_not_found": -32601,
    "invalid_params": -32602,
    "invalid_fingerprint": -32000,
    "invalid_threshold": -32001,
    "invalid_top_k": -32002,
    "invalid_window": -32003,
    "invalid_duration": -32004,
    "invalid_sample_rate": -32005,
    "invalid_position": -32006,
    "invalid_message": -32007,
    "invalid_ceiling": -32041,
    "invalid_profile": -32010,
    "duplicate_profile": -32011,
    "no_profiles": -32012,
    "unknown_profile": -32013,
    "invalid_profile_text": -32014,
    "file_not_found": -32020,
    "not_a_file": -32021,
    "unsupported_format": -32023,
    "truncated_audio": -32024,
    "empty_audio": -32025,
    "non_finite_samples": -32026,
}


@dataclass
class File:
    """A case file. `name` is its path below vectors/ without .json."""

    name: str
    overview: str
    source: str
    requires: list[str] = field(default_factory=lambda: ["core"])
    method: str | None = None
    notes: dict[str, str] = field(default_factory=dict)
    tolerances: list[dict[str, Any]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    fresh: bool = False
    # The files in the folder of these cases' server.
    library: dict[str, Any] = field(default_factory=dict)
    # The suite that introduced the file; a new file has SUITE.
    since: str = "1.0"
    cases: list[dict[str, Any]] = field(default_factory=list)

    def case(
        self,
        id: str,
        description: str,
        spec: str,
        params: Any = None,
        *,
        flags: list[str] | None = None,
        **rest: Any,
    ) -> None:
        """Adds a case; `rest` is result=… with should=…, or error=…, steps=…, exchange=…, forbid=…, requires=…."""
        case: dict[str, Any] = {"id": id, "description": description, "spec": spec.split()}
        if flags:
            case["flags"] = flags
        if "requires" in rest:
            case["requires"] = rest.pop("requires")
        if params is not None:
            case["params"] = params
        if "result" in rest:
            case["expect"] = {"result": rest.pop("result")}
            if "should" in rest:
                case["expect"]["should"] = rest.pop("should")
        elif "error" in rest:
            case["expect"] = {"error": rest.pop("error")}
        self.cases.append(case | rest)

    def text(self) -> str:
        header: dict[str, Any] = {
            "suite": SUITE,
            "name": self.name,
            "since": self.since,
            "requires": self.requires,
            "overview": self.overview,
            "source": self.source,
        }
        for key in ("method", "notes", "tolerances", "open", "fresh", "library"):
            if value := getattr(self, key):
                header[key] = value
        ids = [case["id"] for case in self.cases]
        assert ids and len(ids) == len(set(ids)), f"{self.name}: an id stands twice, or none"
        flags = {flag for case in self.cases for flag in case.get("flags", [])}
        assert flags == set(self.notes), f"{self.name}: notes and flags: {flags ^ set(self.notes)}"
        return laid_out(header | {"cases": self.cases}) + "\n"

    @property
    def path(self) -> Path:
        return VECTORS / f"{self.name}.json"


def error(name: str, **facts: Any) -> dict[str, Any]:
    """The expected error, by its text; facts are further members of its data."""
    return {"code": ERRORS[name], "data": {"code": name, **facts}}


def wrong_params(path: str, reason: str) -> dict[str, Any]:
    return error("invalid_params", path=path, reason=reason, expected={"$any": "string"})


def step(method: str, params: Any = None, **rest: Any) -> dict[str, Any]:
    """A step of a case; `rest` is result=… with should=…, or error=…."""
    return {"method": method, **({} if params is None else {"params": params}), "expect": rest}


# MARK: Inputs


def fingerprint(
    loudness: float,
    crest: float,
    zero_crossing_rate: float,
    centroid: float = 3000.0,
    peak: float | None = None,
    rolloff: float = 8000.0,
    spread: float = 3500.0,
) -> dict[str, float]:
    return {
        "loudness_dbfs": loudness,
        "peak_dbfs": loudness + crest if peak is None else peak,
        "crest_db": crest,
        "spectral_centroid": centroid,
        "spectral_rolloff": rolloff,
        "zero_crossing_rate": zero_crossing_rate,
        "spectral_spread": spread,
    }


def profile(
    id: str,
    loudness: Any = (-16, -12),
    crest: Any = (10, 14),
    zero_crossing_rate: Any = (0.0625, 0.1875),
    centroid: Any = None,
    changes: tuple[float, float, float] = (-1.0, 1.0, 100.0),
    **more: Any,
) -> dict[str, Any]:
    """A profile whose ranges are exact in binary, so that scores can be computed by hand."""
    rules = {
        "loudness_dbfs": list(loudness),
        "crest_db": list(crest),
        "zero_crossing_rate": list(zero_crossing_rate),
    }
    if centroid is not None:
        rules["spectral_centroid_hz"] = list(centroid)
    targets = dict(zip(("loudness_change_db", "crest_change_db", "centroid_change_hz"), changes))
    return {
        "profile_id": id,
        "name": id.replace("-", " ").capitalize(),
        "version": "1.0",
        "detection_rules": rules,
        "processing_targets": targets,
        "training": {"source": "Made for a golden case", "tracks": 0},
        "confidence": 0.5,
        **more,
    }


# The centre of every range of `profile()`.
CENTRE = fingerprint(-14.0, 12.0, 0.125)


def ranked(fingerprint: Any, top_k: int = 3, profiles: Any = model.NORMATIVE) -> Any:
    return model.ranking_result(fingerprint, top_k, profiles)


# A sentence for people: any text that is not empty.
SENTENCE = {"$pattern": "[^\\x00]*[A-Za-z][^\\x00]*"}
NOT_HYBRID_WORDS = ["Hybrid mastering detected", '"reasoning":""', '"reasoning": ""']
