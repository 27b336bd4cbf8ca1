"""What a source is."""

from __future__ import annotations

from dataclasses import dataclass

from quotetrack.models import Span

MAX_SOURCE_CHARS = 400  # how far before a cue its subject is looked for


@dataclass(slots=True)
class Source:
    """Who speaks, as it stands at the cue. `kind`: name, pronoun, description, or elided.

    An elided source is a subject that the sentence has given before: 'and added that'.
    """

    mention: Span | None
    kind: str
    description: Span | None = None
    addressee: Span | None = None
    sure: bool = True  # False for words that only their place makes a source
    rest: int = 0  # where the words after a subject at the head of the clause begin
    full: Span | None = None  # where the words beside the cue give a fuller name than the mention
