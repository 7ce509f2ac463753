"""A wrong server: a right one behind a proxy that gets exactly one thing wrong.

The mistakes are the functions below, each called as its function, with dashes. `none` makes none:
then every case has to pass. generate/mutate_server.py plays them all.

Usage: python3 wrong_server.py MUTATION -- COMMAND OF A RIGHT SERVER
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import socketserver
import subprocess
import sys
import threading
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Callable
from urllib.parse import unquote

OUTCOMES = ("mastering_recommendation", "mastering_recommendation_failed")
PARAMETERS = ("confidence_threshold", "top_k", "filepath", "track_id", "track_path")
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


# MARK: HTTP


@dataclass
class Fields:
    """The fields of a head, in order, and the body."""

    fields: list[tuple[str, str]]
    body: bytes

    def get(self, name: str) -> str:
        return next((value for key, value in self.fields if key.lower() == name.lower()), "")

    def drop(self, *names: str) -> None:
        lower = [name.lower() for name in names]
        self.fields = [pair for pair in self.fields if pair[0].lower() not in lower]

    def set(self, name: str, value: str) -> None:
        self.drop(name)
        self.fields.append((name, value))

    def fill(self, body: bytes) -> None:
        """Replaces the body, and sets its length."""
        self.body = body
        self.set("Content-Length", str(len(body)))

    @property
    def json(self) -> Any:
        """The body if it is JSON, and otherwise None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @json.setter
    def json(self, value: Any) -> None:
        self.fill(compact(value))

    def encoded(self, first: str) -> bytes:
        lines = [first, *(f"{name}: {value}" for name, value in self.fields), "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


@dataclass
class Request(Fields):
    method: str
    target: str
    # Whether nothing came before it on its connection.
    is_first: bool = True

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters as they stand, escapes and all."""
        parts = [part for part in self.target.partition("?")[2].split("&") if part]
        return [(name, value) for name, _, value in (part.partition("=") for part in parts)]

    @query.setter
    def query(self, pairs: list[tuple[str, str]]) -> None:
        query = "&".join(f"{name}={value}" for name, value in pairs)
        self.target = f"{self.path}?{query}" if query else self.path

    def parameter(self, name: str) -> str:
        return next((value for key, value in self.query if key == name), "")

    @property
    def is_load(self) -> bool:
        return self.method == "POST" and self.path == "/api/player/load"

    @property
    def is_recommendation(self) -> bool:
        return self.path.startswith("/api/player/mastering/recommendation/")

    @property
    def is_stream(self) -> bool:
        return self.path.startswith("/api/player/stream/")

    @property
    def is_handshake(self) -> bool:
        return self.path == "/ws" and "upgrade" in self.get("Connection").lower()

    @property
    def file(self) -> str:
        """The path of the file that is meant, or nothing."""
        told = self.json
        in_body = told.get("track_path") if isinstance(told, dict) else None
        in_query = self.parameter("track_path") or self.parameter("filepath")
        return in_body if isinstance(in_body, str) else unquote(in_query)

    @property
    def track(self) -> int | None:
        """The number of the track that is meant."""
        told = self.json
        in_body = told.get("track_id") if isinstance(told, dict) else None
        in_query = self.parameter("track_id") or self.path.rpartition("/")[2]
        if isinstance(in_body, int):
            return in_body
        return int(in_query) if re.fullmatch(r"[0-9]+", in_query) else None


@dataclass
class Answer(Fields):
    status: int
    # The connection continues with frames if this is the answer to a handshake.
    upstream: Any = None

    def fail(self, status: int, code: str, message: str = "it is not to be had") -> Answer:
        """Turns into an error."""
        self.status = status
        self.drop("Content-Range", "ETag", "Last-Modified", "Accept-Ranges", "Allow")
        self.set("Content-Type", "application/json")
        self.json = {"error": {"code": code, "message": message}}
        return self

    def succeed(self, value: Any) -> Answer:
        self.status = 200
        self.set("Content-Type", "application/json")
        self.json = value
        return self

    @property
    def code(self) -> str:
        told = self.json if self.status >= 400 else None
        return told["error"]["code"] if isinstance(told, dict) and "error" in told else ""


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# MARK: Frames


@dataclass(frozen=True)
class Frame:
    """A frame, right or wrong."""

    opcode: int
    payload: bytes = b""
    is_last: bool = True
    reserved: int = 0
    key: bytes = b""
    # As received; a changed one is encoded again.
    raw: bytes = field(default=b"", compare=False)

    def but(self, **changes: Any) -> Frame:
        return replace(self, raw=b"", **changes)

    @property
    def message(self) -> Any:
        return json.loads(self.payload) if self.opcode == TEXT else None

    def telling(self, message: Any) -> Frame:
        return self.but(payload=compact(message))

    @property
    def type(self) -> str:
        return self.message["type"] if self.opcode == TEXT else ""

    @property
    def track(self) -> int:
        return self.message["data"]["track_id"]

    @property
    def close_code(self) -> int:
        """0 if there is none."""
        return int.from_bytes(self.payload[:2], "big") if self.opcode == CLOSE else 0

    def encoded(self) -> bytes:
        if self.raw:
            return self.raw
        head = bytes([self.is_last << 7 | self.reserved << 4 | self.opcode])
        masked, length = (0x80 if self.key else 0), len(self.payload)
        if length < 126:
            head += bytes([masked | length])
        elif length < 1 << 16:
            head += bytes([masked | 126]) + length.to_bytes(2, "big")
        else:
            head += bytes([masked | 127]) + length.to_bytes(8, "big")
        return head + self.key + mask(self.payload, self.key)


def mask(payload: bytes, key: bytes) -> bytes:
    if not key:
        return payload
    whole = (key * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(
        len(payload), "big"
    )


def closing(code: int) -> Frame:
    return Frame(CLOSE, code.to_bytes(2, "big"))


# MARK: The registry

Asking = Callable[[Request, "Proxy"], Answer]
Passing = Callable[[Frame, "Client"], "list[Frame]"]
Opening = Callable[["Client"], None]


@dataclass(frozen=True)
class Mutation:
    """The mistakes; without one, everything passes unchanged."""

    description: str = "nothing"
    ask: Asking = lambda request, proxy: proxy.ask(request)
    to_client: Passing = lambda frame, client: [frame]
    from_client: Passing = lambda frame, client: [frame]
    opened: Opening = lambda client: None


MUTATIONS: dict[str, Mutation] = {"none": Mutation()}


def mutation(place: str) -> Callable[[Any], Any]:
    """Registers a function under its name, for the place where it acts."""

    def register(function: Any) -> Any:
        name = function.__name__.strip("_").replace("_", "-")
        MUTATIONS[name] = Mutation(function.__doc__, **{place: function})
        return function

    return register


asks = mutation("ask")


def answers(change: Callable[[Request, Answer], None]) -> Callable[[Request, Answer], None]:
    """Registers a function that changes what the right server answers."""

    @wraps(change)
    def ask(request: Request, proxy: Proxy) -> Answer:
        answer = proxy.ask(request)
        change(request, answer)
        return answer

    asks(ask)
    return change


tells = mutation("to_client")
hears = mutation("from_client")
opens = mutation("opened")


# MARK: Ranges and validators


@asks
def range_end_exclusive(request: Request, proxy: Proxy) -> Answer:
    """the end of a range is the byte after it"""
    found = re.fullmatch(r"bytes=(\d+)-(\d+)", request.get("Range"))
    if found and int(found[2]) > int(found[1]):
        request.set("Range", f"bytes={found[1]}-{int(found[2]) - 1}")
    return proxy.ask(request)


@answers
def content_range_exclusive(request: Request, answer: Answer) -> None:
    """Content-Range ends with the byte after the range"""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.get("Content-Range"))
    if found:
        answer.set("Content-Range", f"bytes {found[1]}-{int(found[2]) + 1}/{found[3]}")


@answers
def no_content_range(request: Request, answer: Answer) -> None:
    """206 without Content-Range"""
    if answer.status == 206:
        answer.drop("Content-Range")


@asks
def ranges_unknown(request: Request, proxy: Proxy) -> Answer:
    """ranges are not supported, and the whole file is sent"""
    request.drop("Range")
    return proxy.ask(request)


@answers
def range_with_200(request: Request, answer: Answer) -> None:
    """a range is answered with 200"""
    answer.status = 200 if answer.status == 206 else answer.status


@asks
def unsatisfiable_is_whole(request: Request, proxy: Proxy) -> Answer:
    """a range after the end gets the whole file"""
    answer = proxy.ask(request)
    if answer.status == 416:
        request.drop("Range")
        return proxy.ask(request)
    return answer


@answers
def unsatisfiable_without_length(request: Request, answer: Answer) -> None:
    """416 does not include the length"""
    if answer.status == 416:
        answer.drop("Content-Range")


@asks
def suffix_is_prefix(request: Request, proxy: Proxy) -> Answer:
    """the last n bytes are read as the first"""
    found = re.fullmatch(r"bytes=-(\d+)", request.get("Range"))
    if found:
        request.set("Range", f"bytes=0-{found[1]}")
    return proxy.ask(request)


@asks
def long_suffix_refused(request: Request, proxy: Proxy) -> Answer:
    """a suffix longer than the file is refused"""
    found = re.fullmatch(r"bytes=-(\d+)", request.get("Range"))
    answer = proxy.ask(request)
    length = answer.get("Content-Range").rpartition("/")[2]
    if found and length and int(found[1]) > int(length):
        return answer.fail(416, "range_not_satisfiable")
    return answer


@asks
def range_beyond_the_end_refused(request: Request, proxy: Proxy) -> Answer:
    """a range that ends after the end of the file is refused"""
    found = re.fullmatch(r"bytes=\d+-(\d+)", request.get("Range"))
    answer = proxy.ask(request)
    length = answer.get("Content-Range").rpartition("/")[2]
    if answer.status == 206 and found and int(found[1]) >= int(length):
        return answer.fail(416, "range_not_satisfiable")
    return answer


@answers
def other_unit_refused(request: Request, answer: Answer) -> None:
    """a range in another unit is refused with 416"""
    if re.match(r"(?!bytes=)\w+=", request.get("Range")):
        answer.fail(416, "range_not_satisfiable")


@answers
def bad_range_refused(request: Request, answer: Answer) -> None:
    """a range with bad syntax is a bad request"""
    if request.get("Range") and not re.match(r"\w+=(\d+-|-\d)", request.get("Range")):
        answer.fail(400, "bad_request")


@asks
def if_range_ignored(request: Request, proxy: Proxy) -> Answer:
    """If-Range is ignored, so parts of two files are mixed"""
    request.drop("If-Range")
    return proxy.ask(request)


@answers
def if_none_match_always_matches(request: Request, answer: Answer) -> None:
    """any If-None-Match gets 304"""
    if request.is_stream and request.get("If-None-Match"):
        answer.status, answer.body = 304, b""


@asks
def if_match_ignored(request: Request, proxy: Proxy) -> Answer:
    """If-Match is ignored, and a part of another file is sent"""
    request.drop("If-Match")
    return proxy.ask(request)


@asks
def if_match_compared_weakly(request: Request, proxy: Proxy) -> Answer:
    """If-Match accepts a weak tag"""
    if request.get("If-Match").startswith("W/"):
        request.set("If-Match", "*")
    return proxy.ask(request)


@asks
def if_match_of_any_refused(request: Request, proxy: Proxy) -> Answer:
    """If-Match: * is compared as a tag"""
    if request.get("If-Match") == "*":
        request.set("If-Match", '"*"')
    return proxy.ask(request)


@asks
def if_unmodified_since_ignored(request: Request, proxy: Proxy) -> Answer:
    """If-Unmodified-Since is ignored"""
    request.drop("If-Unmodified-Since")
    return proxy.ask(request)


@asks
def if_unmodified_since_beside_if_match(request: Request, proxy: Proxy) -> Answer:
    """If-Unmodified-Since counts even if If-Match is met"""
    if request.get("If-Match") == "*":
        request.drop("If-Match")
    return proxy.ask(request)


@asks
def if_modified_since_ignored(request: Request, proxy: Proxy) -> Answer:
    """If-Modified-Since is ignored, and the file is sent again"""
    request.drop("If-Modified-Since")
    return proxy.ask(request)


@asks
def pages_of_other_sites_let_in(request: Request, proxy: Proxy) -> Answer:
    """Sec-Fetch-Site is ignored"""
    request.drop("Sec-Fetch-Site")
    return proxy.ask(request)


@asks
def pages_of_other_ports_let_in(request: Request, proxy: Proxy) -> Answer:
    """a page from another port of this host counts as the server's own"""
    if request.get("Sec-Fetch-Site") == "same-site":
        request.drop("Sec-Fetch-Site")
    return proxy.ask(request)


@asks
def every_navigation_let_in(request: Request, proxy: Proxy) -> Answer:
    """another site may lead a browser anywhere"""
    if request.get("Sec-Fetch-Mode") == "navigate":
        request.drop("Sec-Fetch-Site")
    return proxy.ask(request)


@asks
def links_from_other_sites_refused(request: Request, proxy: Proxy) -> Answer:
    """no other site may link to the page"""
    request.drop("Sec-Fetch-Mode")
    return proxy.ask(request)


@asks
def websocket_on_new_connections_only(request: Request, proxy: Proxy) -> Answer:
    """a connection that has carried a request accepts no WebSocket"""
    if not request.is_first:
        request.drop("Upgrade")
    return proxy.ask(request)


@asks
def if_none_match_ignored(request: Request, proxy: Proxy) -> Answer:
    """If-None-Match is ignored, and the file is sent again"""
    request.drop("If-None-Match")
    return proxy.ask(request)


@answers
def no_accept_ranges(request: Request, answer: Answer) -> None:
    """a stream does not say that it supports ranges"""
    answer.drop("Accept-Ranges")


@answers
def etag_without_quotes(request: Request, answer: Answer) -> None:
    """the ETag has no quotes"""
    if answer.get("ETag"):
        answer.set("ETag", answer.get("ETag").strip('"'))


@answers
def weak_etag(request: Request, answer: Answer) -> None:
    """the ETag is weak"""
    if answer.get("ETag"):
        answer.set("ETag", "W/" + answer.get("ETag"))


@answers
def no_last_modified(request: Request, answer: Answer) -> None:
    """a stream does not say how old the file is"""
    answer.drop("Last-Modified")


@answers
def stream_of_octets(request: Request, answer: Answer) -> None:
    """a stream is application/octet-stream"""
    if request.is_stream and answer.status < 300:
        answer.set("Content-Type", "application/octet-stream")


# MARK: Methods, paths and fields


@asks
def head_with_body(request: Request, proxy: Proxy) -> Answer:
    """HEAD is answered with a body"""
    if request.method == "HEAD":
        request.method = "GET"
    return proxy.ask(request)


@answers
def head_not_allowed(request: Request, answer: Answer) -> None:
    """HEAD is 405"""
    if request.method == "HEAD":
        answer.status = 405
        answer.set("Allow", "GET")


@answers
def head_of_nothing_not_allowed(request: Request, answer: Answer) -> None:
    """HEAD of an unknown path is 405"""
    if request.method == "HEAD" and answer.status == 404:
        answer.status = 405


@answers
def head_without_length(request: Request, answer: Answer) -> None:
    """HEAD does not include the length, since there is no body"""
    if request.method == "HEAD":
        answer.set("Content-Length", "0")


@answers
def no_allow(request: Request, answer: Answer) -> None:
    """405 does not say what is allowed"""
    answer.drop("Allow")


@answers
def refused_method_allowed(request: Request, answer: Answer) -> None:
    """Allow lists the method that was refused"""
    if answer.status == 405:
        answer.set("Allow", request.method)


@answers
def other_method_not_found(request: Request, answer: Answer) -> None:
    """a method that a route does not have is 404"""
    if answer.status == 405:
        answer.fail(404, "not_found")


@asks
def page_for_unknown_paths(request: Request, proxy: Proxy) -> Answer:
    """an unknown path gets the page"""
    answer = proxy.ask(request)
    if answer.status == 404 and not request.path.startswith("/api/player/"):
        request.target = "/"
        return proxy.ask(request)
    return answer


@answers
def no_nosniff(request: Request, answer: Answer) -> None:
    """no X-Content-Type-Options"""
    answer.drop("X-Content-Type-Options")


@answers
def no_nosniff_on_errors(request: Request, answer: Answer) -> None:
    """no X-Content-Type-Options on refusals"""
    if answer.status >= 400:
        answer.drop("X-Content-Type-Options")


@answers
def no_cache_control(request: Request, answer: Answer) -> None:
    """answers that depend on state may be cached"""
    answer.drop("Cache-Control")


@answers
def page_without_policy(request: Request, answer: Answer) -> None:
    """the page may run anything"""
    answer.drop("Content-Security-Policy")


@answers
def json_as_text(request: Request, answer: Answer) -> None:
    """JSON is sent as text/plain"""
    if answer.get("Content-Type").startswith("application/json"):
        answer.set("Content-Type", "text/plain")


@answers
def scan_with_200(request: Request, answer: Answer) -> None:
    """a scan that has only begun is answered with 200"""
    answer.status = 200 if answer.status == 202 else answer.status


@answers
def profiles_by_name(request: Request, answer: Answer) -> None:
    """profiles are listed in the order of their names"""
    if request.path == "/api/profiles" and answer.status == 200 and answer.body:
        told = answer.json
        told["profiles"].sort(key=lambda profile: profile["name"])
        answer.json = told


@answers
def cleared_says_nothing(request: Request, answer: Answer) -> None:
    """true in place of the number cleared"""
    if request.path == "/api/cache/clear" and answer.status == 200:
        answer.json = {"cleared": True}


# MARK: Errors


@answers
def errors_as_text(request: Request, answer: Answer) -> None:
    """errors are plain text"""
    if answer.code and request.method != "HEAD":
        answer.fill(answer.json["error"]["message"].encode())
        answer.set("Content-Type", "text/plain; charset=utf-8")


@answers
def errors_without_code(request: Request, answer: Answer) -> None:
    """errors have a message only"""
    if answer.code:
        answer.json = {"error": {"message": answer.json["error"]["message"]}}


@answers
def errors_of_a_framework(request: Request, answer: Answer) -> None:
    """errors are {"detail": text}, as a framework has them"""
    if answer.code:
        answer.json = {"detail": answer.json["error"]["message"]}


@answers
def errors_with_200(request: Request, answer: Answer) -> None:
    """errors are sent with status 200"""
    answer.status = 200 if answer.code else answer.status


@answers
def path_in_an_error(request: Request, answer: Answer) -> None:
    """an error contains the path of the file"""
    if answer.code and request.file:
        answer.fail(answer.status, answer.code, f"{request.file} is not to be had")


@answers
def folders_in_an_error(request: Request, answer: Answer) -> None:
    """path_not_allowed lists the allowed folders"""
    if answer.code == "path_not_allowed":
        told = answer.json
        told["error"]["allowed"] = [os.path.dirname(request.file)]
        answer.json = told


@answers
def outside_is_not_found(request: Request, answer: Answer) -> None:
    """a missing file outside is 404, which reveals what exists there"""
    if answer.code == "path_not_allowed" and not os.path.exists(request.file):
        answer.fail(404, "file_not_found")


@answers
def missing_file_is_no_track(request: Request, answer: Answer) -> None:
    """a missing file is not_found, like an unknown number"""
    if answer.code == "file_not_found":
        answer.fail(404, "not_found")


@answers
def broken_audio_with_500(request: Request, answer: Answer) -> None:
    """audio that cannot be measured is a server error"""
    answer.status = 500 if answer.status == 422 else answer.status


@answers
def broken_audio_unsupported(request: Request, answer: Answer) -> None:
    """audio that ends early is an unsupported format"""
    if answer.status == 422:
        answer.fail(415, "unsupported_format")


@answers
def no_audio_with_422(request: Request, answer: Answer) -> None:
    """a file that is not audio is 422"""
    answer.status = 422 if answer.status == 415 else answer.status


@answers
def refused_path_not_found(request: Request, answer: Answer) -> None:
    """a path that is not allowed is reported as a missing file"""
    if answer.code == "path_not_allowed":
        answer.fail(404, "file_not_found")


@answers
def bad_threshold_unnamed(request: Request, answer: Answer) -> None:
    """a threshold out of range is bad_request"""
    if answer.code == "invalid_threshold":
        answer.fail(400, "bad_request")


@answers
def bad_requests_with_422(request: Request, answer: Answer) -> None:
    """bad requests are 422, as a framework has them"""
    answer.status = 422 if answer.code == "bad_request" else answer.status


# MARK: Parameters


@asks
def unknown_parameters_ignored(request: Request, proxy: Proxy) -> Answer:
    """unknown parameters are ignored"""
    request.query = [pair for pair in request.query if pair[0] in PARAMETERS]
    return proxy.ask(request)


@asks
def unknown_members_ignored(request: Request, proxy: Proxy) -> Answer:
    """unknown members of a body are ignored"""
    told = request.json
    if request.is_load and isinstance(told, dict) and set(told) - set(PARAMETERS):
        request.json = {name: value for name, value in told.items() if name in PARAMETERS}
    return proxy.ask(request)


@asks
def query_unread_beside_a_body(request: Request, proxy: Proxy) -> Answer:
    """the query is not checked if there is a body"""
    if request.body:
        request.query = []
    return proxy.ask(request)


@asks
def query_wins(request: Request, proxy: Proxy) -> Answer:
    """the query takes precedence over the body"""
    if request.is_load and request.parameter("track_id"):
        request.fill(b"")
    return proxy.ask(request)


@asks
def last_parameter_counts(request: Request, proxy: Proxy) -> Answer:
    """of two parameters with the same name, the last counts"""
    request.query = list(dict(request.query).items())
    return proxy.ask(request)


@asks
def threshold_in_percent(request: Request, proxy: Proxy) -> Answer:
    """the threshold is read as a percentage"""

    def fraction(name: str, value: str) -> str:
        is_number = name == "confidence_threshold" and re.fullmatch(r"[\d.]+", value)
        return str(float(value) / 100) if is_number else value

    request.query = [(name, fraction(name, value)) for name, value in request.query]
    return proxy.ask(request)


@asks
def top_k_ignored(request: Request, proxy: Proxy) -> Answer:
    """top_k is read but not used"""
    if re.fullmatch(r"[1-9]\d*", request.parameter("top_k")):
        request.query = [pair for pair in request.query if pair[0] != "top_k"]
    return proxy.ask(request)


@asks
def default_top_k_of_five(request: Request, proxy: Proxy) -> Answer:
    """top_k is 5 if not given"""
    if request.is_recommendation and not any(name == "top_k" for name, _ in request.query):
        request.query = [*request.query, ("top_k", "5")]
    return proxy.ask(request)


@asks
def settings_not_in_the_key(request: Request, proxy: Proxy) -> Answer:
    """the first answer is returned again for any later settings"""
    answer = proxy.ask(request)
    if request.is_recommendation and answer.status == 200:
        answer.fill(proxy.first_answers.setdefault(request.path, answer.body))
    return answer


@asks
def query_not_unescaped(request: Request, proxy: Proxy) -> Answer:
    """escapes in a query are not resolved"""
    request.query = [(name, value.replace("%", "%25")) for name, value in request.query]
    return proxy.ask(request)


@asks
def lenient_track_ids(request: Request, proxy: Proxy) -> Answer:
    """1.0 and 1e3 in a path are read as numbers"""
    folder, _, last = request.path.rpartition("/")
    if request.path.startswith("/api/player/") and re.fullmatch(r"\d+(\.0|e\d)", last):
        request.target = request.target.replace(request.path, f"{folder}/{float(last):.0f}", 1)
    return proxy.ask(request)


@asks
def text_for_a_number(request: Request, proxy: Proxy) -> Answer:
    """a track_id that is a text of digits is accepted"""
    told = request.json
    if isinstance(told, dict) and isinstance(told.get("track_id"), str):
        request.json = {**told, "track_id": int(told["track_id"])}
    return proxy.ask(request)


@answers
def numbers_of_32_bits(request: Request, answer: Answer) -> None:
    """track ids end at 2^31 - 1"""
    told = answer.json if answer.status == 200 else None
    if isinstance(told, dict) and told.get("track_id", 0) >= 1 << 31:
        answer.fail(400, "bad_request")


@answers
def whole_numbers_without_a_point(request: Request, answer: Answer) -> None:
    """0 in place of 0.0 in a payload"""
    if request.is_recommendation and answer.status == 200:
        answer.fill(re.sub(rb"(\d)\.0(?=[,}\]])", rb"\1", answer.body))


# MARK: Loads


@answers
def load_with_202(request: Request, answer: Answer) -> None:
    """a load is accepted with 202"""
    if request.is_load and answer.status == 200:
        answer.status = 202


@answers
def load_tells_the_path(request: Request, answer: Answer) -> None:
    """the answer to a load contains the file's name"""
    if request.is_load and answer.status == 200:
        answer.json = {**answer.json, "file": os.path.basename(request.file)}


@answers
def load_looks_at_the_file(request: Request, answer: Answer) -> None:
    """a load of a missing file is 404"""
    if request.is_load and answer.status == 200 and not os.path.exists(request.file):
        answer.fail(404, "file_not_found")


@answers
def load_from_anywhere(request: Request, answer: Answer) -> None:
    """a load of a file outside is answered like any other"""
    if request.is_load and answer.code == "path_not_allowed":
        answer.succeed({"message": "Track loaded", "track_id": 57})


@answers
def loaded_track_unknown(request: Request, answer: Answer) -> None:
    """a track that was loaded by its path is unknown to the other routes"""
    is_known_by_path = request.is_stream or (request.is_recommendation and not request.file)
    if is_known_by_path and answer.status < 300:
        answer.fail(404, "not_found")


@asks
def only_the_last_load_is_known(request: Request, proxy: Proxy) -> Answer:
    """of the tracks loaded by path, only the last is known"""
    track = request.path.rpartition("/")[2]
    is_known_by_path = request.is_stream or (request.is_recommendation and not request.file)
    answer = proxy.ask(request)
    if is_known_by_path and answer.status < 300 and track != str(proxy.current):
        return answer.fail(404, "not_found")
    return answer


# MARK: Limits


@asks
def long_body_taken(request: Request, proxy: Proxy) -> Answer:
    """a body may have any length"""
    if len(request.body) > 1 << 16:
        request.fill(request.body.replace(b" ", b""))
    return proxy.ask(request)


@answers
def long_body_refused_early(request: Request, answer: Answer) -> None:
    """a body of exactly 64 KiB is refused"""
    if len(request.body) == 1 << 16:
        answer.fail(413, "request_too_large")


@asks
def long_target_taken(request: Request, proxy: Proxy) -> Answer:
    """a target may have any length"""
    request.target = request.target[:8000]
    return proxy.ask(request)


@asks
def long_head_taken(request: Request, proxy: Proxy) -> Answer:
    """a header may have any length"""
    request.fields = [pair for pair in request.fields if len(pair[1]) < 4096]
    return proxy.ask(request)


# MARK: Who may ask


@asks
def foreign_hosts_let_in(request: Request, proxy: Proxy) -> Answer:
    """any Host is accepted"""
    request.set("Host", proxy.upstream_authority)
    return proxy.ask(request)


@asks
def hosts_by_prefix(request: Request, proxy: Proxy) -> Answer:
    """a Host that begins like the server's is accepted"""
    if request.get("Host").startswith(("localhost", "127.0.0.1")):
        request.set("Host", proxy.upstream_authority)
    return proxy.ask(request)


@asks
def port_of_host_unread(request: Request, proxy: Proxy) -> Answer:
    """a Host is accepted with any port"""
    if re.fullmatch(r"(localhost|127\.0\.0\.1|\[::1\]):\d+", request.get("Host")):
        request.set("Host", proxy.upstream_authority)
    return proxy.ask(request)


@asks
def no_token_wanted(request: Request, proxy: Proxy) -> Answer:
    """requests from this machine need no token"""
    request.set("Authorization", f"Bearer {proxy.token}")
    return proxy.ask(request)


@asks
def any_token_taken(request: Request, proxy: Proxy) -> Answer:
    """any token is accepted"""
    if request.get("Authorization").startswith("Bearer "):
        request.set("Authorization", f"Bearer {proxy.token}")
    return proxy.ask(request)


@asks
def token_in_any_scheme(request: Request, proxy: Proxy) -> Answer:
    """anything in Authorization is taken for the token"""
    if request.get("Authorization"):
        request.set("Authorization", f"Bearer {proxy.token}")
    return proxy.ask(request)


@asks
def token_in_queries(request: Request, proxy: Proxy) -> Answer:
    """a token in the query is accepted, whatever it is"""
    if request.parameter("token"):
        request.query = [pair for pair in request.query if pair[0] != "token"]
        request.set("Authorization", f"Bearer {proxy.token}")
    return proxy.ask(request)


@asks
def socket_without_a_token(request: Request, proxy: Proxy) -> Answer:
    """a WebSocket needs no token"""
    if request.path == "/ws":
        request.set("Authorization", f"Bearer {proxy.token}")
    return proxy.ask(request)


@answers
def page_behind_the_token(request: Request, answer: Answer) -> None:
    """the page itself needs the token"""
    if request.path == "/" and not request.get("Authorization"):
        answer.fail(401, "unauthorized")


@asks
def any_ticket_taken(request: Request, proxy: Proxy) -> Answer:
    """any ticket opens a stream"""
    if request.is_stream and request.parameter("ticket"):
        request.query = [pair for pair in request.query if pair[0] != "ticket"]
        request.set("Authorization", f"Bearer {proxy.token}")
    return proxy.ask(request)


@answers
def address_of_anything(request: Request, answer: Answer) -> None:
    """a stream has an address whether or not there is a track"""
    if request.path.endswith("/address") and answer.code == "not_found":
        stream = request.path.removesuffix("/address")
        answer.succeed({"address": f"{stream}?ticket=0", "expires_in_seconds": 600})


# MARK: Which files


@answers
def anything_loaded(request: Request, answer: Answer) -> None:
    """any file in the folder can be loaded"""
    hidden = "/." in request.file
    if request.is_load and answer.code == "path_not_allowed" and not hidden:
        if os.path.isfile(request.file):
            answer.succeed({"message": "Track loaded", "track_id": request.track})


@answers
def hidden_files_loaded(request: Request, answer: Answer) -> None:
    """a hidden file can be loaded by its name"""
    if request.is_load and os.path.basename(request.file).startswith("."):
        if os.path.isfile(request.file):
            answer.succeed({"message": "Track loaded", "track_id": request.track})


@answers
def hidden_folders_open(request: Request, answer: Answer) -> None:
    """only the last part of a path is checked"""
    hidden = "/." in os.path.dirname(os.path.realpath(request.file))
    if request.is_load and hidden and os.path.isfile(request.file):
        answer.succeed({"message": "Track loaded", "track_id": request.track})


@answers
def folders_are_no_files(request: Request, answer: Answer) -> None:
    """the answer reveals that a path is a folder"""
    if request.is_recommendation and answer.code == "path_not_allowed":
        if os.path.isdir(request.file):
            answer.fail(415, "not_a_file")


@answers
def missing_files_told(request: Request, answer: Answer) -> None:
    """a file that is not a track is refused, and a missing one is not found"""
    if request.is_recommendation and answer.code == "path_not_allowed":
        if not os.path.exists(request.file) and os.path.isdir(os.path.dirname(request.file)):
            answer.fail(404, "file_not_found")


@asks
def foreign_origins_let_in(request: Request, proxy: Proxy) -> Answer:
    """any Origin is accepted"""
    request.drop("Origin")
    return proxy.ask(request)


@asks
def null_origin_let_in(request: Request, proxy: Proxy) -> Answer:
    """an Origin of null counts as none"""
    if request.get("Origin") == "null":
        request.drop("Origin")
    return proxy.ask(request)


@asks
def origin_unread_on_the_websocket(request: Request, proxy: Proxy) -> Answer:
    """any Origin may open a WebSocket"""
    if request.is_handshake:
        request.drop("Origin")
    return proxy.ask(request)


@asks
def foreign_origins_act(request: Request, proxy: Proxy) -> Answer:
    """a foreign Origin is refused after its request was carried out"""
    if request.get("Origin") and not request.is_handshake:
        done = replace(request, fields=list(request.fields))
        done.drop("Origin")
        proxy.ask(done)
    return proxy.ask(request)


@answers
def cors_for_all(request: Request, answer: Answer) -> None:
    """answers may be read by all origins"""
    answer.set("Access-Control-Allow-Origin", "*")


# MARK: The handshake


@answers
def plain_request_of_ws_not_found(request: Request, answer: Answer) -> None:
    """/ws is 404 for anything but a handshake"""
    if request.path == "/ws" and answer.status in (400, 426):
        answer.fail(404, "not_found")


@asks
def any_websocket_version(request: Request, proxy: Proxy) -> Answer:
    """a handshake of any version is accepted"""
    if request.is_handshake:
        request.set("Sec-WebSocket-Version", "13")
    return proxy.ask(request)


@asks
def any_websocket_key(request: Request, proxy: Proxy) -> Answer:
    """a handshake with any key is accepted"""
    if request.get("Sec-WebSocket-Key") == "c2hvcnQ=":
        request.set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
    return proxy.ask(request)


@answers
def websocket_key_returned(request: Request, answer: Answer) -> None:
    """a handshake is accepted with the client's own key"""
    if answer.status == 101:
        answer.set("Sec-WebSocket-Accept", request.get("Sec-WebSocket-Key"))


# MARK: Messages


@tells
def binary_messages(frame: Frame, client: Client) -> list[Frame]:
    """messages are binary frames"""
    return [frame.but(opcode=BINARY) if frame.opcode == TEXT else frame]


@tells
def masked_messages(frame: Frame, client: Client) -> list[Frame]:
    """the server masks its frames"""
    return [frame.but(key=b"mask")]


@tells
def type_renamed(frame: Frame, client: Client) -> list[Frame]:
    """a message has the wrong type"""
    if frame.type == "mastering_recommendation":
        return [frame.telling({**frame.message, "type": "recommendation"})]
    return [frame]


@tells
def messages_without_data(frame: Frame, client: Client) -> list[Frame]:
    """the members of data are beside type"""
    if frame.opcode == TEXT:
        return [frame.telling({"type": frame.type, **frame.message["data"]})]
    return [frame]


@tells
def track_id_as_text(frame: Frame, client: Client) -> list[Frame]:
    """a message has its track_id as a text"""
    if frame.opcode == TEXT:
        return [frame.telling(with_data(frame.message, track_id=str(frame.track)))]
    return [frame]


@tells
def file_in_a_message(frame: Frame, client: Client) -> list[Frame]:
    """a message contains the file's name"""
    file = client.proxy.files.get(frame.track) if frame.opcode == TEXT else None
    return [frame.telling(with_data(frame.message, file=file)) if file else frame]


@tells
def whole_numbers_in_messages(frame: Frame, client: Client) -> list[Frame]:
    """0 in place of 0.0 in a message"""
    if frame.type == "mastering_recommendation":
        return [frame.but(payload=re.sub(rb"(\d)\.0(?=[,}\]])", rb"\1", frame.payload))]
    return [frame]


@tells
def failure_without_code(frame: Frame, client: Client) -> list[Frame]:
    """the message of a failure has no code"""
    if frame.type == "mastering_recommendation_failed":
        return [frame.telling(without_data(frame.message, "code"))]
    return [frame]


@tells
def failure_not_told(frame: Frame, client: Client) -> list[Frame]:
    """a failure is logged but not sent to clients"""
    return [] if frame.type == "mastering_recommendation_failed" else [frame]


@tells
def load_not_told(frame: Frame, client: Client) -> list[Frame]:
    """track_loaded is not sent"""
    return [] if frame.type == "track_loaded" else [frame]


@tells
def no_progress(frame: Frame, client: Client) -> list[Frame]:
    """no progress is sent"""
    return [] if frame.type == "fingerprint_progress" else [frame]


@tells
def progress_for_late_clients_only(frame: Frame, client: Client) -> list[Frame]:
    """a client that receives the load receives no progress"""
    return [] if frame.type == "fingerprint_progress" and not client.is_late else [frame]


@tells
def cached_told_as_complete(frame: Frame, client: Client) -> list[Frame]:
    """a cached track is reported as analysed"""
    if frame.type == "fingerprint_progress" and frame.message["data"]["status"] == "cached":
        return [frame.telling(with_data(frame.message, status="complete"))]
    return [frame]


@tells
def failed_told_as_complete(frame: Frame, client: Client) -> list[Frame]:
    """progress is complete even after a failure"""
    if frame.type == "fingerprint_progress" and frame.message["data"]["status"] == "failed":
        return [frame.telling(with_data(frame.message, status="complete"))]
    return [frame]


@tells
def outcome_before_load(frame: Frame, client: Client) -> list[Frame]:
    """the outcome is sent before track_loaded"""
    if frame.type == "track_loaded":
        client.held.append(frame)
        return []
    if frame.type in OUTCOMES:
        held, client.held = client.held, []
        return [frame, *held]
    return [frame]


@tells
def progress_after_outcome(frame: Frame, client: Client) -> list[Frame]:
    """the last progress is sent after the outcome"""
    if frame.type == "fingerprint_progress":
        client.held = [frame]
        return []
    if frame.type in OUTCOMES:
        held, client.held = client.held, []
        return [frame, *held]
    return [frame]


@tells
def everything_twice(frame: Frame, client: Client) -> list[Frame]:
    """every outcome is sent twice"""
    return [frame, frame] if frame.type in OUTCOMES else [frame]


@tells
def one_client_is_told(frame: Frame, client: Client) -> list[Frame]:
    """only the first client receives the outcome"""
    return [] if frame.type in OUTCOMES and client is not client.proxy.clients[0] else [frame]


@tells
def remembered_tracks_are_silent(frame: Frame, client: Client) -> list[Frame]:
    """a load of a cached track ends without a message"""
    if frame.type == "mastering_recommendation" and not client.is_late:
        if frame.track in client.outcomes:
            return []
        client.outcomes.add(frame.track)
    return [frame]


@tells
def http_is_not_told(frame: Frame, client: Client) -> list[Frame]:
    """a recommendation requested over HTTP is not sent to anyone else"""
    is_of_http = frame.type in OUTCOMES and frame.track not in client.proxy.loaded
    return [] if is_of_http else [frame]


@tells
def http_is_told_as_a_load(frame: Frame, client: Client) -> list[Frame]:
    """a recommendation requested over HTTP is sent with track_loaded"""
    if frame.type in OUTCOMES and frame.track not in client.proxy.loaded:
        load = {"type": "track_loaded", "data": {"track_id": frame.track}}
        return [frame.telling(load), frame]
    return [frame]


@asks
def told_twice_when_remembered(request: Request, proxy: Proxy) -> Answer:
    """a cached recommendation requested over HTTP is sent twice"""
    answer = proxy.ask(request)
    if request.is_recommendation and answer.status == 200:
        if request.target in proxy.first_answers:
            message = {"type": "mastering_recommendation", "data": answer.json}
            proxy.tell_all(Frame(TEXT, compact(message)))
        proxy.first_answers[request.target] = answer.body
    return answer


@asks
def refused_loads_are_told(request: Request, proxy: Proxy) -> Answer:
    """the failure of a refused load is sent to clients"""
    answer = proxy.ask(request)
    if request.is_load and answer.code:
        failure = {"track_id": 9, "code": answer.code, "message": "refused"}
        message = {"type": "mastering_recommendation_failed", "data": failure}
        proxy.tell_all(Frame(TEXT, compact(message)))
    return answer


# MARK: Clients that come late


@tells
def late_clients_hear_nothing(frame: Frame, client: Client) -> list[Frame]:
    """a late client receives only what comes next"""
    if client.is_late and not client.outcomes and frame.opcode == TEXT:
        if frame.type in OUTCOMES:
            client.outcomes.add(frame.track)
        return []
    return [frame]


@tells
def late_clients_hear_twice(frame: Frame, client: Client) -> list[Frame]:
    """a late client receives everything twice"""
    return [frame, frame] if client.is_late and frame.opcode == TEXT else [frame]


@tells
def late_clients_hear_no_load(frame: Frame, client: Client) -> list[Frame]:
    """a late client receives the outcome without its load"""
    return [] if client.is_late and frame.type == "track_loaded" else [frame]


@opens
def late_clients_hear_all_of_it(client: Client) -> None:
    """a late client receives every earlier message"""
    for frame in client.proxy.history:
        if frame.track != client.proxy.current:
            client.send(frame)


@opens
def late_clients_hear_of_http(client: Client) -> None:
    """a late client receives recommendations requested over HTTP"""
    for frame in client.proxy.history:
        if frame.type in OUTCOMES and frame.track not in client.proxy.loaded:
            client.send(frame)


# MARK: Control frames of the server


@tells
def empty_pong(frame: Frame, client: Client) -> list[Frame]:
    """a pong is empty"""
    return [frame.but(payload=b"") if frame.opcode == PONG else frame]


@tells
def pong_of_the_server(frame: Frame, client: Client) -> list[Frame]:
    """a pong has the bytes of the server and not of the ping"""
    return [frame.but(payload=b"pong") if frame.opcode == PONG else frame]


@tells
def pong_cut_off(frame: Frame, client: Client) -> list[Frame]:
    """a pong has the first 64 bytes of the ping"""
    return [frame.but(payload=frame.payload[:64]) if frame.opcode == PONG else frame]


@tells
def no_pong(frame: Frame, client: Client) -> list[Frame]:
    """a ping is not answered"""
    return [] if frame.opcode == PONG else [frame]


@tells
def breach_closed_as_normal(frame: Frame, client: Client) -> list[Frame]:
    """a wrong frame gets 1000 in place of 1002"""
    return [closing(1000) if frame.close_code == 1002 else frame]


@tells
def breach_dropped(frame: Frame, client: Client) -> list[Frame]:
    """a wrong frame ends the connection without a close"""
    return [] if frame.close_code == 1002 else [frame]


@tells
def bad_text_is_a_breach(frame: Frame, client: Client) -> list[Frame]:
    """text that is not UTF-8 gets 1002 in place of 1007"""
    return [closing(1002) if frame.close_code == 1007 else frame]


@tells
def long_message_is_a_breach(frame: Frame, client: Client) -> list[Frame]:
    """a message that is too long gets 1002 in place of 1009"""
    return [closing(1002) if frame.close_code == 1009 else frame]


@tells
def close_with_1005(frame: Frame, client: Client) -> list[Frame]:
    """a close without a code is answered with 1005, which is never sent"""
    return [closing(1005) if client.is_answering_an_empty_close(frame) else frame]


@tells
def close_without_code(frame: Frame, client: Client) -> list[Frame]:
    """a close without a code is answered without one"""
    return [Frame(CLOSE) if client.is_answering_an_empty_close(frame) else frame]


@tells
def empty_close_dropped(frame: Frame, client: Client) -> list[Frame]:
    """a close without a code is not answered, and the connection is dropped"""
    return [] if client.is_answering_an_empty_close(frame) else [frame]


@tells
def close_going_away(frame: Frame, client: Client) -> list[Frame]:
    """a close is answered with 1001, as if the server were shutting down"""
    return [closing(1001) if frame.close_code == 1000 else frame]


@tells
def something_after_the_close(frame: Frame, client: Client) -> list[Frame]:
    """something is sent after the close"""
    return [frame, Frame(PING)] if frame.opcode == CLOSE else [frame]


# MARK: What is forwarded from a client


@hears
def unmasked_taken(frame: Frame, client: Client) -> list[Frame]:
    """an unmasked frame is accepted"""
    return [frame if frame.key else frame.but(key=b"mask")]


@hears
def reserved_bits_taken(frame: Frame, client: Client) -> list[Frame]:
    """reserved bits are not checked"""
    return [frame.but(reserved=0) if frame.reserved else frame]


@hears
def unknown_opcodes_ignored(frame: Frame, client: Client) -> list[Frame]:
    """a frame with an unknown opcode is ignored"""
    return [frame] if frame.opcode in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG) else []


