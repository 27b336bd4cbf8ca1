"""What the benchmarks share: texts of a stated size, programs measured, tables written down."""

from __future__ import annotations

import json
import os
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "annotations" / "samples"
DOCUMENTATION = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "docs" / "benchmarks"
ARTICLE_CHARS = 3000
KIB_OF_MAXRSS = 1 if sys.platform != "darwin" else 1 / 1024


def articles(language: str, characters: int, *, seed: int = 0) -> list[str]:
    """Articles of about 3,000 characters, `characters` in all: the samples' paragraphs, shuffled.

    Shuffled, because a program that remembers what it has seen must not win by it.
    """
    paragraphs = [
        paragraph
        for file in sorted(SAMPLES.glob(f"*.{language}*.txt"))
        for paragraph in file.read_text("utf-8").split("\n\n")
    ]
    chance = random.Random(seed)
    made: list[str] = []
    left = characters
    while left > 0:
        article = ""
        while len(article) < min(ARTICLE_CHARS, left):
            article += chance.choice(paragraphs) + "\n\n"
        made.append(article[:left])
        left -= len(made[-1])
    return made


@dataclass(frozen=True)
class Usage:
    """What a program took: seconds of CPU and of the clock, peak resident MiB, what it printed."""

    cpu: float
    wall: float
    peak: float
    output: str


def measure(command: Sequence[str | os.PathLike[str]], *, capture: bool = True) -> Usage:
    """Run a program to its end. Raises CalledProcessError if it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE if capture else subprocess.DEVNULL, text=True
    )
    output = process.stdout.read() if process.stdout else ""
    # wait4 and not RUSAGE_CHILDREN, whose peak is that of the largest child so far.
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu = usage.ru_utime + usage.ru_stime
    return Usage(cpu, wall, usage.ru_maxrss * KIB_OF_MAXRSS / 1024, output)


def peak_of_this_process() -> float:
    """Peak resident MiB so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB_OF_MAXRSS / 1024


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as a Markdown table, columns as the first row has them."""
    if not rows:
        return "(nothing measured)"
    columns = list(rows[0])
    cells = [columns, *([_cell(row.get(column)) for column in columns] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def write(name: str, result: Mapping[str, Any]) -> None:
    """The figures to docs/benchmarks/NAME.json, the table between its marks in performance.md."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    record = {"benchmark": name, "machine": machine(), **result}
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", "utf-8")
    page = DOCUMENTATION.read_text("utf-8")
    opening, closing = f"<!-- benchmark {name} -->\n", f"<!-- end {name} -->"
    before, found, rest = page.partition(opening)
    if not found or closing not in rest:
        raise SystemExit(f"{DOCUMENTATION} has no place marked {opening.strip()} … {closing}")
    place = machine()
    made_on = f"{place['processor']}, Python {place['python']}, {place['date']}"
    after = rest[rest.index(closing) :]
    DOCUMENTATION.write_text(
        f"{before}{opening}\n{table(result['rows'])}\n\nMeasured on {made_on}.\n\n{after}", "utf-8"
    )


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]} ({len(names)} cores)" if names else platform.machine()
