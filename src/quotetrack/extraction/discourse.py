"""Through a document: who 'he' is, which full name a surname means, who goes on speaking."""

from __future__ import annotations

from quotetrack.extraction import agreement
from quotetrack.extraction.antecedents import gender_of_name
from quotetrack.extraction.echoes import MAX_HEADLINES, echo_headline, echoed_by, fills_line
from quotetrack.extraction.elided import about_whom, agreeing, by_theme, by_topic
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.naming import MAX_NAMES, is_part
from quotetrack.extraction.nearby import introduced
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.people import (
    Discourse,
    Person,
    Resolved,
    gender_told,
    is_told_anew,
)
from quotetrack.extraction.referring import by_sentence_before, who_is
from quotetrack.extraction.sources import Source
from quotetrack.extraction.themes import (
    goes_on,
    has_thinker,
    is_near,
    speaks_for_itself,
    too_far,
    whom,
)
from quotetrack.extraction.view import View

MAX_BREAK_CHARS = 8  # between two paragraphs: line ends, a mark, a space


def resolve(
    view: View, pack: Pack, attributions: list[Attribution], names: list[str]
) -> list[Resolved]:
    """Give every attribution its `who`; drop continued quotations that nobody speaks."""
    told = Discourse(view, pack)
    _name(told, attributions, names)
    if pack.by_place:
        told.voices = _voices(told, attributions)
    resolved: list[Resolved] = []
    headlines: list[Attribution] = []
    for attribution in attributions:
        source = attribution.source
        if attribution.rule.headline and attribution.rule.source == "carried":
            headlines.append(attribution)
            continue
        if source is None or source.mention is None:
            one = _without_mention(told, attribution)
        else:
            one = _with_mention(told, attribution, source, resolved[-1] if resolved else None)
        if one is not None:
            resolved.append(one)
    _join_paragraphs(view, resolved)
    if not pack.spaced:
        echo_headline(view, resolved)
    if headlines:
        resolved += _echoed(view, pack, headlines, resolved)
        resolved.sort(key=lambda one: one.attribution.content[0].start)
    return resolved


def _name(told: Discourse, attributions: list[Attribution], names: list[str]) -> None:
    """Collect the people of a document: those at cues with their descriptions, then the others."""
    pack, by_full = told.pack, told.by_full
    _describe(told, attributions)
    for name in names:  # found by shape alone: where they end is less sure than at a cue
        if len(by_full) > MAX_NAMES:
            break
        if (
            pack.nouns in ("declined", "inverted")
            and (at := name.find(" ") + 1)
            and (pack.nouns == "inverted" or " " in name[at:])  # no Russian surname
            and name[at:] in by_full
            and (pack.nouns == "declined" or " " in name[at:])
        ):
            continue  # the Кнессета of 'депутат Кнессета Ахмад Тиби'
        if pack.spaced or not any(
            name != other and (other in name or name in other) and not is_part(other, name, pack)
            for other in by_full
        ):
            by_full.setdefault(name, Person(name, told.view.titles.get(name), -1))


def _describe(told: Discourse, attributions: list[Attribution]) -> None:
    """Collect the full names at cues, and the first description of each."""
    text = told.view.text
    for attribution in attributions:
        source = attribution.source
        if source is None or source.mention is None or source.kind != "name":
            continue
        named = source.full or source.mention
        name = text[named.start : named.end]
        person = told.by_full.setdefault(name, Person(name, None, source.mention.start))
        if person.description is None and source.description is not None:
            person.description = text[source.description.start : source.description.end]


def _voices(told: Discourse, attributions: list[Attribution]) -> set[str]:
    """The full names of whom a cue has anywhere in the text."""
    text, names = told.view.text, set()
    for attribution in attributions:
        source = attribution.source
        if source is not None and source.kind == "name" and attribution.cue is not None:
            named = source.full or source.mention
            if named is not None:
                names.add(text[named.start : named.end])
    return {told.fullest(name) for name in names}


def _without_mention(told: Discourse, attribution: Attribution) -> Resolved | None:
    """Who speaks where nothing at the quotation names anybody; None where it is no quotation."""
    if attribution.source is not None and attribution.source.kind == "unknown":
        return Resolved(attribution, None, None, None)
    gender = agreement.gender(told.view, told.pack, attribution)
    if gender and attribution.cue is not None:
        meant = agreeing(told, attribution, gender)
        if meant is not None:
            if meant.who is not None:
                told.hear(meant, gender)
            return meant
    about = about_whom(told, attribution)
    if about is None and told.pack.numbers.get("topics", 0) and attribution.cue is not None:
        about = by_topic(told, attribution)
    if about is not None:
        told.speaker = about
        return about
    about = by_sentence_before(told, attribution)
    if about is not None:
        _hear(told, attribution, about)
        return about
    if told.speaker is None or _is_out_of_reach(told, attribution, told.speaker):
        return _unspoken(told, attribution)
    return _going_on(told, attribution, told.speaker)


def _is_out_of_reach(told: Discourse, attribution: Attribution, speaker: Resolved) -> bool:
    """Whether the last speaker is too far away for a quotation without one."""
    view, pack, first = told.view, told.pack, attribution.content[0].start
    fragment = pack.by_place and attribution.rule.long and _is_short(pack, attribution)
    return too_far(view, speaker.attribution, first) or (
        fragment and not is_near(view, pack, speaker.attribution, first)
    )


