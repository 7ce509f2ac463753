"""JSON-RPC: lines, ids, batches, notifications, and everything that is not a request."""

import base64
from typing import Any

from .. import model
from ..cases import File, error, wrong_params

BY_HAND = "Derived by hand from the clauses."
DESCRIBE = '"jsonrpc":"2.0","method":"engine.describe"'
# What every host's answer to engine.describe has; the rest is its own.
DESCRIBED = {
    "implementation": {"$any": "object"},
    "specification": "2.0",
    "capabilities": {"$contains": "core"},
    "limits": {"$any": "object"},
}
OPEN = ["/result", "/*/result"]


def files() -> list[File]:
    return [
        _describe(),
        _discover(),
        _ids(),
        _exact_ids(),
        _notifications(),
        _batches(),
        _requests(),
        _methods(),
        _parameters(),
        _not_json(),
        _strict_json(),
        _limits(),
        _lines(),
        _cancel(),
        _end(),
    ]


# Below RPC-25.
REASONS = [
    "duplicate_key", "too_deep", "too_many_values", "invalid_utf8", "lone_surrogate", "control_character",
    "invalid_number", "invalid_escape", "unexpected_byte", "unexpected_end", "trailing_bytes",
    "byte_order_mark", "line_too_long",
]  # fmt: skip


def _file(name: str, overview: str, requires: str = "core", source: str = BY_HAND) -> File:
    return File(f"rpc/{name}", overview, source, requires=requires.split(), open=OPEN)


def answer(id: Any, result: Any = None) -> Any:
    return {"jsonrpc": "2.0", "id": id, "result": DESCRIBED if result is None else result}


def refusal(name: str, id: Any = None, **facts: Any) -> Any:
    return {"jsonrpc": "2.0", "id": id, "error": error(name, **facts)}


def not_json(reason: Any = None, id: Any = None) -> Any:
    reason = {"$anyOf": REASONS} if reason is None else reason
    offset = {"$all": [{"$any": "integer"}, {"$not": -1}]}
    return refusal("parse_error", id, reason=reason, offset=offset)


def _exchange(
    file: File,
    id: str,
    description: str,
    spec: str,
    send: list[Any],
    expect: list[Any],
    flags: Any = None,
    **rest: Any,
) -> None:
    forbid = {"forbid": rest.pop("forbid")} if "forbid" in rest else {}
    file.case(
        id,
        description,
        spec,
        flags=flags,
        exchange={"send": send, **({"expect": expect} if expect else {}), **rest},
        **forbid,
    )


def _ask(id: str) -> str:
    """A request for engine.describe with this text as its id."""
    return f'{{"id":{id},{DESCRIBE}}}'


def _describe() -> File:
    file = File(
        "rpc/describe",
        "A host identifies itself.",
        BY_HAND,
        method="engine.describe",
        open=["", "/implementation", "/limits"],
    )
    limits = {
        "line_bytes": 16777216,
        "nesting_depth": 64,
        "values": 1000000,
        "batch_messages": 10000,
        "plan_chunks": 10000,
    }
    named = {"name": {"$any": "string"}, "version": {"$any": "string"}}
    file.case(
        "who-and-what",
        "implementation, specification, capabilities and limits are stated",
        "RPC-30",
        {},
        result={
            "implementation": named,
            "specification": "2.0",
            "capabilities": {"$contains": "core"},
            "limits": limits,
        },
    )
    file.case(
        "without-params",
        "absent params mean none",
        "RPC-30 RPC-23",
        result={
            "implementation": named,
            "specification": "2.0",
            "capabilities": {"$contains": "core"},
            "limits": limits,
        },
    )
    file.case(
        "takes-no-parameters",
        "a parameter is one too many",
        "RPC-30 RPC-15",
        {"verbose": True},
        error=wrong_params("/verbose", "unknown"),
    )
    return file


