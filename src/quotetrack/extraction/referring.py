"""Who a source means: a name, a pronoun, a role or another description."""

from __future__ import annotations

from quotetrack.extraction import antecedents, topics
from quotetrack.extraction.elided import by_theme
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.people import Discourse, Person, Resolved, gender_of
from quotetrack.extraction.pronouns import by_pronoun
from quotetrack.extraction.roles import by_article, by_definite, by_epithet, by_role, meant_by
from quotetrack.extraction.sources import Source
from quotetrack.extraction.themes import too_far, whom, whom_again

MIN_SPACES = 3  # in quoted words that are no title


def who_is(told: Discourse, attribution: Attribution, source: Source) -> Resolved:
    """The attribution with the fullest name of its source, which has a mention, and what it is."""
    named = source.full or source.mention
    assert named is not None
    words = told.view.text[named.start : named.end]
    if source.kind == "pronoun" and source.full is None:
        return by_pronoun(told, attribution, source, words)
    if source.kind in ("name", "pronoun") or (source.full is not None and not told.pack.spaced):
        return _by_name(told, attribution, source, words)
    return _by_description(told, attribution, source, words)


def _by_name(told: Discourse, attribution: Attribution, source: Source, words: str) -> Resolved:
    own = told.by_full.setdefault(words, Person(words, None, 0))
    full = told.fullest(words)
    person = told.by_full.get(full) or own
    return Resolved(attribution, source.mention, full, person.description or own.description)


def _by_description(
    told: Discourse, attribution: Attribution, source: Source, words: str
) -> Resolved:
    pack, mention = told.pack, source.mention
    if pack.nouns == "inverted":
        full = told.fullest(words)
        if full != words and full.endswith(" " + words):  # Herr Fischer's name is a role too
            return Resolved(attribution, mention, full, told.by_full[full].description)
    meant = meant_by(told, words) or _by_demonstrative(told, attribution, words)
    if meant is None and pack.nouns == "inverted" and mention is not None:
        meant = by_definite(told, attribution, source)
    if meant is None and pack.nouns in ("declined", "suffixed"):
        themed = by_theme(told, attribution, Resolved(attribution, mention, None, None)).who
        if pack.nouns == "suffixed":
            meant = by_epithet(told, attribution, words, themed)
        elif (again := by_role(told, attribution, words, themed)) is not None:
            return again
    if meant is None and mention is not None and pack.numbers.get("article", 0):
        meant = by_article(told, mention)
    if meant is not None:
        return Resolved(attribution, mention, meant.name, meant.description)
    return Resolved(attribution, mention, words, None)


def _by_demonstrative(told: Discourse, attribution: Attribution, words: str) -> Person | None:
    """这位日本名将: the person who spoke last."""
    speaker, people = told.speaker, told.people
    if (
        speaker is None
        or not people
        or people[-1].name != speaker.who
        or too_far(told.view, speaker.attribution, attribution.content[0].start)
        or not told.pack.patterns["this_person"].match(words)
    ):
        return None
    last = people[-1]
    return last if last.description is not None or told.pack.by_place else None


def by_sentence_before(told: Discourse, attribution: Attribution) -> Resolved | None:
    """Whom 'She laughed' right before a quotation without a cue means, where place tells subjects.

    'The baker laughed' only where the baker is known: a stranger may have made somebody speak. A
    full name where nobody has spoken yet: 'Ann Lee looked up. “Who are you?”'.
    """
    view, pack, speaker = told.view, told.pack, told.speaker
    if attribution.rule.source != "carried" or attribution.cue is not None:
        return None
    if pack.nouns in ("declined", "suffixed"):
        return _by_topic_named(told, attribution)
    if not pack.by_place:
        return None
    made = speaker.attribution if speaker is not None else None
    first = attribution.content[0].start
    again = whom_again(view, pack, made, first)
    if again is None or again.mention is None:
        return _by_full_name(told, attribution, first) if speaker is None else None
    words = view.text[slice(*again.mention)]
    if again.kind == "pronoun":
        if gender_of(pack, words) not in antecedents.OTHER:
            return None
        meant = who_is(told, attribution, again)
        return Resolved(attribution, None, meant.who, meant.description) if meant.who else None
    known = meant_by(told, words)
    if known is None or all(person.name != known.name for person in told.people):
        return None
    return Resolved(attribution, None, known.name, known.description)


def _by_topic_named(told: Discourse, attribution: Attribution) -> Resolved | None:
    """The person with a full name whom the sentence before is about: 'Анна Седова вздохнула. «Нет».'.

    Where nobody has spoken yet, only words that are no title: more than a few, or of 'I' and 'we'.
    """
    start, end = attribution.content[0].start, attribution.content[-1].end
    words = told.view.text[start:end]
    if told.speaker is None and words.count(" ") < MIN_SPACES:
        return None
    about = by_theme(told, attribution, Resolved(attribution, None, None, None))
    if about.who is not None:
        return about if " " in about.who and about.who in told.by_full else None
    role = topics.role_before(told.view, told.pack, told.done(), max(start - 1, 0))
    if role is None or told.speaker is None:
        return None
    known = meant_by(told, role)
    return Resolved(attribution, None, known.name if known is not None else role, None)


def _by_full_name(told: Discourse, attribution: Attribution, first: int) -> Resolved | None:
    """The person whose full name is the subject of the sentence before `first`."""
    theme = whom(told.view, told.pack, None, first)
    if theme is None:
        return None
    full = told.fullest(told.view.text[slice(*theme)])
    if full not in told.by_full or not antecedents.is_person(told.view, full, theme, told.pack):
        return None
    return Resolved(attribution, None, full, told.by_full[full].description)