def _unspoken(told: Discourse, attribution: Attribution) -> Resolved | None:
    """A quotation that no speaker is near: nobody's, or none at all."""
    view, pack = told.view, told.pack
    if (
        attribution.rule.source in ("carried", "theme")
        and attribution.cue is None
        and not speaks_for_itself(view, pack, attribution)
        and not has_thinker(view, pack, attribution.content[0].start)
    ):
        return None
    if told.speaker is not None:
        return Resolved(attribution, None, None, None)
    nobody = Resolved(attribution, None, introduced(told, attribution), None)
    if pack.nouns == "suffixed" and attribution.cue is not None:
        nobody = by_theme(told, attribution, nobody)
        if nobody.who is not None:
            told.speaker = nobody
    return nobody


def _going_on(told: Discourse, attribution: Attribution, speaker: Resolved) -> Resolved:
    """The last speaker goes on, if the sentence between is not about somebody else."""
    view, pack = told.view, told.pack
    current = Resolved(attribution, None, speaker.who, speaker.description)
    if pack.nouns == "suffixed" and attribution.cue is not None:
        current = by_theme(told, attribution, current)
    if (pack.by_place or pack.nouns == "inverted") and attribution.rule.source == "carried":
        theme = whom(view, pack, speaker.attribution, attribution.content[0].start)
        if theme is not None:
            full = told.fullest(view.text[theme.start : theme.end])
            if full in told.by_full and full != speaker.who:
                current = Resolved(attribution, None, full, told.by_full[full].description)
    _hear(told, attribution, current)
    return current


def _with_mention(
    told: Discourse, attribution: Attribution, source: Source, before: Resolved | None
) -> Resolved | None:
    """Who the source at a quotation means; `before`: the quotation before it."""
    view, pack, speaker = told.view, told.pack, told.speaker
    current = None
    if not pack.spaced and attribution.rule.source == "head":
        if view.text[attribution.content[-1].end - 1] == "。":
            current = about_whom(
                told, attribution
            )  # “……。”X走上岸。: what X does is another sentence
    if current is None and before is not None and speaker is not None:
        if _is_said_before(pack, attribution) and goes_on(view, before.attribution, attribution):
            current = Resolved(attribution, None, speaker.who, speaker.description)
    if current is None:
        current = who_is(told, attribution, source)
        voiced = current.who in told.voices and gender_of_name(current.who or "", pack) != ""
        heard = voiced or any(person.name == current.who for person in told.people)
        if attribution.rule.source == "theme" and not heard:
            if speaker is None or not pack.by_place:
                return None
            if not is_near(view, pack, speaker.attribution, attribution.content[0].start):
                return None
            current = Resolved(attribution, None, speaker.who, speaker.description)
    _hear(told, attribution, current)
    return current


def _is_said_before(pack: Pack, attribution: Attribution) -> bool:
    """Whether quoted words may be of the sentence before the one that names a source."""
    if pack.spaced:
        return False
    rule = attribution.rule
    return "also" in rule.pattern.groupindex or (rule.source == "head" and attribution.cue is None)


def _hear(told: Discourse, attribution: Attribution, current: Resolved) -> None:
    """The speaker of a quotation is the last who has spoken, with what it tells of the gender."""
    view, pack, source = told.view, told.pack, attribution.source
    known = next((person for person in told.people if person.name == current.who), None)
    gender = known.gender if known is not None and current.who is not None else ""
    again = known is not None and pack.by_place and not is_told_anew(view, pack, source)
    if (
        current.who is not None
        and not gender
        and not again
        and source is not None
        and source.mention is not None
    ):
        gender = agreement.gender(view, pack, attribution)
        gender = gender or gender_told(view, pack, source, current)
    told.hear(current, gender)


def _echoed(
    view: View, pack: Pack, headlines: list[Attribution], resolved: list[Resolved]
) -> list[Resolved]:
    """The headlines whose words somebody says further down; else those that are a quotation alone."""
    echoed = echoed_by(view, headlines, resolved)
    if pack.spaced or echoed:
        return echoed
    return [
        Resolved(one, None, None, None)
        for one in headlines[:MAX_HEADLINES]
        if fills_line(view, one)
    ]


def _is_short(pack: Pack, attribution: Attribution) -> bool:
    """Whether the quoted words are so few that only a near speaker's they can be."""
    size = sum(span.end - span.start for span in attribution.verbatim)
    return size < pack.numbers["clause_fragment"]


def _join_paragraphs(view: View, resolved: list[Resolved]) -> None:
    """Give paragraphs that a mark opens and none closes the speaker of the one that closes them."""
    open_ends = {stretch.end for stretch in view.stretches if not stretch.closed}
    for index in range(len(resolved) - 2, -1, -1):
        one, following = resolved[index], resolved[index + 1]
        end, start = one.attribution.content[-1].end, following.attribution.content[0].start
        if (
            one.attribution.cue is None
            and one.mention is None
            and end in open_ends
            and start - end <= MAX_BREAK_CHARS
            and "\n" in view.text[end:start]
            and following.who is not None
        ):
            resolved[index] = Resolved(one.attribution, None, following.who, following.description)