def _discover() -> File:
    file = File(
        "rpc/discover",
        "A host lists its methods as an OpenRPC document.",
        BY_HAND,
        requires=["strict-json"],
        method="rpc.discover",
        open=["", "/info", "/methods", "/methods/*"],
    )
    names = ("engine.describe", "rpc.discover", "ranking.rank", "recommendation.single", "recommendation.weighted")
    file.case(
        "an-openrpc-document",
        "it is OpenRPC 1.3, and lists the methods",
        "RPC-31",
        {},
        result={
            "openrpc": {"$pattern": "1\\.3\\.[0-9]+"},
            "info": {"title": {"$any": "string"}, "version": {"$any": "string"}},
            "methods": {"$all": [{"$contains": {"name": name}} for name in names]},
        },
    )
    file.case(
        "takes-no-parameters",
        "a parameter is one too many",
        "RPC-31 RPC-15",
        {"all": True},
        error=wrong_params("/all", "unknown"),
    )
    return file


def _ids() -> File:
    file = _file("ids", "Any id is returned.")
    file.notes = {
        "null-is-an-id": 'A request with "id": null is answered; only one without id is not.'
    }
    for name, text, value in (
        ("one", "1", 1),
        ("zero", "0", 0),
        ("negative", "-7", -7),
        ("fraction", "1.5", 1.5),
        ("text", '"a"', "a"),
        ("empty-text", '""', ""),
        ("number-as-text", '"1"', "1"),
        ("text-of-any-script", '"\u97f3 \U0001f3b5"', "\u97f3 \U0001f3b5"),
        ("text-with-escapes", '"a\\"b\\\\c"', 'a"b\\c'),
        ("largest-exact-integer", "9007199254740991", 2**53 - 1),
    ):
        _exchange(
            file, name, f"the id {text} comes back", "RPC-9 RPC-19", [_ask(text)], [answer(value)]
        )
    _exchange(
        file,
        "null",
        "null is an id like others",
        "RPC-9 RPC-10",
        [_ask("null")],
        [answer(None)],
        ["null-is-an-id"],
    )
    _exchange(
        file,
        "in-an-error",
        "an error has the id of its request",
        "RPC-9 RPC-13",
        ['{"jsonrpc":"2.0","id":"x","method":"nothing"}'],
        [refusal("method_not_found", "x", method="nothing")],
    )
    _exchange(
        file,
        "the-same-twice",
        "two requests with one id get two answers",
        "RPC-9",
        [_ask("5"), _ask("5")],
        [answer(5), answer(5)],
    )
    return file


def _exact_ids() -> File:
    file = _file(
        "exact-ids", "An id is returned with exactly the text it was sent with.", "strict-json"
    )
    file.notes = {
        "text-of-the-id": "The id went through a number type of the language; keep its text."
    }
    for text in (
        "1.0",
        "1e2",
        "1E+2",
        "-0",
        "0.10",
        "123456789012345678901234567890",
        "9007199254740993",
        "1e999",
        "-1.50e-400",
        "0.1000000000000000055511151231257827",
    ):
        name = (
            text.lower()
            .replace(".", "-")
            .replace("+", "plus-")
            .replace("e-", "e-minus-")
            .strip("-")
        )
        _exchange(
            file,
            f"number-{name}",
            f"the id {text} comes back as {text}",
            "RPC-9",
            [_ask(text)],
            [answer({"$text": text})],
            ["text-of-the-id"],
        )
    _exchange(
        file,
        "text-with-a-needless-escape",
        'the id "\\u0031" does not come back as "1"',
        "RPC-9",
        [_ask('"\\u0031"')],
        [answer("1")],
        ["text-of-the-id"],
        forbid=['"id":"1"', '"id": "1"'],
    )
    _exchange(
        file,
        "text-with-an-escaped-slash",
        'the id "a\\/b" keeps its backslash',
        "RPC-9",
        [_ask('"a\\/b"')],
        [answer("a/b")],
        ["text-of-the-id"],
        forbid=['"a/b"'],
    )
    _exchange(
        file,
        "in-an-error",
        "in an error too",
        "RPC-9 RPC-13",
        ['{"jsonrpc":"2.0","id":1.00,"method":"nothing"}'],
        [refusal("method_not_found", {"$text": "1.00"})],
        ["text-of-the-id"],
    )
    _exchange(
        file,
        "in-a-batch",
        "in a batch too",
        "RPC-9 RPC-11",
        [f"[{_ask('3.0')},{_ask('1e1')}]"],
        [[answer({"$text": "3.0"}), answer({"$text": "1e1"})]],
        ["text-of-the-id"],
    )
    return file


