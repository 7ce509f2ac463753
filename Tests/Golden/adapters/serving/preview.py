"""What further profiles would change in a library (HTTP-111)."""

from pathlib import Path
from typing import Any

from parts import profile_yaml, recommendation
from parts.failures import Failure
from parts.profiles import Registry

from .player import Player

CHANGES = {
    "loudness_db": ("predicted_loudness_change", 0.5),
    "crest_db": ("predicted_crest_change", 0.5),
    "centroid_hz": ("predicted_centroid_change", 100),
}


def preview(
    registry: Registry,
    player: Player,
    tracks: list[tuple[int, Path]],
    text: str,
    *,
    offset: int,
    limit: int,
    measures: bool,
    settings: dict[str, Any],
) -> dict[str, Any]:
    added, grown = profile_yaml.read(text, registry)
    counts = {"compared": 0, "unmeasured": 0, "failed": 0}
    changed: list[dict[str, Any]] = []
    for number, path in tracks[offset : offset + limit]:
        try:
            metrics = player.known_metrics(path, measures)
        except Failure:
            counts["failed"] += 1
            continue
        if metrics is None:
            counts["unmeasured"] += 1
            continue
        counts["compared"] += 1
        now, then = (
            recommendation.recommendation(
                catalogue.profiles(), metrics, blends=catalogue.blends(), **settings
            )
            for catalogue in (registry, grown)
        )
        if _differ(_side(now), _side(then)):
            changed.append({"track_id": number, "now": _side(now), "then": _side(then)})
    end = offset + limit
    return {
        "added": [
            {
                "profile_id": profile.profile_id,
                "version": profile.fields["version"],
                "name": profile.name,
            }
            for profile in added
        ],
        "total": len(tracks),
        "offset": offset,
        "next_offset": end if end < len(tracks) else None,
        **counts,
        "changed": changed,
    }


def _side(payload: dict[str, Any]) -> dict[str, Any]:
    is_fallback = payload["is_fallback"]
    change = payload.get("blend", payload)
    return {
        "profile_id": None if is_fallback else payload["primary_profile_id"],
        "profile_name": None if is_fallback else payload["primary_profile_name"],
        "is_hybrid": payload["is_hybrid"],
        "confidence_score": payload["confidence_score"],
        "change": {name: change[key] for name, (key, _) in CHANGES.items()},
    }


def _differ(now: dict[str, Any], then: dict[str, Any]) -> bool:
    if now["profile_id"] != then["profile_id"] or now["is_hybrid"] != then["is_hybrid"]:
        return True
    return any(
        abs(now["change"][name] - then["change"][name]) >= least
        for name, (_, least) in CHANGES.items()
    )
