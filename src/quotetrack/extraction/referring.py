"""Who a pronoun, a role or a verb without a subject means."""

from __future__ import annotations

from quotetrack.extraction import agreement, antecedents, topics
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.naming import fullest, latest
from quotetrack.extraction.nearby import named_before
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.people import (
    Person,
    Resolved,
    gender_of,
)
from quotetrack.extraction.roles import by_article, by_epithet, by_role, meant_by
from quotetrack.extraction.sources import Source
from quotetrack.extraction.themes import (
    sentence_start,
    too_far,
    whom,
)
from quotetrack.extraction.view import View

STANDS = "d"  # the frame of 'it says', whose subject is nobody


def agreeing(
    view: View,
    pack: Pack,
    attribution: Attribution,
    gender: str,
    people: list[Person],
    speaker: Resolved | None,
) -> Resolved | None:
    """Who speaks where only the verb says 'he' or 'she', and the last speaker is not that or nobody.

    None where the last speaker may be meant.
    """
    first = attribution.content[0].start
    if speaker is not None and not too_far(view, speaker.attribution, first):
        last = next((p.gender for p in people if p.name == speaker.who), "")
        if last in ("", gender) or gender == agreement.PLURAL:
            return None
    else:
        people = []
    done = -1 if speaker is None else speaker.attribution.content[-1].end
    subject = agreement.subject_before(view, pack, attribution, gender, done)
    if subject is not None:
        described = subject.description
        words = view.text[described.start : described.end] if described else None
        named = subject.full or subject.mention
        assert named is not None
        return Resolved(attribution, None, view.text[named.start : named.end], words)
    for person in reversed(people):
        if person.gender == gender:
            return Resolved(attribution, None, person.name, person.description)
    if not people or gender == agreement.PLURAL:
        return None
    return Resolved(attribution, None, None, None)


def by_theme(
    view: View,
    pack: Pack,
    attribution: Attribution,
    current: Resolved,
    speaker: Resolved | None,
    by_full: dict[str, Person],
) -> Resolved:
    """The same with the person whom the sentence before is about as the speaker, if there is one."""
    cue = attribution.cue
    made = speaker.attribution if speaker is not None else None
    if speaker and cue is not None and pack.patterns["goes_on_speaking"].search(cue[2].word):
        return current
    done = 0
    if made is not None:
        done = max(made.content[-1].end, made.cue[1] if made.cue else 0)
    first = min(attribution.content[0].start, cue[0] if cue is not None else len(view.text))
    theme = topics.subject_before(view, pack, done, max(first - 1, 0))
    if theme is None or theme.mention is None:
        return current
    full = fullest(view.text[slice(*theme.mention)], latest(by_full), pack)
    if (speaker is not None and full == speaker.who) or (
        full not in by_full and pack.nouns == "suffixed"
    ):
        return current
    described = by_full[full].description if full in by_full else None
    return Resolved(attribution, current.mention, full, described)


def by_topic(
    view: View,
    pack: Pack,
    attribution: Attribution,
    speaker: Resolved | None,
    by_full: dict[str, Person],
) -> Resolved | None:
    """Who a verb without a subject means, by the sentence before; None where it names nobody.

    A verb in the plural means more than one.
    """
    assert attribution.cue is not None
    word = attribution.cue[2].word
    if attribution.cue[2].frame == STANDS or pack.patterns["plural_verb"].search(word):
        return None
    nobody = Resolved(attribution, None, None, None)
    meant = by_theme(view, pack, attribution, nobody, speaker, by_full)
    return meant if meant.who is not None else None


def about_whom(
    view: View,
    pack: Pack,
    attribution: Attribution,
    speaker: Resolved | None,
    by_full: dict[str, Person],
) -> Resolved | None:
    """Whom the sentence right before a quotation is about, where nobody's words stand between."""
    elided = pack.nouns == "inverted" and attribution.cue is not None
    if elided and (attribution.cue is None or attribution.cue[2].frame == STANDS):
        return None
    if not elided and (
        pack.spaced
        or attribution.cue is not None
        or attribution.rule.source not in ("carried", "head")
    ):
        return None
    made = speaker.attribution if speaker is not None else None
    at = attribution.content[0].start
    if attribution.cue is not None:  # the sentence before that of the verb without a subject
        at = sentence_start(view, pack, min(at, attribution.cue[0]))
    theme = whom(view, pack, made, at)
    if theme is None:
        return None
    words = view.text[theme.start : theme.end]
    full = fullest(words, latest(by_full), pack)
    person = by_full.get(full)
    return Resolved(attribution, None, full, person.description if person else None)


