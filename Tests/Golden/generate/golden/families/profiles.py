"""The catalogue of a host, and what a profile has to be."""

import copy
import json
from typing import Any

from .. import model
from ..cases import CENTRE, INFINITE, File, error, profile, ranked, step, wrong_params
from ..text import Number

BY_HAND = "Derived by hand from PRO-1 to PRO-26."
FIRST = model.NORMATIVE[0]["profile_id"]
IDS = [p["profile_id"] for p in model.NORMATIVE]


def files() -> list[File]:
    return [
        _refused(),
        _accepted(),
        _integers(),
        _list(),
        _preferred_version(),
        _versions(),
        _remove(),
        _import(),
        _import_refused(),
        _import_problems(),
        _import_as_added(),
        _export(),
    ]


def made(id: str, **more: Any) -> Any:
    return profile(id, description="Made for a case.", **more)


def _scripts(name: str, overview: str, *requires: str, fresh: bool = True) -> File:
    """A refused call changes nothing, and needs no fresh host: the next case shows it."""
    return File(
        f"profiles/{name}",
        overview,
        BY_HAND,
        requires=list(requires or ("profiles",)),
        open=[""],
        fresh=fresh,
    )


# MARK: One profile


def _changed(pointer: str, value: Any) -> Any:
    """A profile with a member changed; `...` takes it out."""
    one = made("one", release_type="live", genre_hint="rock", era_estimate=1987)
    one["detection_rules"]["spectral_centroid_hz"] = [3000, 4000]
    one["processing_targets"]["target_loudness_dbfs"] = -14.0
    *parents, last = pointer.split(".")
    target = one
    for key in parents:
        target = target[key]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return one


def _refused() -> File:
    file = File(
        "profiles/refused",
        "A mistake within a profile is reported with its id, field and reason.",
        BY_HAND,
        method="ranking.rank",
    )
    file.notes = {
        "ranges": "A range has two finite bounds, the lower one first; the original accepts one-sided and inverted ones.",
        "strict-members": "Unknown members are refused at every level.",
    }

    def add(
        field: str,
        value: Any,
        reason: str,
        what: str,
        spec: str,
        flags: Any = None,
        id: Any = "one",
    ) -> None:
        one = _changed(field, value)
        name = f"{field.replace('.', '-').replace('_', '-')}-{what}"
        wanted = error("invalid_profile", profile_id=id, field=field, reason=reason)
        file.case(
            name,
            f"{field} {what.replace('-', ' ')} is refused",
            f"PRO-10 {spec}",
            {"fingerprint": CENTRE, "profiles": [profile("fine"), one]},
            error=wanted,
            flags=flags,
        )

    required = [
        "name",
        "version",
        "detection_rules",
        "processing_targets",
        "training",
        "confidence",
    ]
    required += [
        f"detection_rules.{key}" for key in ("loudness_dbfs", "crest_db", "zero_crossing_rate")
    ]
    required += [
        f"processing_targets.{key}"
        for key in ("loudness_change_db", "crest_change_db", "centroid_change_hz")
    ]
    required += ["training.source", "training.tracks"]
    for field in required:
        add(field, ..., "missing", "missing", "PRO-1")
    for field in ("name", "detection_rules.crest_db", "confidence"):
        add(field, None, "missing", "null", "PRO-1")
    add("profile_id", ..., "missing", "missing", "PRO-1", id=None)
    for field in (
        "colour",
        "detection_rules.peak_dbfs",
        "processing_targets.rolloff_change_hz",
        "training.year",
    ):
        add(field, 1, "unknown_field", "unknown", "PRO-9", ["strict-members"])
    for value, what in (
        ("my profile", "with-a-space"),
        ("", "empty"),
        ("caf\u00e9", "with-an-accent"),
        ("a/b", "with-a-slash"),
        ("x" * 129, "too-long"),
    ):
        add("profile_id", value, "not_an_identifier", what, "PRO-2", id=value)
    for value, what in (("", "empty"), (" \t\n", "of-spaces")):
        add("name", value, "empty", what, "PRO-30")
    for letter, what in (("n", "of-129-letters"), ("\U0001f3b5", "of-129-notes")):
        add("name", letter * 129, "too_long", what, "PRO-30")
    for value, what in (
        ("", "empty"),
        ("v1", "with-a-letter"),
        ("1.", "with-a-point-at-the-end"),
        ("1..2", "with-two-points"),
        ("1.2.3.4.5", "of-five-numbers"),
        ("-1", "negative"),
        ("4294967296", "too-large"),
        ("1 ", "with-a-space"),
        ("\u0661", "in-other-digits"),
    ):
        add("version", value, "not_a_version", what, "PRO-4")
    ranges = "detection_rules.crest_db"
    add(ranges, [14, 10], "inverted_range", "inverted", "PRO-5", ["ranges"])
    add(
        "detection_rules.spectral_centroid_hz",
        [4000, 3000],
        "inverted_range",
        "inverted",
        "PRO-5",
        ["ranges"],
    )
    for value, what in (
        ([], "without-bounds"),
        ([10], "with-one-bound"),
        ([10, 12, 14], "with-three-bounds"),
        ([10, None], "with-a-null-bound"),
        ([None, 14], "with-a-null-lower-bound"),
    ):
        add(ranges, value, "one_sided_range", what, "PRO-5", ["ranges"])
    for value, what in (
        ([10, INFINITE], "without-an-end"),
        ([Number("-1e999"), 14], "without-a-beginning"),
        ([-1e308, 1.7e308], "too-wide"),
        ([1.7e308, 1.7e308], "too-high"),
    ):
        add(ranges, value, "not_finite", what, "PRO-5", ["ranges"])
    for value, what in (
        ("10-14", "text"),
        (12, "a-number"),
        (["10", 14], "with-a-bound-as-text"),
        (True, "true"),
    ):
        add(ranges, value, "wrong_kind", what, "PRO-5", ["ranges"])
    for field in (
        "loudness_change_db",
        "crest_change_db",
        "centroid_change_hz",
        "target_loudness_dbfs",
    ):
        add(f"processing_targets.{field}", INFINITE, "not_finite", "infinite", "PRO-6")
    add("processing_targets.crest_change_db", "2", "wrong_kind", "text", "PRO-6")
    for value, what in ((-0.01, "negative"), (1.0000000000000002, "above-one"), (92, "in-percent")):
        add("confidence", value, "outside", what, "PRO-7")
    add("confidence", "high", "wrong_kind", "text", "PRO-7")
    add("training.tracks", -1, "negative", "negative", "PRO-8")
    for value, what in ((2.5, "with-a-fraction"), ("9", "text")):
        add("training.tracks", value, "wrong_kind", what, "PRO-8")
    for field, value, what in (
        ("training.source", 1987, "a-number"),
        ("training", "Dio", "text"),
        ("detection_rules", [], "a-list"),
        ("processing_targets", "none", "text"),
        ("version", 1.0, "a-number"),
        ("name", 7, "a-number"),
        ("description", 7, "a-number"),
        ("release_type", True, "true"),
        ("genre_hint", ["rock"], "a-list"),
        ("era_estimate", "1987", "text"),
        ("era_estimate", 1987.5, "with-a-fraction"),
    ):
        add(field, value, "wrong_kind", what, "PRO-1")
    return file


