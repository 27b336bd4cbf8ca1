"""Names of one person: the fullest in the document, the base of a declined one."""

from __future__ import annotations

from itertools import islice
from typing import Any

from quotetrack.extraction.pack import Pack, remembered

MAX_NAMES = 200  # of a document that a name is compared with: a book has more, a story never


def latest(names: dict[str, Any]) -> list[str]:
    """The names that came up last, in their order."""
    return list(islice(reversed(names), MAX_NAMES))[::-1]


def surname(name: str, pack: Pack) -> str:
    """The last word of a folded name; with the one before where the pack reads two as one: 'ولی زاده'."""
    return [match.group() for match in pack.patterns["token"].finditer(name)][-1]


def is_short_for(short: str, full: str) -> bool:
    if short.startswith("《") and full.startswith("《"):
        return len(short) < len(full) and short[1:-1] in full
    return len(short) < len(full) and full.endswith(short)


def fullest(name: str, names: list[str], pack: Pack) -> str:
    """The longest name of the document that `name` is a part of; itself, if two people fit."""
    longer = [other for other in names if other != name and is_part(name, other, pack)]
    if not longer:
        return _base(name, names, pack)
    if pack.by_place:  # 'Trump' is 'Donald Trump', not the 'Trump Organization'
        end = _folded(pack, name)[0]
        last = [other for other in longer if _folded(pack, other)[0].endswith(end)]
        longer = last or longer
    best = max(longer, key=len)
    if "name_ending" in pack.patterns:
        best = _base(best, longer, pack)
        longer = [one for one in longer if _base(one, longer, pack) != best]
    if all(other == best or is_part(other, best, pack) for other in longer):
        return best
    return name


def _stem(word: str, pack: Pack) -> str:
    """A word of a name without its case ending: Лунину, Луниной -> лунин."""
    return pack.patterns["name_ending"].sub("", word)


@remembered
def _stems(pack: Pack, name: str) -> list[str]:
    """The stems of a name's words."""
    return [_stem(part, pack) for part in pack.fold(name).split()]


def _base(name: str, names: list[str], pack: Pack) -> str:
    """The form of a declined name that is nearest to the nominative, of those in the document."""
    if "name_ending" not in pack.patterns:
        return name
    stems = _stems(pack, name)
    same = [other for other in names if _stems(pack, other) == stems]
    last = pack.patterns["oblique_ending"]
    return min([name, *same], key=lambda other: (len(other), last.search(other) is not None))


@remembered
def _folded(pack: Pack, name: str) -> tuple[str, list[str]]:
    """A name folded, and its parts."""
    folded = pack.fold(name)
    parts = pack.patterns["name_parts"].split(folded)
    return folded, [_stem(part, pack) for part in parts]


def is_part(short: str, full: str, pack: Pack) -> bool:
    """Whether a name is some of the parts of a longer one."""
    if len(short) >= len(full):
        return False
    if pack.spaced:
        short, parts = _folded(pack, short)
        full, tokens = _folded(pack, full)
        if (parts[0] if "name_ending" in pack.patterns else short) not in full:
            return False  # what a name of one word mostly shows, without a look at the parts
        size = len(parts)
        return any(tokens[i : i + size] == parts for i in range(len(tokens) - size + 1))
    if short not in full:
        return False
    pieces = pack.patterns["name_parts"].split(full)
    if len(pieces) > 1:
        return short in pieces or any(full.endswith(sep + short) for sep in "·•・‧∙")
    return len(short) <= 2 and (
        full.startswith(short) or (len(short) == 2 and full.endswith(short))
    )
