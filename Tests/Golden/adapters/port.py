"""A port of Adaptive Mastering in plain Python: the golden cases' example, and a start for yours.

Reads JSON-RPC requests from standard input, one a line, and answers on standard output.

    python3 port.py [--profiles FILE] [--claim core,messages]

Read on in `parts`, one chapter of the Spec each; start with `ranking.py`.
"""

import argparse
import gc
import json
import math
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from parts import (
    chunks,
    fingerprint,
    learning,
    messages,
    params,
    profile_yaml,
    profiles,
    ranking,
    recommendation,
    rendering,
    strict_json,
    taste,
)
from parts.cache import RecommendationCache
from parts.failures import Failure

LINE_BYTES = 16_777_216
BATCH_MESSAGES = 10_000
WINDOW_SECONDS = 90.0
CAPABILITIES = (
    "core",
    "strict-json",
    "messages",
    "chunks",
    "profiles",
    "cache",
    "fingerprint-wav",
    "track-load",
    "rendering",
    "profiles-yaml",
    "dimension-weights",
    "blends",
    "learning",
    "taste",
)
ADAPTERS = Path(__file__).resolve().parent
# From the repository, or from an exported suite.
NORMATIVE_PROFILES = next(
    (
        place
        for place in (ADAPTERS / "../../../Spec/profiles.json", ADAPTERS / "../Spec/profiles.json")
        if place.exists()
    ),
    None,
)

Params = dict[str, Any]
Notify = Callable[[str, Params], None]


