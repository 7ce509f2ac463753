"""The storms: what clients do to a server that no well-behaved client does."""

import contextlib
import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from client import Connection, Ended
from exchanges import Exchange, exchanges
from server import Server


class Broken(Exception):
    """An invariant is violated."""


@dataclass
class Watch:
    """Checks the server's promises, between storms and after them."""

    server: Server
    checks: int = 0
    pokes: dict[str, int] = field(default_factory=dict)
    start: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.listener = self.server.listener()

    def count(self, name: str) -> None:
        self.pokes[name] = self.pokes.get(name, 0) + 1

    def tell(self, name: str) -> None:
        """Prints the server's current use of resources."""
        memory = self.server.resident_bytes() / (1 << 20)
        print(
            f"{time.monotonic() - self.start:6.0f} s {name:20} {self.server.descriptors():5} "
            f"descriptors {memory:8.1f} MiB {self.checks:7} checks held",
            flush=True,
        )

    def load_is_told(self) -> None:
        """After everything that happened, a load is answered and reported over the WebSocket."""
        track = self.server.fresh_track()
        status, _, _ = self.server.ask(self.server.load(track), "POST")
        if status != 200:
            raise Broken(f"a load is answered with {status}")
        try:
            self.listener.wait_for(b'"track_loaded","data":{"track_id":%d}' % track)
        except (Ended, OSError) as error:
            raise Broken(f"a load was answered and never sent: {error!r}") from error
        self.checks += 1

    def keep_up(self) -> None:
        """Reads the listener's messages meanwhile."""
        try:
            self.listener.keep_up()
        except (Ended, OSError) as error:
            raise Broken(f"a client that reads was dropped: {error!r}") from error

    def descriptors_return(self, before: int) -> None:
        """Resources held by clients are released."""
        # Half-open connections are closed after a second.
        self.until(
            lambda: self.server.descriptors() <= before, "descriptors", self.server.descriptors
        )
        self.checks += 1

    def memory_returns(self, before: int, allowed: int) -> None:
        """The memory that clients used is released, up to this many bytes."""
        self.until(
            lambda: self.server.resident_bytes() <= before + allowed,
            f"memory above {before >> 20} + {allowed >> 20} MiB",
            lambda: f"{self.server.resident_bytes() >> 20} MiB",
        )
        self.checks += 1

    def until(self, holds: Callable[[], bool], what: str, now: Callable[[], object]) -> None:
        """Waits for a condition, and answers pings meanwhile."""
        # Twice the time for which a stream is kept for a client that may return.
        deadline = time.monotonic() + 60
        while not holds():
            if time.monotonic() > deadline:
                raise Broken(f"{what} did not come back: {now()}")
            self.keep_up()
            time.sleep(0.05)


# MARK: Every byte


def every_byte(watch: Watch, deadline: float, chance: random.Random) -> None:
    """Aborts, ends, half-closes, stalls and fragments every exchange at every byte."""
    before = watch.server.descriptors()
    acts = [abort, close, half_close, stall, fragment, abort_within_the_answer]
    told = time.monotonic()
    while time.monotonic() < deadline:
        pokes = [
            (act, exchange, cut)
            for exchange in exchanges(watch.server)
            for act in acts
            for cut in range(1, len(exchange.sent) + 1)
        ]
        chance.shuffle(pokes)
        held: list[Connection] = []
        for number, (act, exchange, cut) in enumerate(pokes):
            act(watch.server, exchange, cut, held)
            watch.count(act.__name__)
            watch.keep_up()
            if len(held) >= 200:
                held.pop(chance.randrange(len(held))).abort()
            if number % 100 == 99:
                watch.load_is_told()
                if time.monotonic() > told + 300:
                    watch.tell("every-byte, during")
                    told = time.monotonic()
                if time.monotonic() > deadline:
                    break
        for connection in held:
            connection.abort()
        watch.load_is_told()
        watch.descriptors_return(before)


def abort(server: Server, exchange: Exchange, cut: int, _: list[Connection]) -> None:
    """Sends a part and resets."""
    connection = Connection(server.port)
    connection.send(exchange.sent[:cut])
    connection.abort()


def close(server: Server, exchange: Exchange, cut: int, _: list[Connection]) -> None:
    """Sends a part and disconnects without reading."""
    connection = Connection(server.port)
    connection.send(exchange.sent[:cut])
    connection.close()


