"""Every message of a session on /ws, tested against asyncapi.yaml."""

import asyncio
import copy
import json
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import websockets
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from websockets.typing import Subprotocol

from result import Result
from server import PATIENCE_SECONDS, Server

DOCUMENT = "urn:asyncapi"
VERDICTS = ("mastering_recommendation", "mastering_recommendation_failed")


class Messages:
    """The document's schema for each message type."""

    def __init__(self, document: Path) -> None:
        content = yaml.safe_load(document.read_text(encoding="utf-8"))
        registry = Registry().with_resource(
            DOCUMENT, Resource(contents=content, specification=DRAFT202012)
        )
        channel = content["channels"]["events"]
        self.address: str = channel["address"]
        self._validators = {
            name: Draft202012Validator(
                {"$ref": f"{DOCUMENT}{self._payload(content, message)}"}, registry=registry
            )
            for name, message in channel["messages"].items()
        }

    @property
    def types(self) -> set[str]:
        return set(self._validators)

    def problem(self, message: Any) -> str | None:
        """The problems of a message; empty if it matches the document."""
        kind = message.get("type") if isinstance(message, dict) else None
        if kind not in self._validators:
            return f"no type of the document: {kind}"
        for error in self._validators[kind].iter_errors(message):
            return f"{kind}{error.json_path[1:]}: {error.message[:200]}"
        return None

    @staticmethod
    def _payload(content: Any, message: Any) -> str:
        """The reference to a message's schema, through that to the message."""
        place = content
        for part in message["$ref"].removeprefix("#/").split("/"):
            place = place[part]
        return place["payload"]["$ref"]


def results(document: Path, server: Server) -> Iterator[Result]:
    messages = Messages(document)
    session = asyncio.run(_session(messages, server))
    yield _validated(messages, session)
    yield _refused(messages, session)


async def _session(messages: Messages, server: Server) -> list[Any]:
    """The messages while tracks of every kind are loaded, requested and fail."""
    shelf = server.shelf
    heard: list[Any] = []
    uri = server.url.replace("http://", "ws://") + messages.address

    async def hear(socket: Any, track: int) -> None:
        while True:
            text = await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS)
            if not isinstance(text, str):
                raise SystemExit("a message of bytes came")
            heard.append(json.loads(text))
            message = heard[-1]
            if message["type"] in VERDICTS and message["data"]["track_id"] == track:
                return

    async with websockets.connect(uri, additional_headers=server.headers) as socket:
        # Ignored (WS-6).
        await socket.send("hello")
        loads = (shelf.SINGLE, shelf.HYBRID, shelf.FALLBACK, "broken.wav", "missing.wav")
        for track, name in enumerate(loads, start=1):
            body = {"track_id": track, "track_path": shelf.path(name)}
            await asyncio.to_thread(server.ask, "/api/player/load", body)
            await hear(socket, track)
        # Once more, now cached; and by a request, beside the current track.
        await asyncio.to_thread(
            server.ask, "/api/player/load", {"track_id": 1, "track_path": shelf.path(shelf.SINGLE)}
        )
        await hear(socket, 1)
        try:
            target = f"/api/player/mastering/recommendation/99?filepath={shelf.path('broken.wav')}"
            await asyncio.to_thread(server.ask, target)
        except urllib.error.HTTPError:
            await hear(socket, 99)
        # A rendering, which reports progress while it is computed.
        await asyncio.to_thread(server.ask, "/api/player/mastering/render/2")
        while heard[-1]["type"] != "mastering_render":
            heard.append(json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS)))
        # One more file, found by a scan whether the system reports it or a scan is requested.
        await asyncio.to_thread(server.tracks)
        shelf.add("new.flac")
        await asyncio.to_thread(server.ask, "/api/library/scan", {})
        while heard[-1]["type"] != "library_changed":
            heard.append(json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS)))
    # Like a page, which cannot set any other field.
    protocols = [Subprotocol("mastering"), Subprotocol(f"mastering.token.{server.token}")]
    async with websockets.connect(uri, subprotocols=protocols) as late:
        await hear(late, 1)
    return heard


def _validated(messages: Messages, session: list[Any]) -> Result:
    result = Result("AsyncAPI")
    for message in session:
        problem = messages.problem(message)
        result.check(problem is None, f"{problem}")
    seen = {message["type"] for message in session}
    result.check(seen == messages.types, f"never sent: {messages.types - seen}")
    statuses = {
        message["data"]["status"]
        for message in session
        if message["type"] == "fingerprint_progress"
    }
    # A file without audio is reported too; its progress need not be.
    wanted = {"complete", "cached", "failed"}
    result.check(wanted <= statuses, f"never sent: {wanted - statuses}")
    return result


def _refused(messages: Messages, session: list[Any]) -> Result:
    """Shows that the check can fail: no message may lack a member or have a wrong one."""
    result = Result("AsyncAPI, messages made wrong")
    for kind in sorted(messages.types):
        message = next((one for one in session if one["type"] == kind), None)
        if message is None:
            continue
        for name in message["data"]:
            if name == "headroom":
                # Ours always has it; a server that does not claim `headroom` has none.
                continue
            without = copy.deepcopy(message)
            del without["data"][name]
            result.check(messages.problem(without) is not None, f"{kind} without {name} passes")
            other = copy.deepcopy(message)
            other["data"][name] = None
            result.check(messages.problem(other) is not None, f"{kind} with a null {name} passes")
        nonsense = {**message, "type": "nonsense"}
        result.check(messages.problem(nonsense) is not None, "any type passes")
    return result