def main() -> int:
    parser = argparse.ArgumentParser(description="Answers JSON-RPC requests, one a line.")
    parser.add_argument(
        "--profiles", type=Path, default=NORMATIVE_PROFILES, required=NORMATIVE_PROFILES is None
    )
    parser.add_argument("--claim", default=",".join(CAPABILITIES), help="capabilities to claim")
    options = parser.parse_args()
    gc.disable()  # Values are trees, which reference counts free; a large line is read in half the time.
    catalogue = strict_json.parse(options.profiles.read_bytes())["profiles"]
    host = Host(catalogue, options.claim.split(","), sys.stdout.buffer)
    for line in _lines(sys.stdin.buffer):
        host.answer_line(line)
        if host.is_shut_down:
            break
    return 0


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines without their ends; None for one that was too long and skipped."""
    while line := stream.readline(LINE_BYTES + 1):
        if len(line) > LINE_BYTES and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LINE_BYTES)
            yield None
        else:
            yield line.removesuffix(b"\n")


class Host:
    """Everything a running host knows, and its methods."""

    def __init__(self, catalogue: list[Any], claimed: list[str], output: BinaryIO) -> None:
        self.registry = profiles.Registry()
        for profile in profiles.catalogue(catalogue):
            self.registry.add(profile)
        self.normative = self.registry.profiles()
        self.cache = RecommendationCache()
        # Measurements, by file, settings, and the state of the file.
        self.heard: dict[Any, ranking.Fingerprint] = {}
        self.claimed = claimed
        self.output = output
        self.is_shut_down = False
        self.later: list[Callable[[], None]] = []
        self.methods: dict[str, Callable[[Params], Any]] = {
            "engine.describe": self.describe,
            "rpc.discover": self.discover,
            "ranking.rank": self.rank,
            "recommendation.single": self.single,
            "recommendation.weighted": self.weighted,
            "recommendation.message": self.message,
            "message.make": messages.make,
            "message.check": self.check_message,
            "chunks.plan": self.plan,
            "chunks.seek": self.seek,
            "profiles.list": self.list_profiles,
            "profiles.get": self.get_profile,
            "profiles.add": self.add_profile,
            "profiles.remove": self.remove_profile,
            "profiles.import": self.import_profiles,
            "profiles.export": self.export_profiles,
            "profiles.learn": self.learn_profiles,
            "cache.set": self.cache_set,
            "cache.get": self.cache_get,
            "cache.clear": self.cache_clear,
            "cache.stats": self.cache_stats,
            "fingerprint.extract": self.extract,
            "track.load": self.load,
            "taste.fold": taste.fold_call,
            "render.filter": rendering.filter_call,
            "render.solve": rendering.solve_call,
            "render.apply": rendering.apply_call,
            "$/cancel": self.cancel,
            "shutdown": self.shut_down,
        }

    # MARK: JSON-RPC

    def answer_line(self, line: bytes | None) -> None:
        if line is not None and not line.strip(b" \t\r\n"):
            return
        self.write(self._answers(line))
        for task in self.later:
            task()
        self.later.clear()

    def write(self, text: str | None) -> None:
        if text is not None:
            self.output.write(text.encode("utf-8") + b"\n")
            self.output.flush()

    def _answers(self, line: bytes | None) -> str | None:
        try:
            if line is None:
                raise strict_json.SyntaxProblem("line_too_long", LINE_BYTES)
            message = strict_json.parse(line)
        except strict_json.SyntaxProblem as problem:
            facts = {"reason": problem.reason, "offset": problem.offset}
            return _error("null", Failure("parse_error", "this is not JSON", **facts))
        if not isinstance(message, list):
            return self._answer(message)
        if not 1 <= len(message) <= BATCH_MESSAGES:
            return _error("null", Failure("invalid_request", "a batch has 1 to 10,000 messages"))
        answers = [answer for answer in map(self._answer, message) if answer is not None]
        return f"[{','.join(answers)}]" if answers else None

    def _answer(self, request: Any) -> str | None:
        if not isinstance(request, dict):
            return _error("null", Failure("invalid_request", "a request is an object"))
        identifier = request.get("id")
        if isinstance(identifier, (bool, list, dict)):
            return _error("null", Failure("invalid_request", "an id is a string, number or null"))
        raw_id = "null" if identifier is None else identifier.text
        if problem := _shape_problem(request):
            return _error(raw_id, Failure("invalid_request", problem))
        try:
            answer = f'{{"jsonrpc":"2.0","id":{raw_id},"result":{_text(self._result(request))}}}'
        except Failure as failure:
            answer = _error(raw_id, failure)
        return answer if "id" in request else None

    def _result(self, request: Params) -> Any:
        name = request["method"]
        if name not in self.methods:
            raise Failure("method_not_found", f"there is no method {name}", method=name)
        given = request.get("params", {})
        if isinstance(given, list):
            raise params.invalid("", "wrong_type", "parameters by name")
        return self.methods[name](given)

    # MARK: Methods

    def describe(self, given: Params) -> Any:
        params.members(given, "", {})
        return {
            "implementation": {"name": "port.py", "version": "1.0"},
            "specification": "2.0",
            "capabilities": self.claimed,
            "limits": {
                "line_bytes": LINE_BYTES,
                "nesting_depth": strict_json.MOST_DEPTH,
                "values": strict_json.MOST_VALUES,
                "batch_messages": BATCH_MESSAGES,
                "plan_chunks": chunks.MOST_CHUNKS,
            },
        }

    def discover(self, given: Params) -> Any:
        params.members(given, "", {})
        return {
            "openrpc": "1.3.2",
            "info": {"title": "port.py", "version": "1.0"},
            "methods": [{"name": name} for name in self.methods],
        }

    def rank(self, given: Params) -> Any:
        required = {"fingerprint": ranking.fingerprint_shape}
        optional = {"top_k": params.integer, "profiles": _profile_objects}
        call = params.members(given, "", required, optional)
        top_k = call.get("top_k", ranking.DEFAULT_TOP_K)
        ranking.check_top_k(top_k)
        ranking.check_fingerprint(call["fingerprint"])
        ranked = ranking.ranked(self._profiles(call), call["fingerprint"], top_k)
        return {
            "ranking": [
                {
                    "profile_id": entry.profile.profile_id,
                    "profile_name": entry.profile.name,
                    "score": entry.score,
                    "dimensions": entry.dimensions,
                }
                for entry in ranked
            ]
        }

    def single(self, given: Params) -> Any:
        call = params.members(given, "", {}, _SOURCE | {"track_id": params.track_id})
        return self._recommendation(
            call | {"confidence_threshold": recommendation.SINGLE_THRESHOLD}
        )

    def weighted(self, given: Params) -> Any:
        optional = _SOURCE | _THRESHOLD | _BLENDING | {"track_id": params.track_id}
        return self._recommendation(params.members(given, "", {}, optional))

    def message(self, given: Params) -> Any:
        optional = _SOURCE | _THRESHOLD | _BLENDING
        call = params.members(given, "", {"track_id": params.track_id}, optional)
        return messages.envelope("mastering_recommendation", self._recommendation(call))

    def check_message(self, given: Params) -> Any:
        return messages.check(params.members(given, "", {"text": params.text})["text"])

    def plan(self, given: Params) -> Any:
        call = params.members(given, "", _TRACK)
        return chunks.plan(call["duration_seconds"], call["sample_rate"])

    def seek(self, given: Params) -> Any:
        call = params.members(given, "", _TRACK | {"position_seconds": params.number})
        return chunks.seek(call["duration_seconds"], call["sample_rate"], call["position_seconds"])

    def list_profiles(self, given: Params) -> Any:
        params.members(given, "", {})
        blends = [blend.fields for blend in self.registry.blends()]
        return {
            "catalogue_version": self.registry.version(),
            "profiles": [profile.fields for profile in self.registry.profiles()],
            **({"blends": blends} if blends else {}),
        }

    def get_profile(self, given: Params) -> Any:
        call = params.members(given, "", {"profile_id": params.text}, {"version": _version})
        return {"profile": self.registry.find(call["profile_id"], call.get("version")).fields}

    def add_profile(self, given: Params) -> Any:
        call = params.members(given, "", {"profile": _profile_object})
        profile = profiles.read_profile(call["profile"])
        self.registry.add(profile)
        return {"profile_id": profile.profile_id, "version": profile.fields["version"]}

    def remove_profile(self, given: Params) -> Any:
        profile_id = params.members(given, "", {"profile_id": params.text})["profile_id"]
        return {"profile_id": profile_id, "versions": self.registry.remove(profile_id)}

    def import_profiles(self, given: Params) -> Any:
        text = params.members(given, "", {"yaml": params.text})["yaml"]
        added, self.registry = profile_yaml.read(text, self.registry)
        return {
            "added": [
                {"profile_id": profile.profile_id, "version": profile.fields["version"]}
                for profile in added
            ]
        }

    def export_profiles(self, given: Params) -> Any:
        params.members(given, "", {})
        return {"yaml": profile_yaml.text(self.registry.profiles(), self.registry.blends())}

    def learn_profiles(self, given: Params) -> Any:
        return learning.learn_call(given, self.normative)

    def cache_set(self, given: Params) -> Any:
        payload = params.members(given, "", {"recommendation": params.anything})["recommendation"]
        checked = messages.check_payload(payload, "")
        if isinstance(payload.get("blend"), dict):
            checked["blend"] = payload["blend"]
        self._store(checked)
        return {"stored": True}

    def cache_get(self, given: Params) -> Any:
        optional = _THRESHOLD | _TOP_K | {"weighting": recommendation.weighting_shape}
        call = params.members(given, "", {"track_id": params.track_id}, optional)
        weighting = call.get("weighting", recommendation.DEFAULT_WEIGHTING)
        settings = (*_settings(call), weighting, self.registry.version())
        return {"recommendation": self.cache.find(call["track_id"], settings)}

    def cache_clear(self, given: Params) -> Any:
        call = params.members(given, "", {}, {"track_id": params.track_id})
        return {"cleared": self.cache.clear(call.get("track_id"))}

    def cache_stats(self, given: Params) -> Any:
        params.members(given, "", {})
        return self.cache.statistics()

    def extract(self, given: Params) -> Any:
        call = params.members(given, "", {"path": params.text}, _WINDOW)
        return fingerprint.extract(*_file(call))

    def load(self, given: Params) -> Any:
        required = {"track_id": params.track_id, "path": params.text}
        optional = _WINDOW | _THRESHOLD | _TOP_K | _BLENDING
        call = params.members(given, "", required, optional)
        _settings(call)
        _check_window(call)
        self.later.append(lambda: self._report_load(call))
        return {"message": "Track loaded", "track_id": call["track_id"]}

    def cancel(self, given: Params) -> None:
        """Nothing to do: this host is never busy with another request."""

    def shut_down(self, given: Params) -> None:
        params.members(given, "", {})
        self.is_shut_down = True

    # MARK: Parts of methods

    def _profiles(self, call: Params) -> list[profiles.Profile]:
        """The profiles of the call, which replace the host's."""
        if "profiles" in call:
            return profiles.catalogue(call["profiles"])
        return self.registry.profiles()

    def _recommendation(self, call: Params) -> recommendation.Payload:
        if ("fingerprint" in call) == ("path" in call):
            raise params.invalid("", "conflict", "either fingerprint or path")
        for name in _WINDOW:
            if "fingerprint" in call and name in call:
                raise params.invalid(f"/{name}", "conflict", "it beside a path only")
        threshold, top_k = _settings(call)
        _check_window(call)
        if "fingerprint" in call:
            ranking.check_fingerprint(call["fingerprint"])
        catalogue = self._profiles(call)
        metrics = call.get("fingerprint") or self._heard(call)
        weighting = call.get("weighting", recommendation.DEFAULT_WEIGHTING)
        # The blends are of the host's profiles.
        blends = [] if "profiles" in call else self.registry.blends()
        return recommendation.recommendation(
            catalogue, metrics, threshold, top_k, call.get("track_id"), weighting, blends
        )

    def _heard(self, call: Params) -> ranking.Fingerprint:
        """The fingerprint of a file, which is measured once while it is unchanged (STR-1)."""
        path, *settings = _file(call)
        try:
            state = os.stat(path)
        except OSError:
            return fingerprint.extract(path, *settings)["fingerprint"]
        key = path, *settings, state.st_ino, state.st_size, state.st_mtime_ns
        if key not in self.heard:
            self.heard[key] = fingerprint.extract(path, *settings)["fingerprint"]
        return self.heard[key]

    def _store(self, payload: recommendation.Payload) -> None:
        is_by_dimension = payload.get("blend", {}).get("source") == "dimension"
        settings = (
            payload["confidence_threshold"],
            payload["top_k"],
            "dimension" if is_by_dimension else recommendation.DEFAULT_WEIGHTING,
            self.registry.version(),
        )
        self.cache.store(payload["track_id"], settings, payload)

    def _report_load(self, call: Params) -> None:
        track = {"track_id": call["track_id"]}
        self._notify("track_loaded", track)
        progress = track | {"status": "analyzing", "message": "Listening to the track"}
        self._notify("fingerprint_progress", progress)
        try:
            payload = self._recommendation(call)
        except Failure as failure:
            failed = progress | {"status": "failed", "message": failure.sentence}
            self._notify("fingerprint_progress", failed)
            reason = {"code": failure.name, "message": failure.sentence}
            self._notify("mastering_recommendation_failed", track | reason)
            return
        self._store(payload)
        self._notify("fingerprint_progress", progress | {"status": "complete"})
        self._notify("mastering_recommendation", payload)

    def _notify(self, method: str, data: Params) -> None:
        self.write(_text({"jsonrpc": "2.0", "method": method, "params": data}))