def _notifications() -> File:
    file = _file("notifications", "A request without id is never answered.")
    file.notes = {"never-answered": "A notification gets no answer, not even an error."}
    for name, text, spec in (
        ("of-a-method", f"{{{DESCRIBE}}}", "RPC-10"),
        ("of-an-unknown-method", '{"jsonrpc":"2.0","method":"nothing"}', "RPC-10 RPC-13"),
        (
            "with-wrong-parameters",
            '{"jsonrpc":"2.0","method":"ranking.rank","params":{"fingerprint":7}}',
            "RPC-10 RPC-15",
        ),
        (
            "with-params-as-list",
            '{"jsonrpc":"2.0","method":"ranking.rank","params":[1]}',
            "RPC-10 RPC-14",
        ),
    ):
        _exchange(file, name, "nothing is answered", spec, [text], [], ["never-answered"])
    _exchange(
        file,
        "between-requests",
        "the requests around it are answered",
        "RPC-10",
        [_ask("1"), f"{{{DESCRIBE}}}", _ask("2")],
        [answer(1), answer(2)],
        ["never-answered"],
    )
    return file


def _batches() -> File:
    file = _file("batches", "A list of requests is answered by a list of answers.")
    file.notes = {
        "order": "The answers of a batch are in the order of its requests.",
        "no-answer": "A batch of notifications gets no line at all, not an empty list.",
    }
    unknown = '{"jsonrpc":"2.0","id":%s,"method":"nothing"}'
    bad = refusal("invalid_request")
    for name, text, expect, spec in (
        ("of-one", f"[{_ask('1')}]", [[answer(1)]], "RPC-11"),
        (
            "of-three-in-order",
            f"[{_ask('3')},{unknown % 1},{_ask('2')}]",
            [[answer(3), refusal("method_not_found", 1), answer(2)]],
            "RPC-11 RPC-13",
        ),
        (
            "with-a-notification",
            f"[{_ask('1')},{{{DESCRIBE}}},{_ask('2')}]",
            [[answer(1), answer(2)]],
            "RPC-11 RPC-10",
        ),
        ("of-notifications", f"[{{{DESCRIBE}}},{{{DESCRIBE}}}]", [], "RPC-11 RPC-10"),
        ("empty", "[]", [bad], "RPC-12"),
        ("of-nonsense", "[1,2,3]", [[bad, bad, bad]], "RPC-12"),
        ("of-lists", f"[[],[{_ask('1')}]]", [[bad, bad]], "RPC-12"),
        (
            "with-nonsense-between",
            f"[{_ask('1')},null,{_ask('2')}]",
            [[answer(1), bad, answer(2)]],
            "RPC-12 RPC-22",
        ),
        (
            "with-broken-requests",
            f'[{{"id":4,"method":"engine.describe"}},{_ask("5")}]',
            [[refusal("invalid_request", 4), answer(5)]],
            "RPC-8 RPC-11",
        ),
        (
            "with-the-same-id-twice",
            f"[{_ask('1')},{_ask('1')}]",
            [[answer(1), answer(1)]],
            "RPC-11",
        ),
    ):
        flags = (
            ["no-answer"]
            if not expect
            else ["order"]
            if "three" in name or "between" in name
            else None
        )
        _exchange(file, name, f"a batch {name.replace('-', ' ')}", spec, [text], expect, flags)
    filler = f"{{{DESCRIBE}}},"
    file.case(
        "of-more-than-ten-thousand",
        "10,001 messages are refused at once",
        "RPC-12",
        requires=["strict-json"],
        exchange={
            "send": [
                {"concat": ["[", {"repeat": {"text": filler, "count": 10000}}, _ask("1"), "]"]}
            ],
            "expect": [bad],
        },
    )
    file.case(
        "of-exactly-ten-thousand",
        "10,000 are not",
        "RPC-12 RPC-11",
        requires=["strict-json"],
        exchange={
            "send": [
                {"concat": ["[", {"repeat": {"text": filler, "count": 9999}}, _ask("1"), "]"]}
            ],
            "expect": [[answer(1)]],
        },
    )
    return file


