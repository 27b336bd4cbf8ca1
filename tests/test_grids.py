"""Grids of subjects and predicates: they compose what they say, and no cell is lost again."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "annotations" / "grids").glob("*.toml"))


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("grid", ROOT / "scripts" / "quality" / "grid.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["grid"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


grid = load()
SMALL: dict[str, Any] = {
    "before": "Rain fell.",
    "after": "It went on.",
    "forms": ["one", "many"],
    "direct": ["It is late", "Go home"],
    "indirect": ["the dam [is safe]", "the dam is old"],
}


@pytest.mark.parametrize(
    ("subject", "predicate", "text", "kind", "stretches", "source"),
    [
        (
            {"text": ["the mayor, [Ana Prado]"], "form": "one"},
            "{S} {says/say} {indirect}.",
            "Rain fell. The mayor, Ana Prado says the dam “is safe”. It went on.",
            "mixed",
            ["is safe"],
            "Ana Prado",
        ),
        (
            {"text": ["[they]"], "form": "many", "who": "Ana and Bo"},
            "“{direct},” {S} {says/say}, “{direct}.”",
            "Rain fell. “It is late,” they say, “Go home.” It went on.",
            "direct",
            ["It is late", "Go home"],
            "they",
        ),
        (
            {"text": [""], "form": "one", "who": "Ana", "before": "Ana 🙂 came."},
            "“{direct}.”",
            "Ana 🙂 came. “It is late.” It went on.",
            "direct",
            ["It is late"],
            None,
        ),
    ],
)
def test_composes_a_cell(
    subject: dict[str, Any],
    predicate: str,
    text: str,
    kind: str,
    stretches: list[str],
    source: str | None,
) -> None:
    cell = grid.compose(SMALL, subject, predicate, turn=0, name="en-0-0")
    assert cell.text == text
    (quote,) = cell.quotes
    assert quote.kind == kind
    assert [text[start:end] for start, end in quote.stretches] == stretches
    assert quote.speaker_text == source
    assert quote.who


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_cell_is_lost(path: Path) -> None:
    wrong, total = grid.measure(path)
    assert total - len(wrong) >= tomllib.loads(path.read_text("utf-8"))["right"], (
        f"see scripts/grid {path.stem} --errors"
    )
