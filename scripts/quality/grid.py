"""A grid: every way to name a source, with every way to attribute a quotation to it.

A gold text shows one combination; a reader meets them all. A file annotations/grids/LANG.toml lists
subjects and predicates, and each pair makes one short document whose annotation is known:

    right = 40                                # so many cells are right; the tests hold it
    before = "The works began on Monday."     # opens each document, and names nobody
    after = "The road opens in May."          # ends each document
    forms = ["m", "f", "pl"]                  # what a predicate agrees with; may be missing
    direct = ["The bridge is safe"]           # words for {direct}; marks stand in the predicate
    indirect = ["the bridge [is safe]"]       # words for {indirect}; [ ] in marks of their own
    indirect2 = ["the bridge to be safe"]     # the same in another form, for {indirect2}
    label = ["a gift to nobody"]              # words for {label}: what somebody calls something
    predicates = ["{S} {said/said/said} that {indirect}."]

    [[subjects]]
    text = ["the mayor, [Ana Prado]"]         # [ ] the source; one text for each case: {S}, {S2}, …
    form = "f"
    who = "Ana Prado"                         # may be missing: then the source of the first text
    before = "Ana Prado was there."           # instead of the file's; for a pronoun, say

A predicate has one way to say it for each form between slashes, or one for all. A subject whose text
is "" is not named there; its `who` is the source.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quotetrack import extract
from quotetrack.evaluation import Outcome, as_document, compare
from quotetrack.evaluation.gold import GoldDocument, GoldQuote
from quotetrack.models import Kind, Span

ROOT = Path(__file__).resolve().parent.parent.parent
GRIDS = ROOT / "annotations" / "grids"
_SLOT = re.compile(r"\{([^{}]*)\}")
_ENDS = tuple(",.:;")
_CASE = re.compile(r"S([2-9]?)")
_KINDS: dict[str, Kind] = {"direct": "direct", "label": "mixed"}


@dataclass(frozen=True)
class Cell:
    """One subject with one predicate: the document that they make, with its annotation."""

    subject: str
    predicate: str
    document: GoldDocument


def cells(path: Path) -> Iterator[Cell]:
    """The cells of a grid file, by subject and then by predicate."""
    grid = tomllib.loads(path.read_text("utf-8"))
    for i, subject in enumerate(grid["subjects"]):
        for j, predicate in enumerate(grid["predicates"]):
            cases = [
                int(case[1] or 1) for case in map(_CASE.fullmatch, _SLOT.findall(predicate)) if case
            ]
            if max(cases, default=1) > len(subject["text"]):
                continue
            document = compose(grid, subject, predicate, turn=i + j, name=f"{path.stem}-{i}-{j}")
            yield Cell(subject["text"][0] or f"({subject['who']})", predicate, document)


def compose(
    grid: dict[str, Any], subject: dict[str, Any], predicate: str, *, turn: int, name: str
) -> GoldDocument:
    """The document of one cell; contents take turns, so that each meets every subject."""
    forms = grid.get("forms", [])
    form = forms.index(subject["form"]) if "form" in subject else 0
    space = "" if is_unspaced(name) else " "
    before = subject.get("before", grid.get("before", ""))
    built = _Text(before + space if before else "")
    start = len(built.text)
    kind: Kind = "indirect"
    for i, piece in enumerate(_SLOT.split(predicate)):
        case = _CASE.fullmatch(piece)
        if i % 2 == 0:
            if piece[:1] in _ENDS and built.text.endswith(","):
                built.text = built.text[:-1]  # of a subject with its comma: 'who runs the port,.'
            built.text += piece[1:] if built.text.endswith(" ") and piece[:1] == " " else piece
        elif case:
            built.add_marked(subject["text"][int(case[1] or 1) - 1], built.sources)
        elif (slot := piece.rstrip("23456789")) in ("direct", "indirect", "label"):
            words = grid[piece][(turn + len(built.content)) % len(grid[piece])]
            kind = _KINDS.get(slot) or ("mixed" if "[" in words else "indirect")
            opened = len(built.text)
            if "[" in words:
                built.add_marked(words, built.stretches, grid.get("marks", ["“", "”"]))
            else:
                built.text += words
            built.content.append(Span(opened, len(built.text)))
        else:
            ways = piece.split("/")
            built.text += ways[form] if len(ways) > 1 else piece
    text = built.text[:start] + built.text[start : start + 1].upper() + built.text[start + 1 :]
    text += space + grid["after"] if grid.get("after") else ""
    source = built.sources[0] if built.sources else None
    named = subject["text"][0]
    who = subject.get("who") or (
        named[named.find("[") + 1 : named.find("]")] if "[" in named else named
    )
    stretches = tuple(built.stretches) or tuple(built.content)
    quote = GoldQuote(
        kind=kind,
        content=tuple(built.content),
        stretches=() if kind == "indirect" else stretches,
        cue=None,
        speaker=source,
        speaker_text=text[source.start : source.end] if source else None,
        speaker_is="none" if source is None else "name",
        who=who,
    )
    return GoldDocument(name, "grids", name.split("-")[0], text, (quote,))


def is_unspaced(name: str) -> bool:
    """Whether the language of a cell writes no space between sentences."""
    return name.startswith("zh")


@dataclass
class _Text:
    text: str
    sources: list[Span] = field(default_factory=list)
    stretches: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)

    def add_marked(self, words: str, spans: list[Span], marks: list[str] | None = None) -> None:
        """Adds words, and the span of what stands in [ ]; with marks, these instead of [ ]."""
        opening, closing = marks or ["", ""]
        if "[" not in words:
            words = f"[{words}]" if words else ""
        before, bracket, rest = words.partition("[")
        inside, _, after = rest.partition("]")
        self.text += before
        if bracket:
            self.text += opening
            spans.append(Span(len(self.text), len(self.text) + len(inside)))
            self.text += inside + closing
        self.text += after


def is_right(outcomes: list[Outcome]) -> bool:
    """Everything of the cell found, with its source, and nothing else."""
    return all(outcome.both_right for outcome in outcomes)


def measure(path: Path) -> tuple[list[tuple[Cell, list[Outcome]]], int]:
    """The wrong cells of a grid with their outcomes, and how many cells there are."""
    wrong, total = [], 0
    for cell in cells(path):
        total += 1
        gold = cell.document
        outcomes = compare(gold, extract(as_document(gold)))
        if not is_right(outcomes):
            wrong.append((cell, outcomes))
    return wrong, total


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/grid", description="Measure annotations/grids.")
    parser.add_argument("languages", nargs="*", help="such as zh or ar (default: all)")
    parser.add_argument("--errors", action="store_true", help="every wrong cell, with its text")
    parser.add_argument("--raise", dest="lift", action="store_true", help="set `right` higher")
    parser.add_argument("--limit", type=int, default=60, help="of wrong cells shown (default 60)")
    chosen = parser.parse_args()
    for path in sorted(GRIDS.glob("*.toml")):
        if chosen.languages and path.stem not in chosen.languages:
            continue
        wrong, total = measure(path)
        print(f"{path.stem}: {total - len(wrong)} of {total} cells right")
        if chosen.errors:
            show(wrong, chosen.limit)
        if chosen.lift:
            lift(path, total - len(wrong))
    return 0


def lift(path: Path, right: int) -> None:
    """Write the number of right cells into the file, if it is higher than what stands there."""
    text = path.read_text("utf-8")
    if right > tomllib.loads(text).get("right", 0):
        text = f"right = {right}\n" + re.sub(r"(?m)^right = .*\n", "", text)
        path.write_text(text, "utf-8")


def show(wrong: list[tuple[Cell, list[Outcome]]], limit: int) -> None:
    """Subjects and predicates by how often they fail, then the first wrong cells."""
    for name in ("subject", "predicate"):
        print(f"-- wrong by {name}")
        for words, times in Counter(getattr(cell, name) for cell, _ in wrong).most_common(25):
            print(f"{times:5}  {words}")
    for cell, outcomes in wrong[:limit]:
        print(f"{cell.document.id}  {cell.document.text}")
        for outcome in outcomes:
            if not outcome.both_right:
                print(f"     {outcome.measure} {outcome.state} {outcome.source or ''}: "
                      f"{outcome.words!r} by {', '.join(outcome.got) or 'nobody'}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
