"""A pack's patterns: word lists and pieces put in where they stand as {name}; then compiled.

What is compiled has an end to every repeat (`bounding`); `engines` has the quicker engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import regex

from quotetrack.errors import PackError
from quotetrack.extraction.bounding import bounded
from quotetrack.extraction.engines import by_table


def named_parts(words: Mapping[str, Any], parts: Mapping[str, str], name: str) -> dict[str, str]:
    """Named parts of patterns: every word list as an alternation, longest first, then the parts."""
    named: dict[str, str] = {}
    for key, listed in words.items():
        if len(set(listed)) != len(listed):
            double = sorted({word for word in listed if listed.count(word) > 1})
            raise PackError(f"{name}: words.{key} lists twice: {' '.join(double)}")
        named[key] = _alternation(listed)
    for key, value in parts.items():
        named[key] = "(?:" + fill(value, named) + ")"
    return named


def _alternation(words: list[str]) -> str:
    """Any of the words, the longest first; grouped by their first letters, which rule most out."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        first = regex.escape(word[:1], literal_spaces=True)
        groups.setdefault(first, []).append(regex.escape(word[1:], literal_spaces=True))
    branches = [
        first + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})")
        for first, rest in groups.items()
    ]
    return "(?:" + "|".join(branches) + ")"


def fill(pattern: str, parts: Mapping[str, str]) -> str:
    """Put named parts, written {name}, into a pattern; counted repeats like {1,4} stay."""

    def part(match: regex.Match[str]) -> str:
        try:
            return parts[match[1]]
        except KeyError:
            raise PackError(
                f"the pattern {pattern!r} names an unknown part {{{match[1]}}}"
            ) from None

    return regex.sub(r"\{([a-z_]+)\}", part, pattern)


def compiled(pattern: str, parts: Mapping[str, str]) -> regex.Pattern[str]:
    """The pattern with its parts filled in."""
    return regex.compile(bounded(fill(pattern, parts)), regex.VERSION1)


def looked_up(pattern: str, parts: Mapping[str, str], name: str) -> regex.Pattern[str]:
    """A pattern that looks at many characters, or for many words, for the engine quicker at that."""
    made: Any = by_table(bounded(fill(pattern, parts)))
    if made is None:
        raise PackError(
            f"{name}: the pattern {pattern[:40]!r}… cannot be in patterns_by_table: it holds \\p, \\w, \\b "
            "or a class in a class"
        )
    return cast("regex.Pattern[str]", made)


_TAKES_ALL = regex.compile(r"(?:[+*?]|\{[0-9,]+\})\+|\(\?>")


def neighbour(
    pattern: str | None, parts: Mapping[str, str], *, before: bool
) -> regex.Pattern[str] | None:
    """What may not stand beside a cue. Before it, it is matched backwards, from the cue on."""
    if pattern is None:
        return None
    if not before:
        return compiled(pattern, parts)
    if _TAKES_ALL.search(pattern):
        raise PackError(f"{pattern!r}: matched backwards, a repeat that gives nothing back differs")
    return regex.compile(bounded(fill(pattern, parts)), regex.VERSION1 | regex.REVERSE)
