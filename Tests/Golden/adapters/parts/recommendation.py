"""One profile, a blend of several, or the fallback (Spec chapter 4)."""

from typing import Any

from .failures import Failure
from .params import among, invalid
from .profiles import NamedBlend, Profile, fallback_profile
from .ranking import DEFAULT_TOP_K, Fingerprint, Ranked, ranked

DEFAULT_THRESHOLD = 0.4
# Every confidence reaches it, so that the best profile stands alone.
SINGLE_THRESHOLD = 0.0
WEIGHTINGS = ("plain", "dimension")
DEFAULT_WEIGHTING = "plain"

_CHANGES = {
    "predicted_loudness_change": "loudness_change_db",
    "predicted_crest_change": "crest_change_db",
    "predicted_centroid_change": "centroid_change_hz",
}

# The dimension that decides each change if `weighting` is "dimension".
_DIMENSIONS = {
    "loudness": "predicted_loudness_change",
    "crest": "predicted_crest_change",
    "spectral_centroid": "predicted_centroid_change",
}

Payload = dict[str, Any]


def check_threshold(threshold: float) -> None:
    if not 0 <= threshold <= 1:
        raise Failure("invalid_threshold", f"the threshold {threshold} is not within 0 to 1")


def weighting_shape(value: Any, path: str) -> str:
    if value not in WEIGHTINGS:
        raise invalid(path, "wrong_type", among(WEIGHTINGS))
    return value


def recommendation(
    profiles: list[Profile],
    fingerprint: Fingerprint,
    threshold: float = DEFAULT_THRESHOLD,
    top_k: int = DEFAULT_TOP_K,
    track_id: int | None = None,
    weighting: str = DEFAULT_WEIGHTING,
    blends: list[NamedBlend] | None = None,
) -> Payload:
    """The payload that every interface returns. `track_id` and `blend` are present only if given."""
    ranking = ranked(profiles, fingerprint, top_k)
    primary = ranking[0].profile if ranking else fallback_profile(profiles)
    confidence = ranking[0].score if ranking else 0.0
    is_hybrid = confidence < threshold and len(ranking) > 1
    weights = _weights(ranking) if is_hybrid else []
    members = list(zip([entry.profile for entry in ranking], weights))
    blend = _blend(ranking, weights, weighting, blends or []) if is_hybrid else None
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
        **({} if blend is None else {"blend": blend}),
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


# MARK: The blend in addition to the plain weights


def _blend(
    ranking: list[Ranked], plain: list[float], weighting: str, blends: list[NamedBlend]
) -> Payload | None:
    """Other weights for each change, and the name of the blend; None if there is neither."""
    profiles = [entry.profile for entry in ranking]
    ids = {profile.profile_id for profile in profiles}
    named = next((blend for blend in blends if blend.parts.keys() == ids), None)
    source = "blend_profile"
    if named is not None and named.gives_weights:
        total = sum(named.parts.values())  # Within 1e-6 of 1, as people write them.
        own = [named.parts[profile.profile_id] / total for profile in profiles]
        weights = dict.fromkeys(_DIMENSIONS, own)
    elif weighting == "dimension":
        source = "dimension"
        weights = {each: _dimension_weights(ranking, each, plain) for each in _DIMENSIONS}
    elif named is not None:
        weights = dict.fromkeys(_DIMENSIONS, plain)
    else:
        return None
    changes = {
        change: _blended(list(zip(profiles, weights[dimension])), _CHANGES[change])
        for dimension, change in _DIMENSIONS.items()
    }
    members = [
        _name(profile) | {"weights": {each: weights[each][place] for each in _DIMENSIONS}}
        for place, profile in enumerate(profiles)
    ]
    blend = {"source": source, "members": members, **changes}
    if named is not None:
        blend |= {"blend_id": named.blend_id, "blend_name": named.name}
    return blend


def _dimension_weights(ranking: list[Ranked], dimension: str, plain: list[float]) -> list[float]:
    products = [entry.score * entry.dimensions.get(dimension, entry.score) for entry in ranking]
    total = 0.0
    for product in products:
        total += product
    # Members that are all unlike the track in this dimension leave it to the plain weights.
    return [product / total for product in products] if total > 0 else plain


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