@hears
def control_in_parts_taken(frame: Frame, client: Client) -> list[Frame]:
    """a control frame may come in parts"""
    return [frame.but(is_last=True) if frame.opcode >= CLOSE else frame]


@hears
def long_pings_taken(frame: Frame, client: Client) -> list[Frame]:
    """a control frame may have any length"""
    return [frame.but(payload=frame.payload[:125]) if frame.opcode >= CLOSE else frame]


@hears
def any_close_code_taken(frame: Frame, client: Client) -> list[Frame]:
    """a close may have any code"""
    is_close = frame.opcode == CLOSE and 0 < len(frame.payload) <= 125
    return [frame.but(payload=b"\x03\xe8") if is_close else frame]


@hears
def stray_parts_ignored(frame: Frame, client: Client) -> list[Frame]:
    """a part without a beginning is ignored"""
    is_stray = frame.opcode == CONTINUATION and not client.is_within_a_message
    return [] if is_stray else [frame]


@hears
def messages_begun_anew(frame: Frame, client: Client) -> list[Frame]:
    """a message may begin before the last has ended"""
    is_new = frame.opcode in (TEXT, BINARY) and client.is_within_a_message
    return [frame.but(opcode=CONTINUATION) if is_new else frame]


@hears
def bad_text_taken(frame: Frame, client: Client) -> list[Frame]:
    """text is not checked"""
    return [frame.but(opcode=BINARY) if frame.opcode == TEXT else frame]


