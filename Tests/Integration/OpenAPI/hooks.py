"""What Schemathesis loads: what JSON Schema cannot say, and what chance would never find."""

import os
from typing import Any

import schemathesis
from schemathesis.core import NOT_SET

TRACK = int(os.environ["EXAMPLE_TRACK"])


@schemathesis.hook
def map_path_parameters(context: Any, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Every other number of a track becomes one that there is; wrong ones are left as they are."""
    track = (parameters or {}).get("track_id")
    # To JSON Schema 7.0 is an integer too; in a path it is none (HTTP-3).
    if isinstance(track, float) and track.is_integer():
        track = int(track)
    if not isinstance(track, int) or isinstance(track, bool):
        return parameters
    if 0 <= track < 2**53 and track % 2:
        track = TRACK
    return {**(parameters or {}), "track_id": track}


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leaves out what the document has no words for.

    That the number of a track to load stands in the body or else in the query (HTTP-8): a body
    without it may be right, and no body wrong.
    """
    if case.operation.path != "/api/player/load":
        return True
    in_query = "track_id" in (case.query or {})
    if case.body is NOT_SET:
        return in_query
    return not isinstance(case.body, dict) or "track_id" in case.body or not in_query
