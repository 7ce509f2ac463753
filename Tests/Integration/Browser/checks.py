"""A check is a sentence that is false if the check fails, and a function that tests it."""

import time
import traceback

CHECKS = []


def check(sentence):
    """Declares a check. It is called with a `Stage` and fails by raising."""

    def declared(function):
        CHECKS.append((sentence, function))
        return function

    return declared


def run(stage, parts):
    """Runs the checks whose sentences contain one of the texts, or all; returns the number of failures."""
    passed = failed = 0
    for sentence, function in CHECKS:
        if parts and not any(part in sentence for part in parts):
            continue
        started = time.monotonic()
        try:
            function(stage)
        except Exception as error:
            failed += 1
            print(f"FAIL  {sentence}\n      {reason(error)}", flush=True)
        else:
            passed += 1
            print(f"  ok  {sentence} ({time.monotonic() - started:.1f} s)", flush=True)
    if stage.tables:
        print("\n" + "\n\n".join(stage.tables))
    print(f"{passed} passed, {failed} failed", flush=True)
    return failed if passed + failed else 1


def reason(error):
    """The failure, and the line of the check in which it occurred."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "Integration/Browser" in frame.filename]
    place = f" ({own[-1].filename.rsplit('/', 1)[-1]}:{own[-1].lineno})" if own else ""
    text = str(error) or type(error).__name__
    line = own[-1].line if own and isinstance(error, AssertionError) and not str(error) else ""
    return f"{text} {line}".replace("\n", "\n      ") + place