def _accepted() -> File:
    file = File(
        "profiles/accepted",
        "Profiles that are odd but valid.",
        BY_HAND,
        method="ranking.rank",
        open=["", "/ranking/*", "/ranking/*/dimensions"],
    )
    for field, value, what, spec in (
        ("profile_id", "A.b_c-9", "of-all-kinds", "PRO-2"),
        ("profile_id", "x" * 128, "of-128-characters", "PRO-2"),
        ("profile_id", "7", "of-one-digit", "PRO-2"),
        ("name", "\u97f3\u697d \U0001f3b5", "of-any-script", "PRO-30"),
        ("name", "n" * 128, "of-128-letters", "PRO-30"),
        # Twice as many units of UTF-16, and four times as many bytes.
        ("name", "\U0001f3b5" * 128, "of-128-notes", "PRO-30"),
        ("version", "1", "of-one-number", "PRO-4"),
        ("version", "0.0.0.4294967295", "of-four-numbers", "PRO-4"),
        ("detection_rules.crest_db", [12, 12], "of-no-width", "PRO-5"),
        ("confidence", 0, "zero", "PRO-7"),
        ("confidence", 1, "one", "PRO-7"),
        ("training.tracks", 0, "zero", "PRO-8"),
        ("training.tracks", Number("12.0"), "with-a-point", "PRO-8 RPC-16"),
        ("era_estimate", -450, "before-our-era", "PRO-1"),
        ("description", "", "empty", "PRO-1"),
        ("release_type", None, "null", "PRO-1"),
        ("detection_rules.spectral_centroid_hz", None, "null", "PRO-1 SIM-7"),
    ):
        one = _changed(field, value)
        plain = copy.deepcopy(one)
        if plain["detection_rules"]["spectral_centroid_hz"] is None:
            del plain["detection_rules"]["spectral_centroid_hz"]
        metrics = CENTRE | {"spectral_centroid": 3500.0}
        file.case(
            f"{field.replace('.', '-').replace('_', '-')}-{what}",
            f"{field} {what.replace('-', ' ')} is fine",
            spec,
            {"fingerprint": metrics, "profiles": [one]},
            result=ranked(metrics, profiles=[plain]),
        )
    return file


LARGEST = 2**53 - 1


