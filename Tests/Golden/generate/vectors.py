"""Writes the case files that are derived from clauses or taken from an independent source.

A file in vectors/ that no family generates was written by hand and is left alone.

Usage: python3 vectors.py [--check]
"""

import argparse
import importlib
import pkgutil
import sys

from golden import families
from golden.cases import File
from golden.originals import flagged


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes the derived case files.")
    parser.add_argument("--check", action="store_true", help="only say whether they are up to date")
    options = parser.parse_args()
    stale = [file for file in files() if not is_written(file)]
    for file in stale:
        print(f"{'stale' if options.check else 'written'}: vectors/{file.name}.json")
        if not options.check:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_text(file.text(), encoding="utf-8")
    return 1 if stale and options.check else 0


def files() -> list[File]:
    modules = sorted(module.name for module in pkgutil.iter_modules(families.__path__))
    made = []
    for module in modules:
        made += importlib.import_module(f"golden.families.{module}").files()
    return [flagged(file) for file in made]


def is_written(file: File) -> bool:
    return file.path.exists() and file.path.read_text(encoding="utf-8") == file.text()


if __name__ == "__main__":
    sys.exit(main())
