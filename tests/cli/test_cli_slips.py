"""What people type wrong: numbers, dates, names, paths. One line each, nothing lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
HUGE = "99999999999999999999"

# Arguments, the exit code, and what the line must say.
SLIPS = [
    (("search", "x", "--limit", HUGE), 2, "more than there can be"),
    (("documents", "list", "--limit", HUGE), 2, "more than there can be"),
    (("claims", "list", "--mentions", HUGE), 2, "more than there can be"),
    (("ingest", "articles", "--workers", HUGE), 2, "1<=x<=256"),
    (("ingest", "articles", "--max-size", HUGE), 2, "more than there can be"),
    (("push", "--limit", HUGE), 2, "more than there can be"),
    (("push", "--timeout", "inf"), 2, "at most a day"),
    (("push", "--timeout", "nan"), 2, "at most a day"),
    (("push", "--below", "nan"), 2, "no number from 0 to 1"),
    (("pull", "--every", HUGE), 2, "at most a day"),
    (("search", "--since", "2024-13"), 1, "'2024-13' is not a date"),
    (("search", "--until", "2024-02-31"), 1, "'2024-02-31' is not a date"),
    (("search", "--exprt", "x"), 2, "--expert"),
    (("serach", "x"), 2, "Did you mean 'search'?"),
    (("ingest", "articles", "--set", "published=yesterday"), 2, "2024-12-20"),
    (("documents", "edit", "0", "--published", "2024-12-20x"), 2, "2024-12-20"),
    (("backup", "quotetrack.db"), 1, "is the database itself"),
    (("backup", "articles/zh.txt"), 1, "no database: give another path"),
]


@pytest.mark.parametrize(("arguments", "code", "says"), SLIPS, ids=lambda case: str(case)[:50])
def test_a_slip_is_one_line_and_costs_nothing(
    news: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.txt")}
    result = news(*arguments, code=code)
    assert says in result.stderr.splitlines()[-1]
    assert result.stdout == ""
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.txt")} == before
    assert "Nothing is wrong." in news("doctor").stdout


def test_dates_that_there_are_still_pass(news: Run) -> None:
    for given in ("2024", "2024-02", "2024-02-29", "2024-02-29T10:00:00Z"):
        news("search", "x", "--since", given)
    for published in ("2024-02-29", "2024-02-29T10:00:00Z"):
        news("ingest", "articles", "--set", f"published={published}")


def test_a_backup_may_take_an_older_ones_place(news: Run) -> None:
    for _ in range(2):
        news("backup", "copy.db")
    assert "Nothing is wrong." in news("doctor", "--db", "copy.db").stdout


def test_reviews_that_nobody_made_are_no_table(news: Run) -> None:
    assert "Nobody has reviewed" in news("evaluate", "--reviews").stdout


def test_help_into_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from quotetrack.cli import main; main()", "--help"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "Error: output: no space left on the disk\n"