def _integers() -> File:
    """An integer of a profile is what RPC-16 calls one, up to 2^53 - 1."""
    file = File(
        "profiles/integers",
        "An integer may be written in several ways, and has limits.",
        "Derived by hand from PRO-29 and RPC-16.",
        method="ranking.rank",
        open=["", "/ranking/*", "/ranking/*/dimensions"],
        since="2.0",
    )
    for field, plain in (("training.tracks", 12), ("era_estimate", 1987)):
        name = field.replace(".", "-").replace("_", "-")
        for text, what in (
            (f"{plain}.0", "with-a-point"),
            (f"{plain}e0", "with-an-exponent"),
            (f"{plain / 100}e2", "with-a-point-and-an-exponent"),
            (f"{LARGEST}", "the-largest"),
            (f"{LARGEST}.0", "the-largest-with-a-point"),
            ("-0.0", "minus-zero"),
        ):
            one = _changed(field, Number(text))
            file.case(
                f"{name}-{what}",
                f"{field} {what.replace('-', ' ')} is an integer",
                "PRO-29 RPC-16",
                {"fingerprint": CENTRE, "profiles": [one]},
                result=ranked(CENTRE, profiles=[_changed(field, int(float(text)))]),
            )
        for text, what in (
            (f"{LARGEST + 1}", "beyond-the-largest"),
            (f"{LARGEST + 1}.0", "beyond-the-largest-with-a-point"),
            (f"{LARGEST + 2}", "that-binary64-rounds"),
            ("1e300", "far-beyond-the-largest"),
            ("99999999999999999999", "of-twenty-digits"),
        ):
            file.case(
                f"{name}-{what}",
                f"{field} {what.replace('-', ' ')} is refused",
                "PRO-29 PRO-10",
                {"fingerprint": CENTRE, "profiles": [_changed(field, Number(text))]},
                error=error("invalid_profile", profile_id="one", field=field, reason="outside"),
            )
    file.case(
        "era-estimate-below-the-smallest",
        "the smallest is as far from 0 as the largest",
        "PRO-29 PRO-10",
        {"fingerprint": CENTRE, "profiles": [_changed("era_estimate", Number("-9007199254740992"))]},
        error=error("invalid_profile", profile_id="one", field="era_estimate", reason="outside"),
    )
    return file


# MARK: The host's catalogue


# PRO-15.
VERSION = {"$pattern": "[0-9a-f]{16}"}


def _listed(profiles: list[Any], **rest: Any) -> Any:
    """The answer of profiles.list for these."""
    listed = {"catalogue_version": VERSION, "profiles": profiles}
    return step("profiles.list", result=listed, **rest)


def _order(ids: list[str]) -> Any:
    """The ids in catalogue order, seen through profiles that tie."""
    return _listed([{"profile_id": id} for id in ids])


def _get(one: Any, version: str | None = None) -> Any:
    params = {"profile_id": one["profile_id"]} | ({} if version is None else {"version": version})
    return step("profiles.get", params, result={"profile": one})


def _add(one: Any) -> Any:
    return step(
        "profiles.add",
        {"profile": one},
        result={"profile_id": one["profile_id"], "version": one["version"]},
    )


def _remove_whole(one: Any) -> Any:
    gone = {"profile_id": one["profile_id"], "versions": [one["version"]]}
    return step("profiles.remove", {"profile_id": one["profile_id"]}, result=gone)


def _preferred_version() -> File:
    """Both digests stand in the Spec, which Spec/check works out by itself."""
    file = _scripts("preferred-version", "The version of a catalogue, so that caches can be shared.")
    file.since = "2.0"
    file.open = ["", "/profiles/*"]
    file.notes = {"own-digest": "The port's own digest distinguishes catalogues too."}
    file.source = "The worked examples of PRO-16."
    file.case(
        "of-a-fresh-host",
        "the version of the normative catalogue is the digest of the clause",
        "PRO-16 PRO-15",
        steps=[
            _listed(model.NORMATIVE, should={"catalogue_version": "31b40bd937eab663"}),
        ],
        flags=["own-digest"],
    )
    first, *others = model.NORMATIVE
    file.case(
        "of-its-first-profile",
        "that of its first profile alone is another",
        "PRO-16 PRO-15",
        steps=[
            *(_remove_whole(one) for one in others),
            _listed([first], should={"catalogue_version": "a85757d238ef398b"}),
        ],
        flags=["own-digest"],
    )
    return file


def _list() -> File:
    file = _scripts("list-and-get", "The catalogue of a fresh host, and what is added to it.")
    file.open = ["", "/profiles/*"]
    file.case(
        "of-a-fresh-host",
        "a fresh host has the profiles of the Spec in their order",
        "PRO-13 PRO-17 PRO-12",
        steps=[_listed(model.NORMATIVE)],
    )
    file.case(
        "version-of-the-catalogue",
        "the catalogue's version is 16 hexadecimal digits in small letters",
        "PRO-15 PRO-17",
        steps=[_listed(model.NORMATIVE)],
    )
    _versions_of_catalogues(file)
    new = made("new", release_type="live", genre_hint="rock", era_estimate=1987)
    new["processing_targets"]["target_loudness_dbfs"] = -14.5
    file.case(
        "a-new-one-goes-to-the-end",
        "a new profile goes to the end, complete",
        "PRO-19 PRO-20 PRO-17",
        steps=[_add(new), _listed([*model.NORMATIVE, new]), _get(new)],
    )
    file.case(
        "get-each",
        "each is got by its id, in every member",
        "PRO-18",
        steps=[_get(one) for one in model.NORMATIVE],
    )
    file.case(
        "a-new-one-is-ranked",
        "an added profile takes part",
        "PRO-19 RNK-2",
        steps=[
            _add(new),
            step(
                "recommendation.single",
                {"fingerprint": CENTRE, "top_k": 1},
                result={"primary_profile_id": "new", "confidence_score": 1.0},
            ),
        ],
    )
    unknown = error("unknown_profile", profile_id="nobody")
    file.case(
        "get-an-unknown-one",
        "an unknown id is refused by name",
        "PRO-18 RPC-24",
        steps=[step("profiles.get", {"profile_id": "nobody"}, error=unknown)],
    )
    file.case(
        "ids-are-case-sensitive",
        "capitals make another id",
        "PRO-2 PRO-18",
        steps=[
            step(
                "profiles.get",
                {"profile_id": FIRST.upper()},
                error=error("unknown_profile", profile_id=FIRST.upper()),
            )
        ],
    )
    file.case(
        "get-an-unknown-version",
        "so is an unknown version of a known one",
        "PRO-18",
        steps=[
            step(
                "profiles.get",
                {"profile_id": FIRST, "version": "9.9"},
                error=error("unknown_profile", profile_id=FIRST),
            )
        ],
    )
    file.case(
        "get-no-version",
        "an invalid version is a wrong parameter",
        "PRO-18 PRO-4",
        steps=[
            step(
                "profiles.get",
                {"profile_id": FIRST, "version": "newest"},
                error=wrong_params("/version", "wrong_type"),
            )
        ],
    )
    file.case(
        "add-a-refused-one",
        "a refused profile is not added",
        "PRO-19 PRO-10",
        steps=[
            step(
                "profiles.add",
                {"profile": _changed("confidence", 2)},
                error=error(
                    "invalid_profile", profile_id="one", field="confidence", reason="outside"
                ),
            ),
            _listed(model.NORMATIVE),
        ],
    )
    file.case(
        "add-no-object",
        "a profile is an object",
        "PRO-10",
        steps=[
            step("profiles.add", {"profile": "new"}, error=wrong_params("/profile", "wrong_type"))
        ],
    )
    return file


