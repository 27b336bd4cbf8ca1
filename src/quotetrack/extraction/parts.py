"""Named parts of a pack's patterns: word lists and pieces that stand in them as {name}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import regex

from quotetrack.errors import PackError


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
