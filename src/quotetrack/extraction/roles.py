"""Who a role means that the text has named: the court, the minister, 'пояснил эксперт'."""

from __future__ import annotations

import re

from quotetrack.extraction import agreement, topics
from quotetrack.extraction.antecedents import gender_of_name, subject_before
from quotetrack.extraction.finders.tokens import DEMONYM, TITLE, classes
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.naming import is_short_for
from quotetrack.extraction.nearby import named_before, only_name
from quotetrack.extraction.pack import Pack, remembered
from quotetrack.extraction.people import Discourse, Person, Resolved
from quotetrack.extraction.sources import Source
from quotetrack.extraction.themes import is_near, sentence_start, too_far, whom
from quotetrack.models import Span

MAX_ARTICLE_CHARS = 8  # before a description
MAX_BETWEEN = 2  # speakers without a name between somebody and 'genç sinemacı'
MAX_ROLE_WORDS = 3  # of a role that means somebody named before
GENDERS = ("masculine", "feminine", "either")  # that an article tells
_POSSESSED = re.compile("s?[ıiuü]")


def by_role(
    told: Discourse, attribution: Attribution, words: str, themed: str | None
) -> Resolved | None:
    """Who a bare role means where nouns have no article: 'пояснил эксперт' is who was spoken of last.

    `themed`: whom the sentence before is about.
    None for a role that brings in somebody new ('очевидец'), and where the gender is another's.
    """
    pack, speaker = told.pack, told.speaker
    role = pack.fold(words)
    if not pack.patterns["role_again"].fullmatch(role):
        return None
    source = attribution.source
    assert source is not None
    assert source.mention is not None
    start = source.mention.start
    before = told.view.masked[max(0, start - MAX_ARTICLE_CHARS) : start].split()[-1:]
    if pack.words["possessive_pronoun"] & {*before}:
        return None  # его врач
    meant = told.by_full.get(themed) if themed is not None else None
    last = told.people[-1].name if told.people else None
    if meant is None and last is not None and speaker is not None and last == speaker.who:
        if too_far(told.view, speaker.attribution, attribution.content[0].start):
            return None
        meant = told.by_full.get(last)
    if meant is None and speaker is None:
        meant = told.by_full.get(only_name(told, attribution.content[0].start) or "")
    if meant is None or (pack.patterns["woman"].fullmatch(role) and not _is_woman(told, meant)):
        return None
    return Resolved(attribution, source.mention, meant.name, meant.description)


def _is_woman(told: Discourse, meant: Person) -> bool:
    """Whether a verb has shown somebody to be a woman, or else the name is no man's."""
    gender = next((person.gender for person in told.people if person.name == meant.name), "")
    return (gender or topics.gender_of_name(meant.name, told.pack)) != "masculine"


def meant_by(told: Discourse, words: str) -> Person | None:
    """Who a short description means: the court named in full before, the one minister of the text."""
    pack = told.pack
    shown = pack.patterns["demonstrative"].match(words)
    base = words[shown.end() :] if shown else words
    if len(base) < 2 or (shown is None and pack.patterns["anybody"].search(words)):
        return None
    for person in reversed(told.people):
        if person.name != words and is_short_for(
            base if not pack.spaced else " " + base, person.name
        ):
            return person
    role = pack.fold(base) if pack.spaced else base
    holders = [
        person
        for person in told.by_full.values()
        if person.description is not None and _describes(pack, role, person.description)
    ]
    return holders[0] if len(holders) == 1 else None


def by_article(told: Discourse, mention: Span) -> Person | None:
    """Who a role with the article means: 'الوزير' the last one called a minister, or who spoke last."""
    pack, people, by_full = told.pack, told.people, told.by_full
    said = agreement.role_with_article(told.view, pack, mention)
    if said is None:
        return None
    role, alone = said
    for person in reversed(people):
        called = person.description or (person.name if person.name not in by_full else "")
        if agreement.begins_with_role(pack.fold(called), role):
            return person
    if not people:
        return None
    gender = "feminine" if role.endswith("ة") else "masculine"
    last = people[-1]
    if role in pack.words["anyone"] and last.name in by_full and last.gender == gender:
        return last  # تقول سلمى إن …، تقول الشابة
    if not alone or last.description is None:
        return None
    return last if last.name in by_full and last.gender in ("", gender) else None


