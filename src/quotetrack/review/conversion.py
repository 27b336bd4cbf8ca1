"""Documents as Label Studio tasks, and what a person left on a page as reviews. Pure.

A page is compared with the quotes it was pushed with, never with those of a later extraction:
`remember` and `recall` keep them. A quotation that still stands unchanged is accepted; a changed
boundary, kind, speaker, expert or cue corrects it; a removed one is rejected; a new one is added.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quotetrack.evaluation.matching import overlap
from quotetrack.models import (
    PART_SEPARATOR,
    Document,
    Kind,
    Mention,
    Quote,
    Review,
    Span,
    Verdict,
    content_id,
)
from quotetrack.review.regions import (
    Cue,
    Marking,
    Page,
    Result,
    Speaker,
    as_results,
    is_ours,
    read_page,
)

SOURCE = "label-studio"
KEY_FIELD = "quotetrack_id"  # in the task's data, since the server filters by data alone
# One name for good: "Label All Tasks" shows only predictions whose version is the project's.
MODEL_VERSION = "quotetrack"
SAME_QUOTE_IOU = 0.5  # a removed region and a drawn one that overlap like this are one, corrected

_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]|«([^»]+)»|「([^」]+)」|『([^』]+)』|„([^“”]+)[“”]")
_UNUSABLE = re.compile("[\0\ud800-\udfff]")


def _nobody(name: str, document: Document, span: Span | None) -> str | None:
    return None


@dataclass(frozen=True)
class Registry:
    """The experts as reviews need them.

    `names` by id; `whose(name, document, span)`: the id of the one whom a name means, typed by a
    person (no span) or standing in a document.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    whose: Callable[[str, Document, Span | None], str | None] = _nobody


def unusable(document: Document) -> str | None:
    """Why a browser could not show this text with its offsets, or None where it can."""
    if not document.text.strip():
        return "it has no text"
    if _UNUSABLE.search(document.text):
        return "its text holds NUL or surrogate characters"
    return None


def as_task(document: Document, quotes: Sequence[Quote]) -> dict[str, Any]:
    """The task to import: the text as it is, the document's particulars, one prediction."""
    about = (document.outlet, document.published, document.lang, document.author, document.url)
    data = {
        "text": document.text,
        "title": document.title or "",
        "about": " · ".join(part for part in about if part),
        KEY_FIELD: document.id,
    }
    return {"data": data, "predictions": [as_prediction(document, quotes)]}


def as_prediction(document: Document, quotes: Sequence[Quote]) -> dict[str, Any]:
    """The quotes as a prediction; its score is the confidence of the least certain one."""
    return {
        "result": as_results(document, quotes),
        "score": score(quotes),
        "model_version": MODEL_VERSION,
    }


def score(quotes: Sequence[Quote]) -> float:
    """How certain the machine is of a page: as certain as of its least certain quote."""
    return min((quote.confidence for quote in quotes), default=1.0)


def remember(quotes: Iterable[Quote]) -> list[Any]:
    """What `recall` needs of the quotes that a page was pushed with: some 150 bytes a quote."""

    def place(mention: Mention | None) -> list[int] | None:
        return None if mention is None else [mention.start, mention.end]

    return [
        [
            quote.id,
            quote.kind,
            [list(span) for span in quote.content],
            [list(span) for span in quote.verbatim],
            place(quote.speaker),
            place(quote.cue),
            quote.expert,
            quote.who,
        ]
        for quote in sorted(quotes, key=lambda quote: (quote.content, quote.id))
    ]


def recall(document: Document, remembered: Sequence[Any]) -> list[Quote]:
    """The quotes that `remember` was given, as far as a page shows them."""
    text = document.text

    def mention(place: Sequence[int] | None) -> Mention | None:
        if place is None:
            return None
        return Mention(start=place[0], end=place[1], text=text[place[0] : place[1]])

    quotes = []
    for key, kind, content, verbatim, speaker, cue, expert, who in remembered:
        spans = tuple(Span(*span) for span in content)
        quote = Quote(
            id=key, document_id=document.id, lang=document.lang or "und", kind=kind,
            text=words(text, spans), content=spans, verbatim=tuple(Span(*s) for s in verbatim),
            speaker=mention(speaker), cue=mention(cue), who=who, description=None,
            addressee=None, stance="asserts", expert=expert, rule="", confidence=0.0,
        )  # fmt: skip
        quotes.append(quote)
    return quotes


def digest(remembered: Sequence[Any]) -> str:
    """A name for what was pushed: the same quotes give the same, whatever the order."""
    return content_id(json.dumps(remembered, ensure_ascii=False, separators=(",", ":")))


