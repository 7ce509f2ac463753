"""The seven metrics by the Python port: an implementation that is not the reference."""

import sys

from .folders import ADAPTERS

sys.path.insert(0, str(ADAPTERS))
from parts.fingerprint import fingerprint  # noqa: E402, F401
