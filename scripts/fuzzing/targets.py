"""What is fuzzed: each target takes bytes, and raises only where the program is wrong.

Our own errors (bad input, bad query) are answers, not faults; everything else gets out and ends
the run. Half of the inputs are made into texts of marks, cues and names, for random bytes alone
hardly ever hold a quotation.
"""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

from mixing import mixed

import quotetrack.experts
import quotetrack.extraction
import quotetrack.readers.feeds
import quotetrack.readers.html
import quotetrack.readers.records
import quotetrack.readers.warc
import quotetrack.readers.word  # all here, so that they are instrumented  # noqa: F401
from quotetrack import Document, extract
from quotetrack.errors import InputError, QueryError
from quotetrack.exporters import export
from quotetrack.exporters.importing import import_files
from quotetrack.exporters.tables import harmless, original
from quotetrack.language import detect
from quotetrack.readers import read
from quotetrack.rendering.page import page
from quotetrack.search.query import parse, to_fts
from quotetrack.store import Store
from quotetrack.store.preparing import prepare
from quotetrack.store.tokens import index_text, tokens
from quotetrack.terminal import one_line

LANGUAGES = (None, "zh", "zh-Hant", "en", "ru", "fa", "ar", "tr", "de", "xx")
FORMATS = (None, "text", "jsonl", "json", "csv", "tsv", "html", "mhtml", "feed", "warc", "docx")
PIECES = (
    "“", "”", '"', "'", "「", "」", "『", "』", "«", "»", "‘", "’", "„", "‹", "›", "《", "》",
    "：", ":", "，", ", ", "。", ". ", "\n", "\n\n", " ", "　", "（", "）", "——", "—", "·", "、", "？", "!",
    "说", "表示", "称", "据", "告诉", "记者", "指出", "否认", "他", "该官员", "教授", "王芳", "基里尔·谢苗诺夫",
    "阿齐兹", "經濟", "的", "在", "接受采访时", "对", " said ", "said that ", "according to ", "told ",
    "Mr ", "Kirill Semenov", "Aziz", "professor", "he ", "the ", "and ", "denied ", " who ", "U.S. ",
    "заявил", " сообщил, что ", "Кирилл Семенов", "он ", "министр ", "گفت", "که ", "وزیر ", "قال ", "إن ",
    "söyledi", "Ömer Özkızılcık", " dedi", "'nin ", "İ", "ı", "ß", "\u0301", "\u200f", "\u200c", "\u202e",
    "\ud800", "\0", "😀", "🇮🇷", "㈱", "가", "각", "1", "2024", "%", "=", "=cmd|' /C calc'!A0", "<script>",
    "AND ", "OR ", "NOT ", "-", "*", "(", ")", "'; DROP TABLE quotes; --", "\x1b[31m", "../../etc/passwd",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """A text: pieces that the bytes choose, or the bytes themselves, as the first bit says."""
    if data[:1] and data[0] & 1:
        return "".join(PIECES[byte % len(PIECES)] for byte in data[1:])
    return data[1:].decode("utf-8", "surrogatepass" if data[:1] > b"\x80" else "replace")


def _text(data: bytes) -> str:
    try:
        return text_of(data)
    except UnicodeDecodeError:
        return data[1:].decode("utf-16-le", "surrogatepass" if len(data) % 2 else "replace")


def extractor(data: bytes) -> None:
    """Any text, any language: no exception, and every word stands where the quote says."""
    try:
        text = _text(data[1:])
    except UnicodeDecodeError:
        return
    _check(text, LANGUAGES[data[0] % len(LANGUAGES)] if data else None)


def mixing(data: bytes) -> None:
    """The words of real articles with a sign too many, a word too few, in another order."""
    lang, text = mixed(data)
    _check(text, lang)


def _check(text: str, lang: str | None) -> None:
    document = Document(text=text, lang=lang)
    quotes = extract(document)
    at = 0
    for quote in quotes:
        assert quote.content, quote
        assert quote.content[0].start >= at, "out of order"
        at = quote.content[0].start
        for spans in (quote.content, quote.verbatim):
            assert all(0 <= start < end <= len(text) for start, end in spans), quote
            assert all(one.end <= two.start for one, two in pairwise(spans))
        assert quote.text == " … ".join(text[start:end] for start, end in quote.content)
        for mention in (quote.cue, quote.speaker):
            assert mention is None or text[mention.start : mention.end] == mention.text, quote
            assert mention is None or mention.text.strip(), quote
        for words in (quote.who, quote.description, quote.addressee):
            assert words is None or words.strip(), quote
    assert len({quote.id for quote in quotes}) == len(quotes), "an id twice"
    prepared = prepare(document, quotes)
    assert prepared.failure is None or "\0" in text or not _encodable(text), prepared.failure


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@cache
def _index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE x USING fts5 (words, tokenize='ascii')")
    connection.executemany(
        "INSERT INTO x VALUES (?)", [(index_text("".join(PIECES)),), (index_text("制裁 oil"),)]
    )
    return connection


def one_line_only(error: Exception) -> None:
    assert "\n" not in str(error), error


def query(data: bytes) -> None:
    """Whatever is typed is a clear QueryError or an expression that FTS5 takes."""
    try:
        text = _text(data)
    except UnicodeDecodeError:
        return
    try:
        expression = to_fts(parse(text))
    except QueryError as error:
        one_line_only(error)
        return
    if _encodable(expression) and "\0" not in expression:
        _index().execute("SELECT count(*) FROM x WHERE x MATCH ?", (expression,)).fetchone()


def readers(data: bytes) -> None:
    """Any bytes as any format: documents, or InputErrors of one line."""
    known = FORMATS[data[0] % len(FORMATS)] if data else None
    try:
        for document in read(io.BytesIO(data[1:]), known):
            assert "\0" not in document.text, "a NUL came through"
            assert _encodable(document.text), "a lone surrogate came through"
    except InputError as error:
        one_line_only(error)


@cache
def _database() -> tuple[Store, Path, list[bytes]]:
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())
    place = Path(tempfile.mkdtemp(prefix="quotetrack-fuzz-", dir=folder))
    store = Store(place / "x.db")
    store.connection.execute("PRAGMA synchronous = OFF")
    document = Document(id="a", text="王芳表示：“制裁没有用。” he said", lang="zh-Hans")
    with Store(place / "y.db") as other:
        other.ingest([(document, extract(document))])
        export(other.connection, place / "x.jsonl")
    return store, place / "input.jsonl", (place / "x.jsonl").read_bytes().splitlines()