def _versions_of_catalogues(file: File) -> None:
    """PRO-15: the same version exactly when the content is the same."""

    def version(like: Any) -> Any:
        return step(
            "profiles.list", result={"catalogue_version": like, "profiles": {"$any": "array"}}
        )

    def remove(one: Any) -> Any:
        id = one["profile_id"]
        return step(
            "profiles.remove",
            {"profile_id": id},
            result={"profile_id": id, "versions": [one["version"]]},
        )

    first = {"$from": "/0/catalogue_version"}
    another = {"$all": [VERSION, {"$not": first}]}
    new = made("new")
    file.case(
        "version-after-a-profile-came-and-went",
        "the catalogue's version changes with its content, and is restored with it",
        "PRO-15 PRO-17",
        steps=[
            version(VERSION),
            _add(new),
            version(another),
            remove(new),
            version(first),
            # Listed twice, it is the same.
            version(first),
        ],
    )
    for what, one in (
        ("a-description", new | {"description": "Another."}),
        ("a-name", new | {"name": "Another"}),
        ("a-confidence", new | {"confidence": 0.25}),
        ("a-target", made("new", changes=(-1.0, 1.0, 101.0))),
        ("a-bound", made("new", loudness=(-16, -11))),
        ("a-version", new | {"version": "1.0.0"}),
    ):
        file.case(
            f"version-of-{what}",
            "each member of a profile counts for the catalogue's version",
            "PRO-15",
            steps=[
                _add(new),
                version(VERSION),
                remove(new),
                _add(one),
                version({"$all": [VERSION, {"$not": {"$from": "/1/catalogue_version"}}]}),
            ],
        )
    a, b = made("a"), made("b")
    file.case(
        "version-of-another-order",
        "the order of the profiles counts for the catalogue's version",
        "PRO-15 PRO-12",
        steps=[
            _add(a),
            _add(b),
            version(VERSION),
            remove(a),
            _add(a),
            version({"$all": [VERSION, {"$not": {"$from": "/2/catalogue_version"}}]}),
        ],
    )


def _versions() -> File:
    file = _scripts("versions", "The highest version of a profile is its current one.")
    file.open = ["", "/profiles/*"]
    file.notes = {"by-number": "Versions compare number by number: 1.9 < 1.10, and 1 is 1.0."}
    old, new = made("p", version="1.9"), made("p", version="1.10", confidence=0.75)
    file.case(
        "number-by-number",
        "1.10 is newer than 1.9",
        "PRO-4 PRO-20",
        flags=["by-number"],
        steps=[_add(old), _add(new), _get(new), _get(old, "1.9"), _get(new, "1.10")],
    )
    file.case(
        "older-one-added-later",
        "an older version joins the history only",
        "PRO-20",
        flags=["by-number"],
        steps=[_add(new), _add(old), _get(new), _get(old, "1.9"), _listed([*model.NORMATIVE, new])],
    )
    first = copy.deepcopy(model.NORMATIVE[0]) | {"version": "2.0", "description": "Newer."}
    file.case(
        "keeps-its-place",
        "a newer version keeps the profile's place in the catalogue",
        "PRO-20 PRO-12",
        steps=[
            _add(first),
            _listed([first, *model.NORMATIVE[1:]]),
            _get(model.NORMATIVE[0], "1.0"),
        ],
    )
    # Every place counts, the third and fourth as well.
    for lower, higher in (
        ("1.0.1", "1.0.2"),
        ("1.0.0.1", "1.0.0.2"),
        ("1.0.9.9", "1.0.10"),
        ("1", "1.0.0.1"),
        ("0.9.9.9", "1"),
        ("1.2.3.9", "1.2.3.10"),
        ("1.2.10.0", "1.10.2.0"),
    ):
        one, other = made("p", version=lower), made("p", version=higher, confidence=0.75)
        file.case(
            f"{lower}-before-{higher}".replace(".", "-"),
            f"{higher} is newer than {lower}, whichever came first",
            "PRO-4 PRO-20",
            flags=["by-number"],
            steps=[
                _add(other),
                _add(one),
                _get(other),
                _get(one, lower),
                step(
                    "profiles.remove",
                    {"profile_id": "p"},
                    result={"profile_id": "p", "versions": [lower, higher]},
                ),
                _add(one),
                _add(other),
                _get(other),
            ],
        )
    for version, what in (
        ("1.0", "the-same"),
        ("1", "shorter"),
        ("1.0.0.0", "longer"),
        ("01.00", "with-zeros"),
    ):
        again = copy.deepcopy(model.NORMATIVE[0]) | {"version": version, "description": "Another."}
        wanted = error(
            "invalid_profile", profile_id=FIRST, field="version", reason="duplicate_version"
        )
        file.case(
            f"the-same-version-{what}",
            f"{version} is the version that already exists",
            "PRO-19 PRO-4",
            flags=["by-number"],
            steps=[
                step("profiles.add", {"profile": again}, error=wanted),
                _get(model.NORMATIVE[0]),
            ],
        )
    file.case(
        "got-by-an-equal-version",
        "a version may be requested in another spelling",
        "PRO-4 PRO-18",
        flags=["by-number"],
        steps=[_get(model.NORMATIVE[0], "1"), _get(model.NORMATIVE[0], "1.0.0")],
    )
    return file