def _requests() -> File:
    file = _file("requests", "JSON that is not a request is refused, with its id if it has one.")
    for name, text, id in (
        ("number", "7", None),
        ("text", '"engine.describe"', None),
        ("null", "null", None),
        ("true", "true", None),
        ("empty-object", "{}", None),
        ("no-jsonrpc", '{"id":1,"method":"engine.describe"}', 1),
        ("jsonrpc-one", '{"jsonrpc":"1.0","id":1,"method":"engine.describe"}', 1),
        ("jsonrpc-number", '{"jsonrpc":2.0,"id":1,"method":"engine.describe"}', 1),
        ("no-method", '{"jsonrpc":"2.0","id":"a"}', "a"),
        ("method-number", '{"jsonrpc":"2.0","id":"a","method":1}', "a"),
        ("method-null", '{"jsonrpc":"2.0","id":"a","method":null}', "a"),
        ("id-true", '{"jsonrpc":"2.0","id":true,"method":"engine.describe"}', None),
        ("id-list", '{"jsonrpc":"2.0","id":[1],"method":"engine.describe"}', None),
        ("id-object", '{"jsonrpc":"2.0","id":{},"method":"engine.describe"}', None),
        ("params-null", '{"jsonrpc":"2.0","id":1,"method":"engine.describe","params":null}', 1),
        ("params-text", '{"jsonrpc":"2.0","id":1,"method":"engine.describe","params":"{}"}', 1),
        ("params-number", '{"jsonrpc":"2.0","id":1,"method":"engine.describe","params":0}', 1),
        (
            "params-of-an-unknown-method",
            '{"jsonrpc":"2.0","id":1,"method":"nothing","params":0}',
            1,
        ),
    ):
        _exchange(
            file,
            name,
            "that is not a request",
            "RPC-8 RPC-22",
            [text],
            [refusal("invalid_request", id)],
        )
    _exchange(
        file,
        "more-members",
        "members of a request that JSON-RPC does not know are ignored",
        "RPC-21",
        [f'{{"id":1,{DESCRIBE},"trace":[1],"result":null}}'],
        [answer(1)],
    )
    _exchange(
        file,
        "members-in-any-order",
        "the order of members means nothing",
        "RPC-21",
        ['{"params":{},"method":"engine.describe","id":1,"jsonrpc":"2.0"}'],
        [answer(1)],
    )
    _exchange(
        file,
        "escaped-method",
        "a method's escapes are resolved",
        "RPC-8",
        ['{"jsonrpc":"2.0","id":1,"method":"engine\\u002edescribe"}'],
        [answer(1)],
    )
    return file


def _methods() -> File:
    file = _file("methods", "The error names a method that the host does not have.")
    for name in ("nothing", "Engine.describe", "engine.describe ", "engine", "", "rpc.nothing"):
        id = "-".join(name.lower().replace(".", "-").split()) or "empty"
        if name != name.strip():
            id += "-and-a-space"
        if name != name.lower():
            id += "-in-capitals"
        _exchange(
            file,
            id,
            f"“{name}” is not a method",
            "RPC-13 RPC-19",
            [f'{{"jsonrpc":"2.0","id":1,"method":"{name}","params":{{"a":1}}}}'],
            [refusal("method_not_found", 1, method=name)],
        )
    return file


def _parameters() -> File:
    file = File(
        "rpc/parameters",
        "Parameters are given by name, each of its kind.",
        BY_HAND,
        method="ranking.rank",
    )
    ok = {"fingerprint": {metric: 1 for metric in model.METRICS}}
    file.case(
        "missing",
        "a required parameter is missed by name",
        "RPC-15",
        {},
        error=wrong_params("/fingerprint", "missing"),
    )
    file.case(
        "absent-params",
        "absent params are none",
        "RPC-23 RPC-15",
        error=wrong_params("/fingerprint", "missing"),
    )
    file.case(
        "unknown",
        "a parameter that is not known is refused",
        "RPC-15",
        ok | {"confidence_threshold": 0.4},
        error=wrong_params("/confidence_threshold", "unknown"),
    )
    file.case(
        "null",
        "null is not a value",
        "RPC-15",
        ok | {"profiles": None},
        error=wrong_params("/profiles", "wrong_type"),
    )
    file.case(
        "deep-inside",
        "the path points to the problem",
        "RPC-15",
        {"fingerprint": ok["fingerprint"] | {"crest_db": []}},
        error=wrong_params("/fingerprint/crest_db", "wrong_type"),
    )
    for name, text in (
        ("list", "[1]"),
        ("empty-list", "[]"),
        ("list-of-objects", '[{"fingerprint":{}}]'),
    ):
        _exchange(
            file,
            f"params-as-{name}",
            "parameters are not given by position",
            "RPC-14",
            [f'{{"jsonrpc":"2.0","id":1,"method":"ranking.rank","params":{text}}}'],
            [{"jsonrpc": "2.0", "id": 1, "error": wrong_params("", "wrong_type")}],
        )
    return file


