"""Requests that Schemathesis generates from openapi.yaml, both valid and invalid.

GET /ws is left out, because its successful answer is not an HTTP answer. message_checks.py tests its messages
against asyncapi.yaml, and Tests/Integration/Web tests the handshake.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from result import Result
from server import Server

HOOKS = Path(__file__).with_name("hooks.py")
SETTINGS = Path(__file__).with_name("schemathesis.toml")


def without_token(document: Path, server: Server, arguments: argparse.Namespace) -> Result:
    """All checks on all operations."""
    api = _read(document)
    _name_what_there_is(api, server)
    return _run(
        "OpenAPI", api, server, arguments, seconds=arguments.seconds * 2 // 3, checks=["all"]
    )


def with_token(document: Path, server: Server, arguments: argparse.Namespace) -> Result:
    """The same with a token required: without it, no operation is carried out."""
    api = _read(document)
    _name_what_there_is(api, server)
    # The document allows both kinds of server; this one has a token.
    for place in (api, *(one for path in api["paths"].values() for one in path.values())):
        if isinstance(place, dict) and place.get("security"):
            place["security"] = [rule for rule in place["security"] if rule]
    return _run(
        "OpenAPI with a token", api, server, arguments, seconds=arguments.seconds // 3,
        checks=["ignored_auth", "not_a_server_error", "status_code_conformance"],
    )  # fmt: skip


def _read(document: Path) -> Any:
    return yaml.safe_load(document.read_text(encoding="utf-8"))


def _name_what_there_is(api: Any, server: Server) -> None:
    """Adds a track and its path to the document as examples, because they cannot be guessed."""
    track = server.tracks()[0]["track_id"]
    path = server.shelf.path(server.shelf.HYBRID)
    api["components"]["parameters"]["track_id"]["example"] = track
    recommendation = api["paths"]["/api/player/mastering/recommendation/{track_id}"]["get"]
    _parameter(recommendation, "filepath")["example"] = path
    load = api["paths"]["/api/player/load"]["post"]
    load["requestBody"]["content"]["application/json"]["example"] = {"track_id": track}
    _parameter(load, "track_id")["example"] = track
    _parameter(load, "track_path")["example"] = path
    stream = api["paths"]["/api/player/stream/{track_id}"]
    _parameter(stream, "Range")["examples"] = {
        name: {"value": value}
        for name, value in {
            "first": "bytes=0-99", "last": "bytes=-1", "several": "bytes=0-9,1000-1009",
            "behind": "bytes=99999999-", "other": "lines=1-2",
        }.items()
    }  # fmt: skip


def _parameter(place: Any, name: str) -> Any:
    return next(parameter for parameter in place["parameters"] if parameter.get("name") == name)


def _run(
    name: str,
    api: Any,
    server: Server,
    arguments: argparse.Namespace,
    seconds: int,
    checks: list[str],
) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder, "openapi.yaml")
        document.write_text(yaml.safe_dump(api), encoding="utf-8")
        report = Path(folder, "report.json")
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(SETTINGS),
            "run", str(document),
            "--url", server.url, "--exclude-path", "/ws", "--checks", ",".join(checks),
            "--phases", "examples,coverage,fuzzing", "--max-examples", str(arguments.examples),
            "--max-time", str(seconds), "--seed", str(arguments.seed), "--continue-on-failure",
            "--no-shrink", "--no-color", "--request-timeout", "30",
            "--report", "json", "--report-json-path", str(report),
        ]  # fmt: skip
        for field, value in server.headers.items():
            command += ["--header", f"{field}: {value}"]
        environment = {
            **os.environ,
            "SCHEMATHESIS_HOOKS": HOOKS.stem,
            "PYTHONPATH": str(HOOKS.parent),
            "EXAMPLE_TRACK": str(server.tracks()[0]["track_id"]),
        }
        # In the temporary folder, because it leaves a folder behind where it runs.
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        result = Result(name)
        if not report.exists():
            result.problems.append(f"Schemathesis made no report: {run.stdout}{run.stderr}")
            return result
        _count(result, json.loads(report.read_text(encoding="utf-8")), run.stdout)
        return result


def _count(result: Result, report: Any, words: str) -> None:
    cases = report["test_cases"]
    result.passed = cases["generated"] - cases["with_failures"] - cases["errored"]
    for failure in report["failures"]:
        operations = ", ".join(failure["operations"])
        result.problems.append(f"{failure['title']}, {failure['count']} times: {operations}")
    operations = report["operations"]
    if operations["tested"] < operations["selected"]:
        result.problems.append(f"only {operations['tested']} operations were tried")
    if report["exit_code"] and not result.problems:
        result.problems.append(f"Schemathesis ended with {report['exit_code']}")
    if result.problems:
        # How to reproduce each.
        result.notes += [line.strip() for line in words.splitlines() if "curl -X" in line]