def _remove() -> File:
    file = _scripts("remove", "Removing a profile removes all its versions.")
    file.open = ["", "/profiles/*"]

    def remove(id: str, *versions: str) -> Any:
        return step(
            "profiles.remove",
            {"profile_id": id},
            result={"profile_id": id, "versions": list(versions)},
        )

    unknown = error("unknown_profile", profile_id="p")
    file.case(
        "one-of-the-spec",
        "a profile of the Spec can be removed",
        "PRO-21 PRO-17",
        steps=[remove(FIRST, "1.0"), _listed(model.NORMATIVE[1:])],
    )
    versions = [_add(made("p", version=version)) for version in ("1.10", "1.2", "2")]
    file.case(
        "all-versions-oldest-first",
        "its versions are answered oldest first, as they were written",
        "PRO-21 PRO-4",
        steps=[
            *versions,
            remove("p", "1.2", "1.10", "2"),
            step("profiles.get", {"profile_id": "p"}, error=unknown),
        ],
    )
    file.case(
        "an-unknown-one",
        "an unknown profile cannot be removed",
        "PRO-21 RPC-24",
        steps=[step("profiles.remove", {"profile_id": "p"}, error=unknown)],
    )
    again = [
        remove(FIRST, "1.0"),
        _add(model.NORMATIVE[0]),
        _listed([*model.NORMATIVE[1:], model.NORMATIVE[0]]),
    ]
    file.case("added-again", "a profile that is added again goes to the end", "PRO-21 PRO-20", steps=again)
    most = [remove(id, "1.0") for id in IDS[1:]]
    file.case(
        "the-last-one",
        "the last profile stays",
        "PRO-22 PRO-11",
        steps=[
            *most,
            step("profiles.remove", {"profile_id": FIRST}, error=error("no_profiles")),
            _listed(model.NORMATIVE[:1]),
        ],
    )
    return file


# MARK: YAML

ONE = """profile_id: my-vinyl-v1
name: My Vinyl
version: "1.0"
description: Made for a case.
detection_rules:
  loudness_dbfs: [-20, -16]
  crest_db: [14, 18]
  zero_crossing_rate: [0.03, 0.06]
processing_targets:
  loudness_change_db: 1.5
  crest_change_db: -0.5
  centroid_change_hz: 120
training: {source: my shelf, tracks: 12}
confidence: 0.6
"""
VINYL = {
    "profile_id": "my-vinyl-v1",
    "name": "My Vinyl",
    "version": "1.0",
    "description": "Made for a case.",
    "detection_rules": {
        "loudness_dbfs": [-20, -16],
        "crest_db": [14, 18],
        "zero_crossing_rate": [0.03, 0.06],
    },
    "processing_targets": {
        "loudness_change_db": 1.5,
        "crest_change_db": -0.5,
        "centroid_change_hz": 120,
    },
    "training": {"source": "my shelf", "tracks": 12},
    "confidence": 0.6,
}


def _imported(yaml: str, *added: tuple[str, str]) -> Any:
    result = {"added": [{"profile_id": id, "version": version} for id, version in added]}
    return step("profiles.import", {"yaml": yaml}, result=result)