def _not_json() -> File:
    file = _file("not-json", "A line that is not JSON is refused, and the next line is answered.")
    for name, text in (
        ("garbage", "hello"),
        ("half-a-request", '{"jsonrpc":"2.0","id":1,"method"'),
        ("half-a-batch", f"[{_ask('1')},"),
        ("trailing-comma", '{"jsonrpc":"2.0","id":1,"method":"engine.describe",}'),
        ("trailing-comma-in-a-list", f"[{_ask('1')},]"),
        ("single-quotes", "{'jsonrpc':'2.0'}"),
        ("two-on-a-line", _ask("1") + _ask("2")),
        ("comment", _ask("1") + "//"),
        ("nan", '{"jsonrpc":"2.0","id":NaN,"method":"engine.describe"}'),
        ("infinity", '{"jsonrpc":"2.0","id":Infinity,"method":"engine.describe"}'),
        ("leading-zero", _ask("01")),
        ("plus-sign", _ask("+1")),
        ("point-without-digits", _ask("1.")),
        ("point-first", _ask(".5")),
        ("hexadecimal", _ask("0x1")),
        ("exponent-without-digits", _ask("1e")),
        ("minus-alone", _ask("-")),
        ("capital-true", '{"jsonrpc":"2.0","id":1,"method":"engine.describe","x":True}'),
        ("key-without-quotes", '{jsonrpc:"2.0"}'),
        ("colon-missing", '{"jsonrpc" "2.0"}'),
        ("bad-escape", _ask('"\\x41"')),
        ("short-unicode-escape", _ask('"\\u004"')),
        ("text-without-end", '{"jsonrpc":"2.0","id":"a'),
        ("raw-tab-in-text", _ask('"a\tb"')),
        ("bracket-too-many", _ask("1") + "]"),
        ("wrong-bracket", "[1}"),
    ):
        _exchange(file, name, "that is not JSON", "RPC-3 RPC-22", [text], [not_json()])
    _exchange(
        file,
        "between-requests",
        "the lines around it are answered",
        "RPC-22",
        [_ask("1"), "{", _ask("2")],
        [answer(1), not_json(), answer(2)],
    )
    _exchange(
        file,
        "space-of-all-kinds",
        "literal space, tab and line feeds are JSON's only white space",
        "RPC-3",
        [f" \t {_ask('1')} \t "],
        [answer(1)],
    )
    _exchange(
        file,
        "no-break-space",
        "a no-break space is not white space",
        "RPC-3",
        [f"\u00a0{_ask('1')}"],
        [not_json()],
    )
    return file


def _bytes(data: bytes) -> Any:
    return {"base64": base64.b64encode(data).decode()}