def quotes_of_results(document: Document, results: Sequence[Result]) -> list[Quote]:
    """The quotes that a prediction found on the server shows, where nobody remembers them."""
    remembered = []
    for marking in read_page(results, document.text).markings:
        if marking.ours:
            speaker, cue = _only(marking.speakers), _only(marking.cues)
            verbatim = verbatim_of(document.text, marking.kind, marking.content, ())
            place = speaker.span if speaker else None
            remembered.append(
                [marking.key, marking.kind, marking.content, verbatim, place, cue and cue.span]
                + ([speaker.expert, speaker.who] if speaker else [None, None])
            )
    return recall(document, remembered)


def as_reviews(
    document: Document,
    versions: Sequence[Sequence[Quote]],
    annotation: Mapping[str, Any],
    reviewer: str,
    registry: Registry,
    page: Page | None = None,
) -> list[Review]:
    """What one annotation says: one review a quotation, or one for the page if it was skipped.

    `versions` are the quotes as pushed, oldest first: a page that somebody had open while newer
    quotes were pushed comes back with the regions of the older ones. `page` is the annotation's
    result, if it was read already. `seconds` is the time spent on the whole page, on each of its
    reviews.
    """
    # Its number and its microsecond name it, whatever address the server is reached by; its
    # `unique_id` comes with exports alone.
    key = f"{annotation.get('id')} {annotation.get('created_at')}"
    common: dict[str, Any] = {
        "document_id": document.id,
        "reviewer": reviewer,
        "reviewed_at": str(annotation.get("updated_at") or annotation.get("created_at") or ""),
        "seconds": annotation.get("lead_time"),
        "ground_truth": bool(annotation.get("ground_truth")),
        "source": SOURCE,
    }
    # Asked first: a skipped page comes back with the predicted regions as if they were accepted.
    if annotation.get("was_cancelled"):
        skipped = content_id(SOURCE, key, "skipped")
        return [Review(id=skipped, quote_id=None, verdict="skipped", **common)]
    results = annotation.get("result") or []
    page = page or read_page(results, document.text)
    pushed = _version_of(document, versions, results)
    return [
        Review(id=content_id(SOURCE, key, judged.pop("key")), **judged, **common)
        for judged in _judge(document, pushed, page, registry)
    ]


def words(text: str, content: Sequence[Span]) -> str:
    """The words of some spans, as `Quote.text` has them."""
    return PART_SEPARATOR.join(text[start:end] for start, end in content)


def _version_of(
    document: Document, versions: Sequence[Sequence[Quote]], results: Sequence[Result]
) -> Sequence[Quote]:
    """The version that shares most regions with the page; of equals the latest."""
    if len(versions) < 2:
        return versions[0] if versions else ()
    present = {entry.get("id") for entry in results}

    def shared(quotes: Sequence[Quote]) -> int:
        return len(present & {entry.get("id") for entry in as_results(document, quotes)} - {None})

    return max(reversed(versions), key=shared)


def _judge(
    document: Document, pushed: Sequence[Quote], page: Page, registry: Registry
) -> list[dict[str, Any]]:
    by_id = {quote.id: quote for quote in pushed}
    # Read back from the regions, so that what a page cannot show never counts as a change.
    shown = read_page(as_results(document, pushed), document.text).markings
    before = {marking.key: marking for marking in shown}
    kept = {marking.key: marking for marking in page.markings if marking.key in before}
    drawn = [marking for marking in page.markings if marking.key not in before]
    redrawn = _redrawn([was for key, was in before.items() if key not in kept], drawn)
    judged: list[dict[str, Any]] = []
    for key, was in before.items():
        now = kept.get(key) or redrawn.get(key)
        marked = by_id[key].verbatim if key in by_id else ()
        machine, _ = _answer(document, was, was, marked, registry)
        about = {"key": key, "quote_id": key, "original": was.content}
        if now is None:
            judged.append(about | machine | {"verdict": "rejected"})
        elif now.verdict in ("not a quote", "wrong words") and now.content == was.content:
            note = None if now.verdict == "not a quote" else now.verdict
            judged.append(about | machine | {"verdict": "rejected", "note": note})
        else:
            answer, verdict = _answer(document, was, now, marked, registry)
            judged.append(about | answer | {"verdict": verdict})
    matched = {id(marking) for marking in redrawn.values()}
    for marking in drawn:
        if id(marking) not in matched and marking.verdict != "not a quote":
            answer, _ = _answer(document, None, marking, (), registry)
            judged.append({"key": marking.key, "quote_id": None, "verdict": "added"} | answer)
    return judged


