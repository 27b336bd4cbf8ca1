"""What a rule of the pack found in a sentence: groups of atoms, and the quotation they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from quotetrack.extraction.pack import Cue, Pack, Rule, remember
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import Atom, Unit
from quotetrack.extraction.view import View
from quotetrack.models import Span

WINDOW = 40  # atoms on either side of a cue that a rule may look at


Groups = dict[str, tuple[int, int]]


@dataclass(slots=True)
class Attribution:
    """One quotation as the sentence gives it; who 'he' is comes later."""

    rule: Rule
    cue: tuple[int, int, Cue] | None
    source: Source | None
    kind: str
    content: list[Span]
    verbatim: list[Span]


@dataclass(slots=True)
class Fit:
    """A rule of the pack where it fits a sentence, with what is known there.

    `index` is that of the cue's atom, None for a rule without a cue; `before` are the attributions
    of the sentence so far; `known` are the names of the document so far, folded.
    """

    view: View
    unit: Unit
    pack: Pack
    rule: Rule
    groups: Groups
    index: int | None
    before: list[Attribution]
    known: set[str]

    @property
    def atom(self) -> Atom | None:
        """The cue's atom."""
        return self.unit.atoms[self.index] if self.index is not None else None

    @property
    def follows_clause(self) -> bool:
        """Whether the reported clause stands before the source."""
        source = self.groups["source"]
        return self.groups.get("clause", source) < source

    def bounds(self, group: str) -> tuple[int, int]:
        """The code points of a group that the rule has found."""
        return bounds(self.unit, self.groups[group])


def matches(pack: Pack, unit: Unit, index: int, frame: str) -> Iterator[tuple[Rule, Groups]]:
    """The rules that fit around the cue at `index`, in the pack's order. Remembered by code."""
    low = max(0, index - WINDOW)
    code = unit.code[low:index] + "@" + unit.code[index + 1 : index + WINDOW]
    memory = pack.memo[frame]
    known = memory.get(code)
    if known is None:
        known = []
        for rule in pack.rules:
            if frame not in rule.frames:
                continue
            if match := rule.pattern.search(code):
                known.append((rule, _groups(match)))
        remember(memory, code, known)
    for rule, groups in known:
        yield rule, {name: (start + low, end + low) for name, (start, end) in groups.items()}


def without_cue(pack: Pack, code: str, *, early: bool) -> list[tuple[Rule, Groups]]:
    """The places where rules without a cue fit, by rule and then by place. Remembered by code."""
    memory = pack.memo[early]
    known: list[tuple[Rule, Groups]] | None = memory.get(code)
    if known is None:
        known = [
            (rule, _groups(match))
            for rule in pack.rules
            if not rule.frames and rule.early == early
            for match in rule.pattern.finditer(code)
        ]
        if len(code) <= 2 * WINDOW:
            remember(memory, code, known)
    return known


def _groups(match: regex.Match[str]) -> Groups:
    return {name: match.span(name) for name in match.groupdict() if match.start(name) >= 0}


def atoms_of(groups: Groups, *names: str) -> list[int]:
    return [i for name in names if name in groups for i in range(*groups[name])]


def inner(unit: Unit, index: int) -> Span:
    stretch = unit.atoms[index].stretch
    assert stretch is not None
    return Span(stretch.start, stretch.end)


def bounds(unit: Unit, group: tuple[int, int]) -> tuple[int, int]:
    return unit.atoms[group[0]].start, unit.atoms[group[1] - 1].end