@hears
def text_checked_by_parts(frame: Frame, client: Client) -> list[Frame]:
    """each part of a text has to be valid UTF-8 on its own"""
    is_half = frame.opcode == TEXT and not is_utf_8(frame.payload)
    return [frame.but(is_last=True) if is_half else frame]


@hears
def bytes_checked_as_text(frame: Frame, client: Client) -> list[Frame]:
    """binary messages have to be UTF-8 too"""
    return [frame.but(opcode=TEXT) if frame.opcode == BINARY else frame]


@hears
def surrogates_taken(frame: Frame, client: Client) -> list[Frame]:
    """surrogates are accepted as UTF-8"""
    has_surrogate = re.search(rb"\xed[\xa0-\xbf]", frame.payload)
    return [frame.but(payload=b"?") if frame.opcode == TEXT and has_surrogate else frame]


@hears
def half_a_letter_taken(frame: Frame, client: Client) -> list[Frame]:
    """a text may end within a character"""
    whole, last = frame.payload[:-1], frame.payload[-1:]
    is_half = frame.opcode == TEXT and b"\xc2" <= last <= b"\xf4" and is_utf_8(whole)
    return [frame.but(payload=whole) if is_half and frame.is_last else frame]


@hears
def long_messages_taken(frame: Frame, client: Client) -> list[Frame]:
    """a message may have any length"""
    return [frame.but(payload=b"") if len(frame.payload) > 1 << 15 else frame]


