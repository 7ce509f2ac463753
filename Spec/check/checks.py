"""All checks, under the names they are reported by."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import chapter_checks
import document_checks
import edition_checks
import golden_checks
import schema_checks
import worked_examples
from spec import Spec, Unreadable

OfSpec = Callable[[Spec], Iterator[str]]
OfGolden = Callable[[Spec, Path], Iterator[str]]

OF_SPEC: dict[str, OfSpec] = {
    "schemas": schema_checks.check_schemas,
    "examples": schema_checks.check_examples,
    "profiles": schema_checks.check_profiles,
    "openrpc": document_checks.check_openrpc,
    "openapi": document_checks.check_openapi,
    "asyncapi": document_checks.check_asyncapi,
    "requirements": chapter_checks.check_requirements,
    "mentions": chapter_checks.check_mentions,
    "error table": chapter_checks.check_error_table,
    "method sections": chapter_checks.check_method_sections,
    "links": chapter_checks.check_links,
    "editions": edition_checks.check_editions,
    "worked examples": worked_examples.check_worked_examples,
}
OF_GOLDEN: dict[str, OfGolden] = {
    "reference profiles": schema_checks.check_reference_profiles,
    "case files": golden_checks.check_case_files,
    "coverage": golden_checks.check_coverage,
    "manifest": golden_checks.check_manifest,
    "recipes": golden_checks.check_recipes,
}


def findings(root: Path, golden: Path | None, only: str | None = None) -> dict[str, list[str]]:
    """The problems found by each check, or by one of them; empty if there are none."""
    spec = Spec(root)
    runs: dict[str, Callable[[], Iterator[str]]] = {
        name: partial(check, spec) for name, check in OF_SPEC.items()
    }
    if golden is not None:
        runs |= {name: partial(check, spec, golden) for name, check in OF_GOLDEN.items()}
    return {name: _listed(run) for name, run in runs.items() if only in (None, name)}


def _listed(run: Callable[[], Iterator[str]]) -> list[str]:
    found = []
    try:
        for problem in run():
            found.append(problem)
    except Unreadable as error:
        found.append(str(error))
    return found
