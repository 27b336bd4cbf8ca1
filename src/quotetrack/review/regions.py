"""What the regions of a Label Studio page are, and reading them as quotations; see `drawing`.

A quotation is one QUOTE, MIXED or INDIRECT region a content span, its speaker and cue one region
each, shared by all quotations that name them, joined by relations. A region's id says what it is:
`q-QUOTE-PART`, `s-START-END`, `c-START-END`. Label Studio keeps these ids when a page is submitted,
so what a person did to each quotation can be told. Ids use `[A-Za-z0-9_-]` alone: with others the
page draws no colour. No id is used twice and no relation dangles: either breaks the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quotetrack.models import Kind, Span

LABEL_OF_KIND: Mapping[Kind, str] = {"direct": "QUOTE", "mixed": "MIXED", "indirect": "INDIRECT"}
KIND_OF_LABEL: Mapping[str, Kind] = {label: kind for kind, label in LABEL_OF_KIND.items()}
LABELS = (*KIND_OF_LABEL, "SPEAKER", "CUE")

Result = dict[str, Any]  # one entry of a prediction's or an annotation's `result`

_OUR_REGION = re.compile(r"(?:q-([A-Za-z0-9_-]+)-\d{1,6}|[sc]-\d+-\d+)")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A SPEAKER region: its id, its place, the registry's id for the expert, the name in words."""

    region: str
    span: Span
    expert: str | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A CUE region."""

    region: str
    span: Span


@dataclass(frozen=True, slots=True)
class Marking:
    """One quotation as a page shows it; `key` is the quote's id, or a hand-made region's."""

    key: str
    ours: bool
    kind: Kind
    content: tuple[Span, ...]
    speakers: tuple[Speaker, ...] = ()
    cues: tuple[Cue, ...] = ()
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """All quotations of a page, `strangers` being our own regions whose label is none of ours."""

    markings: tuple[Marking, ...]
    missed: str | None = None
    strangers: tuple[str, ...] = ()


def read_page(results: Sequence[Result], text: str) -> Page:
    """The quotations that a prediction or an annotation of `text` shows, in the text's order.

    Only what the regions' places and the relations' ends say is believed: the words that Label
    Studio sends along have newlines and runs of blanks rewritten, and a relation drawn by hand has
    neither a label nor a reliable direction.
    """
    spans, kinds, strangers = _regions(results, text)
    experts = _per_region(results, "expert", "choices")
    names = _per_region(results, "who", "text")
    verdicts = _per_region(results, "verdict", "choices")
    groups = _Groups(region for region, label in kinds.items() if label in KIND_OF_LABEL)
    speakers: dict[str, list[str]] = {}
    cues: dict[str, list[str]] = {}
    for one, other in _relations(results):
        first, second = kinds.get(one), kinds.get(other)
        if second in KIND_OF_LABEL and first not in KIND_OF_LABEL:
            one, other, first, second = other, one, second, first
        if first not in KIND_OF_LABEL:
            continue
        if second in KIND_OF_LABEL:
            groups.join(one, other)
        elif second == "SPEAKER":
            speakers.setdefault(one, []).append(other)
        elif second == "CUE":
            cues.setdefault(one, []).append(other)
    markings = []
    for parts in groups.all():
        parts.sort(key=lambda part: (spans[part], part))
        lead = next((part for part in parts if quote_of_region(part)), parts[0])
        said_by = dict.fromkeys(name for part in parts for name in speakers.get(part, ()))
        cued_by = dict.fromkeys(name for part in parts for name in cues.get(part, ()))
        markings.append(
            Marking(
                key=quote_of_region(lead) or lead,
                ours=quote_of_region(lead) is not None,
                kind=KIND_OF_LABEL[kinds[lead]],
                content=_merged([spans[part] for part in parts]),
                speakers=tuple(
                    Speaker(name, spans[name], experts.get(name), names.get(name))
                    for name in said_by
                ),
                cues=tuple(Cue(name, spans[name]) for name in cued_by),
                verdict=next((verdicts[part] for part in parts if part in verdicts), None),
            )
        )
    markings.sort(key=lambda marking: (marking.content, marking.key))
    missed = next((_first(entry, "choices") for entry in results if _of(entry, "missed")), None)
    return Page(tuple(markings), missed, tuple(strangers))


def same_results(one: Sequence[Result], other: Sequence[Result]) -> bool:
    """Whether two pages are surely the same: in all that `read_page` goes by, in any order."""
    try:
        return len(one) == len(other) and set(map(_essence, one)) == set(map(_essence, other))
    except TypeError:  # a list or an object where none belongs
        return False


_ANSWERS = {"label": "labels", "who": "text"}  # where each control keeps them


def _essence(entry: Result) -> tuple[Any, ...]:
    get = entry.get
    name = get("from_name")
    parts = (get("id"), name, get("from_id"), get("to_id"), get("type"))
    value = get("value")
    if not isinstance(value, dict):
        return parts
    said = value.get(_ANSWERS.get(str(name), "choices"))
    said = tuple(said) if isinstance(said, list) else said
    return (*parts, value.get("start"), value.get("end"), said)


def quote_of_region(region: str) -> str | None:
    """The id of the quote that a region of ours is part of."""
    match = _OUR_REGION.fullmatch(region)
    return match[1] if match else None


def is_ours(region: str) -> bool:
    """Whether a region was pushed, and not drawn by a person."""
    return _OUR_REGION.fullmatch(region) is not None


def trimmed(start: int, end: int, text: str) -> Span:
    """The span without blanks at either end, which a drag with the mouse often takes along."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


