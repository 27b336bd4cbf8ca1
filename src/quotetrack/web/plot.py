"""Numbers by month, or by year where there are many, as SVG drawn here. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from quotetrack.web.marking import clean

MAX_BARS = 96
MAX_LABELS = 8
_HEIGHT, _BASE, _TOP, _WIDTH = 132, 108, 14, 640  # units of the viewBox


class Bar(NamedTuple):
    """One month (2024-05) or year, and its number."""

    name: str
    number: int


def bars(months: Sequence[tuple[str, int]]) -> list[Bar]:
    """A bar for each month from the first to the last, also the empty ones; years if too many.

    >>> bars([("2024-11", 2), ("2025-01", 1)])
    [Bar(name='2024-11', number=2), Bar(name='2024-12', number=0), Bar(name='2025-01', number=1)]
    """
    numbers = {name: number for name, number in months if "01" <= name[5:7] <= "12"}
    if not numbers:
        return []
    first, last = min(numbers), max(numbers)
    low, high = (int(name[:4]) * 12 + int(name[5:7]) - 1 for name in (first, last))
    if high - low < MAX_BARS:
        names = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(low, high + 1)]
        return [Bar(name, numbers.get(name, 0)) for name in names]
    years: dict[str, int] = {}
    for name, number in numbers.items():
        years[name[:4]] = years.get(name[:4], 0) + number
    if int(last[:4]) - int(first[:4]) >= MAX_BARS:  # somebody's year 0001: only those there are
        return [Bar(name, years[name]) for name in sorted(years)[-MAX_BARS:]]
    return [
        Bar(f"{year:04}", years.get(f"{year:04}", 0))
        for year in range(int(first[:4]), int(last[:4]) + 1)
    ]


def drawn(shown: Sequence[Bar], title: str) -> Markup:
    """The bars as an SVG image; its colours are the style sheet's, by class."""
    if not shown:
        return Markup("")
    most = max(bar.number for bar in shown)
    step = _WIDTH / len(shown)
    width = min(step * 0.78, 40.0)
    every = -(-len(shown) // MAX_LABELS)
    parts = [
        Markup(
            '<svg class="plot" role="img" aria-label="{}" viewBox="0 0 {} {}" '
            'preserveAspectRatio="xMidYMid meet">'
        ).format(clean(title), _WIDTH, _HEIGHT),
        Markup('<text class="scale" x="0" y="{}">{}</text>').format(_TOP - 4, f"{most:,}"),
        Markup('<path class="rule" d="M0 {0}H{1}M0 {2}H{1}"/>').format(_TOP, _WIDTH, _BASE),
    ]
    for at, bar in enumerate(shown):
        height = (_BASE - _TOP) * bar.number / most if most else 0
        if bar.number:
            height = max(height, 1.5)  # one quote among a thousand is still to be seen
        middle = at * step + step / 2
        parts.append(
            Markup(
                '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">'
                "<title>{}: {}</title></rect>"
            ).format(
                middle - width / 2, _BASE - height, width, height, clean(bar.name),
                f"{bar.number:,}",
            )
        )  # fmt: skip
        if at % every == 0:
            parts.append(
                Markup('<text class="tick" x="{:.1f}" y="{}">{}</text>').format(
                    middle, _HEIGHT - 8, clean(bar.name)
                )
            )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)
