"""Whether a predicted change can be kept (REC-30, REC-31): sums of levels."""

import math
from typing import Any

from ..cases import CENTRE, File, error, profile, wrong_params

SOURCE = "Sums of the levels in the case, by REC-30; the peak of a sine is its amplitude."
OPEN = ["", "/headroom", "/headroom/brightness", "/weighted_profiles/*", "/alternative_profiles/*", "/fingerprint"]


def files() -> list[File]:
    return [_of_fingerprints(), _of_files()]


def _file(name: str, overview: str, requires: list[str], tolerance: float) -> File:
    file = File(
        f"headroom/{name}",
        overview,
        SOURCE,
        requires=requires,
        method="recommendation.single",
        since="2.0",
        open=OPEN,
    )
    for member in (
        "peak_dbtp",
        "predicted_peak_dbtp",
        "missing_db",
        "plain_gain_at_most_db",
        "loudness_change_at_most_db",
    ):
        file.tolerances.append(
            {"at": f"/headroom/{member}", "absolute": tolerance, "unit": "dB", "because": "REC-30"}
        )
    return file


def _headroom(
    basis: str, peak: float, loudness: float, crest: float, ceiling: float = -1.0
) -> dict[str, Any]:
    predicted = peak + loudness + crest
    missing = max(0.0, predicted - ceiling)
    return {
        "basis": basis,
        "peak_dbtp": peak,
        "predicted_peak_dbtp": predicted,
        "ceiling_dbtp": ceiling,
        "missing_db": missing,
        "plain_gain_at_most_db": ceiling - peak,
        "loudness_change_at_most_db": ceiling - peak - crest,
        "yields": "loudness" if missing > 0 else None,
        "brightness": {"basis": "estimate", "gentle_shelf_db": 6.0},
    }


def _profile(loudness: float, crest: float, centroid: float) -> dict[str, Any]:
    """One that every track resembles."""
    return profile("own", (-100, 0), (0, 100), (0, 1), changes=(loudness, crest, centroid))


def _of_fingerprints() -> File:
    file = _file(
        "of-fingerprints",
        "If only a fingerprint is known, its peak is used instead, and is called an estimate.",
        ["core", "headroom"],
        1e-9,
    )
    for id, peak, loudness, crest, ceiling, words in (
        ("enough", -6.0, 1.0, 2.0, None, "a peak that stays below the ceiling"),
        ("too-little", -0.5, -1.0, 1.75, None, "a rise of the peak beyond the available headroom"),
        ("at-the-ceiling", -2.0, 0.5, 0.5, None, "a peak that ends up exactly at the ceiling"),
        ("another-ceiling", -0.5, -1.0, 1.75, 0.0, "the requested ceiling"),
        ("lowest-ceiling", -0.5, 0.0, 0.0, -60.0, "a ceiling of −60 dBTP"),
    ):
        params: dict[str, Any] = {
            "fingerprint": CENTRE | {"peak_dbfs": peak},
            "profiles": [_profile(loudness, crest, 0.0)],
        }
        if ceiling is not None:
            params["ceiling_dbtp"] = ceiling
        result = _headroom("estimate", peak, loudness, crest, -1.0 if ceiling is None else ceiling)
        # No change of the centroid takes no shelf.
        result["brightness"] |= {"shelf_db": 0.0, "is_reachable": True}
        file.case(id, words, "REC-30 REC-31", params, result={"headroom": result})
    file.case(
        "brighter-than-a-shelf-can",
        "a dark track cannot be made far brighter by a gentle shelf",
        "REC-31",
        {
            "fingerprint": CENTRE | {"spectral_centroid": 300.0, "spectral_spread": 300.0},
            "profiles": [_profile(0.0, 0.0, 600.0)],
        },
        result={"headroom": {"brightness": {"is_reachable": False}}},
    )
    file.case(
        "a-little-brighter",
        "a balanced track can be made a little brighter",
        "REC-31",
        {
            "fingerprint": CENTRE | {"spectral_centroid": 3000.0, "spectral_spread": 3000.0},
            "profiles": [_profile(0.0, 0.0, 50.0)],
        },
        result={"headroom": {"brightness": {"is_reachable": True}}},
    )
    base = {"fingerprint": CENTRE, "profiles": [_profile(0.0, 0.0, 0.0)]}
    for id, ceiling in (("above-zero", 0.5), ("below-the-range", -60.5)):
        file.case(
            f"ceiling-{id}",
            "a ceiling is from −60 to 0",
            "REC-30",
            base | {"ceiling_dbtp": ceiling},
            error=error("invalid_ceiling"),
        )
    file.case(
        "ceiling-is-text",
        "a ceiling is a number",
        "REC-30",
        base | {"ceiling_dbtp": "-1"},
        error=wrong_params("/ceiling_dbtp", "wrong_type"),
    )
    file.case(
        "top-k-is-told-first",
        "of two mistakes, that of top_k is reported",
        "REC-30",
        base | {"ceiling_dbtp": 1, "top_k": 0},
        error=error("invalid_top_k"),
    )
    return file


def _of_files() -> File:
    file = _file(
        "of-files",
        "The largest true peak of all channels of a file counts.",
        ["core", "headroom", "fingerprint-wav"],
        0.2,
    )
    own = [_profile(1.0, 0.5, 0.0)]
    for id, sound, amplitude, words in (
        ("between-the-samples", "between", 0.5, "a peak between the samples"),
        ("only-on-the-left", "left", 0.9, "a peak in one channel, which the mean halves"),
        ("in-antiphase", "antiphase", 0.9, "peaks that cancel in the mean"),
        ("in-the-third-channel", "third", 0.9, "a peak in a channel that the fingerprint leaves out"),
    ):
        file.case(
            id,
            words,
            "REC-30",
            {"path": {"$audio": f"headroom-{sound}"}, "profiles": own},
            result={"headroom": _headroom("measured", 20 * math.log10(amplitude), 1.0, 0.5)},
        )
    file.case(
        "silence",
        "silence has a peak of −100 dBTP",
        "REC-30",
        {"path": {"$audio": "silence-one-second"}, "profiles": own},
        result={"headroom": {"basis": "measured", "peak_dbtp": -100.0}},
    )
    return file