def importing(data: bytes) -> None:
    """Any file to import: failures of one line each, and the database whole."""
    store, path, lines = _database()
    if data[:1] and data[0] & 1 and len(data) > 4:
        # A real export, some values of it replaced by others.
        record = json.loads(lines[0])
        for key, value in zip(data[1::2], data[2::2], strict=False):
            names = list(record)
            record[names[key % len(names)]] = VALUES[value % len(VALUES)]
        path.write_text(json.dumps(record, ensure_ascii=True) + "\n", "utf-8")
    else:
        path.write_bytes(data[1:])
    store.connection.execute("BEGIN")
    try:
        result = import_files(store, [path])
    finally:
        store.connection.execute("ROLLBACK")
    assert all("\n" not in failure for failure in result.failures), result.failures


VALUES = (
    None, True, 0, -1, 7, 1e308, float("nan"), 2**70, "", "a", "\0", "\ud800", "direct", "zh-Hans", [], {},
    [[0, 3]], [[3, 0]], [[-1, 2]], [[0, 10**9]], [[0]], [["0", "3"]], [[0, 3], [2, 5]], {"start": 0, "end": 2},
    {"start": 5}, "accepted", [{}], [{"id": "r"}], "王芳", "2024-01-01", [None], [[None, None]], [[0.5, 2.5]],
)  # fmt: skip


def output(data: bytes) -> None:
    """What goes out cannot act: terminal, spreadsheet; and the index agrees with its marking."""
    try:
        text = _text(data)
    except UnicodeDecodeError:
        return
    detect(text)
    shown = one_line(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown), shown
    cell = harmless(text)
    assert original(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "<script" not in "".join(page(text, [], {"title": text, "url": text}))
    assert [token.text for token in tokens(text)] == index_text(text).split(), text


TARGETS: dict[str, Callable[[bytes], None]] = {
    "extract": extractor,
    "mixed": mixing,
    "query": query,
    "readers": readers,
    "import": importing,
    "output": output,
}
