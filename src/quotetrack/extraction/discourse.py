"""Across sentences: who 'he' is, which full name a surname means, who goes on speaking."""

from __future__ import annotations

from dataclasses import dataclass

from quotetrack.extraction import agreement, antecedents, topics
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.naming import MAX_NAMES, fullest, is_part, is_short_for, latest
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.themes import (
    goes_on,
    has_thinker,
    is_near,
    sentence_start,
    speaks_for_itself,
    too_far,
    whom,
)
from quotetrack.extraction.units import View
from quotetrack.models import Span

MAX_ANTECEDENT_CHARS = 500
MAX_BREAK_CHARS = 8  # between two paragraphs: line ends, a mark, a space
STANDS = "d"  # the frame of 'it says', whose subject is nobody
MAX_HEADLINES = 20  # with words in marks; no article has more, and each is looked for in all of it
MIN_LINE_CHARS = 8  # of words in marks that are a headline of their own
MAX_PEOPLE = 100  # who spoke last, for a pronoun to mean


@dataclass(slots=True)
class Resolved:
    """An attribution with its speaker's fullest name and description in this document."""

    attribution: Attribution
    mention: Span | None
    who: str | None
    description: str | None


@dataclass(slots=True)
class _Person:
    name: str
    description: str | None
    last: int
    gender: str = ""  # 'masculine', 'feminine', 'thing': what 'he', 'she' and 'it' may mean


def resolve(
    view: View, pack: Pack, attributions: list[Attribution], names: list[str]
) -> list[Resolved]:
    """Give every attribution its `who`; drop continued quotations that nobody speaks."""
    people: list[_Person] = []
    resolved: list[Resolved] = []
    speaker: Resolved | None = None
    by_full: dict[str, _Person] = {}
    headlines: list[Attribution] = []
    _describe(view, attributions, by_full, pack)
    for name in names:  # found by shape alone: where they end is less sure than at a cue
        if len(by_full) > MAX_NAMES:
            break
        if pack.spaced or not any(
            name != other and (other in name or name in other) and not is_part(other, name, pack)
            for other in by_full
        ):
            by_full.setdefault(name, _Person(name, None, -1))
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
                meant = _agreeing(view, pack, attribution, told, people, speaker)
                if meant is not None:
                    resolved.append(meant)
                    if meant.who is not None:
                        speaker = meant
                        people = _spoken(people, meant, first, told)
                    continue
            about = _about(view, pack, attribution, speaker, by_full)
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
                new = _introduced(view, pack, attribution, by_full) if speaker is None else None
                resolved.append(Resolved(attribution, None, new, None))
                continue
            current = Resolved(attribution, None, speaker.who, speaker.description)
            if pack.nouns == "suffixed" and attribution.cue is not None:
                current = _themed(view, pack, attribution, current, speaker, by_full)
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
            and (about := _about(view, pack, attribution, speaker, by_full)) is not None
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
            current = _who(view, pack, attribution, source, words, people, by_full, speaker)
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
            again = bool(same) and pack.by_place and not _is_told_anew(view, pack, source)
            if not gender and not again and source is not None and source.mention is not None:
                gender = agreement.gender(view, pack, attribution)
                gender = gender or _gender(view, pack, source, current)
            people = _spoken(people, current, first, gender)
    _join_paragraphs(view, resolved)
    if not pack.spaced:
        _echo_headline(view, resolved)
    if headlines:
        echoed = _echoed(view, headlines, resolved)
        resolved += echoed
        if not pack.spaced and not echoed:
            resolved += [
                Resolved(one, None, None, None)
                for one in headlines[:MAX_HEADLINES]
                if _fills_line(view, one)
            ]
        resolved.sort(key=lambda one: one.attribution.content[0].start)
    return resolved


def _is_short(pack: Pack, attribution: Attribution) -> bool:
    """Whether the quoted words are so few that only a near speaker's they can be."""
    size = sum(span.end - span.start for span in attribution.verbatim)
    return size < pack.numbers["clause_fragment"]


