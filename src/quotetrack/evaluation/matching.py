"""Gold against predictions in one document: what was found, missed and made up, and who said it.

Every difference is one `Outcome`; every figure is counted from outcomes.

*quoted*: stretches in quotation marks (the `verbatim` of direct and mixed quotes) against the
gold's, IoU of code points >= 0.8 after marks and punctuation are trimmed off both ends, one to
one. *indirect*: the content of indirect quotes against the gold's clauses, IoU >= 0.5.

A source is right when the prediction's mention, or its resolved name, is the gold's mention or its
resolved name: the same letters once case, width, diacritics, punctuation and a leading article are
put aside. So 'he' is right where the gold's mention is 'he', and only where both mean the same
place: a pronoun's letters prove nothing about another sentence. A name that merely contains the
right one, or is part of it, is wrong; it is marked `near`, since its cure is another one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from quotetrack.evaluation.gold import GoldDocument, GoldQuote
from quotetrack.folding import fold_name
from quotetrack.models import Quote, Span

QUOTED_IOU = 0.8
INDIRECT_IOU = 0.5
CONTEXT_CHARS = 40

_TRIMMED = frozenset("PZC")  # general categories: punctuation and marks, separators, controls
_MARKS_THAT_ARE_SYMBOLS = frozenset("`´<>")
_ARTICLE = regex.compile(r"(?:the|an?|der|die|das|l[ea]s?|el|los)\s+", regex.IGNORECASE)
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{N}]+")


@dataclass(frozen=True)
class Outcome:
    """One stretch or clause: `found` (in both), `missed` (gold alone), `spurious` (ours alone).

    `source` is `right`, `near`, `wrong`, `unknown` (we name nobody) or None (nothing to judge: the
    gold names nobody, or it was not found). `gold` and `predicted` are the trimmed spans. `before`,
    `words` and `after` quote the text.
    """

    document: str
    set: str
    language: str
    part: str
    measure: str
    state: str
    gold_kind: str | None
    kind: str | None
    rule: str | None
    source: str | None
    both_right: bool
    gold: tuple[Span, ...]
    predicted: tuple[Span, ...]
    wanted: tuple[str, ...]
    got: tuple[str, ...]
    before: str
    words: str
    after: str

    @property
    def key(self) -> str:
        """The same stretch has the same key in every run: what `--diff` compares by."""
        spans = self.gold or self.predicted
        place = ",".join(f"{start}-{end}" for start, end in spans)
        return f"{self.set} {self.document} {self.measure} {place}"


@dataclass(frozen=True)
class _Piece:
    """A stretch or clause on its way to being matched, with the quote it belongs to."""

    spans: tuple[Span, ...]
    quote: GoldQuote | Quote


def compare(document: GoldDocument, quotes: Sequence[Quote]) -> list[Outcome]:
    """All outcomes of one document, in the order of the text."""
    outcomes = [
        *_compare(document, quotes, "quoted", QUOTED_IOU),
        *_compare(document, quotes, "indirect", INDIRECT_IOU),
    ]
    return sorted(outcomes, key=lambda outcome: (outcome.gold or outcome.predicted)[0])


def overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    """Intersection over union of two sets of spans, in code points.

    >>> overlap([Span(0, 10)], [Span(5, 10)])
    0.5
    """
    shared = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    total = sum(x.end - x.start for x in a) + sum(y.end - y.start for y in b) - shared
    return shared / total if total else 0.0


def trim(span: Span, text: str) -> Span:
    """The span without marks, punctuation and blanks at its ends; unchanged if that is all it has.

    >>> trim(Span(3, 8), "他说：“好的。”")
    Span(start=4, end=6)
    """
    start, end = span
    while start < end and _is_trimmed(text[start]):
        start += 1
    while end > start and _is_trimmed(text[end - 1]):
        end -= 1
    return Span(start, end) if start < end else span


def same_name(a: str, b: str) -> bool:
    """Whether two names have the same letters, case, width, diacritics and article aside.

    >>> same_name("the Kremlin", "Kremlin"), same_name("Özkızılcık", "OZKIZILCIK")
    (True, True)
    """
    return bool(_letters(a)) and _letters(a) == _letters(b)


def _compare(
    document: GoldDocument, quotes: Sequence[Quote], measure: str, threshold: float
) -> list[Outcome]:
    text = document.text
    gold = _pieces(document.quotes, measure, text)
    optional = _pieces(document.optional, measure, text)
    predicted = _pieces(quotes, measure, text)
    pairs = _match(gold, predicted, threshold)
    outcomes = [_found(document, measure, gold[i], predicted[j]) for i, j in pairs]
    found = {i for i, _ in pairs}
    outcomes += [
        _outcome(document, measure, "missed", piece, None)
        for i, piece in enumerate(gold)
        if i not in found
    ]
    left = [piece for j, piece in enumerate(predicted) if j not in {j for _, j in pairs}]
    excused = {j for _, j in _match(optional, left, threshold)}
    outcomes += [
        _outcome(document, measure, "spurious", None, piece)
        for j, piece in enumerate(left)
        if j not in excused and not overlap(piece.spans, document.either_way)
    ]
    return outcomes


def _pieces(quotes: Sequence[GoldQuote | Quote], measure: str, text: str) -> list[_Piece]:
    if measure == "indirect":
        return [
            _Piece(tuple(trim(span, text) for span in quote.content), quote)
            for quote in quotes
            if quote.kind == "indirect"
        ]
    return [
        _Piece((trim(span, text),), quote)
        for quote in quotes
        if quote.kind != "indirect"
        for span in (quote.stretches if isinstance(quote, GoldQuote) else quote.verbatim)
    ]


def _match(
    gold: Sequence[_Piece], predicted: Sequence[_Piece], threshold: float
) -> list[tuple[int, int]]:
    """Pairs of indices, best overlap first, each piece at most once."""
    candidates = []
    first = 0
    order = sorted(range(len(predicted)), key=lambda j: predicted[j].spans[0])
    longest = max((piece.spans[-1].end - piece.spans[0].start for piece in predicted), default=0)
    for i in sorted(range(len(gold)), key=lambda i: gold[i].spans[0]):
        spans = gold[i].spans
        while first < len(order) and (
            predicted[order[first]].spans[0].start + longest < spans[0].start
        ):
            first += 1
        for j in order[first:]:
            if predicted[j].spans[0].start >= spans[-1].end:
                break
            share = overlap(spans, predicted[j].spans)
            if share >= threshold:
                candidates.append((-share, i, j))
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    return pairs


def _found(document: GoldDocument, measure: str, gold: _Piece, ours: _Piece) -> Outcome:
    assert isinstance(gold.quote, GoldQuote)
    assert isinstance(ours.quote, Quote)
    return _outcome(document, measure, "found", gold, ours, judge_source(gold.quote, ours.quote))


def judge_source(gold: GoldQuote, ours: Quote) -> str | None:
    """`right`, `near`, `wrong`, `unknown`, or None where the gold names nobody.

    Where the gold names nobody, naming somebody is no error of the share 'source right', but the
    quotation does not count as right end to end: see `Outcome.both_right`.
    """
    names = _names(ours)
    if not gold.sources:
        return None
    if not names:
        return "unknown"
    if gold.speaker and ours.speaker and gold.speaker_is == "pronoun":
        place = Span(ours.speaker.start, ours.speaker.end)
        if overlap([gold.speaker], [place]) and same_name(gold.speaker_text or "", names[0]):
            return "right"
    wanted = gold.sources
    if gold.speaker_is == "pronoun":
        wanted = (gold.who,) if gold.who else ()
    if any(same_name(name, right) for name in names for right in wanted):
        return "right"
    near = any(
        _letters(name) in _letters(right) or _letters(right) in _letters(name)
        for name in names
        for right in wanted
    )
    return "near" if near else "wrong"


def _outcome(
    document: GoldDocument,
    measure: str,
    state: str,
    gold: _Piece | None,
    ours: _Piece | None,
    source: str | None = None,
) -> Outcome:
    spans = (gold or ours).spans  # type: ignore[union-attr]
    annotated = gold.quote if gold and isinstance(gold.quote, GoldQuote) else None
    quote = ours.quote if ours and isinstance(ours.quote, Quote) else None
    got = _names(quote) if quote else ()
    nobody = annotated is not None and not annotated.sources and not got
    text, start, end = document.text, spans[0].start, spans[-1].end
    return Outcome(
        document=document.id,
        set=document.set,
        language=document.language,
        part=document.part,
        measure=measure,
        state=state,
        gold_kind=annotated.kind if annotated else None,
        kind=quote.kind if quote else None,
        rule=quote.rule if quote else None,
        source=source,
        both_right=state == "found" and (source == "right" or nobody),
        gold=gold.spans if gold else (),
        predicted=ours.spans if ours else (),
        wanted=annotated.sources if annotated else (),
        got=got,
        before=text[max(0, start - CONTEXT_CHARS) : start],
        words=text[start:end],
        after=text[end : end + CONTEXT_CHARS],
    )


def _names(quote: Quote) -> tuple[str, ...]:
    mention = quote.speaker.text if quote.speaker else None
    return tuple(dict.fromkeys(name for name in (mention, quote.who) if name))


def _is_trimmed(character: str) -> bool:
    return unicodedata.category(character)[0] in _TRIMMED or character in _MARKS_THAT_ARE_SYMBOLS


def _letters(name: str) -> str:
    plain = _ARTICLE.sub("", name.strip(), count=1) if _ARTICLE.match(name.strip()) else name
    return _NOT_LETTERS.sub("", fold_name(plain))
