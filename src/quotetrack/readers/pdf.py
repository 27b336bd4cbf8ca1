"""PDF files: lines put together to paragraphs, page headers and numbers left out.

PDFium reads them (pypdfium2). Measured against pypdf on a page that Chromium printed: pypdf gives
radicals for common characters and takes words apart ("Özk ı z ı l"), PDFium does neither.
"""

from __future__ import annotations

import re
import statistics
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, BinaryIO, NamedTuple

from quotetrack.errors import InputError
from quotetrack.readers.decoding import clean
from quotetrack.readers.limits import MAX_PDF_PAGES
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.streams import read_whole, too_large

MARGIN_SHARE = 0.06  # of a page's height, above and below: where headers and page numbers stand
GAP_BETWEEN_PARAGRAPHS = 1.35  # times the usual distance of two lines
INDENT = 0.8  # of a line's height
OTHER_HEIGHT = 1.35  # a fallback font makes a line 1.3 times as high; headings are 1.5 times
COLUMN_POINTS = 72.0

_FURNITURE = re.compile(
    r"\W*(?:page|p\.|стр\.|sayfa|第)?\s*\d{1,4}(?:\s*(?:/|of|из|页|頁)\s*\d{0,4})?\W*"  # 3, 3/12
    r"|(?:https?|file)://.*"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d\d.*"  # a browser's date and title
    r"|.*\s\d{1,4}/\d{1,4}",
    re.I,
)
_FIRST_WORD = re.compile(r"[!-~\u00c0-\u1fff]+|.")
_DIGITS = re.compile(r"\d+")
_SENTENCE_ENDS = re.compile(r"[.!?。！？…؟۔:：][\"'”’»」』）)\]]*$")
_WIDE = re.compile(r"[⺀-鿿぀-ヿ＀-￯　-〿“”‘’…—\U00020000-\U0003ffff]")
_HYPHENS = "\x02\xad\ufffe"  # how PDFium marks a hyphen at the end of a line


class _Line(NamedTuple):
    """A line of print; lengths in points, from the bottom left corner of the page."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def read_pdf(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The text of a PDF file, a paragraph a line. Raises InputError.

    Its title is taken, its author not: that is whoever or whatever made the file.
    """
    import pypdfium2

    data = read_whole(stream, options.max_container_bytes)  # pictures, fonts
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("encrypted; save it without a password") from None
        raise InputError("a damaged or cut off PDF file; get it again") from None
    try:
        title = document.get_metadata_dict().get("Title", "").strip()
        text = _text(document, title, options.max_document_bytes)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"a damaged PDF file ({error}); get it again") from None
    finally:
        document.close()
    if not text.strip():
        raise InputError("there is no text in this PDF; if it is scanned, run OCR on it first")
    yield {"text": clean(text), **({"title": clean(title)} if title else {})}


def fold_radicals(text: str) -> str:
    """Radicals as the characters they stand for, length unchanged.

    >>> fold_radicals("他表⽰，⼈⺠⻓期努⼒")
    '他表示，人民长期努力'
    """
    return text.translate(_radicals())


@cache
def _radicals() -> dict[int, str]:
    data = tomllib.loads(files("quotetrack.readers").joinpath("radicals.toml").read_text("utf-8"))
    return {ord(pair[0]): pair[1:] for block in data.values() for pair in block.split()}


def _text(document: Any, title: str, limit_bytes: int) -> str:
    if len(document) > MAX_PDF_PAGES:
        raise InputError(f"it has more than {MAX_PDF_PAGES:,} pages; split it")
    lines: list[_Line] = []
    edges: Counter[tuple[str, int]] = Counter()
    heights: list[float] = []
    size = 0
    for number in range(len(document)):
        page = document[number]
        heights.append(page.get_height())
        found = list(_lines(page, number))
        page.close()
        size += sum(len(line.text) for line in found)
        if size > limit_bytes // 2:
            raise InputError(too_large("its text", limit_bytes))
        lines += found
        edges.update(_place(line) for line in found if _at_edge(line, heights[number]))
    return _paragraphs(
        [
            line
            for line in lines
            if not _at_edge(line, heights[line.page])
            or not (
                _FURNITURE.fullmatch(line.text) or line.text == title or edges[_place(line)] > 1
            )
        ]
    )


