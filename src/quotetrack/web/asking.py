"""What an address asks for, and the addresses of the questions next to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from quotetrack.search import STATUSES

PAGE_ROWS = 20
MAX_PAGE = 250  # further on, people narrow the search
MAX_VALUES = 50  # of all filters together
MAX_VALUE_CHARS = 1_000
SEVERAL = ("expert", "kind", "status", "lang", "outlet")
SINGLE = ("q", "in", "who", "since", "until", "page", "count")
PLACES = {"quote": "in quotations", "context": "in their sentence", "document": "in the document"}

Pair = tuple[str, str]


class Asked(NamedTuple):
    """The parameters that we know, in order, empty ones left out."""

    pairs: tuple[Pair, ...] = ()

    def all(self, name: str) -> list[str]:
        """Every value of a parameter."""
        return [value for key, value in self.pairs if key == name]

    def one(self, name: str) -> str | None:
        """The last value of a parameter."""
        return next(iter(reversed(self.all(name))), None)

    @property
    def page(self) -> int:
        """The page of results, from 1."""
        given = self.one("page") or "1"
        # Not isdigit: that is also true of ², which int refuses.
        number = int(given) if given.isdecimal() and len(given) < 9 else 1
        return min(max(number, 1), MAX_PAGE)

    @property
    def place(self) -> str:
        """Where the words have to be."""
        given = self.one("in")
        return given if given in PLACES else "quote"

    def filters(self, experts: Iterable[str]) -> dict[str, Any]:
        """What `quotetrack.search` takes; `experts` are the ids that the names given mean."""
        return {
            "in_": self.place,
            "expert": list(experts),
            "who": self.one("who"),
            "kind": self.all("kind"),
            "status": self.all("status"),
            "lang": self.all("lang"),
            "outlet": self.all("outlet"),
            "since": self.one("since"),
            "until": self.one("until"),
        }

    def without(self, *names: str) -> Asked:
        """The same without these parameters; pages begin again."""
        gone = {*names, "page"}
        return Asked(tuple(pair for pair in self.pairs if pair[0] not in gone))

    def minus(self, name: str, value: str) -> Asked:
        """The same without one value of a parameter."""
        kept = self.without()
        return Asked(tuple(pair for pair in kept.pairs if pair != (name, value)))

    def plus(self, *pairs: Pair) -> Asked:
        """The same with more parameters; single ones are replaced."""
        kept = self.without(*(name for name, _ in pairs if name in SINGLE))
        return Asked((*kept.pairs, *(pair for pair in pairs if pair not in kept.pairs)))

    def at_page(self, page: int) -> Asked:
        """Another page of the same."""
        return Asked((*self.without().pairs, ("page", str(page))))

    def __str__(self) -> str:
        """As in an address, with its question mark; empty for no question."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""


def asked(query_string: str) -> Asked:
    """What the part of an address after the question mark asks for.

    >>> asked("q=%E5%88%B6%E8%A3%81&kind=&x=1&kind=direct").pairs
    (('q', '制裁'), ('kind', 'direct'))
    """
    given = parse_qsl(query_string, max_num_fields=200, errors="replace")
    pairs: list[Pair] = []
    for name, value in given:
        value = value.replace("\0", "").strip()[:MAX_VALUE_CHARS]
        if value and (name in SINGLE or name in SEVERAL) and (name, value) not in pairs:
            pairs.append((name, value))
    return Asked(tuple(pairs[:MAX_VALUES]))


def verified(question: Asked) -> Asked:
    """Only what people have confirmed."""
    return question.without("status").plus(
        *(("status", status) for status in STATUSES if status in ("accepted", "corrected", "added"))
    )


def place_of(kind: str, identifier: str) -> str:
    """The path of the page of an expert, a claim or a document.

    >>> place_of("documents", "a/b?c")
    '/documents/a%2Fb%3Fc'
    """
    return f"/{kind}/{quote(identifier, safe='')}"


def labels(values: Iterable[tuple[str, int]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Facet values as they are shown."""
    return [
        {"value": value, "label": names.get(value, value), "number": number}
        for value, number in values
    ]
