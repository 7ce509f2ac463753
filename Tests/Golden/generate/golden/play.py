"""Plays cases against a host."""

import base64
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import host, recipes, transcripts
from .compare import Comparison, Tolerance
from .folders import AUDIO, EXAMPLES, VECTORS
from .host import Host, HostFailed
from .suite import is_chosen, usual_causes
from .text import compact, read_file
from .transcripts import Server, ServerFailed, Transcript

RUNNER_METHOD = "runner.signal"
METHOD_NOT_FOUND = -32601
# After this many time-outs in a row, or in total, the rest is not played: it would take hours.
TIMEOUTS_IN_A_ROW, TIMEOUTS_IN_ALL = 10, 30


@dataclass
class Outcome:
    name: str
    outcome: str
    differences: list[str]
    seconds: float
    spec: list[str]
    worst_margin: float = 0.0
    description: str = ""
    usual_causes: list[str] = field(default_factory=list)


class Stage:
    """The folder for audio files, and the placeholders that name them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Files of single cases are written here; many cases use the same name.
        self.files = folder
        self.recipes = {r["id"]: r for r in read_file(AUDIO / "recipes.json")["recipes"]}

    def resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (key, argument), *_ = value.items()
            if path := self.path(key, argument):
                return str(path)
        return {key: self.resolved(item) for key, item in value.items()}

    def library(self, name: str, files: dict[str, Any]) -> Path:
        """A separate folder in which a server finds files."""
        folder = self.folder / "libraries" / name.replace("/", "-")
        for place, given in files.items():
            (kind, argument), *_ = given.items()
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(target, self.path(kind, argument).read_bytes())
        return folder.resolve()

    def path(self, key: str, argument: Any) -> Path | None:
        match key:
            case "$audio":
                return recipes.write(self.recipes[argument], self.folder)
            case "$recording":
                return EXAMPLES / argument
            case "$missing":
                return self.folder / "missing" / argument
            case "$folder":
                (self.folder / "folder").mkdir(exist_ok=True)
                return self.folder / "folder"
            case "$file":
                path = self.files / argument["name"]
                _write(path, base64.b64decode(argument["base64"]))
                return path
        return None


def _write(path: Path, content: bytes) -> None:
    """Leaves a file alone if its content is right, because others may be reading it."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