def _at_edge(line: _Line, page_height: float) -> bool:
    margin = MARGIN_SHARE * page_height
    return line.bottom > page_height - margin or line.top < margin


def _place(line: _Line) -> tuple[str, int]:
    """What a running header or footer has in common from page to page."""
    return _DIGITS.sub("0", line.text), round(line.bottom / 4)


def _lines(page: Any, number: int) -> Iterator[_Line]:
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    count = textpage.count_chars()
    codes = [pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count)]
    start = 0
    for index in [*(i for i, code in enumerate(codes) if code == 10), count]:
        text = "".join(map(_character, codes[start:index])).strip("\r\n")
        boxes = [
            textpage.get_charbox(i, loose=True)
            for i in range(start, index)
            if codes[i] > 32 and not pdfium.FPDFText_IsGenerated(textpage, i)
        ]
        start = index + 1
        if not text.strip() or not boxes:
            continue
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        yield _Line(
            fold_radicals(text.strip()),
            number,
            min(lefts),
            max(rights),
            statistics.median(bottoms),
            statistics.median(tops),
        )
    textpage.close()


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"


def _paragraphs(lines: list[_Line]) -> str:
    """Lines joined where a paragraph runs on, the others each on a line of its own."""
    if not lines:
        return ""
    spacing = _line_spacing(lines)
    rights = _right_edges(lines)
    parts = [lines[0].text]
    for above, below in pairwise(lines):
        if _runs_on(above, below, spacing, rights[above.page, _column(above)]):
            parts[-1] = _joined(parts[-1], below.text)
        else:
            parts.append(below.text)
    return "\n".join(part.rstrip(_HYPHENS) for part in parts)


def _line_spacing(lines: list[_Line]) -> dict[int, float]:
    """The least distance of two lines of a height (in whole points): that inside a paragraph."""
    spacing: dict[int, float] = {}
    for above, below in pairwise(lines):
        step = above.bottom - below.bottom
        if above.page == below.page and _alike(above, below) and step > 0.8 * above.height:
            height = round(above.height)
            spacing[height] = min(step, spacing.get(height, step))
    return spacing


def _right_edges(lines: list[_Line]) -> dict[tuple[int, int], float]:
    """How far the longest line of each column reaches, by page and column."""
    rights: dict[tuple[int, int], float] = {}
    for line in lines:
        key = (line.page, _column(line))
        rights[key] = max(line.right, rights.get(key, 0.0))
    return rights


def _column(line: _Line) -> int:
    return int(line.left // COLUMN_POINTS)


def _alike(above: _Line, below: _Line) -> bool:
    return max(above.height, below.height) < OTHER_HEIGHT * min(above.height, below.height)


def _runs_on(above: _Line, below: _Line, spacing: dict[int, float], right: float) -> bool:
    """Whether `below` is the same paragraph as `above`.

    Not if it stands in other print, further down or further in, or if its first word would have
    had room on the line above. Over the end of a column or page only if the sentence is not over.
    """
    if not _alike(above, below):
        return False
    step = above.bottom - below.bottom
    ended = _SENTENCE_ENDS.search(above.text) is not None
    if above.page != below.page or step <= 0:
        if ended:
            return False
    else:
        usual = spacing.get(round(above.height), step)
        indented = below.left - above.left > INDENT * above.height
        if step > GAP_BETWEEN_PARAGRAPHS * usual or indented:
            return False
    word = _FIRST_WORD.match(below.text)
    needed = sum(1.0 if _WIDE.match(c) else 0.5 for c in (word[0] if word else "")) * above.height
    slack = (1 if ended else 3) * above.height  # a mark may not begin a line, so one ends sooner
    return above.right + needed + slack > right


def _joined(above: str, below: str) -> str:
    if above[-1] in _HYPHENS:
        return above[:-1] + below
    if _WIDE.match(above[-1]) and _WIDE.match(below[0]):
        return above + below
    return f"{above} {below}"
