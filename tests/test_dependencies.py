"""The lower bounds: one place states them, the lock and the documentation follow."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = [sys.executable, "scripts/quality/lowest.py", "pyproject.toml"]


def normal(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def numbers(version: str) -> tuple[int, ...]:
    """A version to compare, zeros at its end left out: 4.0 is 4.0.0."""
    parts = [int(part) for part in version.split(".") if part]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def versions(lines: str) -> dict[str, tuple[int, ...]]:
    found = re.findall(r"^([\w.-]+)==([\d.]+)", lines, re.MULTILINE)
    return {normal(name): numbers(version) for name, version in found}


def bounds() -> dict[str, tuple[int, ...]]:
    done = subprocess.run(RUN, cwd=ROOT, capture_output=True, text=True, check=True)
    return versions(done.stdout)


def test_the_lowest_lock_has_the_lower_bounds() -> None:
    lock = versions((ROOT / "requirements-lowest.lock").read_text("utf-8"))
    assert bounds().items() <= lock.items(), "write it anew: scripts/lock --lowest"


def test_the_documentation_has_the_lower_bounds() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| ([\w.-]+) \| ([\d.]+) \|", page, re.MULTILINE)
    assert {normal(name): numbers(version) for name, version in rows} == bounds()
