"""A file's bytes: ranges, tags and dates (HTTP-10, HTTP-11, HTTP-38; RFC 9110, 13 and 14)."""

import re
import stat
import time
from email.utils import formatdate, mktime_tz, parsedate_tz
from pathlib import Path

from .http_message import Refusal, Reply, Request
from .library import media_type

_RANGE = re.compile(r"bytes\s*=\s*([0-9]*)\s*-\s*([0-9]*)", re.IGNORECASE)


def reply(request: Request, path: Path) -> Reply:
    """The answer to a GET or HEAD of a track's stream."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise Refusal(415, "not_a_file", "This is no file.")
        content = path.read_bytes()
    except FileNotFoundError:
        raise Refusal(404, "file_not_found", "The file is gone.") from None
    except OSError:
        raise Refusal(500, "file_unreadable", "The file cannot be read.") from None
    fields = {"Content-Type": media_type(path), "Accept-Ranges": "bytes", "Cache-Control": "no-store"}
    tag = f'"{len(content):x}-{state.st_mtime_ns:x}"'
    return conditional(request, content, fields, tag, int(state.st_mtime))


def conditional(
    request: Request, content: bytes, fields: dict[str, str], tag: str, changed: int
) -> Reply:
    """The content, a part of it, or why not, by the conditions of the request."""
    changed = min(changed, int(time.time()))
    fields = fields | {"ETag": tag, "Last-Modified": formatdate(changed, usegmt=True)}
    given = request.fields
    if "if-match" in given:
        if given["if-match"] != "*" and tag not in _tags(given["if-match"]):
            raise Refusal(412, "precondition_failed", "The file is another by now.")
    elif (date := _date(given.get("if-unmodified-since"))) is not None and changed > date:
        raise Refusal(412, "precondition_failed", "The file was changed since.")
    if "if-none-match" in given:
        known = [name.removeprefix("W/") for name in _tags(given["if-none-match"])]
        if given["if-none-match"] == "*" or tag in known:
            return Reply(304, fields)
    elif (date := _date(given.get("if-modified-since"))) is not None and changed <= date:
        return Reply(304, fields)
    part = _part(request, content, tag, changed)
    if part is None:
        return Reply(200, fields, content)
    first, last = part
    there = {"Content-Range": f"bytes {first}-{last}/{len(content)}"}
    return Reply(206, fields | there, content[first : last + 1])


def _part(request: Request, content: bytes, tag: str, changed: int) -> tuple[int, int] | None:
    """The first and the last requested byte; None for all of them."""
    condition = request.fields.get("if-range")
    if condition is not None and condition != tag and _date(condition) != changed:
        return None
    match = _RANGE.fullmatch(request.fields.get("range", "").strip())
    if not match or request.method != "GET" or match.groups() == ("", ""):
        return None
    length = len(content)
    behind = Refusal(
        416, "range_not_satisfiable", "The file ends before.", Content_Range=f"bytes */{length}"
    )
    if not match[1]:
        count = min(int(match[2]), length)
        if count == 0:
            raise behind
        return length - count, length - 1
    first = int(match[1])
    last = min(int(match[2]), length - 1) if match[2] else length - 1
    if match[2] and int(match[2]) < first:
        return None
    if first >= length:
        raise behind
    return first, last


def _tags(field: str) -> list[str]:
    return re.findall(r'(?:W/)?"[^"]*"', field)


def _date(field: str | None) -> int | None:
    parsed = parsedate_tz(field) if field else None
    return None if parsed is None else mktime_tz(parsed)
