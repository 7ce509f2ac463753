"""Checks the specification: python3 Spec/check [--without-vectors] [--self-test] [--write]"""

import argparse
import sys
from pathlib import Path

# Naming the folder runs this file; its modules are in the same folder.
sys.dont_write_bytecode = True

import bundle  # noqa: E402
from checks import findings  # noqa: E402
from edition_checks import editions, edition_text  # noqa: E402
from self_test import self_test  # noqa: E402
from spec import Spec  # noqa: E402

SPEC = Path(__file__).resolve().parent.parent
GOLDEN = SPEC.parent / "Tests" / "Golden"


def main() -> int:
    arguments = _arguments()
    if arguments.write:
        _write(Spec(arguments.spec))
    if arguments.self_test:
        return self_test(arguments.spec)
    golden = None if arguments.without_vectors else arguments.golden
    found = findings(arguments.spec, golden)
    for name, problems in found.items():
        for problem in problems:
            print(f"{name}: {problem}", file=sys.stderr)
    wrong = sum(map(len, found.values()))
    print(
        f"Spec: {len(found)} checks, {wrong} problems"
        if wrong
        else f"Spec: {len(found)} checks passed"
    )
    return 1 if wrong else 0


def _write(spec: Spec) -> None:
    """Regenerates what is made from schemas and chapters."""
    (spec.root / "openrpc.json").write_text(bundle.openrpc_text(spec), encoding="utf-8")
    for name in ("openapi.yaml", "asyncapi.yaml"):
        path = spec.root / name
        path.write_text(
            bundle.with_components(spec, path.read_text(encoding="utf-8")), encoding="utf-8"
        )
    # Released editions stay unchanged.
    if not editions(spec)[-1].is_released:
        path, text = edition_text(spec)
        path.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Spec/check", description="Checks the specification.")
    parser.add_argument("--spec", type=Path, default=SPEC, help="the edition (default: this one)")
    parser.add_argument("--golden", type=Path, default=GOLDEN, help="the golden cases")
    parser.add_argument(
        "--without-vectors", action="store_true", help="check the specification alone"
    )
    parser.add_argument("--self-test", action="store_true", help="show that each check can fail")
    parser.add_argument(
        "--write",
        action="store_true",
        help="first regenerate the generated files: openrpc.json, schemas in YAML documents, editions/",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