def half_close(server: Server, exchange: Exchange, cut: int, _: list[Connection]) -> None:
    """Sends a part, half-closes, and reads to the end."""
    connection = Connection(server.port)
    connection.send(exchange.sent[:cut])
    connection.end_sending()
    connection.read_to_end()
    connection.close()


def stall(server: Server, exchange: Exchange, cut: int, held: list[Connection]) -> None:
    """Sends a part, then does nothing for a while."""
    connection = Connection(server.port, receive_buffer=4096)
    connection.send(exchange.sent[:cut])
    held.append(connection)


def fragment(server: Server, exchange: Exchange, cut: int, _: list[Connection]) -> None:
    """Sends everything in two parts, and requires the matching answers."""
    connection = Connection(server.port)
    connection.send(exchange.sent[:cut])
    connection.send(exchange.sent[cut:])
    try:
        for status, method in zip(exchange.statuses, exchange.methods):
            answered, _, _ = connection.answer(method)
            if answered not in (status if isinstance(status, tuple) else (status,)):
                raise Broken(f"{exchange.name} cut at {cut}: {answered} instead of {status}")
        for expected in exchange.frames:
            _frame(connection, expected, f"{exchange.name} cut at {cut}")
    except (Ended, OSError) as error:
        raise Broken(f"{exchange.name} cut at {cut}: no answer, {error!r}") from error
    connection.close()


def _frame(connection: Connection, expected: bytes, where: str) -> None:
    """The next frame that is not a message."""
    while True:
        head = connection.take(2)
        length = head[1] & 0x7F
        if length == 126:
            length = int.from_bytes(connection.take(2), "big")
        payload = connection.take(length)
        if head[0] == 0x81:
            continue
        if head + payload != expected:
            raise Broken(f"{where}: the frame {head + payload!r} instead of {expected!r}")
        return


def abort_within_the_answer(
    server: Server, exchange: Exchange, cut: int, _: list[Connection]
) -> None:
    """Sends everything, reads part of the answer, and resets."""
    connection = Connection(server.port)
    connection.send(exchange.sent)
    connection.socket.settimeout(0.5)
    connection.read_some(cut)
    connection.abort()


# MARK: Crowds


def crowd(watch: Watch, deadline: float, chance: random.Random) -> None:
    """More idle connections from one address than there are slots."""
    _raise_own_limit()
    before, memory = watch.server.descriptors(), watch.server.resident_bytes()
    held: list[Connection] = []
    for number in range(4500):
        connection = Connection(watch.server.port)
        if number % 9 == 8:
            connection.send(watch.server.request("GET", "/health"))
            connection.answer()
        held.append(connection)
        watch.count("crowd")
        watch.keep_up()
        if number % 500 == 499:
            watch.load_is_told()
    watch.load_is_told()
    watch.tell("crowd, during")
    for connection in held:
        connection.abort()
    watch.descriptors_return(before)
    # Memory returned to the system two seconds after they have left.
    watch.memory_returns(memory, 8 << 20)


def _unread(watch: Watch, count: int, ask: bytes, name: str, memory: int, allowed: int) -> None:
    """Clients that send a request and read nothing, for long enough to measure what they use."""
    held = []
    for _ in range(count):
        # The system accepts megabytes before the server has to buffer anything.
        connection = Connection(watch.server.port, receive_buffer=4096)
        connection.send(ask)
        held.append(connection)
        watch.count(name.replace("-", "_"))
        watch.keep_up()
    watch.server.rest(meanwhile=watch.keep_up)
    watch.load_is_told()
    # While they are connected.
    watch.memory_returns(memory, allowed)
    watch.tell(f"{name}, during")
    for connection in held:
        connection.abort()


def unread_requests(watch: Watch, deadline: float, chance: random.Random) -> None:
    """Clients that send as many small requests as the connection takes, and read no answer."""
    server = watch.server
    before, memory = server.descriptors(), server.resident_bytes()
    server.forget_peak()
    ask = server.request("GET", "/health") * 20_000
    held = []
    for _ in range(200):
        connection = Connection(server.port, receive_buffer=2048)
        connection.socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            connection.socket.send(ask)
        held.append(connection)
        watch.count("unread_requests")
    # They are answered as far as the system takes the answers; the peak is what waited for that.
    server.rest(meanwhile=watch.keep_up)
    if (peak := server.peak_bytes()) > memory + (48 << 20):
        raise Broken(f"the memory rose from {memory >> 20} to {peak >> 20} MiB")
    watch.checks += 1
    watch.tell("unread-requests, during")
    for connection in held:
        connection.abort()
    watch.descriptors_return(before)
    watch.memory_returns(memory, 32 << 20)


