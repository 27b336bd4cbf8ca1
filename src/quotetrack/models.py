"""What flows through quotetrack: documents, quotes, experts, reviews. Frozen, validated, hash-named.

Offsets are Unicode code points into `Document.text`, half-open, everywhere.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA = 1
ID_HEX_DIGITS = 24  # 96 bits: no collision to be expected among 10^12 quotes
PART_SEPARATOR = " … "

Kind = Literal["direct", "mixed", "indirect"]
Stance = Literal["asserts", "denies", "asks", "urges"]
Verdict = Literal["accepted", "corrected", "rejected", "added", "skipped"]


class Span(NamedTuple):
    """A stretch of text: code points `start` up to, not including, `end`."""

    start: int
    end: int


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mention(_Frozen):
    """Words at a place: a cue or a speaker. `text` is `document.text[start:end]`."""

    start: int
    end: int
    text: str


_Model = TypeVar("_Model", bound=BaseModel)


def made_of(model: type[_Model], **values: Any) -> _Model:
    """A model of values that are known to be right, all fields given: not validated again.

    The speed trick of the extraction: validating a quote costs as much as finding it, and pydantic's
    own `model_construct` half of that. A test holds it equal to the plain constructor.
    """
    made = model.__new__(model)
    put = object.__setattr__
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", set(values))
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made


class Document(_Frozen):
    """A text with what is known about it. `text` is never changed after reading.

    A document without an `id` gets one: a hash of its text and URL, so the same wire text from
    two outlets is two documents, and reading a file twice is one.

    >>> Document(text="他说：“好。”").id == Document(text="他说：“好。”").id
    True
    """

    text: str
    id: str = ""
    lang: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, values: object) -> object:
        if (
            isinstance(values, dict)
            and not values.get("id")
            and isinstance(values.get("text"), str)
        ):
            return {**values, "id": content_id(values["text"], values.get("url") or "")}
        return values


class Quote(_Frozen):
    """One attributed quotation; the fields are explained one by one in docs/schema.md."""

    schema_: int = Field(default=SCHEMA, alias="schema")
    id: str
    document_id: str
    lang: str
    kind: Kind
    text: str
    content: tuple[Span, ...]
    verbatim: tuple[Span, ...]
    cue: Mention | None
    speaker: Mention | None
    who: str | None
    description: str | None
    addressee: str | None
    stance: Stance
    expert: str | None
    rule: str
    confidence: float

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def as_printed(quote: Quote) -> dict[str, Any]:
    """The quote as docs/schema.md has it, ready for JSON: `model_dump(by_alias=True)`, but faster.

    A test holds the two equal.
    """
    fields = quote.__dict__
    return {
        "schema": fields["schema_"],
        **{name: fields[name] for name in _PLAIN_FIRST},
        "content": quote.content,
        "verbatim": quote.verbatim,
        "cue": quote.cue and dict(quote.cue.__dict__),
        "speaker": quote.speaker and dict(quote.speaker.__dict__),
        **{name: fields[name] for name in _PLAIN_LAST},
    }


_PLAIN_FIRST = ("id", "document_id", "lang", "kind", "text")
_PLAIN_LAST = ("who", "description", "addressee", "stance", "expert", "rule", "confidence")


class Expert(_Frozen):
    """Somebody whose quotes are looked for; `names` maps a language tag to spellings."""

    id: str
    name: str
    description: str | None = None
    names: dict[str, tuple[str, ...]] = {}


class Review(_Frozen):
    """What one person said about one quotation of a document (or about a missed one).

    The words are kept as spans and text, so that a review stays whole after a new extraction:
    it then belongs to the quote that overlaps `original` most (IoU of code points >= 0.5).
    `original` are the content spans of the machine's quote that was judged, empty for `added`;
    `content`, `verbatim`, `speaker`, `who`, `expert` and `kind` are the person's answer.
    """

    id: str
    document_id: str
    quote_id: str | None
    verdict: Verdict
    original: tuple[Span, ...] = ()
    kind: Kind | None = None
    text: str | None = None
    content: tuple[Span, ...] = ()
    verbatim: tuple[Span, ...] = ()
    cue: Mention | None = None
    speaker: Mention | None = None
    who: str | None = None
    expert: str | None = None
    reviewer: str
    reviewed_at: str
    seconds: float | None = None
    ground_truth: bool = False
    source: str = "label-studio"
    note: str | None = None


def content_id(*parts: object) -> str:
    """The name of something by what it is: the first 96 bits of a SHA-256 over its parts.

    Lone surrogates, which UTF-8 cannot hold, are hashed as they are.
    """
    joined = "\0".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:ID_HEX_DIGITS]


def quote_id(document_id: str, kind: str, content: tuple[Span, ...]) -> str:
    """A quote's name: its document, kind and content spans. See `content_id`."""
    spans = ",".join(f"{start}-{end}" for start, end in content)
    return content_id(document_id, kind, spans)
