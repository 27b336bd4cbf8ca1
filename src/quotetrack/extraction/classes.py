"""Classes of characters made quick: a pattern matches what it did, in a fraction of the time.

`regex` compares a character with the members of a class one by one, `re` looks it up in a table.
"""

from __future__ import annotations

import re

import regex

# Below this a class is as quick as it is.
LARGE = 24
# Characters only, no escape, range, class or operation inside.
_PLAIN = regex.compile(
    rf"(?P<escape>\\.)|\[(?P<negated>\^?)(?P<members>[^\\\[\]^&|~\-]{{{LARGE},}})\]", regex.DOTALL
)
# What `re` does not know, or reads in another way: letters, words, their ends, classes in classes.
_OTHERWISE = re.compile(r"\\[pPwWbBdDGXLNKmMR]|\[[^\]\\]*(?:\\.[^\]\\]*)*\[|\(\?[^:=!<]|--|&&|\|\|")
_SPACE = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_IN_CLASS = re.compile(r"(?P<class>\[(?:\\.|[^\]\\])*\])|(?P<space>\\s)|\\.", re.DOTALL)


def quick(pattern: str) -> str:
    """The pattern (VERSION1) with every large class of plain characters cut into ranges.

    A character that is none of six hundred costs some fifty comparisons then.

    >>> quick("[aeiou]+")
    '[aeiou]+'
    >>> made = regex.compile(quick("[acegikmoqsuwyACEGIKMOQSUWY]+"), regex.VERSION1)
    >>> made.findall("bEscape 1 Way")
    ['Esca', 'e', 'Way']
    """
    return _PLAIN.sub(_cut, pattern)


def _cut(match: regex.Match[str]) -> str:
    if match["escape"]:
        return match[0]
    members = sorted(set(match["members"]))
    pieces = max(2, round(len(members) ** 0.25))
    return f"[{match['negated']}{_ranges(members, (pieces, pieces))}]"


def _ranges(members: list[str], pieces: tuple[int, ...]) -> str:
    """The inside of a class of classes: as many pieces at each level as `pieces` says."""
    if not pieces or len(members) < LARGE // 4:
        return "".join(members)
    size = -(-len(members) // pieces[0])
    cut = [members[at : at + size] for at in range(0, len(members), size)]
    return "".join(f"[[{c[0]}-{c[-1]}]&&[{_ranges(c, pieces[1:])}]]" for c in cut)


def by_table(pattern: str) -> re.Pattern[str] | None:
    r"""The pattern for `re`, where that reads it as `regex` does; else None.

    Five times faster for what looks at every character, as the tokens of a clause do. White space
    is that of Unicode in both.

    >>> by_table(r"[^\s,]+|,").findall("one, two")
    ['one', ',', 'two']
    >>> by_table(r"\p{L}+")
    """
    if _OTHERWISE.search(pattern):
        return None
    return re.compile(_IN_CLASS.sub(_spaces, pattern))


def _spaces(match: re.Match[str]) -> str:
    if match["class"]:
        return match["class"].replace(r"\s", _SPACE)
    return f"[{_SPACE}]" if match["space"] else match[0]
