"""Asks `mastering rpc` how to master audio files: recommend.py mastering song.flac ..."""
import json
import subprocess
import sys


class Mastering:
    """A running host: one message per line in each direction."""

    def __init__(self, command):
        self.host = subprocess.Popen(
            [command, "rpc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.calls = 0

    def call(self, method, **params):
        self.calls += 1
        request = {"jsonrpc": "2.0", "id": self.calls, "method": method, "params": params}
        self.host.stdin.write(json.dumps(request) + "\n")
        self.host.stdin.flush()
        for line in self.host.stdout:
            answer = json.loads(line)
            if answer.get("id") == self.calls:
                return answer

    def close(self):
        self.host.stdin.close()
        return self.host.wait()


mastering = Mastering(sys.argv[1])
for path in sys.argv[2:]:
    answer = mastering.call("recommendation.weighted", path=path)
    if "error" in answer:
        print(f"{path}: {answer['error']['data']['code']}: {answer['error']['message']}")
    else:
        print(f"{path}: {answer['result']['primary_profile_id']}")
sys.exit(mastering.close())
