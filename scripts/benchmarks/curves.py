"""Growth curves as SVG, drawn by hand: a logarithmic x axis, milliseconds up, a line a column."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, MARGIN = 640, 320, 56
COLOURS = ("#1a5fb4", "#c64600", "#26a269")


def draw(
    path: Path, rows: Sequence[Mapping[str, Any]], x: str, columns: Sequence[str], unit: str
) -> None:
    """Writes the curves of `columns` over the column `x` of the rows."""
    xs = [math.log10(row[x]) for row in rows]
    top = max(float(row[column]) for row in rows for column in columns) * 1.1
    low, high = min(xs), max(xs)

    def at(value: float, height: float) -> tuple[float, float]:
        across = (value - low) / (high - low or 1) * (WIDTH - 2 * MARGIN)
        return MARGIN + across, HEIGHT - MARGIN - height / top * (HEIGHT - 2 * MARGIN)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<path d="M{MARGIN} {MARGIN}V{HEIGHT - MARGIN}H{WIDTH - MARGIN}" '
        'fill="none" stroke="#777"/>',
    ]
    for row, value in zip(rows, xs, strict=True):
        across, _ = at(value, 0)
        parts.append(
            f'<text x="{across:.0f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">'
            f"{row[x]:,}</text>"
        )
    for step in range(5):
        height = top * step / 4
        _, up = at(low, height)
        parts.append(
            f'<text x="{MARGIN - 6}" y="{up + 4:.0f}" text-anchor="end">{height:.0f}</text>'
            f'<path d="M{MARGIN} {up:.0f}H{WIDTH - MARGIN}" stroke="#ddd"/>'
        )
    for number, column in enumerate(columns):
        colour = COLOURS[number % len(COLOURS)]
        points = [at(value, float(row[column])) for row, value in zip(rows, xs, strict=True)]
        line = " ".join(f"{across:.1f},{up:.1f}" for across, up in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{MARGIN + 12}" y="{MARGIN - 24 + 16 * number}" fill="{colour}">'
            f"{escape(column)}</text>"
        )
    parts.append(
        f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - 12}" text-anchor="end">{escape(x)}</text>'
        f'<text x="{MARGIN}" y="{HEIGHT - 12}">{escape(unit)}</text></svg>\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts), "utf-8")
