"""The people of a document: who has spoken, by what names and roles, what 'he' and 'she' may mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from quotetrack.extraction import antecedents, topics
from quotetrack.extraction.finders.tokens import DEMONYM, classes
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.naming import fullest, latest
from quotetrack.extraction.pack import Pack, remembered
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_PEOPLE = 100  # who spoke last, for a pronoun to mean


@dataclass(slots=True)
class Resolved:
    """An attribution with its speaker's fullest name and description in this document."""

    attribution: Attribution
    mention: Span | None
    who: str | None
    description: str | None


@dataclass(slots=True)
class Person:
    name: str
    description: str | None
    last: int
    gender: str = ""  # 'masculine', 'feminine', 'thing': what 'he', 'she' and 'it' may mean


@dataclass(slots=True)
class Discourse:
    """What a text has told before a quotation: who is named in it, who has spoken, who spoke last."""

    view: View
    pack: Pack
    by_full: dict[str, Person] = field(default_factory=dict)  # everybody named
    people: list[Person] = field(default_factory=list)  # who has spoken, the last one last
    speaker: Resolved | None = None
    voices: set[str] = field(default_factory=set)  # who has words at a cue, before or behind

    def names(self) -> list[str]:
        """The names that came up last, in their order."""
        return latest(self.by_full)

    def fullest(self, words: str) -> str:
        """The fullest name that the text has for a name."""
        return fullest(words, self.names(), self.pack)

    def hear(self, one: Resolved, gender: str) -> None:
        """Somebody, or nobody that is known, has spoken."""
        self.speaker = one
        if one.who is not None:
            others = [person for person in self.people[-MAX_PEOPLE:] if person.name != one.who]
            at = one.attribution.content[0].start
            self.people = [*others, Person(one.who, one.description, at, gender)]

    def done(self) -> int:
        """Where the last quotation and its cue end; 0 where nobody has spoken."""
        if self.speaker is None:
            return 0
        made = self.speaker.attribution
        return max(made.content[-1].end, made.cue[1] if made.cue else 0)


def is_told_anew(view: View, pack: Pack, source: Source | None) -> bool:
    """Whether a known person is named in a way that may tell the gender: 'she', 'Mr Hale'."""
    if source is None or source.mention is None or source.kind == "pronoun":
        return True
    start = source.mention.start
    return view.masked[max(0, start - 5) : start].strip(" .") in pack.words["honorific"]


@remembered
def gender_of(pack: Pack, word: str) -> str:
    """'masculine', 'feminine' or 'thing' where the pack lists a word as one; empty where not."""
    folded = pack.fold(word).rstrip(".")
    for gender in ("masculine", "feminine", "thing"):
        if folded in pack.words[gender]:
            return gender
    return ""


def gender_told(view: View, pack: Pack, source: Source, resolved: Resolved) -> str:
    """What the words say: Mr before the name, 'spokeswoman' in the description, 'Bank' in the name."""
    assert source.mention is not None
    if not pack.words["masculine"]:
        return ""
    start, end = source.mention
    name = view.masked[start:end].split()
    if source.kind == "name" and (shown := topics.gender_of_name(view.masked[start:end], pack)):
        return shown
    if source.kind == "pronoun":
        return gender_of(pack, view.masked[start:end])
    if pack.by_place and all(classes(word, pack) & DEMONYM for word in name):
        return "people"  # the French
    told = view.masked[max(0, start - 40) : start].split()[-1:] if source.kind == "name" else []
    described = pack.fold(resolved.description or "").replace(",", " ").split()
    for word in (*told, *described):
        if pack.by_place and word in pack.words["determiner"]:
            continue  # 'her editor'
        gender = gender_of(pack, word)
        if gender in ("masculine", "feminine"):
            return gender
        if shape := _shape(pack, word):
            return shape
    if source.kind == "description" and antecedents.is_several(view, pack, source.mention):
        return "people"  # whom neither 'he' nor 'it' means
    last = gender_of(pack, name[-1]) if name else ""
    return last or antecedents.gender_of_name(resolved.who or "", pack)


@remembered
def _shape(pack: Pack, word: str) -> str:
    """'masculine' or 'feminine' where a word ends as those of one do: -eur, -rice."""
    folded = pack.fold(word)
    shapes = ("masculine", "feminine")
    return next((s for s in shapes if pack.patterns[f"{s}_shape"].fullmatch(folded)), "")