class Player:
    """One host at a time; a new one after a crash, and for every case that wants a fresh one."""

    def __init__(self, command: list[str], stage: Stage, server: str | None = None) -> None:
        self.command = command
        self.stage = stage
        self.host: Host | None = None
        self.was_fresh = False
        # What the port first said of itself, and its line.
        self.greeting: tuple[Any, str] | None = None
        # The command of a server, the running server, and the file whose cases it serves.
        self.server_command = server
        self.server: Server | None = None
        self.served = ""

    def running(self) -> Host:
        if self.host is None:
            self.host = Host(self.command)
            # So that its start does not count towards a case.
            greeting = self.host.call("engine.describe", None)
            self.greeting = self.greeting or greeting
            self.host.deadline = time.monotonic() + host.PATIENCE_SECONDS
        return self.host

    def stop(self) -> None:
        if self.host:
            self.host.stop()
        self.host = None

    def stop_server(self) -> None:
        if self.server:
            self.server.stop()
        self.server = None

    def serving(self, file: Any) -> Server:
        """A server for the cases of a file; a new one for each file, and for each case that wants a fresh
        one.
        """
        if self.server and (self.served != file["name"] or file.get("fresh")):
            self.stop_server()
        if self.server is None:
            library = self.stage.library(file["name"], file["library"])
            self.server, self.served = self.start_server(library), file["name"]
        return self.server

    def start_server(self, library: Path) -> Server:
        return Server(self.server_command, library)

    def description(self) -> Any:
        """The port's description of itself."""
        self.running()
        answer, line = self.greeting or (None, "")
        result = answer.get("result") if isinstance(answer, dict) else None
        if not _is_description(result):
            words = f"gives an invalid answer to engine.describe (RPC-30): {line[:200]}"
            raise HostFailed(words, "error")
        return result

    def play(self, filters: list[str] = (), excludes: list[str] = ()) -> Iterator[Outcome]:
        """The outcomes of the chosen cases."""
        claimed = set(self.description()["capabilities"])
        in_a_row = in_all = 0
        # Held back, because a second answer to it arrives with the next.
        held: Outcome | None = None
        for path in sorted(VECTORS.rglob("*.json")):
            file = read_file(path)
            for case in file["cases"]:
                name = f"{file['name']}/{case['id']}"
                if not is_chosen(name, filters, excludes):
                    continue
                needs = {*file["requires"], *case.get("requires", [])}
                is_played = needs <= claimed and (
                    self.server_command is not None or "transcript" not in case
                )
                if is_played and (in_a_row >= TIMEOUTS_IN_A_ROW or in_all >= TIMEOUTS_IN_ALL):
                    words = [f"not played after {in_all} time-outs"]
                    played = Outcome(name, "timeout", words, 0.0, case["spec"])
                else:
                    host_before = self.host
                    first_id = host_before.last_id + 1 if host_before else 1
                    played = self.outcome(name, file, case, is_played)
                    if self.host is not host_before:
                        # A new host's requests are all of this case.
                        first_id = 1
                    self.note_second_answers(first_id, played, held)
                    is_timeout = played.outcome == "timeout"
                    in_all += is_timeout
                    if played.outcome != "skip" and file.get("method") != RUNNER_METHOD:
                        in_a_row = in_a_row + 1 if is_timeout else 0
                played.description = case["description"]
                played.usual_causes = usual_causes(file, case)
                if held:
                    yield held
                held = played
        if held:
            if self.host:
                first_id = self.host.last_id + 1
                with contextlib.suppress(HostFailed):
                    self.host.call("engine.describe", None)
                self.note_second_answers(first_id, None, held)
            yield held

    def note_second_answers(self, first_id: int, played: Outcome | None, before: Outcome | None) -> None:
        """Calls a case an error if it, or the one before, had a request that was answered twice."""
        if self.host is None or self.host.answered_twice is None:
            return
        outcome = played if self.host.answered_twice >= first_id else before
        if outcome and outcome.outcome in ("pass", "acceptable", "fail"):
            outcome.outcome = "error"
            outcome.differences.append("the request was answered twice")
        self.host.answered_twice = None

    def outcome(self, name: str, file: Any, case: Any, is_played: bool) -> Outcome:
        if not is_played:
            return Outcome(name, "skip", [], 0.0, case["spec"])
        # Files that a case may change are not reused for the next one either.
        is_fresh = bool(file.get("fresh")) and "transcript" not in case
        if is_fresh or self.was_fresh:
            self.stop()
        self.was_fresh = is_fresh
        comparison = Comparison(
            [
                Tolerance(t["at"], t.get("absolute", 0), t.get("relative", 0))
                for t in file.get("tolerances", [])
            ],
            file.get("open", []),
        )
        started = time.monotonic()
        if self.host:
            self.host.deadline = started + host.PATIENCE_SECONDS
        try:
            self.play_case(file, case, comparison)
            if comparison.is_unsupported:
                result = "unsupported"
            elif comparison.differences:
                result = "fail"
            elif comparison.wishes:
                result, comparison.differences = "acceptable", comparison.wishes
            else:
                result = "pass"
        except HostFailed as failure:
            comparison.differences.append(str(failure))
            result = failure.outcome
            self.stop()
        except (ValueError, KeyError, IndexError, RecursionError) as problem:
            # An unexpected kind of answer, such as a length that is not a number.
            comparison.differences.append(f"could not be compared: {problem!r}")
            result = "error"
            self.stop()
            self.stop_server()
        except ServerFailed as failure:
            has_ended = self.server is not None and self.server.has_ended()
            comparison.differences.append(f"the server {failure}")
            result = "crash" if has_ended else failure.outcome
            self.stop_server()
        seconds = time.monotonic() - started
        return Outcome(
            name, result, comparison.differences, seconds, case["spec"], comparison.worst_margin
        )

    def play_case(self, file: Any, case: Any, comparison: Comparison) -> None:
        if "transcript" in case:
            server = self.serving(file)
            Transcript(server, self.stage, comparison, case).play(case["transcript"])
            return
        forbidden = self.stage.resolved(case.get("forbid", []))
        if "exchange" in case:
            self.exchange(case["exchange"], comparison, forbidden)
        elif file.get("method") == RUNNER_METHOD:
            recipe = self.stage.recipes[case["params"]["recipe"]]
            result = recipes.described(recipe, [int(i) for i in case["params"]["at"]])
            comparison.value(case["expect"]["result"], _as_read(result))
        else:
            answers: list[Any] = []
            for index, step in enumerate(case.get("steps", [case])):
                before = len(comparison.differences)
                method = step.get("method", file.get("method"))
                step = _with_captures(step, answers)
                answers.append(self.step(method, step, comparison, forbidden))
                if len(comparison.differences) > before and "steps" in case:
                    comparison.differences.insert(before, f"step {index} ({method}):")
                    return

    def step(self, method: str, step: Any, comparison: Comparison, forbidden: list[str]) -> Any:
        """Plays a call, and returns the answer."""
        host = self.running()
        answer, line = host.call(method, self.stage.resolved(step.get("params")))
        _forbid(line, forbidden, comparison)
        if not isinstance(answer, dict) or answer.get("id") != host.last_id:
            raise HostFailed(f"did not answer request {host.last_id}, but wrote {line[:200]}", "error")
        if not {"result", "error"} & answer.keys():
            raise HostFailed(f"answered without 'result' or 'error': {line[:200]}", "error")
        _check_envelope(answer, comparison)
        error = answer.get("error")
        is_unknown = isinstance(error, dict) and error.get("code") == METHOD_NOT_FOUND
        if is_unknown and step["expect"].get("error", {}).get("code") != METHOD_NOT_FOUND:
            comparison.is_unsupported = True
            comparison.differences.append(f"the port has no method {method}")
        elif "result" in step["expect"]:
            if "result" in answer:
                comparison.value(step["expect"]["result"], answer["result"])
                comparison.wish(step["expect"].get("should"), answer["result"])
            else:
                comparison.differ("", step["expect"]["result"], answer, "no result")
        else:
            comparison.error(step["expect"]["error"], error)
        return answer.get("result", error)

    # MARK: Raw transcripts

    def exchange(self, exchange: Any, comparison: Comparison, forbidden: list[str]) -> None:
        host = self.running()
        lines = [self.line(line) for line in exchange["send"]]
        end = exchange.get("end")
        data = b"".join(line + b"\n" for line in lines)
        host.send(data[:-1] if end == "input" else data)
        if end == "input":
            host.end_of_input()
        waiting = list(exchange.get("expect", []))
        notifications = list(exchange.get("notifications", []))
        while waiting or notifications:
            message, line = host.message()
            _forbid(line, forbidden, comparison)
            if isinstance(message, dict) and "method" in message:
                if not self.notification(message, notifications, exchange, comparison):
                    return self.stop()
            elif not self.answer(message, waiting, comparison):
                return self.stop()
        if end:
            if status := host.exit_status():
                comparison.differ("", "exit status 0", str(status))
            return self.stop()
        self.proof_of_life(exchange, comparison)

    def proof_of_life(self, exchange: Any, comparison: Comparison) -> None:
        host = self.running()
        host.send(b'{"jsonrpc":"2.0","id":"proof of life","method":"engine.describe"}\n')
        while True:
            message, _ = host.message()
            if isinstance(message, dict) and message.get("id") == "proof of life":
                return
            if not (isinstance(message, dict) and _is_ignored(message, exchange, comparison)):
                comparison.differ("", "nothing more", message, "unexpected message")
                return self.stop()

    def notification(
        self, message: Any, expected: list[Any], exchange: Any, comparison: Comparison
    ) -> bool:
        trial = Comparison(comparison.tolerances, comparison.open)
        if expected:
            trial.message(expected[0], message)
            if not trial.differences:
                expected.pop(0)
                return True
        if _is_ignored(message, exchange, comparison):
            return True
        comparison.differ("", expected[0] if expected else "nothing", message, "notification")
        comparison.differences += trial.differences
        return False

    def answer(self, message: Any, waiting: list[Any], comparison: Comparison) -> bool:
        trials = []
        for index, pattern in enumerate(waiting):
            trial = Comparison(comparison.tolerances, comparison.open)
            trial.message(pattern, message)
            if not trial.differences:
                del waiting[index]
                return True
            trials.append(trial)
        comparison.differ("", waiting[0] if waiting else "nothing", message, "unexpected message")
        comparison.differences += trials[0].differences if trials else []
        return False

    def line(self, line: Any) -> bytes:
        if isinstance(line, str):
            return line.encode("utf-8")
        (kind, argument), *_ = line.items()
        match kind:
            case "base64":
                return base64.b64decode(argument)
            case "repeat":
                return argument["text"].encode("utf-8") * int(argument["count"])
            case "concat":
                return b"".join(map(self.line, argument))
            case "json":
                return compact(self.stage.resolved(argument)).encode("utf-8")
        raise ValueError(f"{kind} is not a line")


