"""Loading, measuring and caching (HTTP-17, HTTP-18, HTTP-42, WS-3, STR-6)."""

import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from parts import fingerprint, recommendation
from parts.cache import RecommendationCache
from parts.failures import Failure
from parts.profiles import Profile
from parts.ranking import DEFAULT_TOP_K

from .websocket import Hub


class Player:
    def __init__(self, catalogue: list[Profile], version: str, hub: Hub) -> None:
        self.catalogue = catalogue
        self.version = version
        self.hub = hub
        self.lock = threading.RLock()
        self.cache = RecommendationCache()
        # By track, the file that its recommendations were made of.
        self.files: dict[int, Path] = {}
        # The finished or running measurement of each file in each state.
        self.measured: dict[Any, Future[dict[str, float]]] = {}
        self.current: object = None

    def load(self, track_id: int, path: Path, threshold: float) -> None:
        """Makes a track the current one; its messages are sent after the answer."""
        this = object()
        with self.lock:
            self.current = this
            self.hub.tell("track_loaded", {"track_id": track_id}, "load")
        threading.Thread(target=self._listen, args=(this, track_id, path, threshold), daemon=True).start()

    def _listen(self, this: object, track_id: int, path: Path, threshold: float) -> None:
        def tell(kind: str, data: dict[str, Any], remembers_as: str) -> None:
            with self.lock:
                if self.current is this:
                    self.hub.tell(kind, data, remembers_as)

        progress = {"track_id": track_id, "message": "Listening to the track"}
        try:
            future, is_new = self._fingerprint(path)
            if is_new or not future.done():
                tell("fingerprint_progress", progress | {"status": "analyzing"}, "progress")
            payload = self._made(track_id, path, future, threshold, DEFAULT_TOP_K)
        except Failure as failure:
            tell("fingerprint_progress", progress | {"status": "failed"}, "progress")
            tell("mastering_recommendation_failed", _failed(track_id, failure), "outcome")
            return
        status = "complete" if is_new else "cached"
        tell("fingerprint_progress", progress | {"status": status}, "progress")
        tell("mastering_recommendation", payload, "outcome")

    def recommended(self, track_id: int, path: Path, threshold: float, top_k: int) -> Any:
        """A recommendation requested over HTTP; it is sent to all listeners, cached or not."""
        settings = (threshold, top_k, self.version)
        with self.lock:
            remembered = self.cache.find(track_id, settings)
            if remembered is not None and self.files.get(track_id) == path:
                self.hub.tell("mastering_recommendation", remembered)
                return remembered
        future, _ = self._fingerprint(path)
        try:
            payload = self._made(track_id, path, future, threshold, top_k)
        except Failure as failure:
            self.hub.tell("mastering_recommendation_failed", _failed(track_id, failure))
            raise
        self.hub.tell("mastering_recommendation", payload)
        return payload

    def _made(
        self, track_id: int, path: Path, future: Any, threshold: float, top_k: int
    ) -> dict[str, Any]:
        metrics = future.result()
        payload = recommendation.recommendation(
            self.catalogue, metrics, threshold, top_k, track_id
        )
        with self.lock:
            if self.files.get(track_id) != path:
                self.cache.clear(track_id)
                self.files[track_id] = path
            self.cache.store(track_id, (threshold, top_k, self.version), payload)
        return payload

    def _fingerprint(self, path: Path) -> tuple[Any, bool]:
        """The finished or running measurement, and whether this call started it."""
        key = self._key(path)
        with self.lock:
            known = self.measured.get(key)
            if known is not None and not (known.done() and known.exception()):
                return known, False
            future: Future[dict[str, float]] = Future()
            self.measured[key] = future
        try:
            future.set_result(fingerprint.extract(str(path), 90.0, False)["fingerprint"])
        except Failure as failure:
            future.set_exception(failure)
        return future, True

    def _key(self, path: Path) -> Any:
        try:
            state = path.stat()
            return path, state.st_size, state.st_mtime_ns
        except OSError:
            return path, None, None

    def known_metrics(self, path: Path, measures: bool) -> dict[str, float] | None:
        """What is known of a file; with `measures` it is measured if that is nothing."""
        if not measures and self._key(path) not in self.measured:
            return None
        return self._fingerprint(path)[0].result()

    def clear(self, track_id: int | None) -> int:
        with self.lock:
            return self.cache.clear(track_id)


def _failed(track_id: int, failure: Failure) -> dict[str, Any]:
    return {"track_id": track_id, "code": failure.name, "message": failure.sentence}
