"""Writes `loudness.ndjson`: the measurements of ffmpeg's meter for each recording of `Examples/`.

Usage: python make_loudness.py [--recordings FOLDER]

ffmpeg's meter is independent: its filters, gates and interpolation share nothing with libebur128. Its final
output has one decimal; its metadata, one set every 100 ms, has three.
"""

import argparse
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
METER = "ebur128=peak=true+sample:metadata=1,ametadata=print:file=-"
_LINE = re.compile(r"lavfi\.r128\.(\w+)=(\S+)")


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes loudness.ndjson.")
    parser.add_argument("--recordings", type=Path, default=REPOSITORY / "Examples")
    recordings = parser.parse_args().recordings
    lines = [json.dumps(_read(path)) for path in sorted(recordings.glob("*.flac"))]
    (HERE / "loudness.ndjson").write_text("".join(line + "\n" for line in lines))
    return 0


def _read(path: Path) -> dict[str, Any]:
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path)]
    command += ["-filter_complex", METER, "-f", "null", "-"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    last: dict[str, float] = {}
    series: dict[str, list[float]] = {"M": [], "S": []}
    for name, value in _LINE.findall(output):
        number = float(value) if value != "nan" else -math.inf
        last[name] = number
        if name in series:
            series[name].append(number)
    # Before a window is full, the meter pads it with silence, and counts that in its range.
    momentary, short_term = series["M"][3:], series["S"][29:]
    return {
        "file": path.name,
        "integrated_lufs": last["I"],
        "loudness_range_lu": _range(short_term),
        "loudness_range_of_filled_windows_lu": last["LRA"],
        "short_term_max_lufs": max(short_term, default=None),
        "sample_peak_dbfs": _decibels(last["sample_peak"]),
        "true_peak_dbtp": _decibels(last["true_peak"]),
        "momentary_lufs": [value if math.isfinite(value) else None for value in momentary],
    }


def _range(short_term: list[float]) -> float | None:
    """The range of Tech 3342, from the meter's own short-term values."""
    loud = [value for value in short_term if value > -70]
    if not loud:
        return None
    mean = 10 * math.log10(sum(10 ** (value / 10) for value in loud) / len(loud))
    counted = sorted(value for value in loud if value > mean - 20)
    at = [counted[math.floor((len(counted) - 1) * part + 0.5)] for part in (0.1, 0.95)]
    return round(at[1] - at[0], 3)


def _decibels(amplitude: float) -> float | None:
    return round(20 * math.log10(amplitude), 3) if amplitude > 0 else None


if __name__ == "__main__":
    sys.exit(main())
