"""Gold annotations: what people marked in a text, read from JSON and checked before it is used.

Two formats, told apart by what they hold: JSON lines, a document each, with its text; and one
JSON object that names the file of its text. A quotation has `parts`, or `content` and `verbatim`
(full annotation), or all three; `text` are the words of its parts, without them of its content.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from quotetrack.errors import GoldError
from quotetrack.models import Kind, Span

# Most documents may be read while rules are written; the others show whether the rules hold for
# text that nobody looked at. Translations of one document stay together. A third was unread until
# the first rules were done, and most of the news passages with it; since then these are read too.
UNREAD_ONE_IN = 15
_DETAILS = ("who", "description", "addressee", "stance", "expert")
_LANGUAGE_SUFFIX = re.compile(r"-(zh-Hans|zh-Hant|Hans|Hant|en|zh|ru|fa|tr|ar)$")


@dataclass(frozen=True)
class GoldQuote:
    """One annotated quotation. `stretches` are its quoted words, marks excluded.

    `details` holds the fields that only a full annotation has (one with `content`): who,
    description, addressee, expert, stance; one that is not there is not judged.
    """

    kind: Kind
    content: tuple[Span, ...]
    stretches: tuple[Span, ...]
    cue: Span | None
    speaker: Span | None
    speaker_text: str | None
    speaker_is: str
    who: str | None
    full: bool = False
    details: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names that are right for this quotation's source: the mention and the full name."""
        return tuple(dict.fromkeys(name for name in (self.speaker_text, self.who) if name))


@dataclass(frozen=True)
class GoldDocument:
    """A text with its annotated quotations; `set` names the file the annotations came from.

    What is in `optional`, or overlaps a span in `either_way`, counts neither for nor against. Full
    annotation states what must come out, so such a document is never among the unread.
    """

    id: str
    set: str
    lang: str
    text: str
    quotes: tuple[GoldQuote, ...]
    optional: tuple[GoldQuote, ...] = ()
    either_way: tuple[Span, ...] = ()
    always_read: bool = False

    @property
    def part(self) -> str:
        """`read` or `unread`: see `is_unread`."""
        return "unread" if not self.always_read and is_unread(self.id) else "read"

    @property
    def language(self) -> str:
        """The language without its script: zh for zh-Hans and zh-Hant."""
        return self.lang.split("-")[0].lower()


def is_unread(document_id: str) -> bool:
    """Whether a document is kept for judging: decided by its id, so nobody chooses.

    >>> is_unread("17-en") == is_unread("17-zh-Hant") == is_unread("17")
    True
    """
    key = _LANGUAGE_SUFFIX.sub("", document_id)
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % UNREAD_ONE_IN == 0


def parse_lines(lines: Iterable[str], name: str) -> Iterator[GoldDocument]:
    """Gold documents from JSON lines; `name` is what errors and figures call the set."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise GoldError(f"{where}: not JSON ({error}); one document a line") from error
        yield _document(record, name, where)


def parse_object(gold: object, text: str, name: str) -> GoldDocument:
    """A gold document from one object whose text stands in a file of its own."""
    if not isinstance(gold, dict):
        raise GoldError(f"{name}: not an object with 'document' and 'quotes'")
    digest = gold.get("sha256")
    if digest is not None and hashlib.sha256(text.encode()).hexdigest() != digest:
        raise GoldError(
            f"{name}: the text of {gold.get('document')} is not the one that was annotated; "
            "restore the file or annotate it again"
        )
    record = {"id": gold.get("document"), **gold, "text": text}
    return _document(record, name, name)


def _document(record: object, name: str, where: str) -> GoldDocument:
    if not isinstance(record, dict):
        raise GoldError(f"{where}: not an object with 'id', 'text' and 'quotes'")
    text, identifier = record.get("text"), record.get("id")
    if not isinstance(text, str) or not isinstance(identifier, str) or not identifier:
        raise GoldError(f"{where}: 'id' and 'text' must be strings")
    where = f"{where} (document {identifier})"
    quotes = _quotes(record.get("quotes"), text, f"{where}: quotes")
    return GoldDocument(
        id=identifier,
        set=name,
        lang=str(record.get("lang") or "und"),
        text=text,
        quotes=quotes,
        optional=_quotes(record.get("optional", []), text, f"{where}: optional"),
        either_way=_spans(
            record.get("optional_not_quotes", []), text, f"{where}: optional_not_quotes"
        ),
        always_read=any(quote.full for quote in quotes) or record.get("always_read") is True,
    )


def _quotes(values: object, text: str, where: str) -> tuple[GoldQuote, ...]:
    if not isinstance(values, list):
        raise GoldError(f"{where}: must be a list")
    return tuple(_quote(value, text, f"{where}[{i}]") for i, value in enumerate(values))


def _quote(value: object, text: str, where: str) -> GoldQuote:
    if not isinstance(value, dict):
        raise GoldError(f"{where}: must be an object")
    kind: Any = value.get("kind")
    if kind not in get_args(Kind):
        raise GoldError(f"{where}: kind is {kind!r}; it must be direct, mixed or indirect")
    full = "content" in value
    spans_field = "content" if full else "parts"
    content = _spans(value.get(spans_field), text, f"{where}.{spans_field}")
    if not content:
        raise GoldError(f"{where}: no {spans_field}; a quotation has words")
    stretches = (
        _spans(value["verbatim"], text, f"{where}.verbatim") if "verbatim" in value else content
    )
    said = value.get("text")
    parts = _spans(value["parts"], text, f"{where}.parts") if "parts" in value else content
    if said is not None and said != [text[start:end] for start, end in parts]:
        raise GoldError(f"{where}: 'text' is not what stands at its spans; offsets are code points")
    speaker = _mention(value.get("speaker"), text, f"{where}.speaker")
    return GoldQuote(
        kind=kind,
        content=content,
        stretches=() if kind == "indirect" else stretches,
        cue=_mention(value.get("cue"), text, f"{where}.cue"),
        speaker=speaker,
        speaker_text=text[speaker.start : speaker.end] if speaker else None,
        speaker_is=str(value.get("speaker_is") or "none"),
        who=value.get("who"),
        full=full,
        details={key: value[key] for key in _DETAILS if key in value} if full else {},
    )


def _mention(value: object, text: str, where: str) -> Span | None:
    return None if value is None else _spans([value], text, where)[0]


def _spans(values: object, text: str, where: str) -> tuple[Span, ...]:
    if not isinstance(values, list):
        raise GoldError(f"{where}: must be a list of [start, end]")
    spans = []
    for value in values:
        if (
            not isinstance(value, list)
            or len(value) != 2
            or not all(isinstance(edge, int) for edge in value)
            or not 0 <= value[0] < value[1] <= len(text)
        ):
            raise GoldError(f"{where}: {value!r} is no span of a text of {len(text)} characters")
        spans.append(Span(*value))
    return tuple(spans)
