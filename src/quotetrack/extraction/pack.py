"""Language packs: what is compiled of `packs/*.toml`. All words, marks and patterns are data.

A pack says how a language writes quotations; the engine is the same for all. See docs/packs.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import regex

MAX_REMEMBERED = 50_000  # answers to one question, kept per pack
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Marks:
    """Quotation marks of a language, compiled for `marks.find_marks`."""

    pattern: regex.Pattern[str]
    family: Mapping[str, str]
    closers: Mapping[str, str]  # opening mark -> the marks that close it
    closing: frozenset[str]
    apostrophes: frozenset[str]  # families whose marks are apostrophes too
    spaced: bool
    clause_ends: str
    sentence_end: regex.Pattern[str]
    shortest_unopened: int
    longest_unopened: int
    dialogue: regex.Pattern[str] | None = None  # the dash that opens a line of speech
    insertion: regex.Pattern[str] | None = None  # the reporter's words inside marks
    unopened: regex.Pattern[str] | None = None  # after which words speech begins that no mark opens


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting word: what it takes, how it is meant, which neighbours rule it out."""

    word: str
    frame: str
    stance: str
    not_after: regex.Pattern[str] | None
    not_before: regex.Pattern[str] | None
    takes: str = "clause"  # what its clause needs where no 'that' opens it; see `spaced.is_clause`
    lower: bool = False  # never with a capital: the United States, the Colbert Report
    otherwise: Cue | None = None  # what it is where its neighbours rule it out: 'his claim that'
    named: bool = False  # only before what the pattern 'named' takes, capitals seen: pour Jean Vial


@dataclass(frozen=True, slots=True)
class Rule:
    """An order of source, cue and content, as a pattern over a sentence's code; see `units`."""

    id: str
    pattern: regex.Pattern[str]
    frames: str  # frame letters of the cues it is for; empty: a rule without a cue
    source: str
    confidence: float
    headline: bool
    long: bool  # only for quoted words too long to be a name or a term
    early: bool  # a rule without a cue that goes before those with one
    examples: tuple[Mapping[str, Any], ...]
    counter_examples: tuple[str, ...]


class Patterns(dict[str, "regex.Pattern[str]"]):
    """Compiled patterns by name. One that a pack leaves out never matches."""

    def __missing__(self, name: str) -> regex.Pattern[str]:
        return _NEVER


_NEVER: regex.Pattern[str] = regex.compile(r"(?!)")


class Words(dict[str, frozenset[str]]):
    """Word lists by name. One that a pack leaves out is empty."""

    def __missing__(self, name: str) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Pack:
    """A compiled language."""

    tag: str
    spaced: bool
    nouns: str  # how case is shown where nouns have it; empty where place tells the subject
    fold: Callable[[str], str]
    marks: Marks
    automaton: Any
    cues: tuple[Cue | None, ...]
    sentence_end: regex.Pattern[str]
    atoms: regex.Pattern[str]
    joints: tuple[tuple[str, regex.Pattern[str]], ...]  # letter and pattern of 'that', of 'as'
    hidden: regex.Pattern[str]
    complementizer: regex.Pattern[str]
    glued: str
    rules: tuple[Rule, ...]
    patterns: Mapping[str, regex.Pattern[str]]
    words: Mapping[str, frozenset[str]]
    numbers: Mapping[str, float]
    raw: Mapping[str, Any]
    index: Any  # automaton over the word lists that are looked up in every clause
    index_kinds: tuple[str, ...]  # r role, o adverbial, g adverbial if a pattern agrees
    described: frozenset[str]  # words that a description may end with
    lowers: bool  # whether folding makes capitals small
    runs: bool  # whether a mood alone says that a sentence goes on reporting (German)
    # Answers that were found before, by question: a rule's to a code, a pattern's to a word.
    memo: defaultdict[Any, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    words_seen: dict[str, Any] = field(default_factory=dict)  # what `tokens` knows of a word
    names_seen: dict[str, str | None] = field(
        default_factory=dict
    )  # capital words -> the name in them

    @property
    def by_place(self) -> bool:
        """Whether words stand apart and their place tells the subject: English, not Russian."""
        return self.spaced and not self.nouns


def remembered(ask: Callable[[Pack, str], T]) -> Callable[[Pack, str], T]:
    """A question about a word or name that a pack answers once: the same ones come again and again."""

    @wraps(ask)
    def answer(pack: Pack, words: str) -> T:
        known: dict[str, T] = pack.memo[ask]
        try:
            return known[words]
        except KeyError:
            return remember(known, words, ask(pack, words))

    return answer


def remember(known: dict[str, T], words: str, found: T) -> T:
    """Puts an answer beside those that a pack's memory has to the same question."""
    if len(known) >= MAX_REMEMBERED:
        known.clear()
    known[words] = found
    return found
