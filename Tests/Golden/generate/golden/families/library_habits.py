"""What the libraries of other languages do by default and the clauses do not allow: names in any case (Go's
encoding/json), paths that are cleaned (Go's ServeMux), other white space and digits (Rust, Python)."""

import base64
from typing import Any

from .. import model
from ..cases import CENTRE, RANKING_OPEN, SENTENCE, File, error, profile, ranked, step, wrong_params
from ..text import Number
from ..tracks import EXAMPLE
from .rpc import not_json

BY_HAND = "Derived by hand from the clauses that the cases cite."
PING = base64.b64encode(b"there?").decode()


def files() -> list[File]:
    return [
        _letter_case(),
        _letter_case_of_messages(),
        _other_white_space(),
        _letters_and_digits(),
        _close_thresholds(),
        _paths(),
        _numbers_in_queries(),
        _parameters(),
        _fields(),
        _upgrades(),
    ]


# MARK: Calls


def _letter_case() -> File:
    file = File(
        "rpc/letter-case",
        "Names are compared case-sensitively.",
        BY_HAND,
        method="ranking.rank",
        since="2.0",
    )
    file.notes = {"any-case": "A library reads names of members in any case, as Go's encoding/json does."}
    for id, what, params, path, reason in (
        ("a-parameter", "an optional parameter", {"fingerprint": EXAMPLE, "Top_k": 1}, "/Top_k", "unknown"),
        ("a-required-one", "a required parameter", {"FINGERPRINT": EXAMPLE}, "/FINGERPRINT", "unknown"),
        (
            "both-forms",
            "a parameter beside itself in other letters",
            {"fingerprint": EXAMPLE, "top_k": 1, "TOP_K": 2},
            "/TOP_K",
            "unknown",
        ),
        (
            "within-an-object",
            "a member of a parameter",
            {"fingerprint": {("Crest_db" if key == "crest_db" else key): value for key, value in EXAMPLE.items()}},
            "/fingerprint/Crest_db",
            "unknown",
        ),
    ):
        file.case(
            id,
            f"{what} in other letters is another name",
            "RPC-15",
            params,
            flags=["any-case"],
            error=wrong_params(path, reason),
        )
    return file


def _letter_case_of_messages() -> File:
    file = File(
        "messages/letter-case",
        "Members of messages are compared case-sensitively.",
        BY_HAND,
        requires=["messages"],
        method="message.check",
        since="2.0",
    )
    for id, text, path in (
        ("type", '{"Type":"track_loaded","data":{"track_id":1}}', "/type"),
        ("data", '{"type":"track_loaded","DATA":{"track_id":1}}', "/data"),
        ("track-id", '{"type":"track_loaded","data":{"Track_ID":1}}', "/data/track_id"),
    ):
        file.case(
            id,
            f"{path} in other letters is missing",
            "MSG-24",
            {"text": text},
            error=error("invalid_message", path=path, reason="missing"),
        )
    return file


def _other_white_space() -> File:
    file = File(
        "rpc/other-white-space",
        "White space is space, tab, line feed and carriage return, and nothing else.",
        BY_HAND,
        since="2.0",
    )
    file.notes = {"trim": "Lines are trimmed by a function that knows other white space (Rust's str::trim)."}
    for id, what, line in (
        ("vertical-tab", "a vertical tab", "\u000b"),
        ("form-feed", "a form feed", "\u000c"),
        ("no-break-space", "a no-break space", "\u00a0"),
        ("em-space", "an em space", "\u2003"),
        ("line-separator", "a line separator", "\u2028"),
    ):
        file.case(
            id,
            f"a line of {what} is not empty",
            "RPC-1 RPC-3",
            flags=["trim"],
            exchange={
                "send": [line],
                "expect": [not_json()],
            },
        )
    return file


# MARK: Profiles


