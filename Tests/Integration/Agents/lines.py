"""Behaviour that the client library does not show: single lines, the end of input, and broken messages."""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import jsonschema
from shelf import Shelf

META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {}}
CODES = {-32700, -32600, -32601, -32602, -32002, -32022}
PATIENCE_SECONDS = 60


def start(shelf: Shelf) -> subprocess.Popen[bytes]:
    return subprocess.Popen([shelf.command, *shelf.arguments], env=shelf.environment,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def request(identifier: Any, method: str, **params: Any) -> bytes:
    message = {"jsonrpc": "2.0", "id": identifier, "method": method,
               "params": {**params, "_meta": {**META, **params.get("_meta", {})}}}
    return json.dumps(message).encode() + b"\n"


def talk(shelf: Shelf, text: bytes) -> list[Any]:
    process = start(shelf)
    output, _ = process.communicate(text, timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, process.returncode
    return [json.loads(line) for line in output.splitlines()]


def cancelled(shelf: Shelf, arguments: argparse.Namespace) -> None:
    """A cancelled request is not answered, and its progress ends."""
    process = start(shelf)
    assert process.stdin and process.stdout
    call = {"name": "conformance_check", "arguments": {"host": "own"}, "_meta": {"progressToken": "p"}}
    process.stdin.write(request("long", "tools/call", **call))
    process.stdin.flush()
    # It has begun once it reports progress.
    first = json.loads(process.stdout.readline())
    assert first["method"] == "notifications/progress" and first["params"]["progressToken"] == "p"
    notification = {"jsonrpc": "2.0", "method": "notifications/cancelled",
                    "params": {"requestId": "long", "reason": "enough"}}
    process.stdin.write(json.dumps(notification).encode() + b"\n")
    output, _ = process.communicate(request(2, "tools/list"), timeout=PATIENCE_SECONDS)
    messages = [json.loads(line) for line in output.splitlines()]
    assert [message["id"] for message in messages if "id" in message] == [2]
    assert process.returncode == 0


def library_cancelled(shelf: Shelf, arguments: argparse.Namespace) -> str:
    """A cancelled analysis of a library is not answered, and ends before all tracks are measured."""
    many, count = shelf.music / "many", 40
    many.mkdir()
    try:
        for number in range(count):
            os.link(shelf.path(shelf.HYBRID), many / f"{number}.flac")
        process = start(shelf)
        assert process.stdin and process.stdout

        def analyse(identifier: str) -> bytes:
            return request(identifier, "tools/call", name="analyze_library", arguments={"folder": str(many)},
                           _meta={"progressToken": identifier})

        process.stdin.write(analyse("first"))
        process.stdin.flush()
        messages = [json.loads(process.stdout.readline())]
        assert messages[0]["params"]["total"] == count, messages
        notification = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "first"}}
        process.stdin.write(json.dumps(notification).encode() + b"\n" + analyse("second"))
        process.stdin.flush()
        # Had the first gone on, it would be answered by the time the second is, which begins later.
        while messages[-1].get("id") is None:
            messages.append(json.loads(process.stdout.readline()))
        assert messages[-1]["id"] == "second" and not messages[-1]["result"]["isError"], messages[-1]
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0 and not output, output
        last = {token: max(message["params"]["progress"] for message in messages[:-1]
                           if message["params"]["progressToken"] == token) for token in ("first", "second")}
        # The last progress before an answer may be left out.
        assert last["first"] < last["second"] <= count, last
        return f"after {last['first']:.0f} of {count}"
    finally:
        shutil.rmtree(many)


def learning_cancelled(shelf: Shelf, arguments: argparse.Namespace) -> None:
    """Cancelled learning is not answered and writes nothing."""
    mixes, masters = shelf.pairs(1)
    try:
        # The same audio under many names, so that it takes some time.
        for folder in (Path(mixes), Path(masters)):
            for number in range(1, 60):
                os.link(folder / "0.wav", folder / f"{number}.wav")
        before = shelf.everything()
        process = start(shelf)
        assert process.stdin and process.stdout
        call = {"name": "profiles_learn", "_meta": {"progressToken": "p"},
                "arguments": {"before": mixes, "after": masters, "output": shelf.path("learned.yaml")}}
        process.stdin.write(request("long", "tools/call", **call))
        process.stdin.flush()
        first = json.loads(process.stdout.readline())
        assert first["method"] == "notifications/progress" and first["params"]["total"] == 61, first
        notification = {"jsonrpc": "2.0", "method": "notifications/cancelled",
                        "params": {"requestId": "long"}}
        process.stdin.write(json.dumps(notification).encode() + b"\n")
        output, _ = process.communicate(request(2, "tools/list"), timeout=PATIENCE_SECONDS)
        messages = [json.loads(line) for line in output.splitlines()]
        assert [message["id"] for message in messages if "id" in message] == [2]
        assert process.returncode == 0 and shelf.everything() == before
    finally:
        shelf.remove_pairs()


