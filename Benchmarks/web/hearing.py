"""Whether clients received what they should have received."""

import json
from collections.abc import Sequence

ORDER = ("track_loaded", "fingerprint_progress", "mastering_recommendation")
"""The messages of a remembered track's load."""


def problem(heard: Sequence[bytes], loads: Sequence[int]) -> str | None:
    """The problem with the messages that this many loads caused; None if there is none.

    Every load begins with `track_loaded`, in the order of the requests. The messages that follow are about
    that track, each once and in order. The remaining ones may be omitted when the next load comes, so only
    the last load must be complete.
    """
    known: dict[bytes, tuple[int, int]] = {}
    begun, place = 0, len(ORDER) - 1
    for number, message in enumerate(heard):
        if message not in known:
            content = json.loads(message)
            kind = content["type"]
            if kind not in ORDER:
                return f"message {number} is {kind}"
            known[message] = ORDER.index(kind), content["data"]["track_id"]
        kind_place, track_id = known[message]
        if kind_place == 0:
            if begun == len(loads):
                return f"message {number} begins a load that was not requested"
            if track_id != loads[begun]:
                return f"load {begun} is of track {loads[begun]}, and {track_id} was announced"
            begun += 1
        elif not begun or track_id != loads[begun - 1] or kind_place != place + 1:
            return f"message {number} is {ORDER[kind_place]} of track {track_id}, out of turn"
        place = kind_place
    if begun != len(loads):
        return f"{len(loads) - begun} loads were not reported"
    if place != len(ORDER) - 1:
        return "the last load has no recommendation"
    return None


def stretch(part: Sequence[bytes], whole: Sequence[bytes]) -> int | None:
    """Where in the whole a part occurs without a gap; None if it does not."""
    numbers: dict[bytes, int] = {}
    for message in whole:
        numbers.setdefault(message, len(numbers))
    try:
        needle = b"".join(numbers[x].to_bytes(2, "big") for x in part)
    except KeyError:
        return None
    haystack = b"".join(numbers[x].to_bytes(2, "big") for x in whole)
    start = haystack.find(needle)
    # Half a number is not a match.
    while start > 0 and start % 2 == 1:
        start = haystack.find(needle, start + 1)
    return start // 2 if start >= 0 else None


def is_stretch(part: Sequence[bytes], whole: Sequence[bytes]) -> bool:
    """Whether a part occurs in the whole without a gap."""
    return stretch(part, whole) is not None