def _strict_json() -> File:
    file = _file("strict-json", "Lines that many JSON libraries accept are refused.", "strict-json")
    file.notes = {
        "library": "The JSON library accepts it: check for duplicate keys, surrogates and bytes before or after the value."
    }
    for name, text, reason, spec in (
        ("duplicate-key", f'{{"id":1,"id":2,{DESCRIBE}}}', "duplicate_key", "RPC-4"),
        (
            "duplicate-key-of-equal-values",
            f'{{"id":1,"id":1,{DESCRIBE}}}',
            "duplicate_key",
            "RPC-4",
        ),
        (
            "duplicate-key-by-escape",
            f'{{"id":1,"\\u0069d":1,{DESCRIBE}}}',
            "duplicate_key",
            "RPC-4",
        ),
        (
            "duplicate-key-in-params",
            f'{{"id":1,{DESCRIBE},"params":{{"a":1,"a":1}}}}',
            "duplicate_key",
            "RPC-4",
        ),
        (
            "duplicate-key-deep-inside",
            f'{{"id":1,{DESCRIBE},"x":[[{{"a":{{"b":1,"b":2}}}}]]}}',
            "duplicate_key",
            "RPC-4",
        ),
        ("duplicate-empty-key", f'{{"id":1,{DESCRIBE},"":1,"":2}}', "duplicate_key", "RPC-4"),
        ("duplicate-key-in-a-batch", f'[{_ask("1")},{{"a":1,"a":2}}]', "duplicate_key", "RPC-4"),
        ("lone-high-surrogate", _ask('"\\ud83c"'), "lone_surrogate", "RPC-6"),
        ("lone-low-surrogate", _ask('"\\udfb5"'), "lone_surrogate", "RPC-6"),
        ("two-high-surrogates", _ask('"\\ud83c\\ud83c"'), "lone_surrogate", "RPC-6"),
        ("high-surrogate-before-text", _ask('"\\ud83cx"'), "lone_surrogate", "RPC-6"),
        ("surrogates-in-the-wrong-order", _ask('"\\udfb5\\ud83c"'), "lone_surrogate", "RPC-6"),
        (
            "lone-surrogate-in-a-key",
            f'{{"id":1,{DESCRIBE},"\\ud83c":1}}',
            "lone_surrogate",
            "RPC-6",
        ),
        ("raw-control-character", _ask('"\u0001"'), "control_character", "RPC-6"),
        ("raw-unit-separator", _ask('"\u001f"'), "control_character", "RPC-6"),
        ("byte-order-mark", "\ufeff" + _ask("1"), "byte_order_mark", "RPC-6"),
        ("trailing-bytes", _ask("1") + " 1", "trailing_bytes", "RPC-3"),
        ("form-feed-as-space", "\f" + _ask("1"), {"$any": "string"}, "RPC-3"),
    ):
        _exchange(
            file,
            name,
            f"refused as {reason if isinstance(reason, str) else 'no JSON'}",
            f"{spec} RPC-22",
            [text],
            [not_json(reason)],
            ["library"],
        )
    for name, data, reason in (
        ("byte-ff", b'{"id":"\xff",' + DESCRIBE.encode() + b"}", "invalid_utf8"),
        ("lone-continuation-byte", b'{"id":"\x80",' + DESCRIBE.encode() + b"}", "invalid_utf8"),
        ("overlong-slash", b'{"id":"\xc0\xaf",' + DESCRIBE.encode() + b"}", "invalid_utf8"),
        ("encoded-surrogate", b'{"id":"\xed\xa0\x80",' + DESCRIBE.encode() + b"}", "invalid_utf8"),
        ("cut-off-sequence", b'{"id":"\xe2\x82",' + DESCRIBE.encode() + b"}", "invalid_utf8"),
        ("beyond-unicode", b'{"id":"\xf5\x80\x80\x80",' + DESCRIBE.encode() + b"}", "invalid_utf8"),
        ("latin-1", '{"id":"é",'.encode("latin-1") + DESCRIBE.encode() + b"}", "invalid_utf8"),
        (
            "nul-in-a-text",
            b'{"id":"a\x00b",' + DESCRIBE.encode() + b"}",
            {"$anyOf": ["control_character", "unexpected_byte"]},
        ),
        (
            "nul-between-tokens",
            b'{\x00"id":1,' + DESCRIBE.encode() + b"}",
            {"$anyOf": ["control_character", "unexpected_byte"]},
        ),
        ("utf-16", f'{{"id":1,{DESCRIBE}}}'.encode("utf-16-le"), {"$any": "string"}),
    ):
        _exchange(
            file,
            name,
            "those bytes are not JSON in UTF-8",
            "RPC-6 RPC-22",
            [_bytes(data)],
            [not_json(reason)],
            ["library"],
        )
    _exchange(
        file,
        "surrogate-pair",
        "a pair is one character",
        "RPC-6",
        [_ask('"\\ud83c\\udfb5"')],
        [answer("\U0001f3b5")],
    )
    _exchange(
        file,
        "escaped-nul",
        "an escaped NUL is a character",
        "RPC-6",
        [_ask('"\\u0000"')],
        [answer("\u0000")],
    )
    _exchange(
        file,
        "delete-character",
        "U+007F is not a control character in JSON",
        "RPC-6",
        [_ask('"\u007f"')],
        [answer("\u007f")],
    )
    _exchange(
        file,
        "keys-that-only-look-alike",
        "é and e with an accent are two keys",
        "RPC-4",
        [f'{{"id":1,{DESCRIBE},"\\u00e9":1,"e\\u0301":2}}'],
        [answer(1)],
    )
    _exchange(
        file,
        "same-key-in-two-objects",
        "a key may occur in several objects",
        "RPC-4",
        [f'{{"id":1,{DESCRIBE},"a":{{"a":[{{"a":1}},{{"a":2}}]}}}}'],
        [answer(1)],
    )
    return file


