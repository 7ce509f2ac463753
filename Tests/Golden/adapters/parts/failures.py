"""The errors of a call, with the codes of the Spec's table of errors."""

from typing import Any

CODES = {
    "parse_error": -32700,
    "invalid_request": -32600,
    "method_not_found": -32601,
    "invalid_params": -32602,
    "invalid_fingerprint": -32000,
    "invalid_threshold": -32001,
    "invalid_top_k": -32002,
    "invalid_window": -32003,
    "invalid_duration": -32004,
    "invalid_sample_rate": -32005,
    "invalid_position": -32006,
    "invalid_message": -32007,
    "invalid_profile": -32010,
    "duplicate_profile": -32011,
    "no_profiles": -32012,
    "unknown_profile": -32013,
    "invalid_profile_text": -32014,
    "file_not_found": -32020,
    "not_a_file": -32021,
    "file_unreadable": -32022,
    "unsupported_format": -32023,
    "truncated_audio": -32024,
    "empty_audio": -32025,
    "non_finite_samples": -32026,
    "invalid_rendering": -32050,
    "nothing_to_learn": -32060,
}


class Failure(Exception):
    """An answer that is an error: its code as text, the facts, a sentence for the user."""

    def __init__(self, name: str, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.name = name
        self.sentence = sentence
        self.facts = facts

    def as_error(self) -> dict[str, Any]:
        """The member `error` of a JSON-RPC answer."""
        return {
            "code": CODES[self.name],
            "message": self.sentence,
            "data": {"code": self.name, **self.facts},
        }