# MARK: Shapes


def _profile_object(value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise params.invalid(path, "wrong_type", "a profile")
    return value


def _profile_objects(value: Any, path: str) -> list[Any]:
    elements = enumerate(params.array(value, path))
    return [_profile_object(element, f"{path}/{index}") for index, element in elements]


def _version(value: Any, path: str) -> str:
    if not profiles.is_version(params.text(value, path)):
        raise params.invalid(path, "wrong_type", "a version such as 1.0")
    return value


_THRESHOLD: dict[str, params.Check] = {"confidence_threshold": params.number}
_TOP_K: dict[str, params.Check] = {"top_k": params.integer}
# This host stores no choices that a recommendation could follow: `taste` has no effect.
_BLENDING: dict[str, params.Check] = {
    "weighting": recommendation.weighting_shape,
    "taste": params.boolean,
}
_WINDOW: dict[str, params.Check] = {
    "max_duration_seconds": params.or_null(params.number),
    "allow_partial": params.boolean,
}
_SOURCE: dict[str, params.Check] = {
    "fingerprint": ranking.fingerprint_shape,
    "path": params.text,
    "profiles": _profile_objects,
    **_TOP_K,
    **_WINDOW,
}
_TRACK: dict[str, params.Check] = {
    "duration_seconds": params.number,
    "sample_rate": params.integer,
}


def _settings(call: Params) -> tuple[float, int]:
    threshold = call.get("confidence_threshold", recommendation.DEFAULT_THRESHOLD)
    top_k = call.get("top_k", ranking.DEFAULT_TOP_K)
    recommendation.check_threshold(threshold)
    ranking.check_top_k(top_k)
    return threshold, top_k


def _check_window(call: Params) -> None:
    seconds = call.get("max_duration_seconds", WINDOW_SECONDS)
    if seconds is not None and not (seconds > 0 and math.isfinite(seconds)):
        raise Failure("invalid_window", f"{seconds} s is no length to listen to")


def _file(call: Params) -> tuple[str, float | None, bool]:
    _check_window(call)
    seconds = call.get("max_duration_seconds", WINDOW_SECONDS)
    return call["path"], seconds, call.get("allow_partial", False)


def _shape_problem(request: Params) -> str | None:
    """Why an object is not a request; None if it is one."""
    if request.get("jsonrpc") != "2.0":
        return 'jsonrpc is not "2.0"'
    if not isinstance(request.get("method"), str):
        return "method is not a string"
    if not isinstance(request.get("params", {}), (dict, list)):
        return "params is neither object nor array"
    return None


# MARK: Writing


def _text(value: Any) -> str:
    """Compact JSON. Python writes floats as 0.0 and in their shortest exact form."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _error(raw_id: str, failure: Failure) -> str:
    return f'{{"jsonrpc":"2.0","id":{raw_id},"error":{_text(failure.as_error())}}}'


if __name__ == "__main__":
    sys.exit(main())
