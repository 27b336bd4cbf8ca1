"""Headlines in marks: whose words they are, where an article says so further down."""

from __future__ import annotations

from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.people import (
    Resolved,
)
from quotetrack.extraction.view import View, stands_alone

MAX_HEADLINES = 20  # with words in marks; no article has more, and each is looked for in all of it


MIN_LINE_CHARS = 8  # of words in marks that are a headline of their own


def fills_line(view: View, headline: Attribution) -> bool:
    """Whether the headline is nothing but a quotation, and too long for a name."""
    start, end = headline.content[0]
    return end - start >= MIN_LINE_CHARS and stands_alone(view, start, end)


def echoed_by(view: View, headlines: list[Attribution], resolved: list[Resolved]) -> list[Resolved]:
    """Words in marks that a headline takes from what somebody says further down."""
    echoed = []
    text = view.text
    for headline in headlines[:MAX_HEADLINES]:
        start, end = headline.content[0]
        line = text.find("\n", end)
        if line < 0:
            break
        for one in resolved:
            if any(
                line < span.start and text.find(text[start:end], *span) >= 0
                for span in one.attribution.verbatim
            ):
                echoed.append(Resolved(headline, None, one.who, one.description))
                break
    return echoed


def echo_headline(view: View, resolved: list[Resolved]) -> None:
    """Give words in marks in the first line the speaker who says them further down."""
    line = view.masked.find("\n")
    for index, one in enumerate(resolved[:MAX_HEADLINES]):
        if line < one.attribution.content[0].end:
            return
        if one.attribution.cue is None and one.attribution.verbatim:
            echoed = echoed_by(view, [one.attribution], resolved)
            if echoed:
                resolved[index] = echoed[0]