def older(shelf: Shelf, arguments: argparse.Namespace) -> str:
    """A complete session in revision 2025-06-18, as that revision specifies it."""
    def say(identifier: Any, method: str, **params: Any) -> bytes:
        return json.dumps({"jsonrpc": "2.0", "id": identifier, "method": method,
                           "params": params}).encode() + b"\n"

    begin = say(0, "initialize", protocolVersion="2025-06-18", capabilities={},
                clientInfo={"name": "checks", "version": "1"})
    begun = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}).encode() + b"\n"
    path = shelf.path(shelf.HYBRID)
    answers = {answer["id"]: answer for answer in talk(
        shelf, begin + begun + say(1, "ping") + say(2, "tools/list") + say(3, "resources/list")
        + say(4, "tools/call", name="recommend", arguments={"path": path})
        + say(5, "resources/read", uri="mastering://nothing"))}
    assert answers[0]["result"]["protocolVersion"] == "2025-06-18"
    assert answers[1]["result"] == {}
    for number in (2, 3, 4):
        # It contains nothing that later revisions added.
        assert not {"resultType", "ttlMs", "cacheScope"} & set(answers[number]["result"]), answers[number]
    tool = next(tool for tool in answers[2]["result"]["tools"] if tool["name"] == "recommend")
    result = answers[4]["result"]
    jsonschema.validate(result["structuredContent"], tool["outputSchema"])
    assert result["isError"] is False and result["content"][0]["type"] == "text"
    assert answers[5]["error"]["code"] == -32002
    return f"{len(answers)} answers"


def ended(shelf: Shelf, arguments: argparse.Namespace) -> str:
    """The end of the input, and SIGTERM, end a server in the middle of its work."""
    times = []
    for end in (lambda p: p.stdin.close(), lambda p: p.send_signal(signal.SIGTERM)):
        process = start(shelf)
        assert process.stdin and process.stdout
        call = {"name": "conformance_check", "arguments": {"host": "own"}, "_meta": {"progressToken": 1}}
        process.stdin.write(request(1, "tools/call", **call))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["method"] == "notifications/progress"
        # Its output is read meanwhile, as a client does.
        reader = threading.Thread(target=process.stdout.read)
        reader.start()
        begun = time.monotonic()
        end(process)
        assert process.wait(PATIENCE_SECONDS) == 0, process.returncode
        times.append(time.monotonic() - begun)
        reader.join()
        process.stdin.close()
    return ", ".join(f"{seconds:.2f} s" for seconds in times)


def snippets(shelf: Shelf, arguments: argparse.Namespace) -> str:
    """What the README says to configure starts a server that has the tools."""
    readme = (shelf.root / "README.md").read_text()
    section = readme[readme.index("`mastering mcp` speaks"):readme.index("[Spec/14-agents.md]")]
    starts = []
    for line in (line.strip() for line in section.splitlines() if line.startswith("    ")):
        if line.startswith("{"):
            (servers,) = json.loads(line).values()
            entry = servers["mastering"]
            assert entry["type"] == "stdio", entry
            starts.append([entry["command"], *entry["args"]])
        else:
            client, told = line.split(" -- ")
            assert client in ("claude mcp add mastering", "codex mcp add mastering"), client
            starts.append(told.split())
    for command, *given in starts:
        assert command == "mastering", command
        given = [str(shelf.music) if "Music" in argument else argument for argument in given]
        done = subprocess.run([shelf.command, *given], env=shelf.environment, input=request(1, "tools/list"),
                              stdout=subprocess.PIPE, timeout=PATIENCE_SECONDS)
        tools = [tool["name"] for tool in json.loads(done.stdout)["result"]["tools"]]
        # No port is named, so there is none to check.
        assert "render" in tools and "conformance_check" not in tools, tools
    assert len(starts) == 4, starts
    return f"{len(starts)} clients"