def _redrawn(gone: Sequence[Marking], drawn: Sequence[Marking]) -> dict[str, Marking]:
    """Which drawn quotation takes the place of which removed one: the best overlaps first."""
    pairs = [(overlap(was.content, now.content), was, now) for was in gone for now in drawn]
    found: dict[str, Marking] = {}
    for share, was, now in sorted(pairs, key=lambda pair: -pair[0]):
        free = was.key not in found and not any(now is taken for taken in found.values())
        if share >= SAME_QUOTE_IOU and free:
            found[was.key] = now
    return found


def _answer(
    document: Document,
    was: Marking | None,
    now: Marking,
    marked: Sequence[Span],
    registry: Registry,
) -> tuple[dict[str, Any], Verdict]:
    """The person's answer, and whether it differs from what the page showed before."""
    text = document.text
    old = _only(was.speakers) if was else None
    old_cue = _only(was.cues) if was else None
    speaker, unsure = _picked(now.speakers, old)
    cue, _ = _picked(now.cues, old_cue)
    source = _source(document, old, speaker, registry)
    note = "several speakers" if unsure else None
    same_words = was is not None and (now.kind, now.content) == (was.kind, was.content)
    changed = not same_words or (cue and cue.span) != (old_cue and old_cue.span)
    if now.verdict == "wrong speaker" and source == old:
        source, note = None, now.verdict
    if source != old:
        changed = True
    verbatim = tuple(marked)
    if not same_words:
        clear = was.content if was is not None and was.kind == "direct" else marked
        verbatim = verbatim_of(text, now.kind, now.content, clear)
    answer = {
        "kind": now.kind,
        "text": words(text, now.content),
        "content": now.content,
        "verbatim": verbatim,
        "cue": _mention(text, cue),
        "speaker": _mention(text, source),
        "who": source.who if source else None,
        "expert": source.expert if source else None,
        "note": note,
    }
    return answer, "corrected" if changed else "accepted"


def _source(
    document: Document, old: Speaker | None, now: Speaker | None, registry: Registry
) -> Speaker | None:
    """Who spoke, by the region, the chosen expert and the typed name; the choice counts first."""
    if now is None or now == old:
        return now
    place = document.text[now.span.start : now.span.end]
    if old is None or now.region != old.region:  # another region, drawn or shown for another quote
        name = now.who or (registry.names.get(now.expert) if now.expert else None) or place
        if now.expert is None and not is_ours(now.region):
            standing = now.span if now.who is None else None
            return replace(now, who=name, expert=registry.whose(name, document, standing))
        return replace(now, who=name)
    if now.expert != old.expert and now.expert is not None:
        typed = now.who if now.who != old.who else None
        return replace(now, who=typed or registry.names.get(now.expert) or now.who or place)
    if now.who is not None and now.who != old.who:
        return replace(now, expert=now.expert or registry.whose(now.who, document, None))
    # The region was moved, or the expert or the name taken away. A name that was the region's own
    # words moves with it.
    who = place if now.who in (None, document.text[old.span.start : old.span.end]) else now.who
    expert = now.expert
    if expert is None and old.expert is None and now.span != old.span and who is not None:
        expert = registry.whose(who, document, now.span)
    return replace(now, who=who, expert=expert)


def _picked(now: Sequence[Any], old: Any) -> tuple[Any, bool]:
    """Which of several speakers or cues is meant: the one that was drawn besides the old one."""
    new = [region for region in now if old is None or region.region != old.region]
    if not new:
        return (now[0] if now else None), False
    return min(new, key=lambda region: region.span), len(new) > 1


def _only(regions: Sequence[Any]) -> Any:
    return regions[0] if regions else None


def _mention(text: str, region: Speaker | Cue | None) -> Mention | None:
    if region is None:
        return None
    start, end = region.span
    return Mention(start=start, end=end, text=text[start:end])


def verbatim_of(
    text: str, kind: Kind, content: Sequence[Span], clear: Sequence[Span]
) -> tuple[Span, ...]:
    """The stretches inside quotation marks: all of a direct quote, none of an indirect one.

    Of a mixed one those that were known, cut to the new content, and what stands in marks in it.
    """
    if kind == "direct":
        return tuple(content)
    if kind == "indirect":
        return ()
    found = {
        Span(max(start, known.start), min(end, known.end))
        for start, end in content
        for known in clear
        if max(start, known.start) < min(end, known.end)
    }
    for start, end in content:
        for match in _QUOTED.finditer(text, start, end):
            group = match.lastindex or 0
            stretch = Span(match.start(group), match.end(group))
            if not overlap([stretch], sorted(found)):
                found.add(stretch)
    return tuple(sorted(found))
