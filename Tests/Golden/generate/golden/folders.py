"""Where things are."""

from pathlib import Path

GOLDEN = Path(__file__).resolve().parents[2]
REPOSITORY = GOLDEN.parents[1]
VECTORS = GOLDEN / "vectors"
AUDIO = GOLDEN / "audio"
ADAPTERS = GOLDEN / "adapters"
REFERENCE = GOLDEN / "reference"
EXAMPLES = REPOSITORY / "Examples"
SPEC = REPOSITORY / "Spec"
