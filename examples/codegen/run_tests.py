"""Scores a reply that holds a Python function: the share of the item's tests that it passes.

A scorer of plugin-exec: `python3 run_tests.py sandbox.py [AGENT…]`. The agents are those whose replies are code; to any
other agent the score does not apply. The code runs in sandbox.py, which gets the calls, but never the right answers:
they are compared here. So whatever the code prints or breaks, it cannot give itself a score.
"""

import json
import math
import os
import re
import select
import signal
import subprocess
import sys
import time

SECONDS = 10  # by the clock, all tests of an item together
LONGEST_REPLY = 20_000  # characters of code
LONGEST_RESULT = 64_000  # bytes of results, all tests of an item together


def main():
    print(json.dumps({"score": score(json.load(sys.stdin), sys.argv[1], sys.argv[2:])}))


def score(case, sandbox, coders):
    if coders and case["agent"]["id"] not in coders:
        return None
    name, tests = case["item"]["fields"]["name"], case["item"]["fields"]["tests"]
    results = run(sandbox, name, code_in(case["output"]["text"], name), [test["args"] for test in tests])
    return sum(same(results.get(at), test["result"]) for at, test in enumerate(tests)) / len(tests)


# ---- the reply


def code_in(text, name):
    """What may be the code of a reply, best first: a fenced block, or the reply from its first line of code on."""
    if len(text) > LONGEST_REPLY:
        return []
    blocks = [block[1] for block in re.finditer(r"^[ \t]*```[^\n]*\n(.*?)(?:^[ \t]*```|\Z)", text, re.M | re.S)]
    own = [block for block in blocks if re.search(rf"\bdef {re.escape(name)}\b", block)]
    starts = (r"(?:def |class |import |from |@)", rf"def {re.escape(name)}\b")
    bare = [found[0] for start in starts if (found := re.search(rf"^{start}.*", text, re.M | re.S))]
    return own[::-1] or ([] if blocks else bare)


def same(result, right):
    """Equal as JSON; numbers within a millionth. An error, or no result at all, is equal to nothing."""
    return isinstance(result, dict) and "value" in result and same_value(result["value"], right)


def same_value(value, right):
    if isinstance(value, bool) or isinstance(right, bool):
        return value is right
    if isinstance(value, (int, float)) and isinstance(right, (int, float)):
        return value == right or math.isclose(value, right, rel_tol=1e-6, abs_tol=1e-9)
    if isinstance(value, list) and isinstance(right, list):
        return len(value) == len(right) and all(map(same_value, value, right))
    if isinstance(value, dict) and isinstance(right, dict):
        return value.keys() == right.keys() and all(same_value(value[key], right[key]) for key in right)
    return type(value) is type(right) and value == right


# ---- the sandbox, from outside


def run(sandbox, name, drafts, calls):
    """The result of each call by its position: {"value": …} or {"error": …}. Those that were never reached are missing."""
    if not drafts:
        return {}
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", os.path.abspath(sandbox)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        start_new_session=True,
    )
    try:
        child.stdin.write(json.dumps({"name": name, "drafts": drafts, "calls": calls}).encode())
        child.stdin.close()
        printed = read(child.stdout.fileno())
    except BrokenPipeError:
        printed = b""
    finally:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        child.wait()
    ready, *lines = printed.split(b"\n")
    if ready != b"ready":  # no fault of the code: no score, not a score of 0
        sys.exit(f"{sandbox} did not start: it needs Python 3.9 or newer on Linux or macOS")
    return dict(filter(None, map(result_in, lines)))


def read(pipe):
    """What the child prints, until it ends, has printed too much, or has had its time."""
    printed, end = b"", time.monotonic() + SECONDS
    while len(printed) <= LONGEST_RESULT:
        if not select.select([pipe], [], [], max(0, end - time.monotonic()))[0]:
            break
        some = os.read(pipe, 4096)
        if not some:
            break
        printed += some
    return printed[:LONGEST_RESULT]


def result_in(line):
    try:
        at, result = json.loads(line)
        return (at, result) if isinstance(at, int) else None
    except (ValueError, TypeError, RecursionError):
        return None


if __name__ == "__main__":
    main()