@hears
def parts_counted_alone(frame: Frame, client: Client) -> list[Frame]:
    """the limit of a message is applied to each part"""
    is_part = frame.opcode == CONTINUATION and 1 << 15 < len(frame.payload) <= 1 << 16
    return [frame.but(payload=b"") if is_part else frame]


@hears
def longest_message_refused(frame: Frame, client: Client) -> list[Frame]:
    """a message of exactly 64 KiB is refused"""
    is_longest = len(frame.payload) == 1 << 16
    return [frame.but(payload=frame.payload + b"a") if is_longest else frame]


@hears
def messages_echoed(frame: Frame, client: Client) -> list[Frame]:
    """whatever a client sends is sent back"""
    if frame.opcode == TEXT and frame.is_last and is_utf_8(frame.payload):
        client.send(frame.but(key=b""))
    return [frame]


@hears
def messages_passed_on(frame: Frame, client: Client) -> list[Frame]:
    """whatever a client sends is passed on to the others"""
    if frame.opcode == TEXT and frame.is_last:
        client.proxy.tell_all(frame.but(key=b""), but=client)
    return [frame]


@hears
def one_goes_all_go(frame: Frame, client: Client) -> list[Frame]:
    """when one client closes, all are closed"""
    if frame.opcode == CLOSE:
        client.proxy.tell_all(closing(1001), but=client)
    return [frame]


