"""Web pages: the article's text, title, author, outlet and date; single files and MHTML."""

from __future__ import annotations

import email
import email.policy
import html
import logging
import re
from collections.abc import Iterator
from typing import BinaryIO

from quotetrack.errors import InputError
from quotetrack.readers.decoding import clean, decode, is_damaged_utf8, known_name
from quotetrack.readers.limits import SNIFF_BYTES
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.streams import read_whole

# Above these, a page is built to stall extractors (50,000 tags: 3 s; 20,000 levels: 12 s), and all
# of its text is taken. News pages have 500 to 5,000 tags in 10 to 40 levels.
MAX_TAGS = 50_000
MAX_DEPTH = 1000
MAX_TAGS_AT_ALL = 300_000  # a tag of three bytes takes 600 in the tree: 200 MiB

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I
)
# Browsers draw the marks of <q>; a text without them would have no quotation left.
_QUOTE_OPENS = re.compile(r"<q(?:\s[^<>]*)?>", re.I)
_QUOTE_CLOSES = re.compile(r"</q\s*>", re.I)
_META = re.compile(r"<meta\s[^>]{1,2000}>", re.I)
_ATTRIBUTE = re.compile(
    r"""\b(name|property|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I
)
_TITLE = re.compile(r"<title(?:\s[^>]{0,200})?>([^<]{1,1000})", re.I)
_TAG = re.compile(
    r"<(/?)(?!(?:p|li|d[td]|t[rdh]|option|br|img|hr|meta|link|input|source|wbr)\b)[a-z]", re.I
)
_META_FIELDS = {
    "title": ("og:title", "twitter:title"),
    "url": ("og:url",),
    "outlet": ("og:site_name", "application-name"),
    "author": ("author", "article:author", "dc.creator", "byl"),
    "published": ("article:published_time", "datepublished", "pubdate", "dc.date", "date"),
}


def read_html(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The article of a saved page. Raises InputError if there is no text in it."""
    yield page_fields(_read_page(stream, options), options)


def read_mhtml(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The article of a page that a browser saved as one MHTML file."""
    message = email.message_from_bytes(_read_page(stream, options), policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                fields = page_fields(data, options, part.get_content_charset())
                location = part.get("Content-Location") or ""
                if _is_web(str(location)):
                    fields["url"] = str(location)
                yield fields
                return
    raise InputError("there is no page in it; save it again as HTML")


def page_fields(data: bytes, options: Options, charset: str | None = None) -> Fields:
    """The fields of a document from a page's bytes; `charset` is what an HTTP header says.

    Raises InputError if no text is left when navigation, scripts and the like are gone.
    """
    source = _markup(data, options, charset)
    source = _QUOTE_CLOSES.sub("”", _QUOTE_OPENS.sub("“", source))
    fields = _meta_fields(source)
    tags = source.count("<")
    if tags > MAX_TAGS_AT_ALL:
        raise InputError(f"more than {MAX_TAGS_AT_ALL:,} tags: no article, and too much to read")
    simple = tags <= MAX_TAGS and not _is_deep(source)
    if simple and not options.fast:
        fields |= _by_trafilatura(source, options.metadata.get("url") or fields.get("url"))
    if simple and not fields.get("text", "").strip():
        fields["text"] = plain_text(source, main_content=True)
    if not fields.get("text", "").strip():
        fields["text"] = plain_text(source, main_content=False)
    if not fields["text"].strip():
        raise InputError("there is no text in this page; it may need a browser to load it")
    return {name: clean(value) for name, value in fields.items()}


def plain_text(source: str, *, main_content: bool = False) -> str:
    """The text of a piece of HTML, a paragraph a line.

    >>> plain_text("<p>One <b>two</b></p><p>three</p>")
    'One two\\nthree'
    """
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(
        source, main_content=main_content, alt_texts=False, list_bullets=False
    )
    return re.sub(r"\n{2,}", "\n", text.strip())


def _read_page(stream: BinaryIO, options: Options) -> bytes:
    return read_whole(stream, options.max_page_bytes)


def _markup(data: bytes, options: Options, charset: str | None) -> str:
    """A page's source. Damaged bytes become U+FFFD, as browsers have it, if it is clear
    what the encoding is."""
    declared = _CHARSET.search(data[:4096])
    names = [
        charset or options.charset,
        declared[1].decode("ascii", "replace") if declared else None,
    ]
    claim = next((name for name in map(known_name, names) if name), None)
    try:
        return decode(data, options.encoding, claim)
    except InputError:
        if claim is None and is_damaged_utf8(data):
            claim = "utf-8"
        if options.encoding or claim is None or b"\0" in data[:SNIFF_BYTES]:
            raise
        return data.decode(claim, "replace")


def _by_trafilatura(source: str, url: str | None) -> Fields:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        page = trafilatura.bare_extraction(
            source, url=url, include_comments=False, with_metadata=True
        )
    except Exception:  # whatever a hostile page does to it: there is a second extractor
        return {}
    if page is None or isinstance(page, dict):
        return {}
    found = {
        "text": page.text,
        "title": page.title,
        "author": page.author,
        "outlet": page.sitename,
        "published": page.date,
        "url": page.url if page.url and _is_web(page.url) else None,
    }
    return {name: value for name, value in found.items() if value}


def _meta_fields(source: str) -> Fields:
    """What the page's head says of it; first of the names that is there, as the page spells it."""
    values: dict[str, str] = {}
    head = source[:200_000]
    for tag in _META.findall(head):
        attributes = {
            match[1].lower(): match[2] or match[3] or match[4] or ""
            for match in _ATTRIBUTE.finditer(tag)
        }
        name = attributes.get("property") or attributes.get("name") or ""
        values.setdefault(name.lower(), html.unescape(attributes.get("content", "")).strip())
    fields: Fields = {}
    for field, names in _META_FIELDS.items():
        for name in names:
            if (value := values.get(name)) and (field == "url") == _is_web(value):
                fields[field] = value
                break
    if "title" not in fields and (match := _TITLE.search(head)):
        fields["title"] = html.unescape(match[1]).strip()
    return fields


def _is_deep(source: str) -> bool:
    depth = 0
    for tag in _TAG.finditer(source):
        depth += -1 if tag[1] else 1
        if depth > MAX_DEPTH:
            return True
    return False


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))
