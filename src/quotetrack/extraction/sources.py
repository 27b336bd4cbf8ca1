"""What a source is, and the entrance to the two ways of finding one in the words beside a cue."""

from __future__ import annotations

from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Names:
    """The people of a document so far: every full name, and what it may be shortened to."""

    full: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, name: str) -> None:
        if name not in self.seen:
            self.seen.add(name)
            self.full.append(name)
