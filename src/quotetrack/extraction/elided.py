"""Who a verb without a subject, or quoted words without a verb, mean: by the sentence before."""

from __future__ import annotations

from quotetrack.extraction import agreement, topics
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.people import Discourse, Resolved
from quotetrack.extraction.themes import sentence_start, too_far, whom

STANDS = "d"  # the frame of 'it says', whose subject is nobody


def agreeing(told: Discourse, attribution: Attribution, gender: str) -> Resolved | None:
    """Who speaks where only the verb says 'he' or 'she', and the last speaker is not that or nobody.

    None where the last speaker may be meant.
    """
    view, people, speaker = told.view, told.people, told.speaker
    first = attribution.content[0].start
    if speaker is not None and not too_far(view, speaker.attribution, first):
        last = next((p.gender for p in people if p.name == speaker.who), "")
        if last in ("", gender) or gender == agreement.PLURAL:
            return None
    else:
        people = []
    done = -1 if speaker is None else speaker.attribution.content[-1].end
    subject = agreement.subject_before(view, told.pack, attribution, gender, done)
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


def by_theme(told: Discourse, attribution: Attribution, current: Resolved) -> Resolved:
    """The same with the person whom the sentence before is about as the speaker, if there is one."""
    view, pack, speaker = told.view, told.pack, told.speaker
    cue = attribution.cue
    if speaker and cue is not None and pack.patterns["goes_on_speaking"].search(cue[2].word):
        return current
    first = min(attribution.content[0].start, cue[0] if cue is not None else len(view.text))
    theme = topics.subject_before(view, pack, told.done(), max(first - 1, 0))
    if theme is None or theme.mention is None:
        return current
    full = told.fullest(view.text[slice(*theme.mention)])
    if (speaker is not None and full == speaker.who) or (
        full not in told.by_full and pack.nouns == "suffixed"
    ):
        return current
    described = told.by_full[full].description if full in told.by_full else None
    return Resolved(attribution, current.mention, full, described)


def by_topic(told: Discourse, attribution: Attribution) -> Resolved | None:
    """Who a verb without a subject means, by the sentence before; None where it names nobody.

    A verb in the plural means more than one.
    """
    assert attribution.cue is not None
    cue = attribution.cue[2]
    if cue.frame == STANDS or told.pack.patterns["plural_verb"].search(cue.word):
        return None
    meant = by_theme(told, attribution, Resolved(attribution, None, None, None))
    return meant if meant.who is not None else None


def about_whom(told: Discourse, attribution: Attribution) -> Resolved | None:
    """Whom the sentence right before a quotation is about, where nobody's words stand between."""
    view, pack, cue = told.view, told.pack, attribution.cue
    if pack.nouns == "inverted" and cue is not None:
        if cue[2].frame == STANDS:
            return None
    elif pack.spaced or cue is not None or attribution.rule.source not in ("carried", "head"):
        return None
    made = told.speaker.attribution if told.speaker is not None else None
    at = attribution.content[0].start
    if cue is not None:  # the sentence before that of the verb without a subject
        at = sentence_start(view, pack, min(at, cue[0]))
    theme = whom(view, pack, made, at)
    if theme is None:
        return None
    full = told.fullest(view.text[theme.start : theme.end])
    person = told.by_full.get(full)
    return Resolved(attribution, None, full, person.description if person else None)
