"""Where the mentions of one claim differ, told against the earliest of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from quotetrack.claims.keys import source_key, words_key
from quotetrack.folding import fold, fold_name, name_parts

Field = Literal["words", "source", "role", "addressee", "kind", "stance"]
Change = Literal["same", "changed", "cut", "added"]

_TOKENS = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\W+")
_NO_DATE = "9999"


class Mention(NamedTuple):
    """One row of a claim; `position` orders documents without dates (the order they came in)."""

    row: int
    document_id: str
    start: int
    text: str
    lang: str | None = None
    who: str | None = None
    expert: str | None = None
    description: str | None = None
    addressee: str | None = None
    kind: str = "direct"
    stance: str = "asserts"
    published: str | None = None
    position: int = 0


class Piece(NamedTuple):
    """A stretch of two wordings: what the earliest mention has, what the later one has."""

    change: Change
    before: str
    after: str


class Difference(NamedTuple):
    """One thing that a mention says otherwise than the earliest; `pieces` only for words."""

    field: Field
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Drift:
    """A claim's mentions in order, the earliest first, with what differs from it in each."""

    claim: str
    mentions: tuple[Mention, ...]
    differences: tuple[tuple[Difference, ...], ...]

    @property
    def earliest(self) -> Mention:
        """The mention that the others are told against."""
        return self.mentions[0]

    def __bool__(self) -> bool:
        return any(self.differences)


def drift(claim: str, mentions: Iterable[Mention]) -> Drift:
    """What the mentions of a claim (at least one) make different of the earliest."""
    ordered = tuple(sorted(mentions, key=order))
    first = ordered[0]
    return Drift(claim, ordered, ((), *(differences(first, later) for later in ordered[1:])))


def order(mention: Mention) -> tuple[str, int, str, int]:
    """By publication; of one date or none by the order documents came in, then the text's."""
    return (_moment(mention.published), mention.position, mention.document_id, mention.start)


def differences(first: Mention, later: Mention) -> tuple[Difference, ...]:
    """Where `later` differs from `first`; what one of the two does not say is no difference.

    Script, case and punctuation are none either, and the words of translations are not compared.
    """
    found: list[Difference] = []
    same_language = (first.lang or "")[:2] == (later.lang or "")[:2]
    if same_language and words_key(first.text) != words_key(later.text):
        found.append(
            Difference("words", first.text, later.text, tuple(pieces(first.text, later.text)))
        )
    if first.who and later.who and not _same_source(first, later):
        found.append(Difference("source", first.who, later.who))
    for field, before, after in (
        ("role", first.description, later.description),
        ("addressee", first.addressee, later.addressee),
    ):
        if before and after and same_language and fold_name(before) != fold_name(after):
            found.append(Difference(field, before, after))  # type: ignore[arg-type]
    if first.kind != later.kind:
        found.append(Difference("kind", first.kind, later.kind))
    if first.stance != later.stance:
        found.append(Difference("stance", first.stance, later.stance))
    return tuple(found)


def pieces(before: str, after: str) -> list[Piece]:
    """The two wordings side by side, word by word (Han: character by character).

    >>> [tuple(p) for p in pieces("We must act now", "we must wait now.")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('same', 'We must ', 'we must '), ('changed', 'act', 'wait'), ('same', ' now', ' now'),
     ('added', '', '.')]
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    matcher = SequenceMatcher(None, _comparable(old), _comparable(new), autojunk=False)
    names: dict[str, Change] = {
        "equal": "same", "replace": "changed", "delete": "cut", "insert": "added",
    }  # fmt: skip
    return [
        Piece(names[tag], "".join(old[a:b]), "".join(new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
    ]


def _comparable(tokens: Sequence[str]) -> list[str]:
    return [fold(token) for token in tokens]


def _same_source(first: Mention, later: Mention) -> bool:
    if source_key(first.expert, first.who) == source_key(later.expert, later.who):
        return True
    if first.expert and later.expert:
        return False
    one, other = set(name_parts(first.who or "")), set(name_parts(later.who or ""))
    return one <= other or other <= one


def _moment(published: str | None) -> str:
    """A date as a string that sorts: in UTC where it has a zone; after all others if unknown."""
    if not published:
        return _NO_DATE
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return published
    if moment.tzinfo is None:
        return published
    return moment.astimezone(UTC).isoformat()[:19]