def _is_ignored(message: Any, exchange: Any, comparison: Comparison) -> bool:
    """Whether a notification may come at any time, by its method or by a pattern of all of it."""
    for ignored in exchange.get("ignore", []):
        if isinstance(ignored, str):
            if message.get("method") == ignored:
                return True
            continue
        trial = Comparison(comparison.tolerances, comparison.open)
        trial.message(ignored, message)
        if not trial.differences:
            return True
    return False


def _is_description(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("implementation"), dict):
        return False
    texts = (value.get("specification"), *map(value["implementation"].get, ("name", "version")))
    claimed = value.get("capabilities")
    return (
        all(isinstance(text, str) for text in texts)
        and isinstance(claimed, list)
        and all(isinstance(name, str) for name in claimed)
    )


def _check_envelope(answer: dict[str, Any], comparison: Comparison) -> None:
    """What is wrong with an answer apart from its content."""
    if answer.get("jsonrpc") != "2.0":
        comparison.differ("/jsonrpc", "2.0", answer.get("jsonrpc"))
    if "result" in answer and "error" in answer:
        comparison.differ("/error", "nothing", answer["error"], "unexpected")
    for key in answer.keys() - {"jsonrpc", "id", "result", "error"}:
        comparison.differ(f"/{key}", "nothing", answer[key], "unexpected")


def _with_captures(value: Any, answers: list[Any]) -> Any:
    """A step with each `{"$from": "/0/yaml"}` replaced by that place in the answer to an earlier step."""
    if isinstance(value, list):
        return [_with_captures(item, answers) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["$from"]:
        step, *tokens = value["$from"].split("/")[1:]
        found = answers[int(step)]
        for token in tokens:
            key = token.replace("~1", "/").replace("~0", "~")
            found = found[int(key)] if isinstance(found, list) else found[key]
        return found
    return {key: _with_captures(item, answers) for key, item in value.items()}


def _forbid(line: str, forbidden: list[str], comparison: Comparison) -> None:
    for text in forbidden:
        if text in line:
            comparison.differ("", f"never {text}", line, "forbidden text")


def _as_read(value: Any) -> Any:
    from .text import read

    return read(compact(value))
