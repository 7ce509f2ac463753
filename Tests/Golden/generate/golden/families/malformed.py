"""Requests that RFC 9112 and RFC 6455 do not allow, and their neighbours that they do."""

from typing import Any

from ..cases import SENTENCE, File
from .servers import server_file

PATH = {"$library": "one.wav"}
LOAD = {"concat": ["/api/player/load?track_id=5&track_path=", PATH]}
LOADED = {"status": 200, "body": {"message": "Track loaded", "track_id": 5}}
CHUNKED = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
REFUSED = {"status": 400}


def files() -> list[File]:
    return [_lengths(), _heads(), _authorization(), _routes(), _handshakes()]


def _step(response: Any, target: Any = "/health", **request: Any) -> Any:
    return {"request": {"target": target, **request}, "response": response}


def _load(headers: Any, body: Any, response: Any) -> Any:
    return _step(response, LOAD, method="POST", headers=headers, body=body)


def _lengths() -> File:
    file = server_file("http/lengths", "What may state the length of a body (RFC 9112, 6 and 7.1).")
    file.notes = {
        "any-number": "A length is decimal digits, and that of a piece hexadecimal ones, and nothing else.",
        "piece-by-piece": "The limit of a body applies to all of its pieces together.",
    }

    def case(id: str, description: str, *steps: Any, flag: str = "any-number") -> None:
        file.case(id, description, "HTTP-90 HTTP-13", transcript=list(steps), flags=[flag])

    case(
        "lengths-that-are-none",
        "a length consists of digits",
        *(
            _load({"Content-Length": length}, "{}", REFUSED)
            for length in ("abc", "-1", "+2", "2.0", "0x2", "2 2")
        ),
    )
    case(
        "pieces-without-a-length",
        "the length of a piece consists of hexadecimal digits",
        *(
            _load(CHUNKED, f"{size}\r\n{{}}\r\n0\r\n\r\n", REFUSED)
            for size in ("xyz", "0x2", "+2", "-2", "")
        ),
    )
    case(
        "pieces-with-letters",
        "hexadecimal digits may be capitals, and there may be zeros before them",
        _load(CHUNKED, "A\r\n{        }\r\n0\r\n\r\n", LOADED),
        _load(CHUNKED, "a\r\n{        }\r\n0\r\n\r\n", LOADED),
        _load(CHUNKED, "00a\r\n{        }\r\n000\r\n\r\n", LOADED),
    )
    case(
        "a-piece-that-is-longer",
        "a piece ends where its length says, with an end of line",
        _load(CHUNKED, "2\r\n{}  \r\n0\r\n\r\n", REFUSED),
    )
    case(
        "name-in-any-case",
        "the name of the coding has no case",
        _load(CHUNKED | {"Transfer-Encoding": "Chunked"}, "2\r\n{}\r\n0\r\n\r\n", LOADED),
    )
    case(
        "another-coding",
        "a body in a coding that the server does not have is refused",
        _load(
            CHUNKED | {"Transfer-Encoding": "gzip"},
            "2\r\n{}\r\n0\r\n\r\n",
            {"status": {"$anyOf": [400, 501]}},
        ),
    )
    half = {"repeat": {"text": " ", "count": 32766}}
    rest = {"repeat": {"text": " ", "count": 32768}}

    def in_pieces(more: str, size: str, response: Any) -> Any:
        body = {"concat": ["8000\r\n{}", half, f"\r\n{size}\r\n", rest, more, "\r\n0\r\n\r\n"]}
        return _load(CHUNKED, body, response)

    too_large = {
        "status": 413,
        "body": {"error": {"code": "request_too_large", "message": SENTENCE}},
    }
    case(
        "longest-in-pieces",
        "64 KiB are accepted in pieces too",
        in_pieces("", "8000", LOADED),
        flag="piece-by-piece",
    )
    case(
        "too-long-in-pieces",
        "and one byte more is refused, wherever it is",
        in_pieces(" ", "8001", too_large),
        _load(
            CHUNKED,
            {"concat": ["10001\r\n{}", {"repeat": {"text": " ", "count": 65535}}, "\r\n0\r\n\r\n"]},
            too_large,
        ),
        flag="piece-by-piece",
    )
    whole = {"Content-Type": "application/json"}
    case(
        "one-byte-too-long",
        "a body of 64 KiB is accepted, and one byte more is refused",
        _load(whole, {"concat": ["{}", {"repeat": {"text": " ", "count": 65534}}]}, LOADED),
        _load(whole, {"concat": ["{}", {"repeat": {"text": " ", "count": 65535}}]}, too_large),
        flag="piece-by-piece",
    )
    return file


