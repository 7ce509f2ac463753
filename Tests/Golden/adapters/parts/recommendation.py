"""One profile, a blend of several, or the fallback (Spec chapter 4)."""

from typing import Any

from .failures import Failure
from .profiles import Profile, fallback_profile
from .ranking import DEFAULT_TOP_K, Fingerprint, Ranked, ranked

DEFAULT_THRESHOLD = 0.4
# Every confidence reaches it, so that the best profile stands alone.
SINGLE_THRESHOLD = 0.0

_CHANGES = {
    "predicted_loudness_change": "loudness_change_db",
    "predicted_crest_change": "crest_change_db",
    "predicted_centroid_change": "centroid_change_hz",
}

Payload = dict[str, Any]


def check_threshold(threshold: float) -> None:
    if not 0 <= threshold <= 1:
        raise Failure("invalid_threshold", f"the threshold {threshold} is not within 0 to 1")


def recommendation(
    profiles: list[Profile],
    fingerprint: Fingerprint,
    threshold: float = DEFAULT_THRESHOLD,
    top_k: int = DEFAULT_TOP_K,
    track_id: int | None = None,
) -> Payload:
    """The payload every door gives. `track_id` is in it only if there is one."""
    ranking = ranked(profiles, fingerprint, top_k)
    primary = ranking[0].profile if ranking else fallback_profile(profiles)
    confidence = ranking[0].score if ranking else 0.0
    is_hybrid = confidence < threshold and len(ranking) > 1
    weights = _weights(ranking) if is_hybrid else []
    members = list(zip([entry.profile for entry in ranking], weights))
    return {
        **({} if track_id is None else {"track_id": track_id}),
        "primary_profile_id": primary.profile_id,
        "primary_profile_name": primary.name,
        "confidence_score": confidence,
        **_changes(primary, members, is_fallback=not ranking),
        "weighted_profiles": [_name(profile) | {"weight": weight} for profile, weight in members],
        "alternative_profiles": [_name(entry.profile) for entry in ranking[1:]],
        "reasoning": _reasoning(fingerprint, primary, is_hybrid),
        "is_hybrid": is_hybrid,
        "is_fallback": not ranking,
        "confidence_threshold": threshold + 0.0,
        "top_k": top_k,
        "fingerprint": fingerprint,
    }


def _weights(ranking: list[Ranked]) -> list[float]:
    total = 0.0
    for entry in ranking:
        total += entry.score
    return [entry.score / total for entry in ranking]


def _changes(
    primary: Profile, members: list[tuple[Profile, float]], is_fallback: bool
) -> dict[str, float]:
    if is_fallback:
        return dict.fromkeys(_CHANGES, 0.0)
    if not members:
        return {key: primary.processing_targets[target] for key, target in _CHANGES.items()}
    return {key: _blended(members, target) for key, target in _CHANGES.items()}


def _blended(members: list[tuple[Profile, float]], target: str) -> float:
    total = 0.0
    for profile, weight in members:
        total += profile.processing_targets[target] * weight
    # Rounding may carry the sum a last bit beyond the targets it is a mean of.
    targets = [profile.processing_targets[target] for profile, _ in members]
    return min(max(total, min(targets)), max(targets))


def _name(profile: Profile) -> dict[str, Any]:
    return {"profile_id": profile.profile_id, "profile_name": profile.name}


def _reasoning(fingerprint: Fingerprint, primary: Profile, is_hybrid: bool) -> str:
    measured = (
        f"loudness {fingerprint['loudness_dbfs']:.1f} dBFS, crest {fingerprint['crest_db']:.1f} dB, "
        f"zero-crossing rate {fingerprint['zero_crossing_rate']:.3f}, "
        f"centroid {fingerprint['spectral_centroid']:.0f} Hz"
    )
    if is_hybrid:
        return f"Hybrid mastering detected, led by {primary.name}: {measured}."
    return f"{primary.name}: {measured}."
