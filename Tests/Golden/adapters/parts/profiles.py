"""Profiles, and the catalogue of them (Spec chapter 3)."""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from .failures import Failure
from .params import LARGEST_INTEGER

FALLBACK_ID = "quiet-reference-modernization-v1"

_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)
_VERSION = re.compile(r"[0-9]+(\.[0-9]+){0,3}", re.ASCII)
_RANGES = {"loudness_dbfs", "crest_db", "zero_crossing_rate"}
_TARGETS = {"loudness_change_db", "crest_change_db", "centroid_change_hz"}
_LABELS = {"description", "release_type", "genre_hint"}
WEIGHTS_SUM_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Profile:
    """A way of mastering. `fields` is the whole profile as it goes back over the wire."""

    fields: dict[str, Any]

    @property
    def profile_id(self) -> str:
        return self.fields["profile_id"]

    @property
    def name(self) -> str:
        return self.fields["name"]

    @property
    def version(self) -> tuple[int, ...]:
        """The version's numbers, so that 1.9 < 1.10 and 1 equals 1.0."""
        return version_numbers(self.fields["version"])

    @property
    def detection_rules(self) -> dict[str, tuple[float, float]]:
        return self.fields["detection_rules"]

    @property
    def processing_targets(self) -> dict[str, float]:
        return self.fields["processing_targets"]


def fallback_profile(profiles: list[Profile]) -> Profile:
    """The profile that is named if none fits."""
    return next((p for p in profiles if p.profile_id == FALLBACK_ID), profiles[0])


def is_version(text: str) -> bool:
    return bool(_VERSION.fullmatch(text)) and all(int(part) < 2**32 for part in text.split("."))


