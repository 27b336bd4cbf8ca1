"""Across sentences: who 'he' is, which full name a surname means, who goes on speaking."""

from __future__ import annotations

from quotetrack.extraction import agreement
from quotetrack.extraction.echoes import MAX_HEADLINES, echo_headline, echoed_by, fills_line
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.naming import MAX_NAMES, fullest, is_part, latest
from quotetrack.extraction.nearby import introduced
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.people import (
    Person,
    Resolved,
    gender_told,
    is_told_anew,
    spoken,
)
from quotetrack.extraction.referring import (
    about_whom,
    agreeing,
    by_theme,
    by_topic,
    who_is,
)
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
    people: list[Person] = []
    resolved: list[Resolved] = []
    speaker: Resolved | None = None
    by_full: dict[str, Person] = {}
    headlines: list[Attribution] = []
    _describe(view, attributions, by_full, pack)
    for name in names:  # found by shape alone: where they end is less sure than at a cue
        if len(by_full) > MAX_NAMES:
            break
        if (
            pack.nouns in ("declined", "inverted")
            and (at := name.find(" ") + 1)
            and name[at:] in by_full
        ):
            continue  # the Кнессета of 'депутат Кнессета Ахмад Тиби'
        if pack.spaced or not any(
            name != other and (other in name or name in other) and not is_part(other, name, pack)
            for other in by_full
        ):
            by_full.setdefault(name, Person(name, None, -1))
    for attribution in attributions:
        source = attribution.source
        first = attribution.content[0].start
        if attribution.rule.headline and attribution.rule.source == "carried":
            headlines.append(attribution)
            continue
        if source is None or source.mention is None:
            if source is not None and source.kind == "unknown":
                resolved.append(Resolved(attribution, None, None, None))
                continue
            told = agreement.gender(view, pack, attribution)
            if told and attribution.cue is not None:
                meant = agreeing(view, pack, attribution, told, people, speaker)
                if meant is not None:
                    resolved.append(meant)
                    if meant.who is not None:
                        speaker = meant
                        people = spoken(people, meant, first, told)
                    continue
            about = about_whom(view, pack, attribution, speaker, by_full)
            if about is None and pack.numbers.get("topics", 0) and attribution.cue is not None:
                about = by_topic(view, pack, attribution, speaker, by_full)
            if about is not None:
                resolved.append(about)
                speaker = about
                continue
            fragment = pack.by_place and attribution.rule.long and _is_short(pack, attribution)
            if (
                speaker is None
                or too_far(view, speaker.attribution, first)
                or (fragment and not is_near(view, pack, speaker.attribution, first))
            ):
                if (
                    attribution.rule.source in ("carried", "theme")
                    and attribution.cue is None
                    and not speaks_for_itself(view, pack, attribution)
                    and not has_thinker(view, pack, first)
                ):
                    continue
                new = introduced(view, pack, attribution, by_full) if speaker is None else None
                nobody = Resolved(attribution, None, new, None)
                if pack.nouns == "suffixed" and attribution.cue is not None and speaker is None:
                    nobody = by_theme(view, pack, attribution, nobody, None, by_full)
                    if nobody.who is not None:
                        speaker = nobody
                resolved.append(nobody)
                continue
            current = Resolved(attribution, None, speaker.who, speaker.description)
            if pack.nouns == "suffixed" and attribution.cue is not None:
                current = by_theme(view, pack, attribution, current, speaker, by_full)
            if (pack.by_place or pack.nouns == "inverted") and attribution.rule.source == "carried":
                theme = whom(view, pack, speaker.attribution, first)
                if theme is not None:
                    words = view.text[theme.start : theme.end]
                    full = fullest(words, latest(by_full), pack)
                    if full in by_full and full != speaker.who:
                        current = Resolved(attribution, None, full, by_full[full].description)
        elif (
            not pack.spaced
            and attribution.rule.source == "head"
            and view.text[attribution.content[-1].end - 1] == "。"
            and (about := about_whom(view, pack, attribution, speaker, by_full)) is not None
        ):  # “……。”X走上岸。: what X does is another sentence
            current = about
        elif (
            not pack.spaced
            and resolved
            and (
                "also" in attribution.rule.pattern.groupindex
                or (attribution.rule.source == "head" and attribution.cue is None)
            )
            and goes_on(view, resolved[-1].attribution, attribution)
        ):
            assert speaker is not None
            current = Resolved(attribution, None, speaker.who, speaker.description)
        else:
            named = source.full or source.mention
            words = view.text[named.start : named.end]
            current = who_is(view, pack, attribution, source, words, people, by_full, speaker)
            if attribution.rule.source == "theme" and all(p.name != current.who for p in people):
                near = speaker is not None and is_near(view, pack, speaker.attribution, first)
                if speaker is None or not pack.by_place or not near:
                    continue
                current = Resolved(attribution, None, speaker.who, speaker.description)
        resolved.append(current)
        speaker = current
        if current.who is not None:
            same = [p for p in people if p.name == current.who]
            gender = same[0].gender if same else ""
            again = bool(same) and pack.by_place and not is_told_anew(view, pack, source)
            if not gender and not again and source is not None and source.mention is not None:
                gender = agreement.gender(view, pack, attribution)
                gender = gender or gender_told(view, pack, source, current)
            people = spoken(people, current, first, gender)
    _join_paragraphs(view, resolved)
    if not pack.spaced:
        echo_headline(view, resolved)
    if headlines:
        echoed = echoed_by(view, headlines, resolved)
        resolved += echoed
        if not pack.spaced and not echoed:
            resolved += [
                Resolved(one, None, None, None)
                for one in headlines[:MAX_HEADLINES]
                if fills_line(view, one)
            ]
        resolved.sort(key=lambda one: one.attribution.content[0].start)
    return resolved


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


def _describe(
    view: View, attributions: list[Attribution], by_full: dict[str, Person], pack: Pack
) -> None:
    """Collect full names, and the first description of each."""
    for attribution in attributions:
        source = attribution.source
        if source is None or source.mention is None or source.kind != "name":
            continue
        named = source.full or source.mention
        name = view.text[named.start : named.end]
        person = by_full.setdefault(name, Person(name, None, source.mention.start))
        if person.description is None and source.description is not None:
            person.description = view.text[source.description.start : source.description.end]