def stdout_only(shelf: Shelf, arguments: argparse.Namespace) -> None:
    """Requests sent before the end of the input are answered, and nothing else is written."""
    path = shelf.path(shelf.HYBRID)
    asked = [request(n, "tools/call", name="measure", arguments={"path": path}) for n in range(20)]
    answers = talk(shelf, b"".join(asked))
    assert sorted(answer["id"] for answer in answers) == list(range(20))
    for answer in answers:
        assert answer["result"]["resultType"] == "complete" and not answer["result"]["isError"]


def fuzz(shelf: Shelf, arguments: argparse.Namespace) -> str:
    """Thousands of broken messages: each is answered with one message and a valid code."""
    chance = random.Random(arguments.seed)
    paths = [shelf.path(shelf.HYBRID), str(shelf.private / "secret.flac"), "/dev/zero", "", "\0"]
    before = shelf.everything()

    def odd() -> Any:
        return chance.choice([None, True, 0, -1, 1e308, 2**63, "", "x" * 300, [], {}, [[]], {"a": {}},
                              "2026-07-28", "\ud83d\ude00", *paths])

    def line() -> bytes:
        tool = chance.choice(["measure", "loudness", "compare", "recommend", "explain", "search_library",
                              "profiles_list", "profiles_show", "profiles_check", "profiles_learn", "render",
                              "predicted_vs_measured", "conformance_check", "nothing", 7])
        given = {key: odd() for key in chance.sample(
            ["path", "fingerprint", "top_k", "query", "limit", "profile_id", "yaml", "first", "second",
             "output", "blend", "asks", "bits", "intensity_percent", "weighting", "taste", "before", "after",
             "references", "own", "name", "host", "filter", "original", "mastered", "true_peak"],
            chance.randrange(5))}
        params = chance.choice([
            {"name": tool, "arguments": given, "_meta": META}, {"name": tool, "_meta": META},
            {"uri": odd(), "_meta": META}, {"cursor": odd(), "_meta": META}, {"_meta": odd()},
            {"_meta": {**META, "progressToken": odd()}, "name": tool, "arguments": odd()},
            {"protocolVersion": odd(), "capabilities": odd()}, {"requestId": odd()}, odd()])
        message = {"jsonrpc": chance.choice(["2.0", "2.0", "2.0", odd()]),
                   "id": chance.choice([1, "a", odd()]), "params": params,
                   "method": chance.choice(["tools/call"] * 9 + ["tools/list", "resources/read",
                                            "initialize", "ping", "server/discover",
                                            "notifications/cancelled", odd()])}
        for key in list(message):
            if chance.random() < 0.05:
                del message[key]
        text = bytearray(json.dumps(message).encode())
        for _ in range(chance.choice([0, 0, 0, 1, 3])):
            text[chance.randrange(len(text))] = chance.randrange(256)
        return bytes(text).replace(b"\n", b" ") + b"\n"

    count = arguments.messages
    process = start(shelf)
    assert process.stdin and process.stdout
    sender = threading.Thread(
        target=lambda: (process.stdin.write(b"".join(line() for _ in range(count))
                                            + request("end", "tools/list")), process.stdin.flush()))
    sender.start()
    answered = 0
    for text in process.stdout:
        answer = json.loads(text)
        assert answer["jsonrpc"] == "2.0", answer
        if answer.get("method") == "notifications/progress":
            continue
        answered += 1
        if "error" in answer:
            assert answer["error"]["code"] in CODES, answer
        if answer["id"] == "end":
            break
    sender.join()
    process.stdin.close()
    process.stdout.read()
    process.stdout.close()
    assert process.wait(PATIENCE_SECONDS) == 0
    assert shelf.everything() == before
    assert answered > count / 2
    return f"{count} messages, {answered} answers"


CHECKS = {"a cancelled request": cancelled, "a library that is cancelled": library_cancelled,
          "learning that is cancelled": learning_cancelled, "a session of 2025-06-18": older, "the end": ended,
          "the README's configurations": snippets,
          "answers and nothing else": stdout_only, "broken messages": fuzz}
