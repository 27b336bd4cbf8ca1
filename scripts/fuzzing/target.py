"""Fuzz one target in this process: target.py NAME INPUTS SECONDS CORPUS. Prints how many ran.

atheris ends the process itself, so the count is written as the inputs run; an exception that gets
out leaves the input as a file `crash-…` in the corpus' folder, and ends the process with 77.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["quotetrack"]):
    from targets import TARGETS

MAX_BYTES = 400


def main() -> None:
    name, inputs, seconds, corpus = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    run, count, end = TARGETS[name], Path(corpus).with_suffix(".count"), time.monotonic() + seconds
    done = 0

    def one(data: bytes) -> None:
        nonlocal done
        run(data)
        done += 1
        if done % 500 == 0 or done >= inputs:
            count.write_text(str(done), "utf-8")
            if done >= inputs or time.monotonic() > end:
                os._exit(0)  # libFuzzer knows no other end

    arguments = [
        sys.argv[0], corpus, f"-max_len={MAX_BYTES}", "-timeout=600", "-rss_limit_mb=3000",
        f"-artifact_prefix={Path(corpus)}/../{name}-", "-print_final_stats=0", "-verbosity=0",
    ]  # fmt: skip
    atheris.Setup(arguments, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
