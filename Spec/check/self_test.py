"""Shows that the checks can fail: breaks a copy of the specification in one way at a time."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapter_checks import requirements
from checks import OF_GOLDEN, OF_SPEC, findings
from edition_checks import check_editions, editions, edition_text
from spec import Spec


@dataclass(frozen=True)
class Breakage:
    """A change to a copy, and the check that must detect it."""

    what: str
    check: str
    does: Callable[[Path], None]


def self_test(spec: Path) -> int:
    """0 if an unchanged copy passes and each broken one is caught by the intended check."""
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        shutil.copytree(spec, whole / "Spec", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        _make_golden(whole)
        for name, problems in findings(whole / "Spec", whole / "Golden").items():
            missed += [f"unbroken, yet {name}: {problem}" for problem in problems]
        for number, breakage in enumerate(BREAKAGES):
            copy = Path(folder) / str(number)
            # Links take a tenth of the time; a check that changes a file replaces it.
            shutil.copytree(whole, copy, copy_function=os.link)
            breakage.does(copy)
            if not findings(copy / "Spec", copy / "Golden", breakage.check)[breakage.check]:
                missed.append(f"not noticed by {breakage.check}: {breakage.what}")
            shutil.rmtree(copy)
    never_broken = {*OF_SPEC, *OF_GOLDEN} - {breakage.check for breakage in BREAKAGES}
    missed += [f"no breakage shows that {check} can fail" for check in sorted(never_broken)]
    for miss in missed:
        print(f"self-test: {miss}", file=sys.stderr)
    verdict = f"{len(missed)} problems" if missed else "each caught"
    print(f"Spec self-test: {len(BREAKAGES)} breakages, {verdict}")
    return 1 if missed else 0


def _make_golden(root: Path) -> None:
    """The smallest golden cases that pass: one case that cites every requirement marked (case)."""
    golden = root / "Golden"
    stated = requirements(Spec(root / "Spec")).values()
    case = {
        "id": "everything",
        "description": "Everything is as it is.",
        "spec": [requirement.id for requirement in stated if requirement.kind == "case"],
        "expect": {"result": {"$any": "object"}},
    }
    header = {"suite": "2.0", "name": "all/at-once", "since": "1.0", "requires": ["core"]}
    words = {"overview": "All.", "source": "made up", "method": "engine.describe"}
    _write(golden / "vectors/all/at-once.json", {**header, **words, "cases": [case]})
    recipe = {
        "id": "silence",
        "sample_rate_hz": 44100,
        "encoding": "pcm16",
        "samples": 1,
        "channels": [[]],
    }
    _write(golden / "audio/recipes.json", {"recipes": [recipe]})
    catalogue = json.loads((root / "Spec/profiles.json").read_text())
    for profile in catalogue["profiles"]:
        del profile["description"]
    _write(golden / "reference/profiles.json", catalogue)
    _write_manifest(golden)


def _write_manifest(golden: Path) -> None:
    file = golden / "vectors/all/at-once.json"
    count = len(json.loads(file.read_text())["cases"])
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    entry = {"file": "vectors/all/at-once.json", "sha256": digest, "cases": count}
    versions = {"suite": "2.0.0", "specification": "2.0", "capabilities": ["core"]}
    _write(
        golden / "manifest.json",
        {**versions, "files": [entry], "recordings": [], "total_cases": count},
    )


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, json.dumps(value, indent=2))


def _replace(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")


def _replacing(file: str, old: str, new: str) -> Callable[[Path], None]:
    def breaks(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"the self-test is out of date: {file} has no {old!r}")
        _replace(root / file, text.replace(old, new, 1))

    return breaks


def _changing(file: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    def breaks(root: Path) -> None:
        value = json.loads((root / file).read_text(encoding="utf-8"))
        change(value)
        _write(root / file, value)

    return breaks


def _changing_edition(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    return _changing(f"Spec/editions/{name}.json", change)


def _releasing(root: Path) -> None:
    """Gives the newest edition a date, and the changelog the digest of its file."""
    name = editions(Spec(root / "Spec"))[-1].name
    digest = hashlib.sha256((root / f"Spec/editions/{name}.json").read_bytes()).hexdigest()
    frozen = f"`editions/{name}.json`, SHA-256 `{digest}`"
    heading = f"## {name}, 2027-01-01\n\n{frozen}"
    _replacing("Spec/CHANGELOG.md", f"## {name}, unreleased", heading)(root)
    problems = list(check_editions(Spec(root / "Spec")))
    if problems:
        raise ValueError(f"the self-test is out of date: a release is refused: {problems[0]}")


def _releasing_and_changing_a_chapter(root: Path) -> None:
    _releasing(root)
    _replacing(_RANKING, "The ranking is in descending order of score.", "The ranking is in ascending order of score.")(root)


def _taking_up_a_retired_id(root: Path) -> None:
    """Retires a requirement in the newest edition, and restores it in an even newer one."""
    spec = root / "Spec"
    clause = "**RNK-2** (case) The ranking is in descending order of score.\n\n"
    _replacing(_RANKING, clause, "")(root)
    _write_edition(spec)
    _releasing(root)
    text = (spec / "CHANGELOG.md").read_text(encoding="utf-8")
    _replace(spec / "CHANGELOG.md", text.replace("\n## ", "\n## 9.0, unreleased\n\nMore.\n\n## ", 1))
    _replacing(_RANKING, "**RNK-3**", clause + "**RNK-3**")(root)
    _write_edition(spec)


def _write_edition(spec: Path) -> None:
    path, text = edition_text(Spec(spec))
    _replace(path, text)


def _changing_case(change: Callable[[Any], None]) -> Callable[[Path], None]:
    """Changes the case file and updates the manifest."""

    def breaks(root: Path) -> None:
        _changing("Golden/vectors/all/at-once.json", change)(root)
        _write_manifest(root / "Golden")

    return breaks


def _removing(file: str) -> Callable[[Path], None]:
    def breaks(root: Path) -> None:
        path = root / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return breaks


def _copying(file: str, to: str) -> Callable[[Path], None]:
    def breaks(root: Path) -> None:
        shutil.copy(root / file, root / to)

    return breaks


def _cite(requirement: str) -> Callable[[Any], None]:
    return lambda value: value["cases"][0]["spec"].append(requirement)


_RANKING = "Spec/04-recommendation.md"
_RPC = "Spec/06-json-rpc.md"
_FINGERPRINT = "Spec/schemas/fingerprint.json"
_PROFILES = "Spec/profiles.json"
_CASES = "Golden/vectors/all/at-once.json"

BREAKAGES = [
    Breakage(
        "a schema with an unknown type", "schemas", _replacing(_FINGERPRINT, '"number"', '"float"')
    ),
    Breakage(
        "a reference to a schema that is not there",
        "schemas",
        _replacing("Spec/schemas/catalogue.json", "profile.json", "profil.json"),
    ),
    Breakage(
        "a reference to a definition that is not there",
        "schemas",
        _replacing("Spec/schemas/recommendation.json", "$defs/top_k", "$defs/topk"),
    ),
    Breakage(
        "a schema under another schema's $id",
        "schemas",
        _replacing(_FINGERPRINT, "schemas/fingerprint.json", "schemas/profile.json"),
    ),
    Breakage("a schema that is not JSON", "schemas", _replacing(_FINGERPRINT, "{", "")),
    Breakage(
        "a key that stands twice",
        "schemas",
        _replacing(
            _FINGERPRINT,
            '"title": "Fingerprint",',
            '"title": "Fingerprint", "title": "Fingerprint",',
        ),
    ),
    Breakage(
        "a valid example that is not",
        "examples",
        _replacing("Spec/examples/fingerprint/valid-silence.json", '"crest_db"', '"crest"'),
    ),
    Breakage(
        "an invalid example that is valid",
        "examples",
        _copying(
            "Spec/examples/fingerprint/valid-silence.json",
            "Spec/examples/fingerprint/invalid-silence.json",
        ),
    ),
    Breakage("a schema without examples", "examples", _removing("Spec/examples/fingerprint")),
    Breakage(
        "a schema without an invalid example",
        "examples",
        _removing("Spec/examples/methods/cache.stats.params/invalid-unknown-parameter.json"),
    ),
    Breakage(
        "examples of no schema",
        "examples",
        _copying("Spec/schemas/fingerprint.json", "Spec/examples/valid-stray.json"),
    ),
    Breakage(
        "a schema that accepts too much",
        "examples",
        _replacing("Spec/schemas/common.json", '"exclusiveMinimum": 0', '"minimum": 0'),
    ),
    Breakage(
        "a profile with an inverted range",
        "profiles",
        _changing(
            _PROFILES, lambda value: value["profiles"][0]["detection_rules"]["crest_db"].reverse()
        ),
    ),
    Breakage(
        "a profile that stands twice",
        "profiles",
        _changing(_PROFILES, lambda value: value["profiles"].append(value["profiles"][0])),
    ),
    Breakage(
        "a profile without a name",
        "profiles",
        _changing(_PROFILES, lambda value: value["profiles"][0].pop("name")),
    ),
    Breakage(
        "another target than was given", "reference profiles", _replacing(_PROFILES, "-3.1", "-3.2")
    ),
    Breakage(
        "a method without a result name",
        "openrpc",
        _changing("Spec/openrpc.json", lambda value: value["methods"][1]["result"].pop("name")),
    ),
    Breakage(
        "openrpc.json older than the schemas",
        "openrpc",
        _replacing("Spec/schemas/methods/cache.clear.params.json", "Removes", "Drops"),
    ),
    Breakage(
        "a dead reference in openrpc.json",
        "openrpc",
        _replacing(
            "Spec/openrpc.json",
            "#/components/errors/invalid_top_k",
            "#/components/errors/invalid_topk",
        ),
    ),
    Breakage(
        "a response without a description",
        "openapi",
        _replacing("Spec/openapi.yaml", "description: HTML.", "summary: HTML."),
    ),
    Breakage(
        "a dead reference in openapi.yaml",
        "openapi",
        _replacing(
            "Spec/openapi.yaml", "#/components/responses/bad_request", "#/components/responses/bad"
        ),
    ),
    Breakage(
        "openapi.yaml older than the schemas",
        "openapi",
        _replacing(_FINGERPRINT, "Mean level", "Average level"),
    ),
    Breakage(
        "an operation of no kind",
        "asyncapi",
        _replacing("Spec/asyncapi.yaml", "action: send", "action: shout"),
    ),
    Breakage(
        "asyncapi.yaml older than the schemas",
        "asyncapi",
        _replacing(
            "Spec/schemas/messages/track_loaded.json", "A track was loaded", "A track is there"
        ),
    ),
    Breakage(
        "an id that stands twice",
        "requirements",
        _replacing(_RANKING, "**RNK-2** (case)", "**RNK-1** (case)"),
    ),
    Breakage(
        "a requirement of an unknown kind",
        "requirements",
        _replacing(_RANKING, "**RNK-2** (case)", "**RNK-2** (maybe)"),
    ),
    Breakage(
        "a requirement without its kind",
        "requirements",
        _replacing(_RANKING, "**RNK-2** (case)", "**RNK-2**"),
    ),
    Breakage(
        "a requirement in another chapter",
        "requirements",
        _replacing(_RANKING, "**RNK-2** (case)", "**MSG-2** (case)"),
    ),
    Breakage("a chapter that is gone", "requirements", _removing("Spec/09-caches.md")),
    Breakage(
        "a sentence that names no requirement",
        "mentions",
        _replacing("Spec/rationale.md", "(REC-13)", "(REC-99)"),
    ),
    Breakage(
        "a schema that names no requirement",
        "mentions",
        _replacing("Spec/schemas/fingerprint.json", "FPR-2", "FPR-99"),
    ),
    Breakage(
        "an error with another number", "error table", _replacing(_RPC, "| -32001 |", "| -32008 |")
    ),
    Breakage("an error without its fact", "error table", _replacing(_RPC, "`metric`", "none")),
    Breakage(
        "an error that is not in the table",
        "error table",
        _changing(
            "Spec/schemas/errors.json",
            lambda value: value["oneOf"].append(
                {
                    **value["oneOf"][-1],
                    "properties": {**value["oneOf"][-1]["properties"], "code": {"const": -32032}},
                }
            ),
        ),
    ),
    Breakage(
        "two rows that changed places",
        "error table",
        _changing("Spec/schemas/errors.json", lambda value: value["oneOf"].reverse()),
    ),
    Breakage(
        "a method without a section",
        "method sections",
        _replacing(_RPC, "### `ranking.rank`", "### Ranking"),
    ),
    Breakage(
        "a section without a method",
        "method sections",
        _replacing(_RPC, "### `ranking.rank`", "### `ranking.sort`"),
    ),
    Breakage(
        "a retired id that is stated",
        "mentions",
        _replacing("Spec/CHANGELOG.md", "CON-32 is retired", "CON-33 is retired"),
    ),
    Breakage(
        "a link to no file", "links", _replacing("Spec/README.md", "(01-terms.md)", "(01-words.md)")
    ),
    Breakage(
        "a link out of the specification",
        "links",
        _replacing("Spec/README.md", "(01-terms.md)", "(../Golden/manifest.json)"),
    ),
    Breakage(
        "a link to no heading",
        "links",
        _replacing("Spec/README.md", "#a-new-method-step-by-step", "#a-new-method"),
    ),
    Breakage(
        "a score with another last digit",
        "worked examples",
        _replacing(_RANKING, "0.20998484848484852 |", "0.20998484848484853 |"),
    ),
    Breakage(
        "a profile that the digest does not know",
        "worked examples",
        _replacing(_PROFILES, "1987", "1988"),
    ),
    Breakage(
        "a chunk too many",
        "worked examples",
        _replacing("Spec/08-streaming.md", "| 683,550 | 2 |", "| 683,550 | 3 |"),
    ),
    Breakage(
        "a clause in other words",
        "editions",
        _replacing(_RANKING, "The ranking is in descending order of score.", "The ranking is in ascending order of score."),
    ),
    Breakage(
        "another number in the table of a clause",
        "editions",
        _replacing("Spec/03-profiles.md", "| `confidence` |", "| `confidences` |"),
    ),
    Breakage(
        "a new clause that the edition does not list",
        "editions",
        _replacing(
            _RANKING, "**RNK-1** (case)", "**RNK-99** (test) Something new.\n\n**RNK-1** (case)"
        ),
    ),
    Breakage(
        "a requirement of a released edition in other words",
        "editions",
        _changing_edition("1.0", lambda value: value["requirements"][0].update(sha256="0" * 64)),
    ),
    Breakage(
        "a requirement less in a released edition",
        "editions",
        _changing_edition("1.0", lambda value: value["requirements"].pop()),
    ),
    Breakage(
        "a chapter that changes after the release", "editions", _releasing_and_changing_a_chapter
    ),
    Breakage("a retired id that is used again", "editions", _taking_up_a_retired_id),
    Breakage("an edition without its file", "editions", _removing("Spec/editions/1.0.json")),
    Breakage("no case file at all", "case files", _removing("Golden/vectors")),
    Breakage(
        "a case that cites a clause that is stated nowhere", "case files", _changing_case(_cite("REC-99"))
    ),
    Breakage(
        "a case that follows no schema",
        "case files",
        _changing_case(lambda value: value["cases"][0].pop("description")),
    ),
    Breakage(
        "a case file under another name",
        "case files",
        _changing_case(lambda value: value.update(name="all/other")),
    ),
    Breakage(
        "two cases under one id",
        "case files",
        _changing_case(lambda value: value["cases"].append(value["cases"][0])),
    ),
    Breakage(
        "a flag without its note",
        "case files",
        _changing_case(lambda value: value["cases"][0].update(flags=["strict"])),
    ),
    Breakage(
        "a call of no method",
        "case files",
        _changing_case(lambda value: value.update(method="engine.destroy")),
    ),
    Breakage(
        "a requirement without a case",
        "coverage",
        _changing_case(lambda value: value["cases"][0]["spec"].remove("REC-4")),
    ),
    Breakage(
        "a new requirement without a case",
        "coverage",
        _replacing(
            _RANKING, "**RNK-1** (case)", "**RNK-99** (case) Something new.\n\n**RNK-1** (case)"
        ),
    ),
    Breakage(
        "a case file that changed after the manifest",
        "manifest",
        _replacing(_CASES, "made up", "made down"),
    ),
    Breakage(
        "a case file that the manifest does not list",
        "manifest",
        _copying(_CASES, "Golden/vectors/all/twice.json"),
    ),
    Breakage(
        "another number of cases",
        "manifest",
        _changing("Golden/manifest.json", lambda value: value.update(total_cases=2)),
    ),
    Breakage(
        "a recording that is not there",
        "manifest",
        _changing(
            "Golden/manifest.json",
            lambda value: value["recordings"].append(
                {"name": "x.flac", "file": "x.flac", "sha256": "0" * 64}
            ),
        ),
    ),
    Breakage("no manifest", "manifest", _removing("Golden/manifest.json")),
    Breakage(
        "a recipe of no encoding",
        "recipes",
        _replacing("Golden/audio/recipes.json", "pcm16", "pcm12"),
    ),
    Breakage(
        "two recipes under one id",
        "recipes",
        _changing(
            "Golden/audio/recipes.json", lambda value: value["recipes"].append(value["recipes"][0])
        ),
    ),
]