def who_is(
    view: View,
    pack: Pack,
    attribution: Attribution,
    source: Source,
    words: str,
    people: list[Person],
    by_full: dict[str, Person],
    speaker: Resolved | None,
) -> Resolved:
    mention = source.mention
    if source.kind == "pronoun" and source.full is None:
        plural = pack.fold(words).casefold() in pack.words.get("plural_pronoun", ())
        gender = gender_of(words, pack)
        about = None
        person_meant = gender in antecedents.OTHER and (pack.by_place or pack.nouns == "inverted")
        if person_meant and mention is not None:
            done = -1
            if speaker is not None:
                made = speaker.attribution
                done = max(made.content[-1].end, made.cue[1] if made.cue else 0)
            at = min(attribution.content[0].start, mention.start)
            about = antecedents.subject_before(view, pack, at, done, gender, latest(by_full))
            if pack.nouns == "inverted" and people and about and about[1].kind != "name":
                about = None  # 'cette ingénieure' is who spoke last, more often than not
        if about is not None and about[1].kind == "description":
            words = about[0]
            known = meant_by(words, pack, people, by_full)
            return Resolved(attribution, mention, known.name if known else words, None)
        if about is not None:
            person = by_full.setdefault(about[0], Person(about[0], None, 0))
            return Resolved(attribution, mention, person.name, person.description)
        told = agreement.PLURAL if plural else gender
        if pack.numbers.get("article", 0) and attribution.cue is not None and told:
            subject = agreeing(view, pack, attribution, told, people, speaker)
            if subject is not None and subject.who is not None:
                return Resolved(attribution, mention, subject.who, subject.description)
        if (pack.nouns == "declined" or pack.numbers.get("topics", 0)) and not plural:
            here = Resolved(attribution, mention, None, None)
            themed = by_theme(view, pack, attribution, here, speaker, by_full)
            if themed.who is not None and topics.may_be(themed.who, gender, pack):
                return themed
        if pack.nouns == "declined" and mention is not None:
            done = speaker.attribution.content[-1].end if speaker is not None else 0
            at = min(attribution.content[0].start, mention.start)
            role = topics.meant_by(view, pack, done, max(at - 1, 0), pack.fold(words))
            if role is not None and role.mention is not None:
                called = view.text[slice(*role.mention)]
                known = meant_by(called, pack, people, by_full)
                return Resolved(attribution, mention, known.name if known else called, None)
        for person in reversed(people):
            if gender and person.gender and person.gender != gender:
                continue
            if not plural or person.gender in ("people", "thing") or person.name in by_full:
                person.gender = person.gender or ("" if gender == "thing" else gender)
                return Resolved(attribution, mention, person.name, person.description)
        if person_meant and people and mention is not None:
            about = antecedents.subject_before(view, pack, at, -1, gender, latest(by_full))
            if about is not None and about[0] in by_full:
                return Resolved(attribution, mention, about[0], by_full[about[0]].description)
        named = (
            None
            if (people and not pack.by_place) or gender in ("", "thing")
            else named_before(view, pack, source, by_full)
        )
        if named and people and pack.by_place:
            other = antecedents.gender_of_name(named, pack) == antecedents.OTHER.get(gender)
            if other or any(person.name == named for person in people):
                named = None
        return Resolved(attribution, mention, named, None)
    if source.kind in ("name", "pronoun"):
        by_full.setdefault(words, Person(words, None, 0))
        full = fullest(words, latest(by_full), pack)
        person = by_full.get(full) or by_full[words]
        description = person.description or by_full[words].description
        return Resolved(attribution, mention, full, description)
    if pack.nouns == "inverted":
        full = fullest(words, latest(by_full), pack)
        if full != words and full.endswith(" " + words):  # Herr Fischer's name is a role too
            return Resolved(attribution, mention, full, by_full[full].description)
    meant = meant_by(words, pack, people, by_full)
    if (
        meant is None
        and speaker is not None
        and not too_far(view, speaker.attribution, attribution.content[0].start)
        and pack.patterns["this_person"].match(words)
        and people
        and people[-1].name == speaker.who
        and (people[-1].description is not None or pack.by_place)
    ):
        meant = people[-1]  # 这位日本名将: the person who spoke last
    if meant is None and pack.nouns == "suffixed" and speaker is not None:
        meant = by_epithet(view, pack, attribution, words, people, speaker)
    if meant is None and pack.nouns == "declined":
        here = Resolved(attribution, mention, None, None)
        themed = by_theme(view, pack, attribution, here, speaker, by_full)
        again = by_role(view, pack, attribution, words, people, by_full, speaker, themed.who)
        if again is not None:
            return again
    if meant is None and mention is not None and pack.numbers.get("article", 0):
        meant = by_article(view, pack, mention, people, by_full)
    if meant is not None:
        return Resolved(attribution, mention, meant.name, meant.description)
    return Resolved(attribution, mention, words, None)
