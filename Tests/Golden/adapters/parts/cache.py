"""Remembers recommendations by track (Spec chapter 9)."""

from collections import OrderedDict
from typing import Any

MOST_TRACKS = 256

# Threshold, top_k, weighting, and the version of the catalogue that was compared with.
Settings = tuple[float, int, str, str]


class RecommendationCache:
    """The recommendations of the 256 tracks used last; a track goes with all it has."""

    def __init__(self) -> None:
        self.tracks: OrderedDict[int, dict[Settings, Any]] = OrderedDict()
        self.hits = 0
        self.misses = 0
        self.evicted_tracks = 0

    def store(self, track_id: int, settings: Settings, payload: Any) -> None:
        self.tracks.setdefault(track_id, {})[settings] = payload
        self.tracks.move_to_end(track_id)
        if len(self.tracks) > MOST_TRACKS:
            self.tracks.popitem(last=False)
            self.evicted_tracks += 1

    def find(self, track_id: int, settings: Settings) -> Any:
        found = None
        if track_id in self.tracks:
            self.tracks.move_to_end(track_id)
            found = self.tracks[track_id].get(settings)
        if found is None:
            self.misses += 1
        else:
            self.hits += 1
        return found

    def clear(self, track_id: int | None) -> int:
        """How many recommendations went."""
        if track_id is not None:
            return len(self.tracks.pop(track_id, {}))
        cleared = sum(map(len, self.tracks.values()))
        self.tracks.clear()
        return cleared

    def statistics(self) -> dict[str, int]:
        return {
            "tracks": len(self.tracks),
            "recommendations": sum(map(len, self.tracks.values())),
            "hits": self.hits,
            "misses": self.misses,
            "evicted_tracks": self.evicted_tracks,
            "capacity_tracks": MOST_TRACKS,
        }
