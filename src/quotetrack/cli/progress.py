"""Progress bars: on standard error, only where that is a terminal, with rate and time left."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from quotetrack.ingesting import Summary

Advance = Callable[[str, "int | None"], None]
Stored = Callable[["Summary"], None]

BYTES_PER_CHARACTER = 2  # between English and Chinese in UTF-8; only moves the bar inside a file


@contextmanager
def progress(noun: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A bar over `total` things; call what it gives once for each."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with _bar() as bar:
        task = bar.add_task("", total=total, note="")
        started = time.monotonic()

        def advance() -> None:
            done = bar.tasks[0].completed + 1
            rate = done / max(time.monotonic() - started, 0.001)
            bar.update(task, advance=1, note=f"{done:,.0f} {noun}, {rate:,.0f}/s")

        yield advance


@contextmanager
def reading_progress(paths: Iterable[str]) -> Iterator[tuple[Advance, Stored]]:
    """A bar over the bytes of the files that the paths stand for.

    Gives two functions: `advance(name, characters)` for each document read from a file, with None
    at the file's end; and `stored(summary)` for what has been stored so far.
    """
    if not sys.stderr.isatty():
        yield (lambda name, characters: None), (lambda summary: None)
        return
    from quotetrack.readers.sources import expand

    total = sum(map(_size, expand(paths, lambda error: None)))
    with _bar() as bar:
        task = bar.add_task("", total=total or None, note="")
        started = time.monotonic()
        before = 0  # bytes of the files that are read
        within = 0

        def advance(name: str, characters: int | None) -> None:
            nonlocal before, within
            if characters is None:
                before, within = before + _size(name), 0
            else:
                within += characters * BYTES_PER_CHARACTER
            bar.update(task, completed=min(before + min(within, _size(name)), total))

        def stored(summary: Summary) -> None:
            documents = summary.added + summary.unchanged
            rate = documents / max(time.monotonic() - started, 0.001)
            note = f"{documents:,} documents ({rate:,.0f}/s), {summary.quotes:,} quotes"
            bar.update(task, note=note)

        yield advance, stored


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[note]}", markup=False),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _size(name: str) -> int:
    try:
        return os.stat(name).st_size
    except (OSError, ValueError):
        return 0