def _is_told_anew(view: View, pack: Pack, source: Source | None) -> bool:
    """Whether a known person is named in a way that may tell the gender: 'she', 'Mr Hale'."""
    if source is None or source.mention is None or source.kind == "pronoun":
        return True
    start = source.mention.start
    return view.masked[max(0, start - 5) : start].strip(" .") in pack.words["honorific"]


def _spoken(people: list[_Person], one: Resolved, at: int, gender: str) -> list[_Person]:
    """The people with the one who spoke now as the last."""
    assert one.who is not None
    others = [person for person in people[-MAX_PEOPLE:] if person.name != one.who]
    return [*others, _Person(one.who, one.description, at, gender)]


def _agreeing(
    view: View,
    pack: Pack,
    attribution: Attribution,
    gender: str,
    people: list[_Person],
    speaker: Resolved | None,
) -> Resolved | None:
    """Who speaks where only the verb says 'he' or 'she', and the last speaker is not that or nobody.

    None where the last speaker may be meant.
    """
    first = attribution.content[0].start
    if speaker is not None and not too_far(view, speaker.attribution, first):
        last = next((p.gender for p in people if p.name == speaker.who), "")
        if last in ("", gender):
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
    return Resolved(attribution, None, None, None) if people else None


def _themed(
    view: View,
    pack: Pack,
    attribution: Attribution,
    current: Resolved,
    speaker: Resolved | None,
    by_full: dict[str, _Person],
) -> Resolved:
    """The same with the person whom the sentence before is about as the speaker, if there is one."""
    cue = attribution.cue
    made = speaker.attribution if speaker is not None else None
    if cue is not None and pack.patterns["goes_on_speaking"].search(cue[2].word):
        return current
    done = 0
    if made is not None:
        done = max(made.content[-1].end, made.cue[1] if made.cue else 0)
    first = min(attribution.content[0].start, cue[0] if cue is not None else len(view.text))
    theme = topics.subject_before(view, pack, done, max(first - 1, 0))
    if theme is None or theme.mention is None:
        return current
    full = fullest(view.text[slice(*theme.mention)], list(by_full), pack)
    if (speaker is not None and full == speaker.who) or (
        full not in by_full and pack.nouns == "suffixed"
    ):
        return current
    described = by_full[full].description if full in by_full else None
    return Resolved(attribution, current.mention, full, described)


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


def _fills_line(view: View, headline: Attribution) -> bool:
    """Whether the headline is nothing but a quotation, and too long for a name."""
    start, end = headline.content[0]
    if end - start < MIN_LINE_CHARS:
        return False
    before = view.masked.rfind("\n", 0, start) + 1
    after = view.masked.find("\n", end)
    outside = view.masked[before:start] + view.masked[end : after if after >= 0 else None]
    return not any(character.isalnum() for character in outside)


def _echoed(view: View, headlines: list[Attribution], resolved: list[Resolved]) -> list[Resolved]:
    """Words in marks that a headline takes from what somebody says further down."""
    echoed = []
    text = view.text
    for headline in headlines[:MAX_HEADLINES]:
        start, end = headline.content[0]
        line = text.find("\n", end)
        if line < 0:
            break
        for one in resolved:
            if any(
                line < span.start and text.find(text[start:end], *span) >= 0
                for span in one.attribution.verbatim
            ):
                echoed.append(Resolved(headline, None, one.who, one.description))
                break
    return echoed


def _echo_headline(view: View, resolved: list[Resolved]) -> None:
    """Give words in marks in the first line the speaker who says them further down."""
    line = view.masked.find("\n")
    for index, one in enumerate(resolved[:MAX_HEADLINES]):
        if line < one.attribution.content[0].end:
            return
        if one.attribution.cue is None and one.attribution.verbatim:
            echoed = _echoed(view, [one.attribution], resolved)
            if echoed:
                resolved[index] = echoed[0]