def _import() -> File:
    file = _scripts("import", "Profiles are imported from YAML.", "profiles", "profiles-yaml")
    file.open = ["", "/profiles/*", "/added/*"]
    two = ONE.replace("my-vinyl-v1", "my-tapes-v1")
    listed = "profiles:\n" + "".join(
        f"  - {line}" if index == 0 else f"    {line}"
        for one in (ONE, two)
        for index, line in enumerate(one.splitlines(keepends=True))
    )
    file.case(
        "one-profile",
        "a document may be a profile",
        "PRO-23 PRO-28",
        steps=[
            _imported(ONE, ("my-vinyl-v1", "1.0")),
            _get(VINYL),
            _listed([*model.NORMATIVE, VINYL]),
        ],
    )
    file.case(
        "a-list",
        "or have a list of them",
        "PRO-23 PRO-28",
        steps=[
            _imported(listed, ("my-vinyl-v1", "1.0"), ("my-tapes-v1", "1.0")),
            _get(VINYL),
            _get(VINYL | {"profile_id": "my-tapes-v1"}),
        ],
    )
    file.case(
        "several-documents",
        "or there are several documents",
        "PRO-23",
        steps=[_imported(f"---\n{ONE}---\n{two}", ("my-vinyl-v1", "1.0"), ("my-tapes-v1", "1.0"))],
    )
    file.case(
        "empty-documents",
        "documents with nothing in them are passed over",
        "PRO-23",
        steps=[_imported(f"---\n# nothing\n---\n{ONE}---\n", ("my-vinyl-v1", "1.0"))],
    )
    plain = ONE.replace('"1.0"', "1.10")
    file.case(
        "version-without-quotes",
        "a version without quotes is a text, not a number",
        "PRO-23 PRO-4",
        steps=[_imported(plain, ("my-vinyl-v1", "1.10")), _get(VINYL | {"version": "1.10"})],
    )
    block = ONE.replace("[-20, -16]", "\n    - -20\n    - -16").replace(
        "{source: my shelf, tracks: 12}", "\n  source: my shelf\n  tracks: 12"
    )
    file.case(
        "block-style",
        "lists and mappings may be written in either style",
        "PRO-23",
        steps=[_imported(block, ("my-vinyl-v1", "1.0")), _get(VINYL)],
    )
    file.case(
        "json-is-yaml",
        "JSON is YAML too",
        "PRO-23",
        steps=[_imported(json.dumps({"profiles": [VINYL]}), ("my-vinyl-v1", "1.0")), _get(VINYL)],
    )
    file.case(
        "as-a-newer-version",
        "a newer version of a known profile becomes current",
        "PRO-20 PRO-28",
        steps=[
            _imported(ONE, ("my-vinyl-v1", "1.0")),
            _imported(ONE.replace('"1.0"', '"1.1"'), ("my-vinyl-v1", "1.1")),
            _get(VINYL | {"version": "1.1"}),
            _get(VINYL, "1.0"),
        ],
    )
    return file


def _import_refused() -> File:
    file = _scripts(
        "import-refused", "An import is all or nothing.", "profiles", "profiles-yaml", fresh=False
    )
    file.open = ["", "/profiles/*"]
    unchanged = _listed(model.NORMATIVE)

    def refused(id: str, description: str, yaml: str, spec: str, **problem: Any) -> None:
        # One thing is wrong, so one problem is listed; a problem of the whole text has no field.
        whole = {} if "field" in problem else {"field": {"$absent": True}}
        wanted = error("invalid_profile_text", problems=[problem | whole])
        file.case(
            id,
            description,
            spec,
            steps=[step("profiles.import", {"yaml": yaml}, error=wanted), unchanged],
        )

    vinyl = {"profile_id": "my-vinyl-v1"}
    refused("nothing", "a text without profiles is refused", "", "PRO-28", reason="empty")
    refused(
        "only-a-comment", "so is one of comments", "# nothing here\n", "PRO-28", reason="empty"
    )
    refused("no-yaml", "a text that is not YAML is refused", "profiles: [", "PRO-28", reason="syntax")
    refused(
        "no-profiles", "a list of texts is not a list of profiles", "- a\n- b\n", "PRO-28", reason="not_profiles"
    )
    refused("a-scalar", "nor is a text", "my profile", "PRO-28", reason="not_profiles")
    bad = ONE.replace("my-vinyl-v1", "my-tapes-v1").replace("confidence: 0.6", "confidence: 6")
    refused(
        "one-of-two-is-wrong",
        "if one is invalid, none is added",
        f"{ONE}---\n{bad}",
        "PRO-28 PRO-7",
        profile_id="my-tapes-v1",
        field="confidence",
        reason="outside",
    )
    twice = {"field": "version", "reason": "duplicate_version"}
    refused(
        "the-same-twice",
        "nor if one occurs twice",
        f"{ONE}---\n{ONE}",
        "PRO-28 PRO-19",
        **vinyl,
        **twice,
    )
    first = ONE.replace("my-vinyl-v1", FIRST)
    refused(
        "one-that-is-there",
        "nor if the host already has that version",
        first,
        "PRO-28 PRO-19",
        profile_id=FIRST,
        **twice,
    )
    refused(
        "an-alias",
        "aliases are refused",
        ONE.replace("[-20, -16]", "&r [-20, -16]").replace("[14, 18]", "*r"),
        "PRO-26 PRO-28",
        reason="alias",
    )
    refused(
        "a-key-twice",
        "a key occurs once",
        ONE + "confidence: 0.7\n",
        "PRO-26",
        field="confidence",
        reason="repeated",
    )
    for value, id, reason in (
        ("0x1F", "hexadecimal", "wrong_kind"),
        ("1_000", "with-underscores", "wrong_kind"),
        ("1:30", "base-sixty", "wrong_kind"),
        (".nan", "nan", "not_finite"),
        (".inf", "infinite", "not_finite"),
        ("-.inf", "minus-infinite", "not_finite"),
        ('"120"', "in-quotes", "wrong_kind"),
        ("many", "a-word", "wrong_kind"),
    ):
        refused(
            f"number-{id}",
            f"{value} is not a number",
            ONE.replace("centroid_change_hz: 120", f"centroid_change_hz: {value}"),
            "PRO-26",
            **vinyl,
            field="processing_targets.centroid_change_hz",
            reason=reason,
        )
    for value in ("yes", "no", "on", "off", "true"):
        refused(
            f"text-{value}",
            f"a plain {value} is not a text",
            ONE.replace("name: My Vinyl", f"name: {value}"),
            "PRO-26",
            **vinyl,
            field="name",
            reason="wrong_kind",
        )
    for id, value in (("a-year", "1984"), ("below-zero", "-1.5"), ("an-exponent", "1e3")):
        refused(
            f"text-{id}",
            f"a plain {value} is a number, and no text",
            ONE.replace("name: My Vinyl", f"name: {value}"),
            "PRO-50",
            **vinyl,
            field="name",
            reason="wrong_kind",
        )
    refused(
        "a-member-too-many",
        "members that are not known are refused",
        ONE + "colour: blue\n",
        "PRO-9 PRO-28",
        **vinyl,
        field="colour",
        reason="unknown_field",
    )
    refused(
        "inverted-range",
        "a range is checked as anywhere",
        ONE.replace("[14, 18]", "[18, 14]"),
        "PRO-5 PRO-28",
        **vinyl,
        field="detection_rules.crest_db",
        reason="inverted_range",
    )
    file.case(
        "too-long",
        "more than 1 MiB is refused",
        "PRO-26 PRO-28",
        exchange={
            "send": [
                {
                    "concat": [
                        '{"jsonrpc":"2.0","id":1,"method":"profiles.import","params":{"yaml":"',
                        {"repeat": {"text": "#", "count": (1 << 20) + 1}},
                        '"}}',
                    ]
                }
            ],
            "expect": [
                {
                    "jsonrpc": "2.0",
                    "id": 1,
                    "error": error("invalid_profile_text", problems=[{"reason": "too_large"}]),
                }
            ],
        },
    )
    file.case(
        "yaml-is-text",
        "the YAML is passed as text",
        "RPC-15",
        steps=[
            step(
                "profiles.import",
                {"yaml": {"profiles": []}},
                error=wrong_params("/yaml", "wrong_type"),
            )
        ],
    )
    return file


