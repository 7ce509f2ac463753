"""Schemas, their examples, and the normative profiles."""

from collections.abc import Iterator
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing.exceptions import Unresolvable

from spec import SCHEMA_BASE, Spec, read_json, references


def check_schemas(spec: Spec) -> Iterator[str]:
    """Each schema is valid JSON Schema 2020-12, is named after its path, and refers only to existing schemas."""
    for name, schema in spec.schemas.items():
        file = f"schemas/{name}.json"
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            yield f"{file}: is not a schema: {error.message}"
            continue
        if schema.get("$id") != f"{SCHEMA_BASE}{name}.json":
            yield f"{file}: $id is {schema.get('$id')}, which is not its place"
        for member in ("title", "description"):
            if not schema.get(member):
                yield f"{file}: has no {member}"
        resolver = spec.registry.resolver(SCHEMA_BASE + name + ".json")
        for reference in references(schema):
            try:
                resolver.lookup(reference)
            except Unresolvable:
                yield f"{file}: $ref {reference} leads nowhere"


def check_examples(spec: Spec) -> Iterator[str]:
    """Valid examples are valid, invalid ones are not, and every schema has at least one of each."""
    folder = spec.root / "examples"
    seen: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*.json")):
        name = path.parent.relative_to(folder).as_posix()
        file = path.relative_to(spec.root).as_posix()
        kind = path.name.split("-", 1)[0]
        if name not in spec.schemas:
            yield f"{file}: there is no schema schemas/{name}.json"
            continue
        if kind not in ("valid", "invalid") or "-" not in path.name:
            yield f"{file}: is named neither valid-… nor invalid-…"
            continue
        seen.setdefault(name, set()).add(kind)
        problems = spec.problems(name, read_json(path))
        if kind == "valid" and problems:
            yield f"{file}: is refused: {problems[0]}"
        if kind == "invalid" and not problems:
            yield f"{file}: is accepted"
    for name, schema in spec.schemas.items():
        if _only_definitions(schema):
            continue
        for kind in {"valid", "invalid"} - seen.get(name, set()):
            yield f"schemas/{name}.json: has no {kind} example in examples/{name}/"


def _only_definitions(schema: dict[str, object]) -> bool:
    return set(schema) <= {"$schema", "$id", "title", "description", "$defs"}


def check_profiles(spec: Spec) -> Iterator[str]:
    """profiles.json is a catalogue, including the rules that JSON Schema cannot express."""
    catalogue = read_json(spec.root / "profiles.json")
    problems = spec.problems("catalogue", catalogue)
    if problems:
        yield f"profiles.json: {problems[0]}"
        return
    ids = [profile["profile_id"] for profile in catalogue["profiles"]]
    for profile_id in ids:
        if ids.count(profile_id) > 1:
            yield f"profiles.json: {profile_id} stands twice"
    for profile in catalogue["profiles"]:
        for rule, (lowest, highest) in profile["detection_rules"].items():
            if lowest > highest:
                yield f"profiles.json: {profile['profile_id']}: {rule} runs from {lowest} down to {highest}"


def check_reference_profiles(spec: Spec, golden: Path) -> Iterator[str]:
    """profiles.json has the given values, apart from descriptions."""
    given = golden / "reference" / "profiles.json"
    if not given.exists():
        return
    ours = read_json(spec.root / "profiles.json")["profiles"]
    theirs = read_json(given)["profiles"]
    if len(ours) != len(theirs):
        yield f"profiles.json: has {len(ours)} profiles, {given.name} of the reference {len(theirs)}"
    for mine, other in zip(ours, theirs, strict=False):
        values = {key: value for key, value in mine.items() if key != "description"}
        if values != other:
            yield f"profiles.json: {mine['profile_id']} differs from the reference values"