def _about(
    view: View,
    pack: Pack,
    attribution: Attribution,
    speaker: Resolved | None,
    by_full: dict[str, _Person],
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


def _describe(
    view: View, attributions: list[Attribution], by_full: dict[str, _Person], pack: Pack
) -> None:
    """Collect full names, and the first description of each."""
    for attribution in attributions:
        source = attribution.source
        if source is None or source.mention is None or source.kind != "name":
            continue
        named = source.full or source.mention
        name = view.text[named.start : named.end]
        person = by_full.setdefault(name, _Person(name, None, source.mention.start))
        if person.description is None and source.description is not None:
            person.description = view.text[source.description.start : source.description.end]


def _who(
    view: View,
    pack: Pack,
    attribution: Attribution,
    source: Source,
    words: str,
    people: list[_Person],
    by_full: dict[str, _Person],
    speaker: Resolved | None,
) -> Resolved:
    mention = source.mention
    if source.kind == "pronoun" and source.full is None:
        plural = pack.fold(words).casefold() in pack.words.get("plural_pronoun", ())
        gender = _gender_of(words, pack)
        about = None
        person_meant = gender in antecedents.OTHER and (pack.by_place or pack.nouns == "inverted")
        if person_meant and mention is not None:
            done = -1
            if speaker is not None:
                made = speaker.attribution
                done = max(made.content[-1].end, made.cue[1] if made.cue else 0)
            at = min(attribution.content[0].start, mention.start)
            about = antecedents.subject_before(view, pack, at, done, gender, latest(by_full))
            if pack.nouns == "inverted" and about is not None and about[1].kind != "name":
                about = None  # 'cette ingénieure' is who spoke last, more often than not
        if about is not None and about[1].kind == "description":
            words = about[0]
            known = _meant(words, pack, people, by_full)
            return Resolved(attribution, mention, known.name if known else words, None)
        if about is not None:
            person = by_full.setdefault(about[0], _Person(about[0], None, 0))
            return Resolved(attribution, mention, person.name, person.description)
        if pack.nouns == "declined" and not plural:
            here = Resolved(attribution, mention, None, None)
            themed = _themed(view, pack, attribution, here, speaker, by_full)
            if themed.who is not None and topics.may_be(themed.who, gender, pack):
                return themed
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
            if people or gender in ("", "thing")
            else _named_before(view, pack, source, by_full)
        )
        return Resolved(attribution, mention, named, None)
    if source.kind in ("name", "pronoun"):
        by_full.setdefault(words, _Person(words, None, 0))
        full = fullest(words, latest(by_full), pack)
        person = by_full.get(full) or by_full[words]
        description = person.description or by_full[words].description
        return Resolved(attribution, mention, full, description)
    if pack.nouns == "inverted":
        full = fullest(words, latest(by_full), pack)
        if full != words and full.endswith(" " + words):  # Herr Fischer's name is a role too
            return Resolved(attribution, mention, full, by_full[full].description)
    meant = _meant(words, pack, people, by_full)
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
    if meant is None and mention is not None and pack.numbers.get("article", 0):
        meant = _by_article(view, pack, mention, people, by_full)
    if meant is not None:
        return Resolved(attribution, mention, meant.name, meant.description)
    return Resolved(attribution, mention, words, None)


def _gender_of(word: str, pack: Pack) -> str:
    folded = pack.fold(word).rstrip(".")
    for gender in ("masculine", "feminine", "thing"):
        if folded in pack.words[gender]:
            return gender
    return ""


