"""The routes of HTTP-1, and their answers."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parts import ranking, recommendation, strict_json
from parts.failures import Failure
from parts.profiles import Registry

from . import stream
from .access import LIFETIME_SECONDS, Tickets
from .http_message import Refusal, Reply, Request, bad_request
from .library import Library
from .player import Player
from .preview import preview

LARGEST_INTEGER = 2**53 - 1
# The most tracks of a page, and of one that may have to be measured.
MOST_TRACKS, MOST_MEASURED = 2000, 20
STATUSES = {
    400: ("invalid_threshold", "invalid_top_k", "invalid_profile_text"),
    403: ("path_not_allowed",),
    404: ("file_not_found",),
    415: ("unsupported_format", "not_a_file"),
    422: ("truncated_audio", "empty_audio", "non_finite_samples", "invalid_fingerprint"),
    500: ("file_unreadable",),
}
PAGE = b"<!DOCTYPE html><title>Adaptive Mastering</title><p>An example of a server in Python."
HEALTH = {
    "status": "ok",
    "specification": "2.0",
    "implementation": {"name": "server.py", "version": "1.0"},
}

Answer = Callable[[Request], Reply]


def refusal_of(failure: Failure) -> Refusal:
    status = next((status for status, names in STATUSES.items() if failure.name in names), 503)
    refusal = Refusal(status, failure.name, failure.sentence)
    if failure.name == "invalid_profile_text":
        refusal.facts = failure.facts
    return refusal


class Routes:
    def __init__(
        self,
        library: Library,
        player: Player,
        tickets: Tickets,
        registry: Registry,
        profiles: Any,
        documents: Path,
    ) -> None:
        self.library = library
        self.player = player
        self.tickets = tickets
        self.registry = registry
        self.profiles = profiles
        self.documents = documents

    def find(self, path: list[str]) -> tuple[dict[str, Answer], bool]:
        """The handlers of a path by method, and whether the answer is the same on every server."""
        match path:
            case [""]:
                return {"GET": self.page}, True
            case ["health"]:
                return {"GET": lambda request: self._fixed(request, HEALTH)}, True
            case ["openapi.yaml" | "asyncapi.yaml" as name]:
                return {"GET": lambda request: self.document(request, name)}, True
            case ["api", "tracks"]:
                return {"GET": lambda r: self._fixed(r, {"tracks": self.library.listed()})}, False
            case ["api", "library"]:
                return {"GET": lambda r: self._fixed(r, self.library.state())}, False
            case ["api", "library", "scan"]:
                return {"POST": self.scan}, False
            case ["api", "library", "map", "preview"]:
                return {"POST": self.preview}, False
            case ["api", "profiles"]:
                return {"GET": lambda r: self._fixed(r, self.profiles)}, False
            case ["api", "cache", "clear"]:
                return {"POST": self.clear}, False
            case ["api", "player", "load"]:
                return {"POST": self.load}, False
            case ["api", "player", "mastering", "recommendation", track]:
                return {"GET": lambda r: self.recommendation(r, track)}, False
            case ["api", "player", "loudness", track]:
                return {"GET": lambda r: self.loudness(r, track)}, False
            case ["api", "player", "stream", track]:
                return {"GET": lambda r: self.stream(r, track)}, False
            case ["api", "player", "stream", track, "address"]:
                return {"POST": lambda r: self.address(r, track)}, False
        raise Refusal(404, "not_found", "Not found.")

    def has_ticket(self, request: Request) -> bool:
        """Whether a request uses a temporary address issued for its stream."""
        match request.path:
            case ["api", "player", "stream", track] if request.method in ("GET", "HEAD"):
                ticket = dict(request.query).get("ticket")
                if not ticket:
                    return False
                # Which numbers and files are refused is only told once the token is checked.
                try:
                    track_id = _track_id(track)
                    path = self.library.path(track_id)
                except Refusal:
                    return False
                return self.tickets.admits(ticket, track_id, path)
        return False

    # MARK: Answers

    def page(self, request: Request) -> Reply:
        _parameters(request, {})
        fields = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": "default-src 'self'",
            "Cache-Control": "no-cache",
        }
        tag = f'"{hashlib.sha256(PAGE).hexdigest()[:16]}"'
        return stream.conditional(request, PAGE, fields, tag, int(Path(__file__).stat().st_mtime))

    def document(self, request: Request, name: str) -> Reply:
        _parameters(request, {})
        content = (self.documents / name).read_bytes()
        return Reply(200, {"Content-Type": "application/yaml; charset=utf-8"}, content)

    def _fixed(self, request: Request, value: Any) -> Reply:
        _parameters(request, {})
        return Reply.of_json(value)

    def scan(self, request: Request) -> Reply:
        _parameters(request, {})
        self.library.scan()
        return Reply.of_json(self.library.state(), 202)

    def preview(self, request: Request) -> Reply:
        _parameters(request, {})
        kinds = {
            "yaml": _text,
            "offset": _integer,
            "limit": _integer,
            "measure": _truth,
            "confidence_threshold": _number,
            "top_k": _integer,
            "weighting": _text,
            "taste": _truth,
        }
        given = _body(request, kinds)
        if "yaml" not in given:
            raise bad_request("The yaml is missing.")
        measures = given.get("measure", False)
        most = MOST_MEASURED if measures else MOST_TRACKS
        offset, limit = given.get("offset", 0), given.get("limit", most)
        if not 0 <= offset < 2**31 or not 1 <= limit <= most:
            raise bad_request("There is no such page.")
        settings = {
            "threshold": given.get("confidence_threshold", recommendation.DEFAULT_THRESHOLD),
            "top_k": given.get("top_k", ranking.DEFAULT_TOP_K),
            "weighting": given.get("weighting", recommendation.DEFAULT_WEIGHTING),
        }
        recommendation.check_threshold(settings["threshold"])
        ranking.check_top_k(settings["top_k"])
        if settings["weighting"] not in recommendation.WEIGHTINGS:
            raise bad_request("There is no such weighting.")
        found = preview(
            self.registry,
            self.player,
            list(self.library.tracks.items()),
            given["yaml"],
            offset=offset,
            limit=limit,
            measures=measures,
            settings=settings,
        )
        return Reply.of_json(found)

    def clear(self, request: Request) -> Reply:
        given = _parameters(request, {"track_id": _track_id})
        return Reply.of_json({"cleared": self.player.clear(given.get("track_id"))})

    def load(self, request: Request) -> Reply:
        kinds = {"track_id": _track_id, "track_path": _text, "confidence_threshold": _number}
        in_query = _parameters(request, kinds)
        given = in_query | _body(request, kinds)
        threshold = given.get("confidence_threshold", recommendation.DEFAULT_THRESHOLD)
        recommendation.check_threshold(threshold)
        path = self.library.reachable(given["track_path"]) if "track_path" in given else None
        if "track_id" not in given and path is None:
            raise bad_request("Neither track_id nor track_path is there.")
        track_id = given["track_id"] if "track_id" in given else self.library.number(path)
        known = path or self.library.path(track_id)
        if known is None:
            raise Refusal(404, "not_found", "There is no such track.")
        if path:
            self.library.load(track_id, path)
        self.player.load(track_id, known, threshold)
        return Reply.of_json({"message": "Track loaded", "track_id": track_id})

    def recommendation(self, request: Request, track: str) -> Reply:
        track_id = _track_id(track)
        kinds = {"confidence_threshold": _number, "top_k": _integer, "filepath": _text}
        given = _parameters(request, kinds)
        threshold = given.get("confidence_threshold", recommendation.DEFAULT_THRESHOLD)
        top_k = given.get("top_k", ranking.DEFAULT_TOP_K)
        recommendation.check_threshold(threshold)
        ranking.check_top_k(top_k)
        path = self.library.reachable(given["filepath"]) if "filepath" in given else None
        path = path or self.library.path(track_id)
        if path is None:
            raise bad_request("Neither a track of the library nor a filepath.")
        return Reply.of_json(self.player.recommended(track_id, path, threshold, top_k))

    def loudness(self, request: Request, track: str) -> Reply:
        _track_id(track)
        _parameters(request, {"filepath": _text})
        raise Refusal(422, "loudness_unavailable", "This server has no meter.")

    def stream(self, request: Request, track: str) -> Reply:
        track_id = _track_id(track)
        _parameters(request, {"ticket": _text})
        path = self.library.path(track_id)
        if path is None:
            raise Refusal(404, "not_found", "There is no such track.")
        return stream.reply(request, path)

    def address(self, request: Request, track: str) -> Reply:
        track_id = _track_id(track)
        _parameters(request, {})
        path = self.library.path(track_id)
        if path is None:
            raise Refusal(404, "not_found", "There is no such track.")
        ticket = self.tickets.make(track_id, path)
        address = f"/api/player/stream/{track_id}?ticket={ticket}"
        return Reply.of_json({"address": address, "expires_in_seconds": LIFETIME_SECONDS})


# MARK: Parameters


def _track_id(value: Any) -> int:
    """A track's number, from text of a target or from JSON."""
    if isinstance(value, str):
        if value.isascii() and value.isdigit() and int(value) <= LARGEST_INTEGER:
            return int(value)
    elif isinstance(value, float) and value.is_integer() and 0 <= value <= LARGEST_INTEGER:
        return int(value)
    raise bad_request("This is no number of a track.")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise bad_request("A text is wanted.")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise bad_request("A truth value is wanted.")
    return value


