"""A port that claims every capability and answers every call with the same lie."""

import json
import sys

CLAIMED = (
    "core strict-json messages chunks profiles profiles-yaml cache fingerprint-wav fingerprint-flac "
    "resampling track-load loudness headroom"
)


def answer(request: object) -> object:
    if not isinstance(request, dict):
        return {"jsonrpc": "2.0", "id": None, "result": "a lie"}
    if request.get("method") == "engine.describe":
        result: object = {
            "implementation": {"name": "liar", "version": "1.0"},
            "specification": "2.0",
            "capabilities": CLAIMED.split(),
            "limits": {},
        }
    else:
        result = {"answer": "a lie"}
    return {"jsonrpc": "2.0", "id": request.get("id"), "result": result}


for line in sys.stdin.buffer:
    try:
        print(json.dumps(answer(json.loads(line))), flush=True)
    except (ValueError, RecursionError):
        print(json.dumps(answer(None)), flush=True)
