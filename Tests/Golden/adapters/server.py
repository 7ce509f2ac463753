"""A server for HTTP and WebSocket in plain Python: a start for yours (Spec chapter 7).

Serves the WAV files of a folder on a loopback address, a thread for each connection, and uses the port
for the rest. Small rather than fast: a file is read whole, and measured in plain Python.

    python3 server.py FOLDER [--port 0] [--profiles FILE]
"""

import argparse
import contextlib
import socket
import sys
import threading
from pathlib import Path

from parts import profiles, strict_json
from parts.failures import Failure
from port import NORMATIVE_PROFILES
from serving import websocket
from serving.access import Door, Tickets
from serving.http_message import Connection, Refusal, Reply, Request
from serving.library import Library
from serving.player import Player
from serving.routes import Routes, refusal_of


class Server:
    def __init__(self, folder: Path, port: int, catalogue: Path) -> None:
        self.listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.door = Door(self.port)
        self.hub = websocket.Hub()
        registry = profiles.Registry()
        for profile in profiles.catalogue(strict_json.parse(catalogue.read_bytes())["profiles"]):
            registry.add(profile)
        listed = [profile.fields for profile in registry.profiles()]
        self.tickets = Tickets()
        player = Player(registry.profiles(), registry.version(), self.hub)
        described = {"catalogue_version": registry.version(), "profiles": listed}
        self.routes = Routes(
            Library(folder),
            player,
            self.tickets,
            registry,
            described,
            catalogue.resolve().parent,
        )

    def serve(self) -> None:
        while True:
            stream, _ = self.listener.accept()
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._converse, args=(stream,), daemon=True).start()

    def _converse(self, stream: socket.socket) -> None:
        with stream, contextlib.suppress(OSError):
            connection = Connection(stream)
            ends = False
            while not ends:
                request = None
                try:
                    request = connection.request()
                    if request is None:
                        break
                    reply = self._reply(request)
                    ends = request.ends_connection
                except Refusal as refusal:
                    reply = refusal.reply()
                    ends = refusal.ends_connection or (request is not None and request.ends_connection)
                is_head = request is not None and request.method == "HEAD"
                encoded = reply.encoded(is_head, ends)
                if reply.status == 101:
                    websocket.Client(stream, connection.rest, self.hub).serve(encoded)
                    break
                stream.sendall(encoded)
            # The rest of the client's request is read, so that the client receives the answer.
            with contextlib.suppress(OSError):
                stream.shutdown(socket.SHUT_WR)
                stream.settimeout(1)
                while stream.recv(65536):
                    pass

    def _reply(self, request: Request) -> Reply:
        if request.path == ["ws"]:
            self.door.admit(request, needs_token=True)
            return websocket.handshake(request)
        try:
            answers, is_open = self.routes.find(request.path)
        except Refusal:
            # An unauthorised client learns nothing, not even which paths exist.
            self.door.admit(request, needs_token=True)
            raise
        needs_token = not is_open and not self.routes.has_ticket(request)
        self.door.admit(request, needs_token)
        methods = [*answers, *(["HEAD"] if "GET" in answers else [])]
        if request.method not in methods:
            raise Refusal(
                405, "method_not_allowed", "This is not done here.", Allow=", ".join(methods)
            )
        try:
            return answers["GET" if request.method == "HEAD" else request.method](request)
        except Failure as failure:
            raise refusal_of(failure) from failure


def main() -> int:
    parser = argparse.ArgumentParser(description="Serves the WAV files of a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0, help="0 takes any that is free")
    parser.add_argument(
        "--profiles", type=Path, default=NORMATIVE_PROFILES, required=NORMATIVE_PROFILES is None
    )
    options = parser.parse_args()
    server = Server(options.folder, options.port, options.profiles)
    # The runner waits for this line.
    print(f"Listening at http://127.0.0.1:{server.port}/#token={server.door.token}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
