"""A speaker's name against the registry: full names, initials, endings; bare surnames with care."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from quotetrack.folding import fold, fold_with_offsets, name_parts

if TYPE_CHECKING:
    from quotetrack.experts.registry import Registry
    from quotetrack.models import Document, Quote

# No name has more parts; what has is a description that an extraction went wrong on.
MAX_PARTS = 8
MIN_STEM_LETTERS = 3
# Before a surname these are no given name. Compared folded.
_HONORIFICS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "professor",
        "doctor",
        "sir",
        "president",
        "minister",
        "general",
        "analyst",
        "expert",
        "researcher",
        "sayin",
        "bay",
        "bayan",
        "herr",
        "frau",
        "doktor",
        "monsieur",
        "madame",
        "mme",
        "m",
        "senor",
        "senora",
        "sr",
        "sra",
        "don",
        "господин",
        "госпожа",
        "доктор",
        "профессор",
        "аналитик",
        "эксперт",
    ]
)
# Case endings of Russian names, and what stood in their place (й is folded to и).
_RUSSIAN_ENDINGS = (
    ("ского", "скии"), ("скому", "скии"), ("ским", "скии"), ("ском", "скии"), ("ым", ""),
    ("ом", ""), ("ем", "и"), ("а", ""), ("у", ""), ("е", ""), ("я", "и"), ("ю", "и"),
)  # fmt: skip
_CYRILLIC = re.compile("[\u0400-\u052f]")
_HAN = re.compile("[\u3400-\u9fff]")
# Turkish case endings and the English genitive stand behind an apostrophe.
_APOSTROPHE_ENDING = re.compile(r"(?<=\w{3})['’ʼ`]\w{0,7}$")
_APOSTROPHE = re.compile("['’ʼ`]")
_ELIDED = re.compile(r"^[dDlL]['’](?=\w)")
_ARABIC_CLITIC = re.compile("^[وفبلک](?=[\u0620-\u06ff]{3})")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'.-]*)[ \u00a0]+$")
_WORD_BEFORE_CHARS = 40


def uninflected(part: str) -> Iterator[str]:
    """What a folded name part may be a declined form of, itself first.

    >>> list(uninflected("семенову")), list(uninflected("aziz"))
    (['семенову', 'семенов'], ['aziz'])
    """
    yield part
    if _CYRILLIC.search(part):
        for ending, instead in _RUSSIAN_ENDINGS:
            if part.endswith(ending) and len(part) - len(ending) >= MIN_STEM_LETTERS:
                yield part[: -len(ending)] + instead


def readings(name: str) -> list[tuple[str, ...]]:
    """The folded parts of a name as it stands, and without what a sentence may add to it."""
    spelled = [name]
    if _APOSTROPHE.search(name):
        spelled += (_APOSTROPHE_ENDING.sub("", name), _ELIDED.sub("", name))
    if not name.isascii() and _ARABIC_CLITIC.match(folded := fold(name)):
        spelled.append(folded[1:])
    found = map(name_parts, spelled)
    return [parts for parts in dict.fromkeys(found) if 0 < len(parts) <= MAX_PARTS]


def full_matches(registry: Registry, parts: tuple[str, ...]) -> set[str]:
    """The ids of those whose full name this is: in any order, declined, with initials, extended."""
    for variant in _declined(parts):
        for order in (variant, variant[::-1]):
            if found := registry.full.get("".join(order)):
                return set(found)
        found = {
            expert_id
            for known, expert_id in registry.by_surname.get(variant[-1], ())
            if _same_person(variant, known)
        }
        if found:
            return found
    return set()


def _declined(parts: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    # Beyond three parts the combinations grow, and nobody's name is declined in four.
    return product(*map(uninflected, parts)) if len(parts) <= 3 else (parts,)


def _same_person(parts: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether parts with the same surname are the known name, longer or with initials."""
    given, known_given = parts[:-1], known[:-1]
    if not given:
        return False
    if all(len(part) == 1 for part in given):
        return all(part == own[0] for part, own in zip(given, known_given, strict=False))
    rest = iter(given)
    return given[0] == known_given[0] and all(part in rest for part in known_given)


