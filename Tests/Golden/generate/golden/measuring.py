"""The seven metrics as the Python port measures them: an implementation other than the reference."""

import sys

from .folders import ADAPTERS

sys.path.insert(0, str(ADAPTERS))
from parts.fingerprint import fingerprint  # noqa: E402, F401
