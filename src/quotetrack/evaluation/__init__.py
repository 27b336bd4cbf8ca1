"""Gold against predictions: precision, recall, F1 per language, set, kind and rule; errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quotetrack.evaluation.fields import FieldDifference, compare_fields
from quotetrack.evaluation.gold import (
    GoldDocument,
    GoldQuote,
    is_unread,
    parse_lines,
    parse_object,
)
from quotetrack.evaluation.matching import Outcome, compare, judge_source
from quotetrack.evaluation.report import (
    MEASURES,
    Figures,
    as_report,
    count,
    differences,
    errors,
    tabulate,
)
from quotetrack.evaluation.reviews import (
    GROUPINGS,
    Judgement,
    ReviewFigures,
    count_judgements,
    tabulate_judgements,
)
from quotetrack.models import Document, Quote

__all__ = [
    "GROUPINGS",
    "MEASURES",
    "FieldDifference",
    "Figures",
    "GoldDocument",
    "GoldQuote",
    "Judgement",
    "Outcome",
    "ReviewFigures",
    "as_document",
    "as_report",
    "compare",
    "compare_fields",
    "count",
    "count_judgements",
    "differences",
    "errors",
    "evaluate",
    "is_unread",
    "judge_source",
    "parse_lines",
    "parse_object",
    "tabulate",
    "tabulate_judgements",
]


def evaluate(
    documents: Iterable[GoldDocument], extract: Callable[[Document], list[Quote]]
) -> list[Outcome]:
    """The outcomes of all documents, as `extract` reads them; the gold's language is told to it."""
    return [outcome for gold in documents for outcome in compare(gold, extract(as_document(gold)))]


def as_document(gold: GoldDocument) -> Document:
    """The document that a reader would have made of a gold document's text."""
    return Document(text=gold.text, id=gold.id, lang=None if gold.lang == "und" else gold.lang)