def _nested(depth: int) -> list[Any]:
    """A request whose lists and objects lie `depth` deep."""
    inner = depth - 1  # the request is an object itself
    return [
        {
            "concat": [
                f'{{"id":1,{DESCRIBE},"x":',
                {"repeat": {"text": "[", "count": inner}},
                {"repeat": {"text": "]", "count": inner}},
                "}",
            ]
        }
    ]


def _limits() -> File:
    file = _file(
        "limits", "Nesting, values and length have limits, and the host survives.", "strict-json"
    )
    _exchange(file, "nested-64-deep", "64 levels are fine", "RPC-5", _nested(64), [answer(1)])
    _exchange(
        file,
        "nested-65-deep",
        "65 are too deep",
        "RPC-5 RPC-22",
        _nested(65),
        [not_json("too_deep")],
    )
    objects = [
        {
            "concat": [
                f'{{"id":1,{DESCRIBE},"x":',
                {"repeat": {"text": '{"a":', "count": 64}},
                "1",
                {"repeat": {"text": "}", "count": 64}},
                "}",
            ]
        }
    ]
    _exchange(
        file,
        "objects-65-deep",
        "objects count like lists",
        "RPC-5 RPC-22",
        objects,
        [not_json("too_deep")],
    )
    _exchange(
        file,
        "nested-in-a-batch",
        "a batch is a level",
        "RPC-5",
        [{"concat": ["[", *_nested(64), "]"]}],
        [not_json("too_deep")],
    )
    _exchange(
        file,
        "nesting-bomb",
        "a million brackets are refused like 65",
        "RPC-5 RPC-22",
        [{"repeat": {"text": "[", "count": 1000000}}, _ask("2")],
        [not_json("too_deep"), answer(2)],
    )
    _exchange(
        file,
        "object-bomb",
        "and so are objects",
        "RPC-5 RPC-22",
        [{"repeat": {"text": '{"a":', "count": 200000}}, _ask("2")],
        [not_json("too_deep"), answer(2)],
    )
    # jsonrpc, id, method, the request and the list are five values.
    for count, expect, name in (
        (999995, answer(1), "a-million-values"),
        (999996, not_json("too_many_values"), "a-million-values-and-one"),
    ):
        line = {
            "concat": [
                f'{{"id":1,{DESCRIBE},"x":[0',
                {"repeat": {"text": ",0", "count": count - 1}},
                "]}",
            ]
        }
        _exchange(
            file,
            name,
            "1,000,000 values are the limit, containers counted",
            "RPC-5 RPC-22",
            [line],
            [expect],
        )
    start = f'{{"id":1,{DESCRIBE},"x":"'
    room = 16777216 - len(start) - 2
    for extra, expect, name in (
        (0, answer(1), "a-line-as-long-as-allowed"),
        (1, not_json("line_too_long"), "a-line-one-byte-too-long"),
    ):
        _exchange(
            file,
            name,
            "16,777,216 bytes are the limit of a line",
            "RPC-7 RPC-22",
            [{"concat": [start, {"repeat": {"text": "x", "count": room + extra}}, '"}']}],
            [expect],
        )
    _exchange(
        file,
        "a-line-of-40-million-bytes",
        "a far longer line is refused once, and skipped",
        "RPC-7 RPC-22",
        [{"repeat": {"text": "[1,2,3,4]", "count": 4500000}}, _ask("2")],
        [not_json("line_too_long"), answer(2)],
    )
    return file


