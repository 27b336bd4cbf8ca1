"""Which format some bytes are in: by what they are first, by the file's ending second."""

from __future__ import annotations

import re

from quotetrack.errors import InputError
from quotetrack.readers.decoding import BOMS

ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".warc": "warc",
    ".pdf": "pdf",
    ".docx": "docx",
}
FORMATS = tuple(dict.fromkeys(ENDINGS.values()))
_BINARY_FORMATS = {"warc", "pdf", "docx"}

_OURS = (
    (b"WARC/", "warc"),
    (b"PK\x03\x04", "docx"),
    (b"\x1f\x8b", "gzip"),
)
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old or an encrypted Office file; save it as .docx without password"),
    (b"{\\rtf", "an RTF file; save it as .docx"),
    (b"SQLite format 3\0", "a SQLite database, not an article; name it with --db"),
    (b"PAR1", "a Parquet file; export it as JSON lines"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a picture, a sound or a film"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"7z\xbc\xaf", "an archive; unpack it first"),
    (b"Rar!", "an archive; unpack it first"),
    (b"BZh", "a compressed file; unpack it first"),
    (b"\xfd7zXZ", "a compressed file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a compressed file; unpack it first"),
)
# Comments and declarations before the first element, taken whole or not at all: `>)*+`.
_PROLOGUE = r"\s*+(?>(?:<!--.*?-->|<\?[^>]*>)\s*+)*+"
_HTML = re.compile(_PROLOGUE + r"<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_FEED = re.compile(
    _PROLOGUE + r"(?:<!doctype\s+rss[^>\[]*+(?:\[[^\]]*+\]\s*+)?>\s*+)?<(?:rss|feed|rdf:RDF)\b",
    re.I | re.S,
)
_MHTML = re.compile(
    r"(?>[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*+){0,30}?Content-Type:\s*multipart/related", re.I
)
_JSON_OBJECT = re.compile(r'\s*\{\s*"')


def ending_format(name: str) -> str | None:
    """The format that a file's ending stands for; `.gz` does not hide it.

    >>> ending_format("crawl.warc.gz"), ending_format("README")
    ('warc', None)
    """
    base = name.lower().removesuffix(".gz")
    dot = base.rfind(".")
    return ENDINGS.get(base[dot:]) if dot > max(base.rfind("/"), base.rfind("\\")) else None


def tell_format(head: bytes, name: str = "") -> str:
    """The format of a file that begins with `head`: one of FORMATS, or gzip.

    Raises InputError for what is certainly no document, and for an ending that lies.

    >>> tell_format(b"%PDF-1.7 ", "report.txt")
    'pdf'
    """
    for magic, found in _OURS:
        if head.startswith(magic):
            return found
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise InputError(f"{what}, not text" if ";" not in what else what)
    ending = ending_format(name)
    if ending in _BINARY_FORMATS:
        raise InputError(f"its name says {ending}, its content does not; rename it to what it is")
    text = _readable(head)
    if _MHTML.match(text):
        return "mhtml"
    if _FEED.match(text):
        return "feed"
    if _HTML.match(text):
        return "html"
    if ending == "feed":
        raise InputError("XML, but neither a feed nor a page; use --input-format to read it anyway")
    if ending is None:
        return "jsonl" if _JSON_OBJECT.match(text) else "text"
    return ending


def _readable(head: bytes) -> str:
    """Enough of the text to know markup by, which is ASCII in every encoding but UTF-16 and 32."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore")
    return head.replace(b"\0", b"").decode("latin-1")
