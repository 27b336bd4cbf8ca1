"""Whom 'he' or 'she' means where somebody is named who has not spoken yet.

'Marta Hale shook her head. “Never,” she said.': the person whom the last sentences before the
pronoun are about, if that is a person and not one of the other gender. For languages whose words'
place tells the subject and whose pack lists given names.
"""

from __future__ import annotations

from itertools import pairwise

from quotetrack.extraction import finders
from quotetrack.extraction.finders.tokens import (
    AUXILIARY,
    DEMONYM,
    DETERMINER,
    ORGANISATION,
    PLURAL,
    PREPOSITION,
    TIME,
    classes,
)
from quotetrack.extraction.naming import fullest
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_MET_CHARS = 40  # behind 'I asked', where the name of who is asked begins
_FULL_STOPS = frozenset(".!?")
MAX_SENTENCES = 3  # before the pronoun's own
OTHER = {"masculine": "feminine", "feminine": "masculine"}


def gender_of_name(name: str, pack: Pack) -> str:
    """What a given name says of a full name: 'masculine', 'feminine' or nothing."""
    first, _, rest = pack.fold(name).partition(" ")
    if not rest:
        return ""
    if first in pack.words["feminine_name"]:
        return "" if first in pack.words["masculine_name"] else "feminine"
    return "masculine" if first in pack.words["masculine_name"] else ""


def is_several(view: View, pack: Pack, described: Span) -> bool:
    """Whether a description is of more than one: 'lawyers for the family'."""
    words = view.masked[slice(*described)]
    cut = pack.patterns["description_end"].search(words)
    return pack.patterns["several"].search(words[: cut.start()] if cut else words) is not None


def subject_before(
    view: View,
    pack: Pack,
    position: int,
    done: int,
    gender: str,
    names: list[str],
    besides: str | None = None,
) -> tuple[str, Source] | None:
    """The full name of the person whom the sentences before `position` are about, and where it stands.

    `done`: where the last quotation and its cue end; nobody is looked for before it.
    `besides`: who can't be meant, since he is told.
    """
    if gender not in OTHER or not pack.words["feminine_name"]:
        return None
    low = max(0, done, position - 2 * MAX_SOURCE_CHARS)
    starts = [match.end() for match in pack.sentence_end.finditer(view.masked, low, position)]
    if low == 0:
        starts.insert(0, 0)
    elif low == done and not _FULL_STOPS.isdisjoint(view.text[low - 2 : low + 1]):
        starts.insert(0, min(low + 1, position))  # '… said it was “a mess.” She nodded.'
    near = list(pairwise([*starts, position]))[: -MAX_SENTENCES - 1 : -1]
    number = -1  # of sentences with a subject
    for start, end in near:
        if not view.masked[start:end].strip():
            continue
        source = finders.subject_of(view, pack, start, end)
        if source is None or source.mention is None:
            continue
        if (
            source.kind == "description"
            and view.masked[source.mention.end : position].strip() == ","
        ):
            continue  # 'A former nurse, she …' means somebody named before
        number += source.kind != "pronoun"
        if source.kind == "pronoun" and view.masked[slice(*source.mention)] in pack.words["writer"]:
            met = _met(view, pack, source.mention.end, end, names)
            if met is not None and gender_of_name(met, pack) != OTHER[gender]:
                return met, Source(source.mention, "name")
        if source.kind == "description":
            told, person = _told(view, pack, source.mention)
            one = not is_several(view, pack, source.mention)
            if person and told != OTHER[gender] and source.sure and one:
                return view.text[slice(*source.mention)], source
        if source.kind != "name":
            continue
        name = fullest(view.text[slice(*source.mention)], names, pack)
        if name == besides:
            continue
        described, person = _told(view, pack, source.description)
        described = described or _courtesy(view, pack, source.mention.start)
        told = described or gender_of_name(name, pack)
        if told != OTHER[gender] and (told or person or (not number and _is_full_name(name, pack))):
            return name, source
    return None


def _courtesy(view: View, pack: Pack, start: int) -> str:
    """The gender that 'Mr' or 'Ms' before a name tells."""
    before = view.masked[max(0, start - 5) : start].strip(" .\xa0")
    if before not in pack.words["honorific"]:
        return ""
    return next((gender for gender in OTHER if before in pack.words[gender]), "")


def _met(view: View, pack: Pack, start: int, end: int, names: list[str]) -> str | None:
    """Whom the writer met: 'I asked Ann Lee what she thought'."""
    name = pack.patterns["full_name"].search(view.cased, start, end)
    if name is None or name.start() > start + MAX_MET_CHARS or name.group() not in names:
        return None
    return name.group()


def is_person(view: View, name: str, at: Span, pack: Pack) -> bool:
    """Whether a name at the head of a sentence surely is a person's: by its first word, or what it does."""
    if gender_of_name(name, pack):
        return True
    verb = pack.patterns["token"].search(view.masked, at.end)
    acts = verb is not None and not classes(verb.group(), pack) & (AUXILIARY | PREPOSITION)
    return acts and _is_full_name(name, pack)  # 'Marsh Lane was empty'


def _is_full_name(name: str, pack: Pack) -> bool:
    """Whether a name in the sentence right before may be a person's: two words, no place or body."""
    words = pack.fold(name).split()
    if len(words) < 2 or words[0] in pack.words["place_opener"]:
        return False
    if pack.nouns == "inverted":
        return not any(word in pack.words["organisation"] for word in words)
    if not pack.by_place:
        return False
    return not any(
        classes(word, pack) & (ORGANISATION | PREPOSITION | DETERMINER | DEMONYM | PLURAL | TIME)
        for word in words[:1]
    ) and not any(classes(word, pack) & ORGANISATION for word in words)


def _told(view: View, pack: Pack, described: Span | None) -> tuple[str, bool]:
    """The gender that a title, office or description tells, and whether it is a person's."""
    if described is None:
        return "", False
    words = view.masked[slice(*described)].replace(",", " ").split()
    if any(word in pack.words["thing"] for word in words[:2]):
        return "", False
    for word in words:
        for gender in OTHER:
            if word.rstrip(".") in pack.words[gender] and word not in pack.words["determiner"]:
                return gender, True
    people = pack.words["title"] | pack.words["role"]
    return "", any(word.rstrip(".") in people for word in words)
