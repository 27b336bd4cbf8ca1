"""Documents with their quotes as Parquet, one row a document: what a cluster hands to a database.

The columns are those of a document, `quotes` (a list of what `extract` prints, one a quote) and
`error` (why a document has none, if the extractor failed). `quotetrack.spark` writes such files,
`quotetrack import` reads them in bulk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from quotetrack.errors import InputError
from quotetrack.models import (
    PART_SEPARATOR,
    Document,
    Mention,
    Quote,
    Span,
    as_printed,
    quote_id,
)
from quotetrack.store.preparing import Prepared, prepare

if TYPE_CHECKING:
    import pyarrow as pa

DOCUMENT_FIELDS = ("id", "lang", "title", "url", "outlet", "author", "published", "text")
ROWS_AT_ONCE = 500  # documents in memory, a few MB


def schema() -> pa.Schema:
    """The columns, as pyarrow names them. Raises InputError where pyarrow is not installed."""
    pa = _pyarrow()
    text, number = pa.string(), pa.int32()
    span = pa.struct([("start", number), ("end", number)])
    mention = pa.struct([("start", number), ("end", number), ("text", text)])
    quote = pa.struct(
        [
            ("schema", number),
            *((name, text) for name in ("id", "document_id", "lang", "kind", "text")),
            ("content", pa.list_(span)),
            ("verbatim", pa.list_(span)),
            ("cue", mention),
            ("speaker", mention),
            *((name, text) for name in ("who", "description", "addressee", "stance", "expert")),
            ("rule", text),
            ("confidence", pa.float64()),
        ]
    )
    documents = [(name, text) for name in DOCUMENT_FIELDS]
    return pa.schema([*documents, ("quotes", pa.list_(quote)), ("error", text)])


def as_row(document: Document, quotes: Sequence[Quote], error: str | None = None) -> dict[str, Any]:
    """A document and its quotes as a row of `schema`."""
    row = {name: getattr(document, name) for name in DOCUMENT_FIELDS}
    return {**row, "quotes": [_quote_row(quote) for quote in quotes], "error": error}


def is_bulk(path: Path) -> bool:
    """Whether a path to import is a Parquet file or a folder with some, not a text file."""
    return path.is_dir() or path.suffix.lower() == ".parquet"


def read_bulk(path: Path, failures: list[str]) -> Iterator[Prepared]:
    """The documents of a Parquet file, or of all in a folder, ready to be stored.

    Whatever the file says, words are those of the text at the places given, and ids are made anew
    from them. A row that does not fit goes to `failures`; InputError where the file cannot be read.
    """
    pa = _pyarrow()
    import pyarrow.parquet as pq

    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise InputError("there is no Parquet file in this folder")
    for file in files:
        try:
            with pq.ParquetFile(file) as table:
                missing = {"id", "text", "quotes"} - set(table.schema_arrow.names)
                if missing:
                    raise InputError(
                        f"{file.name} has no column {', '.join(sorted(missing))}; import reads "
                        "what `quotetrack-spark` wrote to its folder 'documents'"
                    )
                row = 0
                for batch in table.iter_batches(ROWS_AT_ONCE):
                    for values in batch.to_pylist():
                        row += 1
                        ready = _prepared(values, f"{file}, row {row}", failures)
                        if ready is not None:
                            yield ready
        except (pa.ArrowException, UnicodeDecodeError) as error:
            reason = " ".join(str(error).split())
            raise InputError(f"{file.name} cannot be read as Parquet ({reason})") from None


def _prepared(values: Mapping[str, Any], place: str, failures: list[str]) -> Prepared | None:
    try:
        if values.get("error"):
            raise InputError(str(values["error"]))
        fields: dict[str, Any] = {name: values.get(name) for name in DOCUMENT_FIELDS}
        document = Document(**fields)
        quotes = [quote_at(quote, document) for quote in values["quotes"] or ()]
        return prepare(document, quotes)
    except ValidationError as error:
        first = error.errors()[0]
        failures.append(f"{place}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
    except InputError as error:
        failures.append(f"{place}: {error}")
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        what = f"{type(error).__name__}: {error}"
        failures.append(f"{place}: a field is missing or of the wrong kind ({what})")
    return None


def quote_at(values: Mapping[str, Any], document: Document) -> Quote:
    """A quote from outside; InputError where its places are not in the text."""
    text = document.text
    content = spans_in(values["content"], text)
    if not content:
        raise InputError("a quote has no words")

    def mention(name: str) -> Mention | None:
        found = values.get(name)
        if isinstance(found, Mapping):
            start, end = found["start"], found["end"]
        else:
            start, end = values.get(f"{name}_start"), values.get(f"{name}_end")
        if start is None or end is None:
            return None
        ((start, end),) = spans_in([[start, end]], text)
        return Mention(start=start, end=end, text=text[start:end])

    return Quote(
        id=quote_id(document.id, values["kind"], content),
        document_id=document.id,
        lang=values.get("lang") or "und",
        kind=values["kind"],
        text=PART_SEPARATOR.join(text[start:end] for start, end in content),
        content=content,
        verbatim=spans_in(values["verbatim"], text),
        cue=mention("cue"),
        speaker=mention("speaker"),
        who=values.get("who"),
        description=values.get("description"),
        addressee=values.get("addressee"),
        stance=values.get("stance") or "asserts",
        expert=values.get("expert"),
        rule=values["rule"],
        confidence=values["confidence"],
    )


def spans_in(values: Iterable[Any], text: str) -> tuple[Span, ...]:
    """Spans, each `[start, end]` or `{"start", "end"}`; InputError for one outside the text."""
    pairs = [(v["start"], v["end"]) if isinstance(v, Mapping) else tuple(v) for v in values]
    spans = tuple(Span(int(start), int(end)) for start, end in pairs)
    if any(not 0 <= start < end <= len(text) for start, end in spans):
        raise InputError("a quote has words outside the document's text")
    return spans


def _quote_row(quote: Quote) -> dict[str, Any]:
    row = as_printed(quote)
    for name in ("content", "verbatim"):
        row[name] = [{"start": start, "end": end} for start, end in row[name]]
    return row


def _pyarrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        raise InputError(
            "Parquet needs pyarrow: run `pip install pyarrow` where quotetrack is installed"
        ) from None
    return pa