def _letters_and_digits() -> File:
    file = File(
        "recommendation/letters-and-digits",
        "Which letters, digits and lengths the names of profiles may have.",
        BY_HAND,
        method="ranking.rank",
        open=RANKING_OPEN,
        since="2.0",
    )
    file.notes = {
        "units": "Lengths are counted in bytes or UTF-16 units, not in code points.",
        "alphabets": "A class of letters or digits covers all alphabets.",
    }

    def call(**more: Any) -> Any:
        one = profile(more.pop("profile_id", "one"))
        return {"fingerprint": CENTRE, "profiles": [one | more]}

    def accepted(params: Any) -> Any:
        return ranked(CENTRE, profiles=params["profiles"])

    for id, what, name in (
        ("face-128", "128 code points outside of 16 bits are not too long", "\U0001f600" * 128),
        ("umlaut-128", "128 letters of two bytes are not too long", "ä" * 128),
    ):
        params = call(name=name)
        file.case(id, what, "PRO-30", params, flags=["units"], result=accepted(params))
    refused: Any = (
        ("face-129", "129 code points are too long", {"name": "\U0001f600" * 129}, "name", "too_long", "units"),
        ("wide-spaces", "a name of wide spaces is empty", {"name": "\u2003\u00a0"}, "name", "empty", "alphabets"),
        ("arabic-digit", "a version has the digits 0 to 9", {"version": "\u0661"}, "version", "not_a_version", "alphabets"),
        ("wide-digit", "a full-width digit is not one of them", {"version": "1.\uff11"}, "version", "not_a_version", "alphabets"),
        ("umlaut", "an identifier has letters of ASCII", {"profile_id": "möbel"}, "profile_id", "not_an_identifier", "alphabets"),
        ("kelvin", "a sign whose lower case is k is not one of them", {"profile_id": "\u212a"}, "profile_id", "not_an_identifier", "alphabets"),
        ("line-end", "an identifier does not end in a line end", {"profile_id": "one\n"}, "profile_id", "not_an_identifier", "alphabets"),
        ("version-line-end", "nor does a version", {"version": "1.0\n"}, "version", "not_a_version", "alphabets"),
        ("version-2-32", "version numbers are below 2^32", {"version": "4294967296"}, "version", "not_a_version", "units"),
    )  # fmt: skip
    for id, what, more, place, reason, flag in refused:
        file.case(
            id,
            what,
            {"name": "PRO-30", "version": "PRO-4", "profile_id": "PRO-2"}[place],
            call(**more),
            flags=[flag],
            error=error("invalid_profile", field=place, reason=reason),
        )
    file.case(
        "version-below-2-32",
        "the highest number of a version is 2^32 - 1",
        "PRO-4",
        (highest := call(version="4294967295.65536")),
        flags=["units"],
        result=accepted(highest),
    )
    return file


# MARK: Caches


def _close_thresholds() -> File:
    open = ["", "/recommendation", "/recommendation/*/*", "/recommendation/fingerprint"]
    file = File(
        "cache/close-thresholds",
        "A threshold is part of a key with all its bits.",
        BY_HAND,
        requires=["cache"],
        open=open,
        fresh=True,
        since="2.0",
    )
    file.notes = {"rounded": "Keys are made of rounded thresholds."}
    payload = model.payload(EXAMPLE, track_id=7, threshold=0.4) | {"reasoning": "By hand."}
    steps = [step("cache.set", {"recommendation": payload}, result={"stored": True})]
    for other in ("0.4000000001", "0.40000000000000008", "0.39999999999999997"):
        call = {"track_id": 7, "confidence_threshold": Number(other)}
        steps.append(step("cache.get", call, result={"recommendation": None}))
    close = model.payload(EXAMPLE, threshold=0.4000000001, track_id=8) | {"reasoning": "By hand."}
    steps += [
        step("cache.set", {"recommendation": close}, result={"stored": True}),
        step("cache.get", {"track_id": 8, "confidence_threshold": 0.4}, result={"recommendation": None}),
        step(
            "cache.get",
            {"track_id": 8, "confidence_threshold": 0.4000000001},
            result={"recommendation": close},
        ),
    ]
    same = {"track_id": 7, "confidence_threshold": Number("4e-1")}
    steps.append(step("cache.get", same, result={"recommendation": payload}))
    file.case("last-bits", "a threshold a last bit away is another", "CCH-3", flags=["rounded"], steps=steps)
    return file


