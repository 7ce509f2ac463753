"""Hooks for Schemathesis: rules that JSON Schema cannot express, and values that chance would never find."""

import os
from typing import Any

import schemathesis
from schemathesis.core import NOT_SET

TRACK = int(os.environ["EXAMPLE_TRACK"])
PROFILE = """
profile_id: tried
name: Tried
version: "1.0"
detection_rules: {loudness_dbfs: [-40, 0], crest_db: [0, 35], zero_crossing_rate: [0.0, 0.2]}
processing_targets: {loudness_change_db: 1, crest_change_db: 0, centroid_change_hz: 0}
training: {source: Nothing, tracks: 0}
confidence: 0.5
"""


@schemathesis.hook
def map_path_parameters(context: Any, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Replaces every other track number by an existing one; invalid numbers are left unchanged."""
    parameters = _in_digits(parameters)
    track = (parameters or {}).get("track_id")
    if type(track) is int and 0 <= track < 2**53 and track % 2:
        return {**(parameters or {}), "track_id": TRACK}
    return parameters


@schemathesis.hook
def map_query(context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    return _in_digits(query)


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Replaces a text that chance wrote where one with profiles belongs; other values are left unchanged."""
    is_preview = context.operation.path == "/api/library/map/preview"
    if is_preview and isinstance(body, dict) and isinstance(body.get("yaml"), str):
        return {**body, "yaml": PROFILE}
    return body


def _in_digits(parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """To JSON Schema, 7.0 is an integer too; in a path or a query it is not (HTTP-3)."""
    track = (parameters or {}).get("track_id")
    if isinstance(track, float) and track.is_integer():
        return {**(parameters or {}), "track_id": int(track)}
    return parameters


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Skips cases that the document cannot describe.

    The number of the track to load is in the body or else in the query (HTTP-18): a body without it may be
    valid, and no body invalid. A page of the map may have fewer tracks if they are to be measured (HTTP-65), and
    not every text has profiles (HTTP-112).
    """
    if case.operation.path == "/api/library/map/preview" and isinstance(case.body, dict):
        limit = case.body.get("limit")
        is_too_long = case.body.get("measure") is True and isinstance(limit, (int, float)) and 20 < limit <= 2000
        # Not every case is mapped first.
        is_by_chance = isinstance(case.body.get("yaml"), str) and case.body["yaml"] != PROFILE
        return not is_too_long and not is_by_chance
    if case.operation.path == "/api/library/map":
        query = case.query or {}
        # Some are generated as text.
        measures, limit = (str(query.get(name, "")).lower() for name in ("measure", "limit"))
        return not (measures == "true" and limit.isdecimal() and 20 < int(limit) <= 2000)
    if case.operation.path != "/api/player/load":
        return True
    in_query = "track_id" in (case.query or {})
    if case.body is NOT_SET:
        return in_query
    return not isinstance(case.body, dict) or "track_id" in case.body or not in_query
