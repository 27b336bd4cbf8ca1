"""RSS and Atom files: each entry that has text is a document."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from quotetrack.errors import InputError
from quotetrack.readers.decoding import clean, decode
from quotetrack.readers.html import plain_text
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.streams import read_whole

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]+)""", re.I)
_DOCTYPE = re.compile(
    r"\s*(?>(?:<!--.*?-->)\s*)*+<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?>", re.I | re.S
)


def read_feed(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The entries of a feed, with title, link, author, date and the feed's name as outlet.

    The fullest text that an entry has: its content, else its summary. Raises InputError if no
    entry has any.
    """
    import feedparser

    data = read_whole(stream, options.max_page_bytes)
    declared = _DECLARED.search(data[:500])
    source = decode(data, options.encoding, declared[1].decode("ascii") if declared else None)
    # The bytes handed on are UTF-8 now. Entities of a feed's own are a way to blow it up.
    source = _DECLARATION.sub("", source)
    if doctype := _DOCTYPE.match(source):
        source = source[doctype.end() :]
    # Never a string: feedparser takes one for a URL or a path, and would open it.
    feed: Any = feedparser.parse(
        io.BytesIO(source.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    outlet = feed.feed.get("title", "")
    found = False
    for entry in feed.entries:
        parts = [part.get("value", "") for part in entry.get("content", [])]
        text = plain_text(max([*parts, entry.get("summary", "")], key=len))
        if not text:
            continue
        found = True
        fields = {
            "text": text,
            "title": plain_text(entry.get("title", "")),
            "url": entry.get("link", ""),
            "author": entry.get("author", ""),
            "outlet": plain_text(outlet),
            "published": _date(entry.get("published_parsed") or entry.get("updated_parsed")),
        }
        if not fields["url"].startswith(("http://", "https://")):
            fields["url"] = ""
        yield {name: clean(value) for name, value in fields.items() if value}
    if not found:
        raise InputError("no entry of this feed has text; fetch the pages it links to")


def _date(when: time.struct_time | None) -> str:
    """A feed's date, in UTC as feedparser gives it, as ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", when) if when else ""