def _lines() -> File:
    file = _file("lines", "What ends a line, and what is not a line.")
    _exchange(
        file,
        "carriage-return",
        "a CR before the LF is white space",
        "RPC-1",
        [_ask("1") + "\r", _ask("2") + " \r"],
        [answer(1), answer(2)],
    )
    _exchange(
        file,
        "blank-lines",
        "lines of white space are ignored",
        "RPC-1",
        ["", _ask("1"), "", "   ", "\t", "\r", " \t \r", _ask("2")],
        [answer(1), answer(2)],
    )
    _exchange(
        file,
        "many-blank-lines",
        "however many",
        "RPC-1",
        [{"repeat": {"text": "\n", "count": 1000}}, _ask("1")],
        [answer(1)],
    )
    _exchange(
        file,
        "a-hundred-at-once",
        "many requests at once are all answered",
        "RPC-1",
        [_ask(str(number)) for number in range(100)],
        [answer(number) for number in range(100)],
    )
    _exchange(
        file,
        "line-separators-in-texts",
        "U+2028, U+2029 and U+0085 end no line",
        "RPC-1 RPC-3",
        [_ask('"\u2028\u2029\u0085"')],
        [answer("\u2028\u2029\u0085")],
    )
    return file


def _cancel() -> File:
    file = _file("cancel", "Cancelling a request that is not running changes nothing.", "strict-json")
    for name, id in (
        ("an-unknown-number", "99"),
        ("an-unknown-text", '"nobody"'),
        ("a-finished-request", "1"),
    ):
        _exchange(
            file,
            name,
            "there is nothing to cancel",
            "RPC-41",
            [
                _ask("1"),
                f'{{"jsonrpc":"2.0","method":"$/cancel","params":{{"id":{id}}}}}',
                _ask("2"),
            ],
            [answer(1), answer(2)],
        )
    _exchange(
        file,
        "with-an-id-of-its-own",
        "a cancelling with an id is answered with null",
        "RPC-41",
        ['{"jsonrpc":"2.0","id":7,"method":"$/cancel","params":{"id":99}}', _ask("2")],
        [{"jsonrpc": "2.0", "id": 7, "result": None}, answer(2)],
    )
    return file


def _end() -> File:
    file = _file("end", "How a host ends.", "strict-json")
    file.fresh = True
    _exchange(
        file,
        "shutdown",
        "shutdown is answered with null, and the host exits with 0",
        "RPC-42",
        [_ask("1"), '{"jsonrpc":"2.0","id":2,"method":"shutdown"}'],
        [answer(1), {"jsonrpc": "2.0", "id": 2, "result": None}],
        end="shutdown",
    )
    _exchange(
        file,
        "shutdown-with-a-parameter",
        "a refused shutdown has no effect",
        "RPC-42 RPC-15",
        ['{"jsonrpc":"2.0","id":1,"method":"shutdown","params":{"now":true}}', _ask("2")],
        [refusal("invalid_params", 1, path="/now", reason="unknown", expected={"$any": "string"}), answer(2)],
        end="input",
    )
    _exchange(
        file,
        "end-of-input",
        "at the end of input all is answered, and the host exits with 0",
        "RPC-44 RPC-1",
        [_ask("1"), _ask("2"), ""],
        [answer(1), answer(2)],
        end="input",
    )
    _exchange(
        file,
        "last-line-without-end",
        "text after the last line feed is a line too",
        "RPC-1 RPC-44",
        [_ask("1"), _ask("2")],
        [answer(1), answer(2)],
        end="input",
    )
    _exchange(file, "nothing-at-all", "an empty input is not an error", "RPC-44", [""], [], end="input")
    _exchange(
        file,
        "half-a-message-at-the-end",
        "half a message at the end is a line that is not JSON",
        "RPC-1 RPC-3",
        [_ask("1"), '{"jsonrpc"'],
        [answer(1), not_json()],
        end="input",
    )
    return file