def _problem(reason: str, field: str | None = None, id: str | None = "my-vinyl-v1") -> Any:
    """A problem with its place (PRO-27)."""
    place = {"line": {"$any": "integer"}, "column": {"$any": "integer"}}
    problem = place | {"reason": reason, "message": {"$any": "string"}}
    if field is None:
        return problem
    return problem | ({"profile_id": id} if id else {}) | {"field": field}


def _import_problems() -> File:
    file = _scripts(
        "import-problems",
        "The problems of a text are listed.",
        "profiles",
        "profiles-yaml",
        fresh=False,
    )
    file.since = "2.0"
    file.source = "Derived by hand from PRO-10, PRO-23 and PRO-26 to PRO-29."
    file.open = ["", "/profiles/*"]

    def refused(id: str, description: str, yaml: str, spec: str, *problems: Any) -> None:
        wanted = error("invalid_profile_text", problems=list(problems))
        file.case(
            id,
            description,
            f"PRO-28 {spec}",
            steps=[step("profiles.import", {"yaml": yaml}, error=wanted)],
        )

    for id, text in (
        ("unclosed-list", "profiles: ["),
        ("unclosed-text", 'profile_id: "a'),
        ("mapping-in-a-line", "a: b: c"),
        ("a-tab", "training:\n\tsource: mine\n"),
    ):
        refused(f"syntax-{id}", "a text that is not YAML is a syntax error", text, "PRO-23", _problem("syntax"))
    for id, entry in (("number", "1"), ("text", "mine"), ("list", "[a]"), ("nothing", "~")):
        refused(
            f"entry-{id}",
            f"a {id} in the list of profiles is not a profile",
            f"profiles: [{entry}]",
            "PRO-10",
            _problem("wrong_kind", "profiles", None),
        )
    for value in ("yes", "no", "on", "off", "true", "false"):
        refused(
            f"version-{value}",
            f"a plain {value} is neither a version nor a text",
            ONE.replace('"1.0"', value),
            "PRO-26",
            _problem("wrong_kind", "version"),
        )
    for value, id in (
        ("0120", "leading-zero"),
        ("-0120", "minus-and-leading-zero"),
        ("+120", "plus"),
        (".5", "without-whole-digits"),
        ("-.5", "minus-without-whole-digits"),
        ("120.", "without-a-fraction"),
        ("120.e1", "exponent-without-a-fraction"),
        ("01.5", "leading-zero-and-a-fraction"),
        ("0x1F", "hexadecimal"),
        ("0o17", "octal"),
        ("1_000", "with-underscores"),
        ("1:30", "base-sixty"),
    ):
        refused(
            f"number-{id}",
            f"{value} is a number that JSON does not know",
            ONE.replace("centroid_change_hz: 120", f"centroid_change_hz: {value}"),
            "PRO-26",
            _problem("wrong_kind", "processing_targets.centroid_change_hz"),
        )
        refused(
            f"integer-{id}",
            f"nor is {value} an integer",
            ONE.replace("tracks: 12", f"tracks: {value}"),
            "PRO-26",
            _problem("wrong_kind", "training.tracks"),
        )
    for value, id in (
        ("9007199254740992", "beyond-the-largest"),
        ("9007199254740992.0", "beyond-the-largest-with-a-point"),
        ("1e300", "far-beyond-the-largest"),
    ):
        refused(
            f"integer-{id}",
            f"{value} is beyond the largest integer",
            ONE.replace("tracks: 12", f"tracks: {value}"),
            "PRO-29",
            _problem("outside", "training.tracks"),
        )
    refused(
        "integer-with-a-fraction",
        "12.5 is not an integer",
        ONE.replace("tracks: 12", "tracks: 12.5"),
        "PRO-29",
        _problem("wrong_kind", "training.tracks"),
    )
    long = "x" * 5000
    many = f"profile_id: {long}\n" + "".join(f"k{index}: 1\n" for index in range(300))
    file.case(
        "many-problems",
        "of many problems at most a hundred are listed, and no long text whole",
        "PRO-28",
        forbid=["k250", long],
        steps=[
            step(
                "profiles.import",
                {"yaml": many},
                error=error("invalid_profile_text", problems={"$any": "array"}),
            )
        ],
    )
    return file