def version_numbers(text: str) -> tuple[int, ...]:
    numbers = [int(part) for part in text.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


# MARK: Reading


def catalogue(objects: list[Any]) -> list[Profile]:
    """The profiles of a call, or of profiles.json, in their order."""
    if not objects:
        raise Failure("no_profiles", "there is no profile to compare with")
    profiles = [read_profile(item) for item in objects]
    ids: set[str] = set()
    for profile in profiles:
        if profile.profile_id in ids:
            raise Failure(
                "duplicate_profile", "two profiles have one id", profile_id=profile.profile_id
            )
        ids.add(profile.profile_id)
    return profiles


def read_profile(value: Any) -> Profile:
    """The profile that a JSON object states; refuses it with its id, a field and a reason."""
    return Profile(_ProfileReader(value).fields())


class _ProfileReader:
    def __init__(self, value: Any) -> None:
        self.value = value
        given = value.get("profile_id") if isinstance(value, dict) else None
        self.profile_id = given if isinstance(given, str) else None

    def refuse(self, path: str, reason: str) -> Failure:
        sentence = f"profile {self.profile_id}, {path or 'as a whole'}: {reason}"
        return Failure(
            "invalid_profile", sentence, profile_id=self.profile_id, field=path, reason=reason
        )

    def fields(self) -> dict[str, Any]:
        required = {"profile_id", "name", "version", "detection_rules", "processing_targets"}
        required |= {"training", "confidence"}
        value = self.object(self.value, "", required, _LABELS | {"era_estimate"})
        fields: dict[str, Any] = {
            "profile_id": self.text(value["profile_id"], "profile_id"),
            "name": self.text(value["name"], "name"),
            "version": self.text(value["version"], "version"),
            "detection_rules": self.rules(value["detection_rules"]),
            "processing_targets": self.targets(value["processing_targets"]),
            "training": self.training(value["training"]),
            "confidence": self.number(value["confidence"], "confidence"),
        }
        fields |= {key: self.text(value[key], key) for key in sorted(_LABELS) if key in value}
        fields.setdefault("description", "")  # Absent and empty are the same (PRO-31).
        if "era_estimate" in value:
            fields["era_estimate"] = self.integer(value["era_estimate"], "era_estimate")
        if not _IDENTIFIER.fullmatch(fields["profile_id"]):
            raise self.refuse("profile_id", "not_an_identifier")
        if not fields["name"].strip():
            raise self.refuse("name", "empty")
        if len(fields["name"]) > 128:
            raise self.refuse("name", "too_long")
        if not is_version(fields["version"]):
            raise self.refuse("version", "not_a_version")
        if not 0 <= fields["confidence"] <= 1:
            raise self.refuse("confidence", "outside")
        return fields

    def rules(self, value: Any) -> dict[str, tuple[float, float]]:
        path = "detection_rules"
        rules = self.object(value, path, _RANGES, {"spectral_centroid_hz"})
        return {key: self.range(bounds, f"{path}.{key}") for key, bounds in rules.items()}

    def range(self, value: Any, path: str) -> tuple[float, float]:
        if not isinstance(value, list):
            raise self.refuse(path, "wrong_kind")
        if len(value) != 2 or None in value:
            raise self.refuse(path, "one_sided_range")
        low, high = (self.number(bound, path) for bound in value)
        if not math.isfinite(high - low) or not math.isfinite(low + high):
            raise self.refuse(path, "not_finite")
        if low > high:
            raise self.refuse(path, "inverted_range")
        return low, high

    def targets(self, value: Any) -> dict[str, float]:
        path = "processing_targets"
        targets = self.object(value, path, _TARGETS, {"target_loudness_dbfs"})
        return {key: self.number(change, f"{path}.{key}") for key, change in targets.items()}

    def training(self, value: Any) -> dict[str, Any]:
        training = self.object(value, "training", {"source", "tracks"}, set())
        tracks = self.integer(training["tracks"], "training.tracks")
        if tracks < 0:
            raise self.refuse("training.tracks", "negative")
        return {"source": self.text(training["source"], "training.source"), "tracks": tracks}

    def object(
        self, value: Any, path: str, required: set[str], optional: set[str]
    ) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse(path, "wrong_kind")
        for key in value:
            if key not in required | optional:
                raise self.refuse(f"{path}.{key}" if path else key, "unknown_field")
        present = {key: item for key, item in value.items() if item is not None}
        for key in sorted(required):
            if key not in present:
                raise self.refuse(f"{path}.{key}" if path else key, "missing")
        return present

    def text(self, value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise self.refuse(path, "wrong_kind")
        return value

    def number(self, value: Any, path: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.refuse(path, "wrong_kind")
        if not math.isfinite(value):
            raise self.refuse(path, "not_finite")
        return float(value)

    def integer(self, value: Any, path: str) -> int:
        number = self.number(value, path)
        if not number.is_integer():
            raise self.refuse(path, "wrong_kind")
        if abs(number) > LARGEST_INTEGER:
            raise self.refuse(path, "outside")
        return int(number)


# MARK: Blends that have names


@dataclass(frozen=True)
class NamedBlend:
    """A combination of profiles. `fields` is the whole of it as it goes back over the wire."""

    fields: dict[str, Any]

    @property
    def blend_id(self) -> str:
        return self.fields["blend_id"]

    @property
    def name(self) -> str:
        return self.fields["name"]

    @property
    def parts(self) -> dict[str, float]:
        """The weight of each profile by its id."""
        return {member["profile_id"]: member["weight"] for member in self.fields["members"]}

    @property
    def gives_weights(self) -> bool:
        return self.fields["weights"] == "own"


def read_blend(value: Any) -> NamedBlend:
    """The blend that an object states; the registry checks whether its profiles exist."""
    return NamedBlend(_BlendReader(value).fields())


class _BlendReader(_ProfileReader):
    def __init__(self, value: Any) -> None:
        super().__init__({"profile_id": value.get("blend_id")} if isinstance(value, dict) else None)
        self.value = value

    def refuse(self, path: str, reason: str) -> Failure:
        return super().refuse(f"blends.{path}" if path else "blends", reason)

    def fields(self) -> dict[str, Any]:
        required = {"blend_id", "name", "members"}
        value = self.object(self.value, "", required, {"description", "weights"})
        fields: dict[str, Any] = {
            "blend_id": self.text(value["blend_id"], "blend_id"),
            "name": self.text(value["name"], "name"),
            "description": self.text(value.get("description", ""), "description"),
            "weights": value.get("weights", "scores"),
            "members": self.members(value["members"]),
        }
        if fields["weights"] not in ("scores", "own"):
            raise self.refuse("weights", "wrong_kind")
        if not _IDENTIFIER.fullmatch(fields["blend_id"]):
            raise self.refuse("blend_id", "not_an_identifier")
        if not fields["name"].strip():
            raise self.refuse("name", "empty")
        if len(fields["name"]) > 128:
            raise self.refuse("name", "too_long")
        return fields

    def members(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise self.refuse("members", "wrong_kind")
        members = [self.member(item) for item in value]
        if len(members) < 2:
            raise self.refuse("members", "too_few_profiles")
        if len({member["profile_id"] for member in members}) < len(members):
            raise self.refuse("members", "repeated")
        if abs(sum(member["weight"] for member in members) - 1) > WEIGHTS_SUM_TOLERANCE:
            raise self.refuse("members.weight", "not_whole")
        return members

    def member(self, value: Any) -> dict[str, Any]:
        member = self.object(value, "members", {"profile_id", "weight"}, set())
        weight = self.number(member["weight"], "members.weight")
        if not 0 < weight <= 1:
            raise self.refuse("members.weight", "outside")
        return {
            "profile_id": self.text(member["profile_id"], "members.profile_id"),
            "weight": weight,
        }


# MARK: Registry


@dataclass
class Registry:
    """The host's catalogue: every version of each profile; the highest one is current."""

    # By id in catalogue order, versions oldest first, never empty.
    versions: dict[str, list[Profile]] = field(default_factory=dict)
    named_blends: list[NamedBlend] = field(default_factory=list)

    def copy(self) -> "Registry":
        return Registry(dict(self.versions), list(self.named_blends))

    def profiles(self) -> list[Profile]:
        return [history[-1] for history in self.versions.values()]

    def history(self, profile_id: str) -> list[Profile]:
        if profile_id not in self.versions:
            raise Failure(
                "unknown_profile", f"there is no profile {profile_id}", profile_id=profile_id
            )
        return self.versions[profile_id]

    def find(self, profile_id: str, version: str | None) -> Profile:
        history = self.history(profile_id)
        if version is None:
            return history[-1]
        for profile in history:
            if profile.version == version_numbers(version):
                return profile
        raise Failure(
            "unknown_profile", f"there is no {profile_id} {version}", profile_id=profile_id
        )

    def add(self, profile: Profile) -> None:
        if any(blend.blend_id == profile.profile_id for blend in self.named_blends):
            raise _ProfileReader(profile.fields).refuse("profile_id", "duplicate_id")
        history = self.versions.get(profile.profile_id, [])
        if any(known.version == profile.version for known in history):
            raise Failure(
                "invalid_profile",
                f"{profile.profile_id} {profile.fields['version']} is there already",
                profile_id=profile.profile_id,
                field="version",
                reason="duplicate_version",
            )
        self.versions[profile.profile_id] = sorted(history + [profile], key=lambda p: p.version)

    def blends(self) -> list[NamedBlend]:
        """The blends whose profiles all exist."""
        return [blend for blend in self.named_blends if blend.parts.keys() <= self.versions.keys()]

    def add_blend(self, blend: NamedBlend) -> None:
        """Adds a blend whose profiles exist."""
        refuse = _BlendReader(blend.fields).refuse
        ids = {known.blend_id for known in self.named_blends} | self.versions.keys()
        if blend.blend_id in ids:
            raise refuse("blend_id", "duplicate_id")
        if not blend.parts.keys() <= self.versions.keys():
            raise refuse("members.profile_id", "unknown_profile")
        self.named_blends.append(blend)

    def remove(self, profile_id: str) -> list[str]:
        history = self.history(profile_id)
        if len(self.versions) == 1:
            raise Failure("no_profiles", "the last profile stays")
        del self.versions[profile_id]
        return [profile.fields["version"] for profile in history]

    def version(self) -> str:
        """Sixteen hexadecimal digits that change with the content (FNV-1a, 64 bit)."""
        digest = 0xCBF29CE484222325
        content = [entry.fields for entry in [*self.profiles(), *self.blends()]]
        for byte in json.dumps(content).encode():
            digest = (digest ^ byte) * 0x100000001B3 % 2**64
        return f"{digest:016x}"