# MARK: Servers


def _server_file(name: str, overview: str, *requires: str) -> File:
    return File(
        name,
        overview,
        BY_HAND,
        requires=["http", *requires],
        since="2.0",
        library={
            "one.wav": {"$audio": "silence-1-sample"},
            "one two.wav": {"$audio": "silence-1-sample"},
            "two+three.wav": {"$audio": "silence-1-sample"},
        },
    )


def _answer(target: str, status: int, code: str = "", **request: Any) -> Any:
    body = {"body": {"error": {"code": code, "message": SENTENCE}}} if code else {}
    return {"request": {"target": target, **request}, "response": {"status": status, **body}}


def _paths() -> File:
    file = _server_file("http/paths", "A path is taken as it is.")
    file.notes = {"cleaned": "A library cleans paths: it joins slashes, resolves dots, or ignores case."}
    for id, what, *targets in (
        ("two-slashes", "two slashes are not one", "//health", "/api//library"),
        ("slash-at-the-end", "a slash at the end makes another path", "/health/", "/api/library/"),
        ("dots", "dots lead nowhere", "/api/../health", "/api/%2e%2e/health", "/./health"),
        ("escaped-slash", "an escaped slash does not divide a path", "/api%2Flibrary"),
        ("capitals", "letters are compared as they are", "/HEALTH", "/Api/library"),
        ("parameter-of-a-path", "a semicolon is part of a path", "/health;x=1"),
    ):
        file.case(
            id,
            what,
            "HTTP-1",
            flags=["cleaned"],
            transcript=[_answer(target, 404, "not_found") for target in targets],
        )
    file.case(
        "method-in-small-letters",
        "methods have a case",
        "HTTP-1",
        flags=["cleaned"],
        transcript=[
            {
                "request": {"target": "/health", "method": "get"},
                "response": {"status": {"$anyOf": [400, 405]}},
            }
        ],
    )
    file.case(
        "escaped-letter",
        "an escaped letter is that letter",
        "HTTP-1",
        transcript=[_answer("/%68ealth", 200), _answer("/health?", 200)],
    )
    return file


def _parameters() -> File:
    file = _server_file("http/parameters", "Each route knows its parameters, and the kinds of their values.")
    file.notes = {"ignored": "A framework passes over parameters that a route does not name."}
    post = {"method": "POST"}
    for id, what, target, request in (
        ("page", "the page has no parameters", "/?x=1", {}),
        ("health", "the health of the server has no parameters", "/health?x=1", {}),
        ("document", "a document has no parameters", "/openapi.yaml?x=1", {}),
        ("tracks", "the list of tracks has no parameters", "/api/tracks?x=1", {}),
        ("library", "the state of the library has no parameters", "/api/library?x=1", {}),
        ("scan", "a scan has no parameters", "/api/library/scan?x=1", post),
        ("profiles", "the list of profiles has no parameters", "/api/profiles?x=1", {}),
        ("clear", "a cache is cleared by track_id", "/api/cache/clear?x=1", post),
        ("address", "an address of a stream has none", "/api/player/stream/1/address?x=1", post),
        ("stream", "a stream does not know others'", "/api/player/stream/1?top_k=3", {}),
        ("recommendation", "a recommendation has its own", "/api/player/mastering/recommendation/1?x=1", {}),
    ):
        file.case(
            f"unknown-to-{id}", what, "HTTP-9", flags=["ignored"],
            transcript=[_answer(target, 400, "bad_request", **request)],
        )
    ask = "/api/player/mastering/recommendation/1?"

    def of_a_file(query: str) -> Any:
        return {"concat": [ask, query, "&filepath=", {"$library": "one.wav"}]}

    for id, what, *queries in (
        ("a-fraction", "top_k is a whole number", "top_k=2.5", "top_k=25e-1"),
        ("words", "a word is no number", "top_k=three", "top_k=true", "confidence_threshold=null"),
        ("texts", "a text in quotes is no number", "top_k=%223%22", "confidence_threshold=%220.4%22"),
        ("lists", "a list is no number", "top_k=[3]", "confidence_threshold={}"),
        ("nothing", "an empty value is no number", "top_k=", "confidence_threshold="),
    ):
        file.case(
            f"numbers-that-are-{id}", what, "HTTP-17 HTTP-9",
            transcript=[_answer(of_a_file(query), 400, "bad_request") for query in queries],
        )

    for id, what, *written in (
        ("no-digits", "two hexadecimal digits follow a percent sign", "%zz", "%4z", "%z4", "a%-1", "%+4"),
        ("too-few-digits", "two of them", "%", "%4", "a.wav%"),
        ("no-utf-8", "what they mean is UTF-8", "%ff", "%C3%28", "%ED%A0%80", "%C0%AE"),
    ):
        file.case(
            f"encoded-with-{id}", what, "HTTP-17", transcript=[_answer(f"{ask}filepath={text}", 400, "bad_request") for text in written],
        )

    def load(track_id: Any, status: int, code: str = "") -> Any:
        body = {"json": {"track_id": track_id, "track_path": {"$library": "one.wav"}}}
        return _answer("/api/player/load", status, code, method="POST", body=body)

    file.case(
        "tracks-from-zero", "a track's number is 0 or more", "HTTP-18 RPC-39",
        transcript=[load(0, 200), load(Number("2.0"), 200), load(2**53 - 1, 200)],
    )
    file.case(
        "tracks-that-are-none", "and whole, at most 2^53 − 1", "HTTP-18 RPC-39",
        transcript=[
            load(value, 400, "bad_request")
            for value in (-1, Number("1.5"), 2**53, "1", True, None, [1])
        ],
    )
    return file


