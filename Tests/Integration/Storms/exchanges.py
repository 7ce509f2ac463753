"""The bytes that a client may send, and the required answers when they arrive complete."""

from dataclasses import dataclass

from client import frame
from server import Server


@dataclass(frozen=True)
class Exchange:
    """Bytes to send on one connection, and the statuses of the answers.

    A status is a tuple if the answer depends on the server's current work.
    """

    name: str
    sent: bytes
    statuses: tuple[int | tuple[int, ...], ...]
    methods: tuple[str, ...] = ("GET",)
    # Frames that must follow the answers, by their first bytes.
    frames: tuple[bytes, ...] = ()


def exchanges(server: Server) -> list[Exchange]:
    """One exchange of each kind; loads use new numbers every time."""
    track = str(server.tracks[0])
    stream = f"/api/player/stream/{server.known_track}"
    mastering = f"/api/player/mastering/{{}}/{server.known_track}"
    recommendation = mastering.format("recommendation")
    # Stalled clients can occupy all of the 32 streams that are decoded at a time.
    rendition = (206, 429)
    decision = b'{"decision":"accepted","fingerprint":%s}' % server.fingerprint
    body = b'{"track_id":%d,"track_path":"%s"}' % (server.fresh_track(), track.encode())
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:9], body[9:]))
    get, post = server.request, lambda target, *more, **body: server.request(
        "POST", target, *more, **({"body": b""} | body)
    )
    socket_frames = frame(9, b"here") + frame(1, b"hel", final=False) + frame(9, b"and")
    socket_frames += frame(0, b"lo") + frame(2, bytes(200)) + frame(8, b"\x03\xe8")
    pongs = (b"\x8a\x04here", b"\x8a\x03and", b"\x88\x02\x03\xe8")
    return [
        Exchange("health", get("GET", "/health"), (200,)),
        Exchange("tracks", get("GET", "/api/tracks"), (200,)),
        Exchange("library", get("GET", "/api/library"), (200,)),
        Exchange("profiles", get("GET", "/api/profiles"), (200,)),
        Exchange("page", get("GET", "/"), (200,)),
        Exchange("head", get("HEAD", stream), (200,), ("HEAD",)),
        Exchange("stream", get("GET", stream), (200,)),
        Exchange("range", get("GET", stream, "Range: bytes=5-9"), (206,)),
        Exchange("ranges", get("GET", stream, "Range: bytes=0-1,5-9"), (206,)),
        Exchange("recommendation", get("GET", recommendation), (200,)),
        Exchange("weighting", get("GET", f"{recommendation}?weighting=dimension&taste=true"), (200,)),
        Exchange("whole", get("GET", mastering.format("whole")), (200,)),
        Exchange("loudness", get("GET", f"/api/player/loudness/{server.known_track}"), (200,)),
        Exchange("render", get("GET", mastering.format("render")), ((200, 202),)),
        Exchange(
            "original",
            get("GET", f"{stream}?rendition=original", "Range: bytes=40-999"),
            (rendition,),
        ),
        Exchange(
            "mastered",
            get("GET", f"{stream}?rendition=mastered", "Range: bytes=40-999"),
            ((206, 429, 503),),
        ),
        Exchange("address", post(f"{stream}/address"), (200,)),
        Exchange("taste", get("GET", "/api/taste"), (200,)),
        Exchange("decide", post("/api/taste/decisions", body=decision), (200,)),
        Exchange("undo", post("/api/taste/undo"), ((200, 404, 422),)),
        Exchange("reset", post("/api/taste/reset"), ((200, 422),)),
        Exchange("load", post("/api/player/load", body=body), (200,)),
        Exchange(
            "load-in-chunks",
            get("POST", "/api/player/load", "Transfer-Encoding: chunked") + chunked + b"0\r\n\r\n",
            (200,),
        ),
        Exchange("load-by-query", post(f"/api/player/load?track_id={server.known_track}"), (200,)),
        Exchange("clear", post("/api/cache/clear"), (200,)),
        Exchange("scan", post("/api/library/scan"), (202,)),
        Exchange("nothing", get("GET", "/nothing"), (404,)),
        Exchange("not-http", b"rubbish and more\r\n\r\n", (400,)),
        Exchange(
            "several",
            get("GET", "/health") + post("/api/player/load", body=body) + get("GET", "/api/tracks"),
            (200, 200, 200),
            ("GET", "POST", "GET"),
        ),
        Exchange("socket", server.upgrade() + socket_frames, (101,), frames=pongs),
        Exchange(
            "socket-after-requests",
            get("GET", "/health") + get("GET", "/api/tracks") + server.upgrade() + socket_frames,
            (200, 200, 101),
            ("GET", "GET", "GET"),
            frames=pongs,
        ),
    ]