class _Groups:
    """Regions that are parts of one quotation, joined step by step."""

    def __init__(self, regions: Iterable[str]) -> None:
        self._leader = {region: region for region in regions}

    def find(self, region: str) -> str:
        while self._leader[region] != region:
            self._leader[region] = self._leader[self._leader[region]]
            region = self._leader[region]
        return region

    def join(self, one: str, other: str) -> None:
        self._leader[self.find(other)] = self.find(one)

    def all(self) -> list[list[str]]:
        groups: dict[str, list[str]] = {}
        for region in self._leader:
            groups.setdefault(self.find(region), []).append(region)
        # Parts of one quote of ours belong together, even where their relation was deleted.
        whole: dict[str, list[str]] = {}
        for leader, parts in groups.items():
            key = next((q for q in map(quote_of_region, parts) if q), leader)
            whole.setdefault(key, []).extend(parts)
        return list(whole.values())


def _regions(
    results: Sequence[Result], text: str
) -> tuple[dict[str, Span], dict[str, str], list[str]]:
    spans: dict[str, Span] = {}
    kinds: dict[str, str] = {}
    strangers = []
    for entry in results:
        if not _of(entry, "label"):
            continue
        region, value = str(entry.get("id")), entry.get("value") or {}
        label = _first(entry, "labels")
        if label not in LABELS:
            if _OUR_REGION.fullmatch(region):
                strangers.append(str(label))
            continue
        try:
            span = trimmed(int(value["start"]), int(value["end"]), text)
        except (KeyError, TypeError, ValueError, IndexError):
            continue
        if is_inside(span, text):
            spans[region], kinds[region] = span, label
    return spans, kinds, strangers


def _relations(results: Sequence[Result]) -> list[tuple[str, str]]:
    return [
        (str(entry.get("from_id")), str(entry.get("to_id")))
        for entry in results
        if entry.get("type") == "relation"
    ]


def _per_region(results: Sequence[Result], name: str, field: str) -> dict[str, str]:
    found = {}
    for entry in results:
        answer = _first(entry, field) if _of(entry, name) else None
        if answer is not None:
            found[str(entry.get("id"))] = answer
    return found


def _of(entry: Result, name: str) -> bool:
    return entry.get("from_name") == name and isinstance(entry.get("value"), dict)


def _first(entry: Result, field: str) -> str | None:
    """The first answer of a control; people leave blanks around what they type."""
    answers = (entry.get("value") or {}).get(field)
    if isinstance(answers, str):
        answers = [answers]
    if not isinstance(answers, list) or not answers:
        return None
    return " ".join(str(answers[0]).split()) or None


def is_inside(span: Span, text: str) -> bool:
    """Whether a place from elsewhere is one of this text."""
    return 0 <= span.start < span.end <= len(text)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
