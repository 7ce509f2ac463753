"""The golden cases against the specification."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chapter_checks import requirements
from spec import Spec, read_json

MANIFEST = "manifest.json"
RECIPES = "audio/recipes.json"
# Answered by the runner itself (CON-22).
SIGNAL_METHOD = "runner.signal"
METHOD_NOT_FOUND = -32601


def check_case_files(spec: Spec, golden: Path) -> Iterator[str]:
    """Each case file matches the schema, is named after its path, and cites existing requirements."""
    known = requirements(spec)
    files = _case_files(golden)
    if not files:
        yield "vectors/: has no case file"
    for path in files:
        file = path.relative_to(golden).as_posix()
        cases = read_json(path)
        problems = spec.problems("case-file", cases)
        if problems:
            yield f"{file}: {problems[0]}"
            continue
        name = file.removeprefix("vectors/").removesuffix(".json")
        if cases["name"] != name:
            yield f"{file}: is called {cases['name']}"
        for case_id, count in Counter(case["id"] for case in cases["cases"]).items():
            if count > 1:
                yield f"{file}: the id {case_id} stands {count} times"
        for case in cases["cases"]:
            place = f"{name}/{case['id']}"
            for requirement in case["spec"]:
                if requirement not in known:
                    yield f"{place}: cites {requirement}, which is stated nowhere"
            for flag in case.get("flags", []):
                if flag not in cases.get("notes", {}):
                    yield f"{place}: has the flag {flag}, which notes do not explain"
            yield from _unknown_methods(spec, cases, case, place)


def _unknown_methods(
    spec: Spec, cases: dict[str, Any], case: dict[str, Any], place: str
) -> Iterator[str]:
    """Calls of unknown methods; one that must be refused as such is allowed."""
    usual = case.get("method", cases.get("method"))
    for call in [case] if "expect" in case else case.get("steps", []):
        method = call.get("method", usual)
        refused = call["expect"].get("error", {}).get("code") == METHOD_NOT_FOUND
        if method is None:
            yield f"{place}: has no method"
        elif method not in {*spec.methods, SIGNAL_METHOD} and not refused:
            yield f"{place}: calls {method}, which is not a method"


def check_coverage(spec: Spec, golden: Path) -> Iterator[str]:
    """Every requirement marked (case) is cited by a case."""
    cited = {
        requirement
        for path in _case_files(golden)
        for case in read_json(path).get("cases", [])
        for requirement in case.get("spec", [])
    }
    for requirement in requirements(spec).values():
        if requirement.kind == "case" and requirement.id not in cited:
            yield f"{requirement.chapter}: {requirement.id} is cited by no case"


def check_manifest(spec: Spec, golden: Path) -> Iterator[str]:
    """The manifest lists every case file with its digest and count, and the recordings."""
    manifest = read_json(golden / MANIFEST)
    problems = spec.problems("manifest", manifest)
    if problems:
        yield f"{MANIFEST}: {problems[0]}"
        return
    listed = {entry["file"]: entry for entry in manifest["files"]}
    files = {path.relative_to(golden).as_posix(): path for path in _case_files(golden)}
    for file in sorted(set(files) - set(listed)):
        yield f"{MANIFEST}: does not list {file}"
    for file in sorted(set(listed) - set(files)):
        yield f"{MANIFEST}: lists {file}, which is not there"
    for file in sorted(set(listed) & set(files)):
        if _digest(files[file]) != listed[file]["sha256"]:
            yield f"{MANIFEST}: the digest of {file} is another"
        count = len(read_json(files[file])["cases"])
        if count != listed[file]["cases"]:
            yield f"{MANIFEST}: {file} has {count} cases, not {listed[file]['cases']}"
    total = sum(entry["cases"] for entry in manifest["files"])
    if total != manifest["total_cases"]:
        yield f"{MANIFEST}: total_cases is {manifest['total_cases']}, and the files have {total}"
    for recording in manifest["recordings"]:
        path = golden / recording["file"]
        if not path.is_file():
            yield f"{MANIFEST}: the recording {recording['file']} is not there"
        elif _digest(path) != recording["sha256"]:
            yield f"{MANIFEST}: the digest of {recording['file']} is another"


def check_recipes(spec: Spec, golden: Path) -> Iterator[str]:
    """The audio recipes match the schema and have unique ids."""
    recipes = read_json(golden / RECIPES)
    problems = spec.problems("recipes", recipes)
    if problems:
        yield f"{RECIPES}: {problems[0]}"
        return
    for recipe_id, count in Counter(recipe["id"] for recipe in recipes["recipes"]).items():
        if count > 1:
            yield f"{RECIPES}: the id {recipe_id} stands {count} times"


def _case_files(golden: Path) -> list[Path]:
    return sorted((golden / "vectors").rglob("*.json"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
