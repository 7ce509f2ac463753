"""Folders of music for the page: the recordings in Examples, and files with faults."""

import pathlib
import shutil

import numpy
import soundfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
EXAMPLES = REPOSITORY / "Examples"

# The recommendation for each with the built-in profiles; the golden reference has the numbers.
HYBRID, SINGLE, FALLBACK = "loop_amen_full", "loop_garzul", "loop_compus"
AT_FIRST = "drum_roll"
DAMAGED, SILENT_HERE, LONG_NAME = (
    "cut_short",
    "not_for_browsers",
    "a_title_" + "without_an_end_" * 9,
)


def make_library(folder):
    """The recordings, a file that ends early, one that no browser plays, and one with a long name."""
    for recording in sorted(EXAMPLES.glob("*.flac")):
        shutil.copy(recording, folder)
    damage(folder)
    samples, rate = soundfile.read(EXAMPLES / "loop_mika.flac")
    soundfile.write(folder / f"{SILENT_HERE}.aiff", samples, rate, format="AIFF")
    shutil.copy(EXAMPLES / "drum_roll.flac", folder / f"{LONG_NAME}.flac")


def damage(folder):
    """A truncated recording."""
    whole = (EXAMPLES / "loop_safari.flac").read_bytes()
    (folder / f"{DAMAGED}.flac").write_bytes(whole[: len(whole) // 2])


def repair(folder):
    """The same recording, complete."""
    shutil.copy(EXAMPLES / "loop_safari.flac", folder / f"{DAMAGED}.flac")


def make_long_tracks(folder, count, seconds=240):
    """Different FLAC files of four minutes each, assembled from the recordings."""
    loops = []
    for recording in sorted(EXAMPLES.glob("loop_*.flac")):
        samples, rate = soundfile.read(recording, always_2d=True)
        loops.append(numpy.repeat(samples, 3 - samples.shape[1], axis=1))
    for number in range(count):
        order = loops[number % len(loops) :] + loops[: number % len(loops)]
        round_trip = numpy.concatenate(order)
        times = -(-seconds * rate // len(round_trip))
        track = numpy.tile(round_trip, (times, 1))[: seconds * rate]
        # Each slightly louder, so that no two files are equal.
        soundfile.write(folder / f"long_{number}.flac", track * (0.5 + 0.05 * number), rate)


PROFILES_THAT_MATCH_ANYTHING = """\
profiles:
  - profile_id: ID
    name: NAME
    version: "1.0"
    detection_rules:
      loudness_dbfs: [-90, 0]
      crest_db: [0, 90]
      zero_crossing_rate: [0.0, 1.0]
    processing_targets:
      loudness_change_db: 0
      crest_change_db: 0
      centroid_change_hz: 0
    training:
      source: Nothing
      tracks: 0
    confidence: 0.5
"""

PROFILES_THAT_MATCH_NOTHING = """\
profiles:
  - profile_id: nowhere-v1
    name: Louder Than Anything
    version: "1.0"
    description: Matches no music at all.
    detection_rules:
      loudness_dbfs: [50, 60]
      crest_db: [90, 95]
      zero_crossing_rate: [0.9, 1.0]
    processing_targets:
      loudness_change_db: 0
      crest_change_db: 0
      centroid_change_hz: 0
    training:
      source: Nothing
      tracks: 0
    confidence: 0.5
"""
