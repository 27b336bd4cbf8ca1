"""A document with its quotes as one HTML page: no script, no asset, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from quotetrack.rendering import Piece, Shown, pieces
from quotetrack.terminal import shortened, without_controls

TITLE_CHARS = 100

# The page can run nothing and fetch nothing, whatever an article holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(text: str, quotes: Sequence[Shown], about: Mapping[str, object]) -> Iterator[str]:
    """The page in parts, in order; `about` is the document: title, url, outlet, author, ….

    Right-to-left where a paragraph's letters are; light or dark as the reader's system is.
    """
    title = _text(about.get("title") or _first_line(text) or about.get("id") or "Document")
    lang = f' lang="{_attribute(about["lang"])}"' if about.get("lang") else ""
    yield (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style()}</style>\n</head>\n<body>\n"
        f'<div class="sheet">\n<header>\n<h1 dir="auto">{title}</h1>\n'
        f'<p class="about">{_about(about)}</p>\n<p class="key" aria-label="Colours">'
        '<span class="direct">quoted words</span><span class="mixed">retold, partly quoted</span>'
        '<span class="indirect">retold</span><span class="speaker">who</span>'
        f'<span class="cue">cue</span></p>\n</header>\n<main class="text"{lang}>\n'
    )
    yield from body(text, quotes)
    yield f'</main>\n<aside aria-label="Quotes">\n<h2>{len(quotes)} quotes</h2>\n<ol>\n'
    for number, quote in enumerate(quotes, 1):
        yield _listed(number, quote)
    yield "</ol>\n</aside>\n</div>\n</body>\n</html>\n"


@cache
def style() -> str:
    """The page's style sheet; a page is whole without any other file."""
    return (files("quotetrack.rendering") / "page.css").read_text(encoding="utf-8")


def body(text: str, quotes: Sequence[Shown]) -> Iterator[str]:
    """The text as paragraphs, one a line, with what is quoted in spans. All of it is escaped."""
    line: list[str] = []
    for piece in pieces(len(text), quotes):
        line.extend(_number(at) for at in piece.opens)
        parts = text[piece.start : piece.end].split("\n")
        for count, part in enumerate(parts):
            if count:
                yield from _paragraph(line)
                line = []
            if part:
                line.append(_span(part, piece, quotes))
    yield from _paragraph(line)


def _first_line(text: str) -> str:
    """What stands for a headline where none is known."""
    return shortened(next((line for line in text.split("\n") if line.strip()), ""), TITLE_CHARS)


def _paragraph(line: list[str]) -> Iterator[str]:
    words = "".join(line)
    if words.strip():
        yield f'<p dir="auto">{words}</p>\n'


def _number(at: int) -> str:
    n = at + 1
    return f'<a class="number" id="q{n}" href="#l{n}" aria-label="quote {n}">{n}</a>'


def _span(words: str, piece: Piece, quotes: Sequence[Shown]) -> str:
    if not piece.roles:
        return _text(words)
    names = "; ".join(
        f"{at + 1} {quotes[at].who or 'unknown'} ({quotes[at].kind})" for at in piece.quotes
    )
    roles = " ".join(["q", *sorted(piece.roles)])
    numbers = " ".join(str(at + 1) for at in piece.quotes)
    return (
        f'<span class="{roles}" data-quotes="{numbers}" title="{_attribute(names)}">'
        f"{_text(words)}</span>"
    )


def _listed(number: int, quote: Shown) -> str:
    who = _text(quote.who or "unknown")
    if quote.expert and quote.expert != quote.who:
        who += f" ({_text(quote.expert)})"
    facts = [quote.kind, quote.stance if quote.stance != "asserts" else None, quote.status]
    if quote.rule:
        facts.append(f"{quote.rule} {quote.confidence or 0:.2f}")
    about = f'<span class="facts">{_text(quote.description)}</span> ' if quote.description else ""
    return (
        f'<li id="l{number}"><a href="#q{number}">{number}</a> '
        f'<bdi class="who">{who}</bdi> {about}'
        f'<blockquote dir="auto">{_text(quote.text)}</blockquote>'
        f'<p class="facts">{_text(" · ".join(fact for fact in facts if fact))}</p></li>\n'
    )


def _about(about: Mapping[str, object]) -> str:
    parts = [
        f"<bdi>{_text(about[key])}</bdi>"
        for key in ("outlet", "author", "published")
        if about.get(key)
    ]
    url = about.get("url")
    if url:
        parts.append(_link(str(url)))
    return " · ".join(parts)


def _link(url: str) -> str:
    """A link only where it leads to the web: javascript: and file: stay text."""
    try:
        on_web = urlsplit(url).scheme.lower() in ("http", "https")
    except ValueError:
        on_web = False
    if not on_web:
        return f"<bdi>{_text(url)}</bdi>"
    return f'<a rel="noreferrer noopener" href="{_attribute(url)}"><bdi>{_text(url)}</bdi></a>'


def _text(value: object) -> str:
    return escape(without_controls(str(value)), quote=False)


def _attribute(value: object) -> str:
    return escape(" ".join(without_controls(str(value)).split()), quote=True)