def with_data(message: Any, **members: Any) -> Any:
    return {**message, "data": {**message["data"], **members}}


def without_data(message: Any, name: str) -> Any:
    return {**message, "data": {key: v for key, v in message["data"].items() if key != name}}


def is_utf_8(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


# MARK: The proxy


class Client:
    """A WebSocket that is passed through."""

    def __init__(self, proxy: Proxy, connection: socket.socket) -> None:
        self.proxy = proxy
        self.is_late = bool(proxy.loaded)
        # For the mutations' own state.
        self.held: list[Frame] = []
        self.outcomes: set[int] = set()
        self.is_within_a_message = False
        self._has_closed_without_code = False
        self._connection = connection
        self._lock = threading.Lock()

    def send(self, frame: Frame) -> None:
        with self._lock:
            send(self._connection, frame.encoded())

    def is_answering_an_empty_close(self, frame: Frame) -> bool:
        return frame.opcode == CLOSE and self._has_closed_without_code

    def note(self, frame: Frame) -> None:
        """Remembers what a client has sent."""
        if frame.opcode <= BINARY:
            self.is_within_a_message = not frame.is_last
        elif frame.opcode == CLOSE:
            self._has_closed_without_code = not frame.payload


class Proxy(socketserver.ThreadingTCPServer):
    """Stands before a right server."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, mutation: Mutation, upstream: tuple[str, int], token: str) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.mutation = mutation
        self.port = self.server_address[1]
        self.clients: list[Client] = []
        # The messages to the first client.
        self.history: list[Frame] = []
        # The loaded tracks, and the last one; and the names of files, by the numbers of their tracks.
        self.loaded: set[int] = set()
        self.current = -1
        self.files: dict[int, str] = {}
        self.first_answers: dict[str, bytes] = {}
        # Frames of several clients are dealt with one by one.
        self.lock = threading.RLock()
        self._upstream = upstream
        # The token that the right server requires.
        self.token = token

    @property
    def upstream_authority(self) -> str:
        return f"{self._upstream[0]}:{self._upstream[1]}"

    def ask(self, request: Request) -> Answer:
        """The answer of the right server."""
        before = (self.loaded, self.current)
        self._note_file(request)
        upstream = socket.create_connection(self._upstream)
        # Its end marks the end of an answer. Other requests are unchanged.
        asked = replace(request, fields=list(request.fields))
        if not asked.get("Connection"):
            asked.set("Connection", "close")
        send(upstream, asked.encoded(f"{asked.method} {asked.target} HTTP/1.1"))
        stream = upstream.makefile("rb")
        first, fields = read_head(stream)
        answer = Answer(fields, b"", int(first.split(" ")[1]))
        if answer.status == 101:
            answer.upstream = (upstream, stream)
            return answer
        length = answer.get("Content-Length")
        has_body = request.method != "HEAD" and answer.status not in (204, 304)
        if has_body:
            answer.body = stream.read(int(length)) if length else stream.read()
        upstream.close()
        if request.is_load and answer.status != 200:
            self.loaded, self.current = before
        return answer

    def _note_file(self, request: Request) -> None:
        """Before it is asked for, for messages may come before the answer."""
        track = request.track
        if track is None or not (request.is_load or request.file):
            return
        if request.file:
            self.files[track] = os.path.basename(request.file)
        if request.is_load:
            self.loaded, self.current = self.loaded | {track}, track

    def tell_all(self, frame: Frame, but: Client | None = None) -> None:
        for client in self.clients:
            if client is not but:
                client.send(frame)


class Exchange(socketserver.BaseRequestHandler):
    """The requests of a connection, and the frames that follow them."""

    server: Proxy

    def handle(self) -> None:
        stream = self.request.makefile("rb")
        is_first = True
        while True:
            try:
                request = self._read(stream)
                request.is_first = is_first
                answer = self.server.mutation.ask(request, self.server)
            except (OSError, ValueError):
                return
            if answer.upstream:
                return self._pass_frames(answer, stream)
            # The right server was asked on a separate connection.
            goes_on = answer.status == 200 and not request.get("Connection")
            if goes_on and answer.get("Connection") == "close" and answer.get("Content-Length"):
                answer.drop("Connection")
            else:
                goes_on = False
            send(self.request, answer.encoded(f"HTTP/1.1 {answer.status} Status"))
            if not goes_on:
                return
            is_first = False

    def _read(self, stream: Any) -> Request:
        first, fields = read_head(stream)
        method, target, _ = first.split(" ", 2)
        request = Request(fields, b"", method, target)
        if (request.get("Transfer-Encoding") or "").lower() == "chunked":
            request.body = read_chunks(stream)
        else:
            request.body = stream.read(int(request.get("Content-Length") or 0))
        # The right server has another port; other names and origins it has to see as they are.
        for name in ("Host", "Origin"):
            own, port = request.get(name), f":{self.server.port}"
            if own.endswith(port):
                theirs = self.server.upstream_authority.rpartition(":")[2]
                request.set(name, own[: -len(port)] + ":" + theirs)
        return request

    def _pass_frames(self, answer: Answer, stream: Any) -> None:
        proxy = self.server
        upstream, told = answer.upstream
        client = Client(proxy, self.request)
        with proxy.lock:
            proxy.clients.append(client)
            send(self.request, answer.encoded("HTTP/1.1 101 Switching Protocols"))
            proxy.mutation.opened(client)
        telling = threading.Thread(target=self._tell, args=(client, told), daemon=True)
        telling.start()
        for frame in frames(stream):
            with proxy.lock:
                for passed in proxy.mutation.from_client(frame, client):
                    send(upstream, passed.encoded())
                client.note(frame)
        end(upstream)
        telling.join()
        upstream.close()

    def _tell(self, client: Client, told: Any) -> None:
        proxy = self.server
        for frame in frames(told):
            with proxy.lock:
                if frame.opcode == TEXT and client is proxy.clients[0]:
                    proxy.history.append(frame)
                for passed in proxy.mutation.to_client(frame, client):
                    client.send(passed)
        # Only this direction ends, so that nothing on its way to the client is lost.
        end(self.request)


def send(connection: socket.socket, data: bytes) -> None:
    """Sends as much as the other side accepts; it may have answered and left before the end."""
    try:
        connection.sendall(data)
    except OSError:
        pass


def end(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def read_chunks(stream: Any) -> bytes:
    """A chunked body as sent, to its end or to an invalid chunk, which the right server sees."""
    body = b""
    while True:
        line = stream.readline()
        body += line
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            return body
        if size == 0:
            break
        body += stream.read(size + 2)
    while line.strip():
        line = stream.readline()
        body += line
    return body


def read_head(stream: Any) -> tuple[str, list[tuple[str, str]]]:
    lines = []
    while True:
        line = stream.readline().decode("latin-1")
        if not line:
            raise ValueError("the connection ended within a head")
        line = line.rstrip("\r\n")
        if not line:
            break
        lines.append(line)
    fields = [line.partition(":") for line in lines[1:]]
    return lines[0], [(name, value.strip(" \t")) for name, _, value in fields]


def frames(stream: Any) -> Any:
    """The frames up to the end of the connection, however it ends."""
    try:
        while len(start := stream.read(2)) == 2:
            length = start[1] & 0x7F
            long = stream.read({126: 2, 127: 8}.get(length, 0))
            key = stream.read(4) if start[1] & 0x80 else b""
            payload = stream.read(int.from_bytes(long, "big") if long else length)
            yield Frame(
                opcode=start[0] & 0xF,
                payload=mask(payload, key),
                is_last=bool(start[0] & 0x80),
                reserved=start[0] >> 4 & 0x7,
                key=key,
                raw=start + long + key + payload,
            )
    except OSError:
        return


def address_of(server: subprocess.Popen[str]) -> tuple[tuple[str, int], str]:
    """The address where it listens, and the token after it."""
    for line in server.stdout:
        found = re.search(r"http://([\w.]+):(\d+)/(\S*)", line)
        if found:
            return (found[1], int(found[2])), found[3]
    raise SystemExit("the right server ended before it said its address")


def main() -> None:
    name, separator, *command = sys.argv[1:] if len(sys.argv) > 3 else ("", "")
    if separator != "--" or name not in MUTATIONS:
        raise SystemExit(f"{__doc__}\nMutations: {', '.join(MUTATIONS)}")
    right = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        address, token = address_of(right)
        proxy = Proxy(MUTATIONS[name], address, token.removeprefix("#token="))
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        print(f"http://127.0.0.1:{proxy.port}/{token}", flush=True)
        # Read on, so that it does not wait for a reader; when it ends, so does this.
        for _ in right.stdout:
            pass
    finally:
        right.terminate()
        right.wait()


if __name__ == "__main__":
    main()
