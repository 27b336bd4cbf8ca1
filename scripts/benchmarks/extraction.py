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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import measuring
from newspaper import newspaper_articles

CHARACTERS = {"zh": 2_000_000, "en": 2_000_000}
OTHERS = 500_000  # there is no report in these languages to set quotations into
PEER_CHARACTERS = 200_000  # a hundred times slower, and as steady
RUNS = 5
PEER_PYTHON = measuring.ROOT / ".venv-textacy" / "bin" / "python"
PROGRAM = Path(__file__).with_name("programs.py")

PROGRAMS = {
    "zh": ("quotetrack", "regex"),
    "en": ("quotetrack", "regex", "textacy"),
    **dict.fromkeys(("ru", "tr", "fa", "ar", "fr", "de", "es"), ("quotetrack",)),
}
# Articles as newspapers print them, and the paragraphs of the samples alone, which quote in every
# sentence: what a quotation costs.
KINDS = ("news", "quotations only")
NAMES = {
    "quotetrack": "quotetrack extract",
    "regex": "marks and cue words alone (one regex)",
    "textacy": "textacy direct_quotations (spaCy, small model)",
}


def run(*, quick: bool) -> dict[str, Any]:
    """Rows of medians, and every run's figures."""
    rows, runs = [], []
    for language, kind, program in _ways():
        if program == "textacy" and not PEER_PYTHON.exists():
            continue
        size = PEER_CHARACTERS if program == "textacy" else CHARACTERS.get(language, OTHERS)
        if quick:
            size //= 10
        measured = [
            _once(program, language, kind, size, seed) for seed in range(1 if quick else RUNS)
        ]
        runs += measured
        quotes = statistics.median_low(run["quotes"] for run in measured)
        rows.append(
            {
                "program": NAMES[program],
                "articles": f"{language}, {kind}",
                "characters": size,
                "characters/s": float(
                    statistics.median(run["characters"] / run["cpu"] for run in measured)
                ),
                "characters a quote": round(size / quotes),
                "quotes": quotes,
                "peak MiB": float(max(run["peak"] for run in measured)),
            }
        )
    return {"rows": rows, "runs": runs}


def _ways() -> Iterator[tuple[str, str, str]]:
    """Language, kind of articles, program."""
    for language, programs in PROGRAMS.items():
        for kind in KINDS if language in CHARACTERS else KINDS[1:]:
            for program in programs:
                yield language, kind, program


def _once(program: str, language: str, kind: str, characters: int, seed: int) -> dict[str, Any]:
    python = PEER_PYTHON if program == "textacy" else Path(sys.executable)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as file:
        json.dump(_articles(language, kind, characters, seed), file)
        file.flush()
        done = subprocess.run(
            [python, PROGRAM, program, language, file.name],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    which = {"program": program, "language": language, "articles": kind, "seed": seed}
    return {**which, **json.loads(done.stdout)}


def _articles(language: str, kind: str, characters: int, seed: int) -> list[str]:
    if kind == "news":
        number = max(1, characters // measuring.ARTICLE_CHARS)
        return list(newspaper_articles(language, number, seed=seed))
    return measuring.articles(language, characters, seed=seed)