def _import_as_added() -> File:
    """A profile as JSON means the same in a line and in a text."""
    file = _scripts(
        "import-as-added",
        "A profile as JSON means the same to profiles.add and profiles.import.",
        "profiles",
        "profiles-yaml",
    )
    file.since = "2.0"
    file.source = "Derived by hand from PRO-29 and RPC-16."
    file.open = ["", "/profile", "/added/*"]
    for text, id in (
        ("12", "plain"),
        ("12.0", "with-a-point"),
        ("1.2e1", "with-an-exponent"),
        ("120e-1", "with-a-negative-exponent"),
    ):
        source = json.dumps(VINYL | {"name": "\U0001f3b8"}).replace('"tracks": 12', f'"tracks": {text}')
        assert text in source
        one = VINYL | {"name": "\U0001f3b8"}
        one = one | {"training": one["training"] | {"tracks": Number(text)}}
        wanted = one | {"training": one["training"] | {"tracks": {"$text": "12"}}}
        got = step("profiles.get", {"profile_id": "my-vinyl-v1"}, result={"profile": wanted})
        added = {"profile_id": "my-vinyl-v1", "version": "1.0"}
        file.case(
            f"tracks-{id}",
            f"{text} tracks are 12 in both",
            "PRO-29 PRO-23",
            steps=[
                step("profiles.add", {"profile": one}, result=added),
                got,
                step(
                    "profiles.remove",
                    {"profile_id": "my-vinyl-v1"},
                    result={"profile_id": "my-vinyl-v1", "versions": ["1.0"]},
                ),
                step("profiles.import", {"yaml": source}, result={"added": [added]}),
                got,
            ],
        )
    return file


def _export() -> File:
    file = _scripts("export", "The catalogue is exported as YAML.", "profiles", "profiles-yaml")
    text = step("profiles.export", result={"yaml": {"$pattern": "[^\\x00]*profile_id[^\\x00]*"}})
    file.case("a-text", "the export is a text", "PRO-25", steps=[text])
    file.case(
        "does-not-come-back-beside-itself",
        "an export cannot be added to the host it came from",
        "PRO-25 PRO-19",
        steps=[
            text,
            step(
                "profiles.import",
                {"yaml": {"$from": "/0/yaml"}},
                error=error("invalid_profile_text", problems={"$any": "array"}),
            ),
            _listed(model.NORMATIVE),
        ],
    )

    def round_trip(id: str, description: str, *profiles: Any) -> None:
        """Exported profiles are removed and imported again; one profile stays, because a catalogue needs one."""
        keeper = made("keeper")
        catalogue = [*model.NORMATIVE, *profiles]
        added = [{"profile_id": p["profile_id"], "version": p["version"]} for p in catalogue]
        export = len(profiles)
        file.case(
            id,
            description,
            "PRO-25 PRO-28",
            steps=[
                *map(_add, profiles),
                text,
                _add(keeper),
                *(
                    step(
                        "profiles.remove",
                        {"profile_id": p["profile_id"]},
                        result={"profile_id": p["profile_id"], "versions": [p["version"]]},
                    )
                    for p in catalogue
                ),
                step(
                    "profiles.import",
                    {"yaml": {"$from": f"/{export}/yaml"}},
                    result={"added": added},
                ),
                _listed([keeper, *catalogue]),
            ],
        )

    round_trip("comes-back", "an export is imported as the same profiles in the same order")
    awkward = made(
        "awkward",
        loudness=(-16.299999999999997, -0.30000000000000004),
        crest=(5e-324, 1.7976931348623157e307),
        zero_crossing_rate=(0.1, 0.1),
        changes=(-0.0, 1e-7, 123456789012345680.0),
    )
    round_trip("every-bit", "numbers keep their bits", awkward)
    for id, words in (
        ("yes", "yes"),
        ("a-number", "1.0"),
        ("null", "null"),
        ("a-colon", "key: value # no comment"),
        ("quotes", "\"it's\" \\\\ back"),
        ("lines", "first\n  second\n\nlast\n"),
        ("spaces", "  before and behind  "),
        ("letters", "Ü – 東京 🎛"),
        ("a-control-character", "bell \u0007 and tab \t"),
        ("marks", "- [a, b] {c} &d *e !f %g @h `i` |j >k ?l"),
    ):
        one = made("words") | {"name": words, "description": words}
        one["training"] = {"source": words, "tracks": 0}
        round_trip(f"text-like-{id}", "a text is preserved character by character, whatever it looks like", one)
    return file
