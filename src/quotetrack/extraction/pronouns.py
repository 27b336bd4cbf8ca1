"""Who a pronoun means: somebody whom the text is about, who has spoken, or who is named near."""

from __future__ import annotations

from quotetrack.extraction import agreement, antecedents, finders, topics
from quotetrack.extraction.elided import agreeing, by_theme
from quotetrack.extraction.finders.tokens import PLURAL, classes
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.nearby import named_before
from quotetrack.extraction.people import Discourse, Person, Resolved, gender_of
from quotetrack.extraction.roles import meant_by
from quotetrack.extraction.sources import Source
from quotetrack.extraction.vocabulary import FRAMES
from quotetrack.models import Span


def by_pronoun(told: Discourse, attribution: Attribution, source: Source, words: str) -> Resolved:
    """The person, body or people that `words`, the source's pronoun, mean; `who` is None if unknown."""
    pack = told.pack
    plural = pack.fold(words).casefold() in pack.words.get("plural_pronoun", ())
    gender = gender_of(pack, words)
    personal = gender in antecedents.OTHER and (pack.by_place or pack.nouns == "inverted")
    found = None
    if personal:
        found = _by_subject(told, attribution, source, gender)
    if found is None and pack.numbers.get("article", 0) and attribution.cue is not None:
        found = _by_agreement(told, attribution, source, agreement.PLURAL if plural else gender)
    if found is None and not plural:
        found = _by_topic(told, attribution, source, gender)
    if found is None and pack.nouns == "declined":
        found = _by_role_before(told, attribution, source, words)
    if found is None:
        found = _by_speakers(told, attribution, source, gender, plural=plural)
    if found is None and personal and told.people:
        found = _named_earlier(told, attribution, source, gender)
    if gender == "thing" and (found is None or not _is_body(told, found)):
        found = _in_own_clause(told, attribution, source) or found
    if found is not None:
        return found
    return Resolved(attribution, source.mention, _only_name_near(told, source, gender), None)


def _by_subject(
    told: Discourse, attribution: Attribution, source: Source, gender: str
) -> Resolved | None:
    """The subject of the sentences between the last quotation and the pronoun."""
    done = told.done() if told.speaker is not None else -1
    about = antecedents.subject_before(
        told.view,
        told.pack,
        _first(attribution, source),
        done,
        gender,
        told.names(),
        _addressee(told, attribution, source),
    )
    if about is None:
        return None
    name, subject = about
    if subject.kind == "name":
        person = told.by_full.setdefault(name, Person(name, None, 0))
        return Resolved(attribution, source.mention, person.name, person.description)
    if told.pack.nouns == "inverted" and told.people:
        return None  # 'cette ingénieure' is who spoke last, more often than not
    if subject.kind != "description":
        return None
    known = meant_by(told, name)
    return Resolved(attribution, source.mention, known.name if known else name, None)


def _by_agreement(
    told: Discourse, attribution: Attribution, source: Source, gender: str
) -> Resolved | None:
    subject = agreeing(told, attribution, gender) if gender else None
    if subject is None or subject.who is None:
        return None
    return Resolved(attribution, source.mention, subject.who, subject.description)


def _by_topic(
    told: Discourse, attribution: Attribution, source: Source, gender: str
) -> Resolved | None:
    """Whom the sentence before names as its subject, where a pack's nouns or verbs show it."""
    pack = told.pack
    if pack.nouns != "declined" and not pack.numbers.get("topics", 0):
        return None
    themed = by_theme(told, attribution, Resolved(attribution, source.mention, None, None))
    if themed.who is None or not topics.may_be(themed.who, gender, pack):
        return None
    return themed


def _by_role_before(
    told: Discourse, attribution: Attribution, source: Source, words: str
) -> Resolved | None:
    """The role or body that the sentence before is about: 'Учёные вернулись. «…», — сказали они.'"""
    view, pack = told.view, told.pack
    done = told.speaker.attribution.content[-1].end if told.speaker is not None else 0
    at = max(_first(attribution, source) - 1, 0)
    role = topics.meant_by(view, pack, done, at, pack.fold(words))
    if role is None or role.mention is None:
        return None
    called = view.text[slice(*role.mention)]
    known = meant_by(told, called)
    return Resolved(attribution, source.mention, known.name if known else called, None)