def identify(quotes: Sequence[Quote], document: Document, registry: Registry) -> list[Quote]:
    """The same quotes, with `expert` filled in where the source is one of the registry's.

    A bare surname counts only if the document gives no other full name for it.
    """
    answers = {who: _expert(who, quotes, document, registry) for who in _sources(quotes)}
    if not any(answers.values()):
        return list(quotes)
    # Not above: resolving a name must not pay for pydantic.
    from quotetrack.models import Quote, made_of

    return [
        made_of(Quote, **{**quote.__dict__, "expert": answers[quote.who]})
        if quote.expert is None and quote.who is not None and answers[quote.who] is not None
        else quote
        for quote in quotes
    ]


def _sources(quotes: Iterable[Quote]) -> set[str]:
    return {quote.who for quote in quotes if quote.who is not None}


def _expert(
    who: str, quotes: Sequence[Quote], document: Document, registry: Registry
) -> str | None:
    candidates = [parts for parts in readings(who) if registry.may_know(parts)]
    for parts in candidates:
        if len(found := full_matches(registry, parts)) == 1:
            return next(iter(found))
    for parts in candidates:
        if len(parts) != 1:
            continue
        for surname in uninflected(parts[0]):
            found = registry.bare.get(surname, set())
            # A declined surname may be a woman's (Семёнова) unless the base form is there too.
            if surname != parts[0] and not _stands_in(surname, document.text):
                continue
            if len(found) == 1:
                expert_id = next(iter(found))
                if not _names_another(surname, expert_id, quotes, document, registry):
                    return expert_id
    return None


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", fold(text)) is not None


def _names_another(
    surname: str, expert_id: str, quotes: Sequence[Quote], document: Document, registry: Registry
) -> bool:
    """Whether the document gives a full name with this surname that isn't this expert's."""
    for who in _sources(quotes):
        for parts in readings(who):
            if (
                len(parts) > 1
                and surname in parts
                and expert_id not in full_matches(registry, parts)
            ):
                return True
    own = [
        known[:-1] for known, owner in registry.by_surname.get(surname, ()) if owner == expert_id
    ]
    if _HAN.search(surname):
        return _another_in_chinese(surname, own, document.text)
    return _another_with_spaces(surname, own, document.text)


def _another_in_chinese(surname: str, own: list[tuple[str, ...]], text: str) -> bool:
    """A given name and an interpunct stand before the surname, and they are not the expert's."""
    folded = fold(text)
    given_names = tuple("".join(given) for given in own)
    before = re.compile(
        rf"([\u3400-\u9fff·-]{{1,16}})[·.-]{re.escape(surname)}(?![\u3400-\u9fff]?·)"
    )
    for match in before.finditer(folded):
        given = re.sub("[·-]", "", match[1])
        if not given.endswith(given_names):
            return True
    return False


def _another_with_spaces(surname: str, own: list[tuple[str, ...]], text: str) -> bool:
    """A capitalised word that is no title and nowhere in lower case stands before the surname.

    Scripts without capitals cannot tell a given name from a title: there the other sources of the
    document decide alone.
    """
    folded, offsets = fold_with_offsets(text)
    given_names = {part for given in own for part in given}
    given_names |= {part[0] for part in given_names}
    for match in re.finditer(rf"(?<!\w){re.escape(surname)}(?!\w)", folded):
        start = offsets[match.start()]
        before = _WORD_BEFORE.search(text[max(0, start - _WORD_BEFORE_CHARS) : start])
        if before is None or not before[1][0].isupper():
            continue
        word = name_parts(before[1])
        if not word or word[-1] in given_names or word[-1] in _HONORIFICS:
            continue
        # 'But Azizi …', 'Researcher Azizi …' begin a sentence; Tariq is never tariq.
        if not re.search(rf"(?<!\w){re.escape(before[1].lower())}(?!\w)", text):
            return True
    return False
