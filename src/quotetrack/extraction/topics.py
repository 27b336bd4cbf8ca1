"""Whom the sentence before is about: who 'she', or a verb without a subject, means beside the last speaker.

'Sarah Lind came to the studio. Asked about it, said: “…”' (Turkish), 'Его жена Раиса молчит. «…» —
спрашивает она' (Russian). Only sentences in which nobody spoke count.
"""

from __future__ import annotations

from quotetrack.extraction import finders
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.view import View


def subject_before(view: View, pack: Pack, done: int, position: int) -> Source | None:
    """The named subject of the sentence that ends before `position`; `done`: where the last speech ends.

    In the same paragraph, or in the line before.
    """
    source = _subject_before(view, pack, done, position)
    return source if source is not None and source.kind == "name" else None


def role_before(view: View, pack: Pack, done: int, position: int) -> str | None:
    """The role that the sentence before is about, as it stands there: 'Адвокат Лунина вздохнул. «Нет».'."""
    source = _subject_before(view, pack, done, position)
    if source is None or source.kind != "description" or source.mention is None or not source.sure:
        return None
    words = view.text[slice(*source.mention)]
    titles = pack.words["title"]
    return words if any(pack.fold(word) in titles for word in words.split()) else None


def _subject_before(view: View, pack: Pack, done: int, position: int) -> Source | None:
    """The same, be it a name or none."""
    low = max(0, done, position - 2 * MAX_SOURCE_CHARS)
    ends = [match.end() for match in pack.sentence_end.finditer(view.masked, low, position)]
    ends = [end for end in ends if view.masked[low:end].strip()]
    if not ends:
        return None
    end = ends[-1]  # of the sentence before; what follows is the quotation's own
    start = next((at for at in reversed(ends) if view.masked[at:end].strip()), low)
    between = view.masked[start:end].rstrip()
    if not between or "\n\n" in view.masked[start + len(between) : position]:
        return None
    if start == low and low > 0 and not view.masked[low - 1].isspace():
        again = _behind_but(view, pack, start, end)
        if again is None:
            return None  # what is left of the last quotation's sentence
        start = again
    return finders.subject_of(view, pack, start, end)


def _behind_but(view: View, pack: Pack, start: int, end: int) -> int | None:
    """Where a clause begins behind 'but' right at `start`: '(сообщили, что помогут), но | Лунин не верит'."""
    if pack.nouns not in ("declined", "suffixed"):
        return None
    words = view.masked[start:end].lstrip(", ")
    first = words.split(" ", 1)[0]
    if first not in pack.words["coordinator"]:
        return None
    return end - len(words) + len(first)


def meant_by(view: View, pack: Pack, done: int, position: int, pronoun: str) -> Source | None:
    """The role, body or people that the sentence before is about, if a pronoun may mean them.

    'Учёные вернулись. «…», — сказали они.'
    """
    source = _subject_before(view, pack, done, position)
    if source is None or source.mention is None or source.kind == "pronoun" or not source.sure:
        return None
    words = f"{pronoun} {view.masked[slice(*source.mention)]}"
    return source if pack.patterns["may_mean"].match(words) else None


def gender_of_name(name: str, pack: Pack) -> str:
    """'masculine' or 'feminine' by the shape of a name in the nominative; empty where it doesn't tell."""
    if "feminine_name" not in pack.patterns:
        return ""
    folded = pack.fold(name)
    if pack.patterns["feminine_name"].search(folded):
        return "feminine"
    return "masculine" if pack.patterns["masculine_name"].search(folded) else ""


def may_be(name: str, gender: str, pack: Pack) -> bool:
    """Whether 'he' or 'she' may mean a name in the nominative."""
    shown = gender_of_name(name, pack)
    if shown or not gender:
        return shown == gender
    return (pack.patterns["feminine_end"].search(name) is not None) == (gender == "feminine")