def _heads() -> File:
    file = server_file("http/heads", "What a head may look like (RFC 9112, 3 and 5).")
    file.notes = {"lenient": "What a server guesses from a broken head, a proxy may guess otherwise."}
    ok = {"status": 200}

    def case(id: str, description: str, *steps: Any) -> None:
        file.case(id, description, "HTTP-90", transcript=list(steps), flags=["lenient"])

    case(
        "targets",
        "a target begins with a slash and has no space",
        _step(REFUSED, "health"),
        _step(REFUSED, "/health x"),
        _step(ok, "/health"),
    )
    case(
        "fields",
        "a field has a name and a colon",
        _step(REFUSED, headers={"X-One": "1\r\nX-Two"}),
        _step(REFUSED, headers={"X-One": "1\r\n: 2"}),
        _step(ok, headers={"X-One": "1\r\nX-Two:"}),
        _step(ok, headers={"X-One": "1\r\nX-Two:\t2\t"}),
    )
    day, month = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)", "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    date = {"$pattern": f"{day}, [0-9]{{2}} {month} [0-9]{{4}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} GMT"}
    file.case(
        "date",
        "an answer says when it was made",
        "HTTP-38 HTTP-90",
        transcript=[_step(ok | {"headers": {"date": date}})],
    )
    return file


def _authorization() -> File:
    file = server_file("http/authorization", "How a request presents the server's token (HTTP-30; RFC 9110, 11).")
    file.notes = {"scheme": "The token counts in the scheme Bearer alone, whose name has no case."}
    token = {"$token": True}

    def asked(status: int, *value: Any) -> Any:
        headers = {"Authorization": {"concat": list(value)}}
        return _step({"status": status}, "/api/library", headers=headers)

    file.case(
        "scheme-in-any-case",
        "the name of the scheme has no case",
        "HTTP-30",
        transcript=[asked(200, f"{scheme} ", token) for scheme in ("Bearer", "bearer", "BEARER")],
        flags=["scheme"],
    )
    file.case(
        "other-schemes",
        "the token in another scheme, or in none, opens nothing",
        "HTTP-30",
        transcript=[asked(401, scheme, token) for scheme in ("Basic ", "Token ", "Bearer", "")],
        flags=["scheme"],
    )
    file.case(
        "other-tokens",
        "nor does a longer or a shorter one",
        "HTTP-30",
        transcript=[
            asked(401, "Bearer ", token, "x"),
            asked(401, "Bearer x", token),
            asked(401, "Bearer "),
            asked(401, "Bearer"),
            asked(401, "Bearer ", token, token),
        ],
        flags=["scheme"],
    )
    from_elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    forbidden = {
        "status": 403,
        "body": {"error": {"code": "forbidden_origin", "message": SENTENCE}},
    }
    file.case(
        "another-site-posts-to-the-page",
        "another site may lead to the page, but send nothing to it",
        "HTTP-39",
        transcript=[_step(forbidden, "/", method="POST", headers=from_elsewhere)],
    )
    return file