def _numbers_in_queries() -> File:
    file = _server_file("http/numbers-in-queries", "Numbers in a target are written as in JSON.")
    file.notes = {"lenient": "A number is read by a function that takes other forms as well."}
    target = "/api/player/mastering/recommendation/"

    def of_a_file(query: str) -> Any:
        """With a file that may be named, so that nothing but the number is wrong."""
        return {"concat": [target, query, "&filepath=", {"$library": "one.wav"}]}

    file.case(
        "as-in-json",
        "numbers as in JSON are accepted",
        "HTTP-17",
        transcript=[_answer(of_a_file(query), 200) for query in ("1?top_k=3", "1?confidence_threshold=4e-1")],
    )
    for id, what, *queries in (
        ("underscores", "digits are not divided", "1?top_k=1_0", "1?confidence_threshold=0.4_1"),
        ("names", "names of numbers are not numbers", "1?confidence_threshold=nan", "1?confidence_threshold=inf"),
        ("no-digit-first", "a digit stands before a point", "1?confidence_threshold=.5"),
        ("hexadecimal", "digits are decimal", "1?top_k=0x3", "0x1?top_k=3"),
        ("semicolons", "a semicolon does not divide parameters", "1?top_k=3;confidence_threshold=1"),
        ("other-digits", "digits are 0 to 9", "%D9%A1?top_k=3", "1?top_k=%EF%BC%93"),
    ):
        file.case(
            id,
            what,
            "HTTP-5 HTTP-17" + (" HTTP-3" if "/" not in queries[-1] and "%D9" in queries[0] else ""),
            flags=["lenient"],
            transcript=[_answer(of_a_file(query), 400, "bad_request") for query in queries],
        )
    file.case(
        "an-empty-path",
        "an empty path is a path that may not be named",
        "HTTP-17 HTTP-32",
        flags=["lenient"],
        transcript=[_answer(target + "1?filepath=", 403, "path_not_allowed")],
    )
    return file