def _number(value: Any) -> float:
    """A number, from text of a target or from JSON."""
    if isinstance(value, float):
        return float(value)
    try:
        parsed = strict_json.parse(value.encode("utf-8"))
    except strict_json.SyntaxProblem:
        raise bad_request("A number is wanted.") from None
    if not isinstance(parsed, float):
        raise bad_request("A number is wanted.")
    return float(parsed)


def _integer(value: Any) -> int | float:
    number = _number(value)
    if number in (float("inf"), float("-inf")):
        return number
    if not number.is_integer():
        raise bad_request("A whole number is wanted.")
    return int(number)


def _parameters(request: Request, kinds: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """The query, with each parameter known and given once."""
    found: dict[str, Any] = {}
    for name, value in request.query:
        if name not in kinds or name in found:
            raise bad_request("A parameter is unknown, or there twice.")
        found[name] = kinds[name](value)
    return found


def _body(request: Request, kinds: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """The members of the body, if there is one."""
    if not request.body:
        return {}
    try:
        members = strict_json.parse(request.body)
    except strict_json.SyntaxProblem:
        raise bad_request("The body is not JSON.") from None
    if not isinstance(members, dict):
        raise bad_request("The body is no object.")
    if members.keys() - kinds.keys():
        raise bad_request("A member of the body is unknown.")
    for name, value in members.items():
        if kinds[name] not in (_text, _truth) and not isinstance(value, float):
            raise bad_request("A number is wanted.")
    return {name: kinds[name](value) for name, value in members.items()}
