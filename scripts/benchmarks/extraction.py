"""Characters a second of `extract` in one process, beside the spaCy tools and a bare regex pass.

Each program runs in a process of its own, loads what it needs, reads one article to warm up, and
then counts the CPU time of the articles alone, so that loading is nobody's loss.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import measuring

CHARACTERS = {"zh": 2_000_000, "en": 2_000_000}
PEER_CHARACTERS = 200_000  # a hundred times slower, and as steady
RUNS = 5
PEER_PYTHON = measuring.ROOT / ".venv-textacy" / "bin" / "python"
PROGRAM = Path(__file__).with_name("programs.py")

PROGRAMS = {
    "zh": ("quotetrack", "regex"),
    "en": ("quotetrack", "regex", "textacy"),
}
NAMES = {
    "quotetrack": "quotetrack extract",
    "regex": "marks and cue words alone (one regex)",
    "textacy": "textacy direct_quotations (spaCy, small model)",
}


def run(*, quick: bool) -> dict[str, Any]:
    """Rows of medians, and every run's figures."""
    rows, runs = [], []
    for language, programs in PROGRAMS.items():
        for program in programs:
            if program == "textacy" and not PEER_PYTHON.exists():
                continue
            size = PEER_CHARACTERS if program == "textacy" else CHARACTERS[language]
            if quick:
                size //= 10
            measured = [
                _once(program, language, size, seed) for seed in range(1 if quick else RUNS)
            ]
            runs += measured
            rows.append(
                {
                    "program": NAMES[program],
                    "articles": language,
                    "characters": size,
                    "characters/s": float(
                        statistics.median(run["characters"] / run["cpu"] for run in measured)
                    ),
                    "quotes": statistics.median_low(run["quotes"] for run in measured),
                    "peak MiB": float(max(run["peak"] for run in measured)),
                }
            )
    return {"rows": rows, "runs": runs}


def _once(program: str, language: str, characters: int, seed: int) -> dict[str, Any]:
    python = PEER_PYTHON if program == "textacy" else Path(sys.executable)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as file:
        json.dump(measuring.articles(language, characters, seed=seed), file)
        file.flush()
        done = subprocess.run(
            [python, PROGRAM, program, language, file.name],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return {"program": program, "language": language, "seed": seed, **json.loads(done.stdout)}