def by_definite(told: Discourse, attribution: Attribution, source: Source) -> Person | None:
    """Who a role with the article means that nobody has had yet: 'sagte die Forscherin', 'el ecuatoriano'.

    The person whom the sentence before is about, or who spoke last, right before. None for roles that
    bring in somebody new (the judge), for those of somebody (the mayor of Lens), where the article
    tells another gender.
    """
    pack, view, mention = told.pack, told.view, source.mention
    assert mention is not None
    words = view.masked[slice(*mention)].split()
    article = view.masked[max(0, mention.start - MAX_ARTICLE_CHARS) : mention.start].split()[-1:]
    gender = next((g for g in GENDERS if article and article[0] in pack.words[f"{g}_article"]), "")
    if not gender:
        return None
    if not pack.patterns["epithet"].fullmatch(view.masked, *mention):
        if len(words) > MAX_ROLE_WORDS or not set(words).isdisjoint(pack.words["linking"]):
            return None
        if not set(words).isdisjoint(pack.words["newcomer"]):
            return None
        if not any(classes(word, pack) & (TITLE | DEMONYM) for word in words):
            return None
    if gender == "feminine" and pack.patterns["not_feminine"].fullmatch(words[-1]):
        return None  # 'die Forscher' are several
    at = min(attribution.content[0].start, attribution.cue[0] if attribution.cue else mention.start)
    made = told.speaker.attribution if told.speaker is not None else None
    theme = whom(view, pack, made, sentence_start(view, pack, at))
    meant = None
    if theme is not None:
        meant = told.by_full.get(told.fullest(view.text[slice(*theme)]))
    elif told.people and made is not None and is_near(view, pack, made, at):
        meant = told.by_full.get(told.people[-1].name)
    if meant is None:
        found = subject_before(view, pack, at, told.done(), gender, told.names())
        alone = found[0] if found is not None else named_before(told, source)
        meant = told.by_full.get(alone) if alone is not None else None
    if meant is None or " " not in meant.name:
        return None
    known = next((person.gender for person in told.people if person.name == meant.name), "")
    known = known or gender_of_name(meant.name, pack)
    return meant if gender == "either" or known in ("", gender) else None


def by_epithet(
    told: Discourse, attribution: Attribution, words: str, themed: str | None
) -> Person | None:
    """Who a role with an epithet and no 'bir' means: 'deneyimli çalıştırıcı' is who spoke last.

    Some roles need no epithet: 'yönetmen', but a 'savcı' may be somebody new. `themed`: whom the
    sentence before is about.
    """
    pack, people, speaker = told.pack, told.people, told.speaker
    *epithets, role = pack.fold(words).split() or [""]
    titles, articles = pack.words["title"], pack.words["article"]
    if not epithets and not pack.patterns["role_again"].fullmatch(role):
        return None
    if role not in titles or role[:-1] in titles or role[:-2] in titles:
        return None  # parti sözcüsü: somebody's, which says who it is
    source = attribution.source
    assert source is not None
    assert source.mention is not None
    start, end = source.mention
    before = told.view.masked[max(0, start - MAX_ARTICLE_CHARS) : start].split()[-1:]
    after = told.view.masked[end : end + MAX_ARTICLE_CHARS].split()[:1]
    if epithets and pack.patterns["describing"].search(epithets[-1]):
        return None  # 83 yaşında olan eleştirmen: who that is, is told here
    aged = pack.words["age"] & {*epithets}  # kırk bir yaşındaki
    if articles & {*([] if aged else epithets), *before}:
        return None
    if not epithets and pack.words["contrast"] & {*after}:
        return None  # yazar ise
    for person in reversed(people):
        called = pack.fold(person.description or "").split()
        if called and called[-1].startswith(role):
            return person
    if themed is not None and themed in told.by_full:
        return told.by_full[themed]
    if speaker is None or not people or people[-1].name != speaker.who:
        return None
    if too_far(told.view, speaker.attribution, attribution.content[0].start):
        return None
    named = [person for person in people[-MAX_BETWEEN - 1 :] if person.name in told.by_full]
    return named[-1] if named and named[-1].description is not None else None


def _holds(role: str, description: str) -> bool:
    """Whether a role is the one of a place or body: 'bakan' of 'İçişleri Bakanı'.

    >>> _holds("sözcü", "parti sözcüsü"), _holds("kral", "krallık sözcüsü")
    (True, False)
    """
    last = description.rsplit(None, 1)[-1:]
    if not last or " " in role or not last[0].startswith(role):
        return False
    return _POSSESSED.fullmatch(last[0], len(role)) is not None


def _describes(pack: Pack, role: str, description: str) -> bool:
    """Whether a folded role is a person's: 'minister' of 'the Indian foreign minister'."""
    if not pack.spaced:
        return description.endswith(role)
    head = _head(pack, description)
    if pack.nouns == "declined":  # 'глава МИД' of 'новый глава МИД Германии'
        return f" {role} " in f" {head} "
    if pack.nouns == "suffixed" and _holds(role, head):
        return True
    return head == role or head.endswith(" " + role)


@remembered
def _head(pack: Pack, description: str) -> str:
    """What a description says somebody is, folded, without what follows: 'of', 'who'."""
    cut = pack.patterns["description_end"].search(description)
    return pack.fold(description[: cut.start()] if cut else description)
