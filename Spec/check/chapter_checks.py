"""The text: requirement ids, the error table, sections and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from spec import Spec

Kind = Literal["case", "test", "read"]

PREFIXES = {
    "02-audio-and-fingerprint.md": ("AUD", "FPR"),
    "03-profiles.md": ("PRO",),
    "04-recommendation.md": ("SIM", "RNK", "REC"),
    "05-messages.md": ("MSG",),
    "06-json-rpc.md": ("RPC",),
    "07-http-and-websocket.md": ("HTTP", "WS"),
    "08-streaming.md": ("CHK", "STR"),
    "09-caches.md": ("CCH", "SID"),
    "10-conformance.md": ("CON",),
    "11-loudness.md": ("LOU",),
    "12-rendering.md": ("REN",),
    "13-learning.md": ("LRN",),
    "14-agents.md": ("AGT",),
    "15-catalogues.md": ("LIB",),
}
RPC_CHAPTER = "06-json-rpc.md"
NUMBERED_CHAPTERS = ("01-terms.md", *PREFIXES)

_STATEMENT = re.compile(r"\*\*([A-Z]+-[0-9]+)\*\* \((\w+)\) \S")
_LOOKS_LIKE_STATEMENT = re.compile(r"\*\*[A-Z]+-[0-9]+")
_MENTION = re.compile(
    r"\b(?:" + "|".join(name for names in PREFIXES.values() for name in names) + r")-[0-9]+\b"
)

_RETIRED = re.compile(r"\b([A-Z]+-[0-9]+) is retired\b")


@dataclass(frozen=True)
class Requirement:
    id: str
    kind: Kind
    chapter: str


def requirements(spec: Spec) -> dict[str, Requirement]:
    """The requirements of the chapters by id; for a duplicate id, the first."""
    found: dict[str, Requirement] = {}
    for chapter, line in _lines(spec):
        match = _STATEMENT.match(line)
        if match and match[2] in get_args(Kind):
            found.setdefault(match[1], Requirement(match[1], match[2], chapter))  # type: ignore[arg-type]
    return found


def mentions(text: str) -> set[str]:
    """The requirement ids in a text."""
    return set(_MENTION.findall(text))


def check_requirements(spec: Spec) -> Iterator[str]:
    """Ids are well formed, unique, and in the chapter of their prefix."""
    for chapter in NUMBERED_CHAPTERS:
        if chapter not in spec.chapters:
            yield f"{chapter}: is missing"
    seen: dict[str, str] = {}
    for chapter, line in _lines(spec):
        match = _STATEMENT.match(line)
        if match is None:
            if _LOOKS_LIKE_STATEMENT.match(line):
                yield f"{chapter}: is not a statement of a requirement: {line[:60]}"
            continue
        requirement, kind = match[1], match[2]
        if kind not in get_args(Kind):
            yield f"{chapter}: {requirement} is marked ({kind}); (case), (test) or (read) is known"
        if requirement in seen:
            yield f"{chapter}: {requirement} stands in {seen[requirement]} already"
        seen.setdefault(requirement, chapter)
        if requirement.split("-")[0] not in PREFIXES.get(chapter, ()):
            yield f"{chapter}: {requirement} belongs to another chapter"
    if not seen:
        yield "no chapter has a requirement"


def check_mentions(spec: Spec) -> Iterator[str]:
    """Every id in a text or a schema of the edition is stated, and none is retired.

    CHANGELOG.md may name ids that it says are retired ("… is retired"), so that they are not used again.
    """
    known = requirements(spec)
    changelog = spec.root / "CHANGELOG.md"
    retired = set(_RETIRED.findall(" ".join(changelog.read_text(encoding="utf-8").split())))
    for requirement in sorted(retired & set(known)):
        yield f"CHANGELOG.md: {requirement} is retired, and is stated in {known[requirement].chapter}"
    files = [
        *spec.root.glob("*.md"),
        *spec.root.glob("*.yaml"),
        *(spec.root / "schemas").rglob("*.json"),
    ]
    for path in sorted(files):
        allowed = set(known) | (retired if path == changelog else set())
        for requirement in sorted(mentions(path.read_text(encoding="utf-8")) - allowed):
            yield f"{path.relative_to(spec.root).as_posix()}: names {requirement}, which is stated nowhere"


def check_error_table(spec: Spec) -> Iterator[str]:
    """The table in chapter 06 matches schemas/errors.json, in the same order."""
    rows = []
    for line in spec.chapters.get(RPC_CHAPTER, "").splitlines():
        match = re.match(r"\| (-[0-9]{5}) \| `([a-z_0-9]+)` \| ([^|]*) \|", line)
        if match:
            rows.append((int(match[1]), match[2], frozenset(re.findall(r"`([a-z_]+)", match[3]))))
    table = []
    for branch in spec.schemas["errors"]["oneOf"]:
        data = branch["properties"]["data"]["properties"]
        number = branch["properties"]["code"]["const"]
        table.append((number, data["code"]["const"], frozenset(data) - {"code"}))
    for row in rows:
        if row not in table:
            yield f"{RPC_CHAPTER}: the row {row[0]} {row[1]} is not in schemas/errors.json, or with other members"
    for row in table:
        if row not in rows:
            yield f"schemas/errors.json: {row[0]} {row[1]} is not in the table of {RPC_CHAPTER}, or with other members"
    if not rows:
        yield f"{RPC_CHAPTER}: has no error table"
    elif rows != table and set(rows) == set(table):
        yield f"{RPC_CHAPTER}: the error table has another order than schemas/errors.json"


def check_method_sections(spec: Spec) -> Iterator[str]:
    """Every method in openrpc.json has a section in chapter 06, and every section a method."""
    text = spec.chapters.get(RPC_CHAPTER, "")
    sections = re.findall(r"^### `([^`]+)`", text, flags=re.MULTILINE)
    methods = [method["name"] for method in spec.openrpc["methods"]]
    for name in methods:
        if name not in sections:
            yield f"{RPC_CHAPTER}: has no section for {name}"
    for name in sections:
        if name not in methods:
            yield f"openrpc.json: has no method {name}, which {RPC_CHAPTER} describes"
        if sections.count(name) > 1:
            yield f"{RPC_CHAPTER}: has two sections for {name}"


def check_links(spec: Spec) -> Iterator[str]:
    """Every relative link points to a file of the specification, every fragment to a heading.

    The specification is published on its own: a link out of its folder would be dead there.
    """
    for chapter, text in spec.chapters.items():
        for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", _without_code(text)):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, fragment = target.partition("#")
            path = spec.root / file if file else spec.root / chapter
            if not path.resolve().is_relative_to(spec.root.resolve()):
                yield f"{chapter}: the link {target} leads out of the specification"
            elif not path.exists():
                yield f"{chapter}: the link {target} leads to no file"
            elif fragment and fragment not in _anchors(path.read_text(encoding="utf-8")):
                yield f"{chapter}: the link {target} leads to no heading"


def _lines(spec: Spec) -> Iterator[tuple[str, str]]:
    for chapter in NUMBERED_CHAPTERS:
        for line in _without_code(spec.chapters.get(chapter, "")).splitlines():
            yield chapter, line


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _without_code(text), flags=re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower().replace(" ", "-")
        for heading in headings
    }
