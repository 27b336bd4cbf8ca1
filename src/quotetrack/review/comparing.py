"""What a person did to each quotation of a page: the page before against the page after. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quotetrack.evaluation.matching import overlap
from quotetrack.models import PART_SEPARATOR, Document, Kind, Mention, Quote, Span, Verdict, made_of
from quotetrack.review.drawing import as_results
from quotetrack.review.regions import (
    Cue,
    Marking,
    Page,
    Result,
    Speaker,
    is_ours,
    read_page,
    same_results,
)

SAME_QUOTE_IOU = 0.5  # a removed region and a drawn one that overlap like this are one, corrected

_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]|«([^»]+)»|「([^」]+)」|『([^』]+)』|„([^“”]+)[“”]")


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


def compare(
    document: Document,
    pushed: Sequence[Quote],
    page: Page,
    registry: Registry,
    results: Sequence[Result] = (),
) -> list[dict[str, Any]]:
    """The fields of one review a quotation, with the `key` that its id is made of.

    A quotation that still stands unchanged is accepted; a changed boundary, kind, speaker, expert
    or cue corrects it; a removed one is rejected; a new one is added. `results` are what `page`
    was read from: most pages are left as they were, and need not be read twice.
    """
    by_id = {quote.id: quote for quote in pushed}
    # Read back from the regions, so that what a page cannot show never counts as a change.
    pushed_results = as_results(document, pushed)
    untouched = same_results(pushed_results, results)
    shown = page if untouched else read_page(pushed_results, document.text)
    standing = {marking.key: marking for marking in shown.markings}
    kept = {marking.key: marking for marking in page.markings if marking.key in standing}
    drawn = [marking for marking in page.markings if marking.key not in standing]
    redrawn = _redrawn([was for key, was in standing.items() if key not in kept], drawn)
    judged: list[dict[str, Any]] = []
    for key, was in standing.items():
        now = kept.get(key) or redrawn.get(key)
        marked = by_id[key].verbatim if key in by_id else ()
        about = {"key": key, "quote_id": key, "original": was.content}
        said = now.verdict if now is not None else None
        note = None
        if now is not None and said == "wrong words" and now.content == was.content:
            now, note = None, said
        elif said == "not a quote":
            now = None
        answer, verdict = _answer(document, was, now or was, marked, registry)
        if now is None:
            judged.append(about | answer | {"verdict": "rejected", "note": note})
        else:
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
    return made_of(Mention, start=start, end=end, text=text[start:end])


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


def words(text: str, content: Sequence[Span]) -> str:
    """The words of some spans, as `Quote.text` has them."""
    return PART_SEPARATOR.join(text[start:end] for start, end in content)
