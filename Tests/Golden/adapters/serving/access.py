"""Access control (HTTP-20, HTTP-21, HTTP-30, HTTP-31, HTTP-39)."""

import hmac
import secrets
import threading
import time

from .http_message import Refusal, Request

LIFETIME_SECONDS = 3600
LONGEST_SECONDS = 12 * 3600
MOST_TICKETS = 1024


class Door:
    """The names and the token of a server on a loopback address."""

    def __init__(self, port: int) -> None:
        self.token = secrets.token_hex(16)
        names = ("localhost", "127.0.0.1", "[::1]")
        self.hosts = {f"{name}:{port}" for name in names}
        self.origins = {f"http://{host}" for host in self.hosts}

    def admit(self, request: Request, needs_token: bool) -> None:
        fields = request.fields
        if fields.get("host", "").lower() not in self.hosts:
            raise Refusal(403, "forbidden_host", "This is not a name of this server.")
        if fields.get("origin", next(iter(self.origins))).lower() not in self.origins:
            raise Refusal(403, "forbidden_origin", "A page of another site may not ask.")
        site = fields.get("sec-fetch-site", "none")
        leads_to_page = (
            request.method == "GET"
            and request.path == [""]
            and fields.get("sec-fetch-mode") == "navigate"
        )
        if site not in ("same-origin", "none") and not leads_to_page:
            raise Refusal(403, "forbidden_origin", "A page of another site may not ask.")
        if needs_token and not self._has_token(request):
            raise Refusal(
                401, "unauthorized", "The token is missing or wrong.", WWW_Authenticate="Bearer"
            )

    def _has_token(self, request: Request) -> bool:
        scheme, _, token = request.fields.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._is_token(token.strip()):
            return True
        if request.path != ["ws"]:
            return False
        offered = protocols(request)
        prefix = "mastering.token."
        return "mastering" in offered and any(
            self._is_token(name.removeprefix(prefix)) for name in offered if name.startswith(prefix)
        )

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode("latin-1", "replace"), self.token.encode())


def protocols(request: Request) -> list[str]:
    """The protocols that a handshake offers."""
    offered = request.fields.get("sec-websocket-protocol", "")
    return [name.strip() for name in offered.split(",") if name.strip()]


class Tickets:
    """Temporary addresses of single streams that need no token."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        # By ticket, the one used longest ago first: the track and its file, when it was made, when it was used.
        self.tickets: dict[str, tuple[tuple[int, str], float, float]] = {}

    def make(self, track_id: int, path: str) -> str:
        ticket, now = secrets.token_hex(16), time.monotonic()
        with self.lock:
            self.tickets[ticket] = (track_id, path), now, now
            while len(self.tickets) > MOST_TICKETS:
                del self.tickets[next(iter(self.tickets))]
        return ticket

    def admits(self, ticket: str, track_id: int, path: str | None) -> bool:
        now = time.monotonic()
        with self.lock:
            known = self.tickets.pop(ticket, None)
            if known is None:
                return False
            track, made, used = known
            if now - used > LIFETIME_SECONDS or now - made > LONGEST_SECONDS:
                return False
            is_it = track == (track_id, path)
            self.tickets[ticket] = track, made, now if is_it else used
            return is_it