def unread_lists(watch: Watch, deadline: float, chance: random.Random) -> None:
    """Clients that request the longest list and do not read it."""
    server = watch.server
    status, _, _ = server.ask(server.request("GET", "/api/tracks"))
    before, memory = server.descriptors(), server.resident_bytes()
    for _ in range(3):
        ask = server.request("GET", "/api/tracks") * 12
        _unread(watch, 150, ask, "unread-lists", memory, 48 << 20)
    watch.descriptors_return(before)
    watch.memory_returns(memory, 32 << 20)


def unread_streams(watch: Watch, deadline: float, chance: random.Random) -> None:
    """Clients that request a long file, whole and in parts, and do not read it."""
    server = watch.server
    track = server.fresh_track()
    server.ask(server.load(track, server.long_track), "POST")
    target = f"/api/player/stream/{track}"
    parts = "Range: bytes=" + ",".join(
        f"{first << 20}-{(first << 20) + (3 << 18)}" for first in range(32)
    )
    asks = [
        server.request("GET", target),
        server.request("GET", target, parts) * 4,
        server.request("GET", target, "Range: bytes=0-3499999") * 20,
    ]
    before, memory = server.descriptors(), server.resident_bytes()
    for ask in asks:
        # Two pieces of 64 KiB and one task each.
        _unread(watch, 200, ask, "unread-streams", memory, 64 << 20)
    watch.descriptors_return(before)
    watch.memory_returns(memory, 32 << 20)


def unread_renditions(watch: Watch, deadline: float, chance: random.Random) -> None:
    """Clients that request a track of four minutes, original and mastered, and do not read it."""
    server = watch.server
    track = server.fresh_track()
    server.ask(server.load(track, server.song), "POST")
    target = f"/api/player/stream/{track}?rendition="
    ready = server.request("GET", f"/api/player/mastering/render/{track}")
    watch.until(
        lambda: server.ask(ready)[0] == 200, "a plan", lambda: server.ask(ready)[2]
    )
    before, memory = server.descriptors(), server.resident_bytes()
    for rendition in ("original", "mastered"):
        ask = server.request("GET", target + rendition) * 4
        # The 32 streams decoded at a time, and the plan of one track.
        _unread(watch, 200, ask, "unread-renditions", memory, 96 << 20)
    watch.descriptors_return(before)
    watch.memory_returns(memory, 32 << 20)


def no_descriptor_left(watch: Watch, deadline: float, chance: random.Random) -> None:
    """Connections that arrive when the system has no descriptor for them."""
    server = watch.server
    pid, kind = server.process.pid, resource.RLIMIT_NOFILE
    limits = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (server.descriptors(), limits[1]))
    try:
        waiting = [Connection(server.port) for _ in range(20)]
        server.rest(meanwhile=watch.keep_up)
        # The lowest of three, because work that has just ended still counts in the first.
        spent = min(_awake(server) for _ in range(3))
        watch.count("no_descriptor_left")
        # Polling once a second costs almost nothing; polling without a pause keeps a thread busy.
        if spent > 0.5:
            raise Broken(f"{spent:.2f} s awake in a second for connections that cannot be taken")
    finally:
        resource.prlimit(pid, kind, limits)
    for connection in waiting:
        connection.send(server.request("GET", "/health"))
        status, _, _ = connection.answer()
        if status != 200:
            raise Broken(f"a connection that waited got {status}")
        connection.close()
    watch.load_is_told()


def _awake(server: Server) -> float:
    before = server.wakeful_seconds()
    time.sleep(1)
    return server.wakeful_seconds() - before


def _raise_own_limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


STORMS: dict[str, Callable[[Watch, float, random.Random], None]] = {
    "unread-lists": unread_lists,
    "unread-requests": unread_requests,
    "unread-streams": unread_streams,
    "unread-renditions": unread_renditions,
    "no-descriptor-left": no_descriptor_left,
    "crowd": crowd,
    # Last, because it takes all the remaining time.
    "every-byte": every_byte,
}
