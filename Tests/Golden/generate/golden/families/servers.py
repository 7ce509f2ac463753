"""What a server must accept in addition to what it must refuse: names, tags, close codes."""

import base64
from typing import Any

from ..cases import SENTENCE, File

BY_HAND = "Derived by hand from the clauses that the cases cite, and from the RFCs they name."
PORT = {"$port": True}


def files() -> list[File]:
    return [_names(), _tags(), _close_codes()]


def server_file(name: str, overview: str, *requires: str) -> File:
    """Cases of a server whose library is one track."""
    return File(
        name,
        overview,
        BY_HAND,
        requires=["http", *requires],
        since="2.0",
        library={"one.wav": {"$audio": "silence-1-sample"}},
    )


def _get(target: str, status: int, headers: Any = None, **response: Any) -> Any:
    request = {"target": target, **({"headers": headers} if headers else {})}
    return {"request": request, "response": {"status": status, **response}}


def _refused(target: str, code: str, headers: Any) -> Any:
    body = {"error": {"code": code, "message": SENTENCE}}
    return _get(target, 403, headers, body=body)


# MARK: Names


def _names() -> File:
    file = server_file("http/names", "The names under which a server on a loopback address may be reached.")
    file.notes = {"too-strict": "A browser on this machine may use any of three names."}
    hosts = ("localhost", "127.0.0.1", "[::1]")

    def at(host: str) -> Any:
        return {"concat": [f"{host}:", PORT]}

    file.case(
        "hosts",
        "localhost, 127.0.0.1 and [::1] are accepted, with the server's port",
        "HTTP-20",
        flags=["too-strict"],
        transcript=[_get("/api/library", 200, {"Host": at(host)}) for host in hosts],
    )
    file.case(
        "own-origins",
        "the server's own page may make requests, under each of its names",
        "HTTP-21",
        flags=["too-strict"],
        transcript=[
            _get("/api/library", 200, {"Host": at(host), "Origin": at(f"http://{host}")})
            for host in hosts
        ],
    )
    file.case(
        "another-port",
        "another port is another server",
        "HTTP-20 HTTP-21",
        transcript=[
            *(_refused("/api/library", "forbidden_host", {"Host": f"{host}:1"}) for host in hosts),
            *(
                _refused(
                    "/api/library", "forbidden_origin", {"Host": at(host), "Origin": f"http://{host}:1"}
                )
                for host in hosts
            ),
        ],
    )
    file.case(
        "other-origins",
        "another scheme, another name, and an origin that is hidden are not the server's own",
        "HTTP-21",
        transcript=[
            _refused("/api/library", "forbidden_origin", {"Origin": origin})
            for origin in (
                {"concat": ["https://localhost:", PORT]},
                {"concat": ["http://example.com:", PORT]},
                {"concat": ["http://localhost.example.com:", PORT]},
                "null",
            )
        ],
    )
    return file


# MARK: Tags


def _tags() -> File:
    file = server_file("http/tags", "A client that has a file sends its tag (RFC 9110, 13).")
    file.notes = {"comparison": "If-None-Match compares weakly, If-Range strongly."}
    stream, tag = "/api/player/stream/5", {"$from": "/1/headers/etag"}
    load = {
        "request": {
            "method": "POST",
            "target": "/api/player/load",
            "body": {"json": {"track_id": 5, "track_path": {"$library": "one.wav"}}},
        },
        "response": {"status": 200},
    }
    first = _get(stream, 200, headers=None)
    first["response"]["headers"] = {"etag": {"$pattern": '"[^"]+"'}}

    def case(id: str, description: str, *steps: Any) -> None:
        file.case(
            id, description, "HTTP-10 HTTP-11", flags=["comparison"], transcript=[load, first, *steps]
        )

    def unchanged(value: Any) -> Any:
        step = _get(stream, 304, {"If-None-Match": value})
        step["response"]["headers"] = {"etag": tag}
        return step

    case(
        "the-same-file",
        "the tag of a file stays the same while the file does",
        {"request": {"target": stream}, "response": {"status": 200, "headers": {"etag": tag}}},
        {
            "request": {"target": stream, "method": "HEAD"},
            "response": {"status": 200, "headers": {"etag": tag}},
        },
    )
    case("who-has-it", "a client that has the file does not get it again", unchanged(tag))
    case(
        "one-of-several",
        "one of several tags is enough",
        unchanged({"concat": ['"another", ', tag, ', "third"']}),
    )
    case(
        "weak-tags",
        "a weak tag is enough for this",
        unchanged({"concat": ["W/", tag]}),
        unchanged({"concat": ['W/"another",W/', tag]}),
    )
    part = {"Range": "bytes=0-3"}
    case(
        "if-range",
        "a part of exactly this file is sent",
        {
            "request": {"target": stream, "headers": part | {"If-Range": tag}},
            "response": {
                "status": 206,
                "headers": {"content-range": {"$pattern": "bytes 0-3/[0-9]+"}, "etag": tag},
                "content": {"of": {"$library": "one.wav"}, "from": 0, "to": 3},
            },
        },
    )
    case(
        "weak-if-range",
        "for a part a weak tag is not enough",
        {
            "request": {"target": stream, "headers": part | {"If-Range": {"concat": ["W/", tag]}}},
            "response": {"status": 200, "content": {"of": {"$library": "one.wav"}}},
        },
    )
    return file


# MARK: Close codes


def _close_codes() -> File:
    file = server_file(
        "websocket/close-codes", "Which close codes a client may send (RFC 6455, 7.4).", "websocket"
    )
    file.notes = {
        "codes": "1000 to 1014 except 1004 to 1006, and 3000 to 4999, may be sent; no others."
    }

    def closing(*codes: int, heard: Any) -> list[Any]:
        steps: list[Any] = []
        for code in codes:
            client = f"client {code}"
            payload = base64.b64encode(code.to_bytes(2, "big")).decode()
            steps += [
                {"connect": client},
                {"client": client, "send": [{"opcode": 8, "payload": {"base64": payload}}]},
                {"client": client, "hears": [{"close": heard}]},
            ]
        return steps

    file.case(
        "that-may-be-sent",
        "a code that may be sent is not a violation",
        "WS-7",
        flags=["codes"],
        transcript=closing(
            1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999,
            heard={"$all": [{"$any": "integer"}, {"$not": 1002}]},
        ),
    )
    file.case(
        "that-may-not-be-sent",
        "a code that may not be sent is refused",
        "WS-7",
        flags=["codes"],
        transcript=closing(0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535, heard=1002),
    )
    return file
