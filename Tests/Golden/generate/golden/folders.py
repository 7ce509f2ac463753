"""The paths of folders."""

from pathlib import Path

GOLDEN = Path(__file__).resolve().parents[2]
REPOSITORY = GOLDEN.parents[1]
VECTORS = GOLDEN / "vectors"
AUDIO = GOLDEN / "audio"
ADAPTERS = GOLDEN / "adapters"
REFERENCE = GOLDEN / "reference"
# As in the repository, or in an exported suite.
EXAMPLES = GOLDEN / "recordings" if (GOLDEN / "recordings").exists() else REPOSITORY / "Examples"
SPEC = GOLDEN / "Spec" if (GOLDEN / "Spec").exists() else REPOSITORY / "Spec"
