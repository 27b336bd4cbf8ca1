"""Types of option values: numbers that are no nonsense, dates that there are."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import click

MOST = 1_000_000_000  # of anything that is counted; SQLite takes no more than 64 bits
LONGEST_SECONDS = 86_400.0


class Number(click.IntRange):
    """A whole number from `least` to as many as anybody can mean."""

    def __init__(self, least: int, most: int | None = None) -> None:
        super().__init__(min=least, max=most)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number = int(super().convert(value, param, ctx))
        if number > MOST:
            self.fail(f"{number} is more than there can be.", param, ctx)
        return number


class Seconds(click.FloatRange):
    """A time of at most a day."""

    def __init__(self, least: float) -> None:
        super().__init__(min=least)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds) or seconds > LONGEST_SECONDS:
            self.fail(f"{seconds} is no time of at most a day ({LONGEST_SECONDS:.0f}).", param, ctx)
        return seconds


class Share(click.FloatRange):
    """From 0 to 1; nan, which is less than nothing and more than nothing, is neither."""

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        share = float(super().convert(value, param, ctx))
        if math.isnan(share):
            self.fail("nan is no number from 0 to 1.", param, ctx)
        return share


def check_published(option: str, value: str) -> None:
    """Raises UsageError where a date of publication that somebody typed is none."""
    try:
        date.fromisoformat(value[:10])
        good = len(value) == 10 or value[10] in "T "
    except ValueError:
        good = False
    if not good:
        raise click.UsageError(f"{option} is a date, 2024-12-20, or with a time; got {value!r}")