def _by_speakers(
    told: Discourse, attribution: Attribution, source: Source, gender: str, *, plural: bool
) -> Resolved | None:
    """Who spoke last of those whom the pronoun may mean; it tells the gender of one not known."""
    addressed = _addressee(told, attribution, source)
    for person in reversed(told.people):
        if addressed is not None and person.name == addressed:
            continue  # 'he told Mr Hale': another
        if gender and person.gender and person.gender != gender:
            continue
        if not plural or person.gender in ("people", "thing") or person.name in told.by_full:
            person.gender = person.gender or ("" if gender == "thing" else gender)
            return Resolved(attribution, source.mention, person.name, person.description)
    return None


def _addressee(told: Discourse, attribution: Attribution, source: Source) -> str | None:
    """The full name of the one who is told, by place; it is not the one who tells."""
    cue = attribution.cue
    if not told.pack.by_place or cue is None or cue[2].frame != FRAMES["tells"]:
        return None
    at = source.addressee
    if at is None:
        named = told.pack.patterns["told"].match(told.view.cased, cue[1] + 1)
        if named is None:
            return None
        at = Span(*named.span("who"))
    words = told.view.text[slice(*at)]
    first, _, name = words.partition(" ")
    courtesy = first.rstrip(".").casefold() in told.pack.words["honorific"]
    return told.fullest(name if courtesy and name else words)


def _in_own_clause(told: Discourse, attribution: Attribution, source: Source) -> Resolved | None:
    """The body that a clause before 'it said' has as its subject: 'Acme will cut jobs, it said.'"""
    view, pack, mention = told.view, told.pack, source.mention
    start, end = attribution.content[0].start, attribution.content[-1].end
    if not pack.by_place or mention is None or mention.start < start:
        return None
    if attribution.kind == "direct":
        return None
    about = finders.of(pack).subject(view, pack, start, end, set())
    if about is None or about.mention is None or about.kind == "pronoun":
        return None
    words = view.text[slice(*about.mention)]
    if about.kind == "name":
        full = told.fullest(words)
        plural = " " not in full and classes(pack.fold(full), pack) & PLURAL
        if plural or antecedents.gender_of_name(full, pack):
            return None  # 'Rents rose, it said'
        return Resolved(attribution, mention, full, None)
    if pack.fold(words).split()[-1] not in pack.words["thing"]:
        return None
    known = meant_by(told, words)
    return Resolved(attribution, mention, known.name if known else words, None)


def _is_body(told: Discourse, found: Resolved) -> bool:
    """Whether who spoke is known to be no person: whom 'it' surely means."""
    return any(one.name == found.who and one.gender == "thing" for one in told.people)


def _named_earlier(
    told: Discourse, attribution: Attribution, source: Source, gender: str
) -> Resolved | None:
    """The subject of the sentences before, whoever spoke in them, if the text names it in full."""
    at = _first(attribution, source)
    besides = _addressee(told, attribution, source)
    about = antecedents.subject_before(told.view, told.pack, at, -1, gender, told.names(), besides)
    if about is None or about[0] not in told.by_full:
        return None
    person = told.by_full[about[0]]
    return Resolved(attribution, source.mention, about[0], person.description)


def _only_name_near(told: Discourse, source: Source, gender: str) -> str | None:
    pack, people = told.pack, told.people
    if (people and not pack.by_place) or gender in ("", "thing"):
        return None
    named = named_before(told, source)
    if named and people and pack.by_place:
        other = antecedents.gender_of_name(named, pack) == antecedents.OTHER.get(gender)
        if other or any(person.name == named for person in people):
            return None
    return named


def _first(attribution: Attribution, source: Source) -> int:
    """Where the quotation or its pronoun begins, whichever comes first."""
    assert source.mention is not None
    return min(attribution.content[0].start, source.mention.start)