def _fields() -> File:
    file = _server_file("http/fields", "Names of hosts and units are compared without regard to case.")
    file.notes = {"by-letters": "Something is compared letter by letter that has no case."}

    def loaded(name: str) -> dict:
        return {
            "request": {
                "method": "POST",
                "target": "/api/player/load",
                "body": {"json": {"track_id": 5, "track_path": {"$library": name}}},
            },
            "response": {"status": 200},
        }

    load = loaded("one.wav")
    named = ["/api/player/mastering/recommendation/8?filepath=", {"$library": ""}]
    file.case(
        "plus",
        "a plus in a query means a space, and its escape a plus",
        "HTTP-47",
        transcript=[
            _answer({"concat": [*named, "/one+two.wav"]}, 200),
            _answer({"concat": [*named, "/two%2Bthree.wav"]}, 200),
            _answer({"concat": [*named, "/two+three.wav"]}, 404, "file_not_found"),
        ],
    )
    asks_address = {
        "request": {"method": "POST", "target": "/api/player/stream/5/address"},
        "response": {"status": 200, "body": {"address": {"$prefix": "/api/player/stream/5?"}, "expires_in_seconds": {"$any": "integer"}}},
    }
    address = {"$from": "/1/body/address"}
    no_token = {"Authorization": ""}
    whole = {"status": 200, "content": {"of": {"$library": "one.wav"}}}
    file.case(
        "address-without-token",
        "the address of a stream opens it without the token, any number of times",
        "HTTP-31",
        transcript=[
            load,
            asks_address,
            {"request": {"target": address, "headers": no_token}, "response": whole},
            {"request": {"target": address, "headers": no_token | {"Range": "bytes=0-3"}}, "response": {"status": 206}},
            {"request": {"target": address, "method": "HEAD", "headers": no_token}, "response": {"status": 200}},
            {"request": {"target": address, "headers": no_token}, "response": whole},
            {"request": {"target": "/api/player/stream/5", "headers": no_token}, "response": {"status": 401}},
        ],
    )
    file.case(
        "address-of-another-file",
        "the address of a stream opens no other file that gets its track's number",
        "HTTP-95",
        transcript=[
            load,
            asks_address,
            {"request": {"target": address, "headers": no_token}, "response": {"status": 200}},
            loaded("one two.wav"),
            {"request": {"target": address, "headers": no_token}, "response": {"status": 401}},
            {"request": {"target": address, "headers": no_token | {"Range": "bytes=0-3"}}, "response": {"status": 401}},
            {"request": {"target": "/api/player/stream/5"}, "response": {"status": 200}},
            load,
            {"request": {"target": address, "headers": no_token}, "response": {"status": 200}},
        ],
    )
    file.case(
        "host-in-capitals",
        "the name of a host has no case",
        "HTTP-20",
        flags=["by-letters"],
        transcript=[
            _answer("/api/library", 200, headers={"Host": {"concat": ["LOCALHOST:", {"$port": True}]}})
        ],
    )
    refused = {"error": {"code": "forbidden_host", "message": SENTENCE}}
    file.case(
        "host-without-port",
        "a host without a port has port 80",
        "HTTP-20",
        transcript=[
            {
                "request": {"target": "/api/library", "headers": {"Host": host}},
                "response": {"status": 403, "body": refused},
            }
            for host in ("localhost", "127.0.0.1", "[::1]")
        ],
    )
    file.case(
        "unit-in-capitals",
        "the unit of a range has no case",
        "HTTP-11",
        flags=["by-letters"],
        transcript=[
            load,
            {
                "request": {"target": "/api/player/stream/5", "headers": {"Range": "Bytes=0-3"}},
                "response": {
                    "status": 206,
                    "content": {"of": {"$library": "one.wav"}, "from": 0, "to": 3},
                },
            },
        ],
    )
    return file


def _upgrades() -> File:
    file = _server_file("websocket/upgrades", "How browsers and proxies write a handshake.", "websocket")
    file.notes = {"by-letters": "Connection is a list, and neither it nor Upgrade has a case."}
    for id, what, headers in (
        ("a-list", "Connection may have more than Upgrade", {"Connection": "keep-alive, Upgrade"}),
        ("small-letters", "Upgrade may be in lower case", {"Connection": "upgrade"}),
        ("capitals", "websocket may be in capitals", {"Upgrade": "WebSocket"}),
    ):
        file.case(
            id,
            what,
            "WS-1",
            flags=["by-letters"],
            transcript=[
                {"connect": "client", "headers": headers},
                {"client": "client", "send": [{"opcode": 9, "payload": {"base64": PING}}]},
                {"client": "client", "hears": [{"pong": "there?"}], "ignore": ["library_changed"]},
            ],
        )
    return file