def _routes() -> File:
    file = server_file("http/few-routes", "Routes that few clients use.")
    route = "/api/player/loudness/"
    answered = {"status": {"$anyOf": [200, 422]}}
    query = {"concat": [f"{route}7?filepath=", PATH]}
    file.case(
        "loudness",
        "the loudness of a track is measured, or there is no meter",
        "HTTP-1 HTTP-3 HTTP-9",
        transcript=[
            _step(answered, query),
            _step(REFUSED, {"concat": [f"{route}7?x=1&filepath=", PATH]}),
            _step(REFUSED, {"concat": [f"{route}seven?filepath=", PATH]}),
            _step({"status": {"$anyOf": [400, 422]}}, f"{route}7"),
            _step(
                {"status": 405, "headers": {"allow": {"$pattern": "[^\\x00]*GET[^\\x00]*"}}},
                query,
                method="POST",
            ),
        ],
    )
    file.case(
        "page",
        "the page is HTML",
        "HTTP-1",
        transcript=[
            _step(
                {"status": 200, "headers": {"content-type": {"$pattern": "text/html(;[^\\x00]*)?"}}},
                "/",
            )
        ],
    )
    return file


def _handshakes() -> File:
    file = server_file("websocket/few-handshakes", "Handshakes that few clients make (RFC 6455, 4).", "websocket")
    file.notes = {"fields": "Connection, Upgrade, the version and the key are all needed."}
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    refused = {"status": {"$anyOf": [426, 400]}}
    file.case(
        "connection-without-upgrade",
        "a connection that is not to be upgraded is not",
        "WS-1",
        transcript=[_step(refused, "/ws", headers=upgrade | {"Connection": "keep-alive"})],
        flags=["fields"],
    )
    file.case(
        "keys-that-are-none",
        "the key is base64",
        "WS-1",
        transcript=[
            _step(refused, "/ws", headers=upgrade | {"Sec-WebSocket-Key": key})
            for key in ("dGhlIHNhbXBsZSBub25j!Q==", "dGhlIHNhbXBsZSBub25jZQ", "")
        ],
        flags=["fields"],
    )
    file.case(
        "another-method",
        "a handshake is a GET",
        "WS-1 HTTP-1",
        transcript=[
            _step(
                {"status": 405, "headers": {"allow": {"$pattern": "[^\\x00]*GET[^\\x00]*"}}},
                "/ws",
                method="POST",
                headers=upgrade,
            )
        ],
        flags=["fields"],
    )
    file.notes["tokens"] = "A page can set no field of a handshake but its protocols."
    token = {"$token": True}

    def offering(*protocols: Any) -> Any:
        return upgrade | {"Authorization": "", "Sec-WebSocket-Protocol": {"concat": list(protocols)}}

    spoken = {"status": 101, "headers": {"sec-websocket-protocol": "mastering"}}
    file.case(
        "token-as-a-protocol",
        "a handshake may have its token among its protocols, and the other one is then spoken",
        "HTTP-30",
        transcript=[
            _step(spoken, "/ws", headers=offering("mastering, mastering.token.", token)),
            _step(spoken, "/ws", headers=offering("mastering.token.", token, ",mastering")),
        ],
        flags=["tokens"],
    )
    file.case(
        "wrong-tokens-as-protocols",
        "no other protocol opens the WebSocket, and none opens anything else",
        "HTTP-30",
        transcript=[
            *(
                _step({"status": 401}, "/ws", headers=offering(*protocols))
                for protocols in (
                    ["mastering, mastering.token.", token, "x"],
                    ["mastering, mastering.token."],
                    ["mastering, ", token],
                    ["mastering, other.token.", token],
                    ["mastering"],
                )
            ),
            _step(
                {"status": 401},
                "/api/library",
                headers={
                    "Authorization": "",
                    "Sec-WebSocket-Protocol": {"concat": ["mastering, mastering.token.", token]},
                },
            ),
        ],
        flags=["tokens"],
    )
    file.case(
        "reasons",
        "the reason of a close is UTF-8",
        "WS-7",
        transcript=[
            {"connect": "client"},
            {"client": "client", "send": [{"opcode": 8, "payload": {"base64": "A+j/"}}]},
            {"client": "client", "hears": [{"close": {"$anyOf": [1002, 1007]}}]},
        ],
    )
    return file