def _gender(view: View, pack: Pack, source: Source, resolved: Resolved) -> str:
    """What the words say: Mr before the name, 'spokeswoman' in the description, 'Bank' in the name."""
    assert source.mention is not None
    if not pack.words["masculine"]:
        return ""
    start, end = source.mention
    name = view.masked[start:end].split()
    if source.kind == "name" and (shown := topics.gender_of_name(view.masked[start:end], pack)):
        return shown
    if source.kind == "pronoun":
        return _gender_of(view.masked[start:end], pack)
    told = view.masked[max(0, start - 40) : start].split()[-1:] if source.kind == "name" else []
    described = pack.fold(resolved.description or "").replace(",", " ").split()
    for word in (*told, *described):
        gender = _gender_of(word, pack)
        if gender in ("masculine", "feminine"):
            return gender
        for shape in ("masculine", "feminine"):
            if pack.patterns[f"{shape}_shape"].fullmatch(pack.fold(word)):
                return shape
    if source.kind == "description" and antecedents.is_several(view, pack, source.mention):
        return "people"  # whom neither 'he' nor 'it' means
    last = _gender_of(name[-1], pack) if name else ""
    return last or antecedents.gender_of_name(resolved.who or "", pack)


def _introduced(
    view: View, pack: Pack, attribution: Attribution, by_full: dict[str, _Person]
) -> str | None:
    """The only person whose full name stands before words of a verb without a subject."""
    if pack.nouns != "inverted" or attribution.cue is None or not attribution.verbatim:
        return None
    high = attribution.content[0].start
    low = max(view.text.rfind("\n", 0, high), high - MAX_ANTECEDENT_CHARS, 0)
    near = {name for name in by_full if " " in name and view.text.rfind(name, low, high) >= 0}
    return near.pop() if len(near) == 1 else None


def _named_before(
    view: View, pack: Pack, source: Source, by_full: dict[str, _Person]
) -> str | None:
    """The only person whose full name stands in the words before 'he', where nobody spoke yet."""
    assert source.mention is not None
    low = max(0, source.mention.start - MAX_ANTECEDENT_CHARS)
    near = {
        name
        for name in by_full
        if " " in name
        and view.text.rfind(name, low, source.mention.start) >= 0
        and not _gender_of(name.split()[-1], pack)
    }
    return near.pop() if len(near) == 1 else None


def _meant(
    words: str, pack: Pack, people: list[_Person], by_full: dict[str, _Person]
) -> _Person | None:
    """Who a short description means: the court named in full before, the one minister of the text."""
    shown = pack.patterns["demonstrative"].match(words)
    base = words[shown.end() :] if shown else words
    if len(base) < 2 or (shown is None and pack.patterns["anybody"].search(words)):
        return None
    for person in reversed(people):
        if person.name != words and is_short_for(
            base if not pack.spaced else " " + base, person.name
        ):
            return person
    holders = [
        person
        for person in by_full.values()
        if person.description is not None and _describes(base, person.description, pack)
    ]
    return holders[0] if len(holders) == 1 else None


def _by_article(
    view: View, pack: Pack, mention: Span, people: list[_Person], by_full: dict[str, _Person]
) -> _Person | None:
    """Who a role with the article means: 'الوزير' the last one called a minister, or who spoke last."""
    said = agreement.role_with_article(view, pack, mention)
    if said is None:
        return None
    role, alone = said
    for person in reversed(people):
        told = pack.fold(person.description or (person.name if person.name not in by_full else ""))
        if agreement.begins_with_role(told, role):
            return person
    if not alone or not people or people[-1].description is None:
        return None
    gender = "feminine" if role.endswith("ة") else "masculine"
    last = people[-1]
    return last if last.name in by_full and last.gender in ("", gender) else None


def _describes(short: str, description: str, pack: Pack) -> bool:
    """Whether a role is a person's: 'minister' of 'the Indian foreign minister'."""
    if not pack.spaced:
        return description.endswith(short)
    cut = pack.patterns["description_end"].search(description)
    head = pack.fold(description[: cut.start()] if cut else description)
    return head == pack.fold(short) or head.endswith(" " + pack.fold(short))
