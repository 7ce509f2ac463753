"""WebSocket frames (RFC 6455, 5.2), as far as a client needs them for a server that sends whole ones."""

import base64
import hashlib
import os
import struct

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA

KEY = base64.b64encode(bytes(range(16))).decode()
"""Every client may send the same key: it distinguishes servers from programs that only repeat their input."""

ACCEPT = base64.b64encode(
    hashlib.sha1((KEY + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
).decode()


class BrokenFrame(Exception):
    """The bytes are not a frame that a server of whole messages may send."""


def request(port: int) -> bytes:
    """Requests the WebSocket."""
    return (
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def is_accepted(head: bytes) -> bool:
    """Whether the head of an answer accepts the WebSocket."""
    lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    return lines[0].startswith("HTTP/1.1 101 ") and fields.get("sec-websocket-accept") == ACCEPT


def text_frame(payload: bytes) -> bytes:
    """A message as a server sends it."""
    length = len(payload)
    if length < 126:
        return bytes((0x80 | TEXT, length)) + payload
    if length < 1 << 16:
        return struct.pack("!BBH", 0x80 | TEXT, 126, length) + payload
    return struct.pack("!BBQ", 0x80 | TEXT, 127, length) + payload


def masked(opcode: int, payload: bytes) -> bytes:
    """A control frame as a client must send it."""
    mask = os.urandom(4)
    return bytes((0x80 | opcode, 0x80 | len(payload))) + mask + bytes(
        byte ^ mask[index % 4] for index, byte in enumerate(payload)
    )


def taken(buffer: bytearray) -> list[tuple[int, bytes]]:
    """The complete frames at the start of a buffer, as opcode and payload; the rest stays in the buffer.

    Raises BrokenFrame for a fragment, a mask, or a reserved bit.
    """
    found = []
    start, end = 0, len(buffer)
    while end - start >= 2:
        first, length = buffer[start], buffer[start + 1]
        if not first & 0x80 or first & 0x70 or length & 0x80:
            raise BrokenFrame(f"a frame begins with {first:02x} {length:02x}")
        body = start + 2
        if length == 126:
            body += 2
            if body > end:
                break
            length = int.from_bytes(buffer[start + 2 : body], "big")
        elif length == 127:
            body += 8
            if body > end:
                break
            length = int.from_bytes(buffer[start + 2 : body], "big")
        if body + length > end:
            break
        found.append((first & 0x0F, bytes(buffer[body : body + length])))
        start = body + length
    del buffer[:start]
    return found
