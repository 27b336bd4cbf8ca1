"""The source that a rule points at: in the words on a side of the cue, or the subject of an elided one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quotetrack.extraction import finders, stops
from quotetrack.extraction.finders import spaced, unspaced
from quotetrack.extraction.finders.spaced import clauses, owners, phrases
from quotetrack.extraction.finders.unspaced import beside
from quotetrack.extraction.matches import Attribution, Fit
from quotetrack.extraction.pack import Cue
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.units import Atom, Unit
from quotetrack.models import Span

NOUN_CHARS = 60  # before a noun of saying, where its owner stands
AGENT_CHARS = 40  # before a label, where the passive's mark stands
QUOTED_CHARS = 120  # before 'as saying', where 'quoted' stands


def pointed_at(fit: Fit) -> Source | None:
    """The source that a rule points at; for an elided one, the subject that stands before."""
    pack, side = fit.pack, fit.rule.source
    if side == "carried":
        return Source(None, "elided")
    if pack.nouns:
        return _by_case(fit)
    if side == "subject":
        return _subject(fit) if fit.atom is not None else _subject_of_words(fit)
    if side == "inside" and pack.by_place and fit.atom is not None:
        return owners.inside_cue(fit.view, pack, fit.atom)
    low, high = fit.bounds("source")
    if fit.atom is not None and fit.atom.code == "v":  # who calls it so stands after 'by'
        if not pack.patterns["by_agent"].search(fit.view.masked, fit.atom.start, low + 4):
            return None
    if pack.spaced and side == "after" and fit.atom is not None and "clause" in fit.groups:
        return _after_clause(fit, fit.atom, low, high)
    if fit.rule.headline and side != "signed":
        side = "after"
    if side in _ON_SIDE:
        return _ON_SIDE[side](fit, low, high)
    if pack.spaced and fit.follows_clause:
        if pack.patterns["new_clause"].match(fit.view.masked, low, high):
            return None  # '…, but Lee said': what he said follows
    if fit.atom is None:
        return _before_words(fit, low, high)
    return _before_cue(fit, fit.atom, low)


def _by_case(fit: Fit) -> Source | None:
    """Where nouns show their case, or words their place in some other way."""
    view, unit, pack, known = fit.view, fit.unit, fit.pack, fit.known
    within = fit.bounds("source") if "source" in fit.groups else None
    side = fit.rule.source
    source = finders.by_case(view, pack, side, within, fit.atom, known, fit.rule.headline)
    if source is None or source.kind != "elided":
        return source
    if fit.index is not None and fit.atom is not None:
        begin, end = _sentence_start(unit, fit.index), fit.atom.start
    elif within is not None and pack.nouns == "uncased":
        begin, end = within
    else:
        begin, end = unit.start, unit.end
    before = [one for one in fit.before if one.content[0].start >= begin]
    carried = _earlier(fit, begin, end, before) or source
    carried.rest = source.rest
    return carried


def _subject_of_words(fit: Fit) -> Source | None:
    if not fit.pack.spaced:
        return None
    return spaced.subject(fit.view, fit.pack, *fit.bounds("source"), fit.known)


def _subject(fit: Fit) -> Source | None:
    """The subject of an earlier verb: 'he left, saying that'."""
    view, unit, pack, known, index, atom = (
        fit.view, fit.unit, fit.pack, fit.known, fit.index, fit.atom,
    )  # fmt: skip
    assert index is not None
    assert atom is not None
    at = atom.start
    if pack.spaced:
        quoted = spaced.quoted(view, pack, max(unit.start, at - QUOTED_CHARS), at, known)
        content = fit.groups.get("content") or fit.groups.get("clause")
        if quoted is not None or (pack.by_place and content and content < (index, index)):
            return quoted  # 'the paper quoted her as saying', but no '…, she left, saying'
        takes_clause = atom.cue is not None and atom.cue.takes == "that"
        if pack.by_place and takes_clause and unit.code[index - 1 : index] == "x":
            crowd = spaced.agent_before(view, pack, unit.atoms[index - 1].start, at, known)
            if crowd is not None:
                return crowd
    elif atom.cue is not None and (size := beside.document_in_cue(pack, atom.cue.word)):
        return Source(Span(at, at + size), "description")  # 报告称: the report says
    earlier = _earlier(fit, unit.start, at, fit.before)
    if pack.by_place and atom.code == "o" and not _is_somebody(fit, earlier):
        return owners.inside_cue(view, pack, atom)
    if earlier is None and pack.numbers.get("elided_subjects", 0):
        return Source(None, "elided")
    return earlier


def _is_somebody(fit: Fit, source: Source | None) -> bool:
    """Whether a subject may have words of its own: a name, 'she'; no 'it', no thing."""
    if source is None or source.mention is None:
        return False
    if source.kind == "description":
        return phrases.is_agent(fit.view, fit.pack, source.mention)
    word = fit.view.masked[slice(*source.mention)]
    return source.kind == "name" or word not in fit.pack.words["thing"]


def _after_clause(fit: Fit, atom: Atom, low: int, high: int) -> Source | None:
    """Who stands after a cue that follows what is said: '…, said Lee'."""
    view, pack = fit.view, fit.pack
    said, noun = atom.code == "s", atom.code == "n"
    if said and clauses.is_subject(view, pack, *fit.bounds("clause")):
        return None  # 'Lee, who …, said his team': the words after the cue are what he said
    own = fit.unit.code[slice(*fit.groups["source"])]
    apposed = fit.groups["clause"] > fit.groups["source"] and "," in own
    after = spaced.source_after(
        view, pack, low, high, fit.known, closed=said, whole=not said and not noun, apposed=apposed
    )
    if noun and after is not None and after.mention is not None:
        return after if after.mention.end == high else None  # 'a claim by Lee came after signs'
    return after


def _after(fit: Fit, low: int, high: int) -> Source | None:
    finder = finders.of(fit.pack)
    return finder.source_after(fit.view, fit.pack, low, high, fit.known, strict=fit.rule.headline)


def _theme(fit: Fit, low: int, high: int) -> Source | None:
    """Whom the sentence is about, if that is somebody who spoke before."""
    theme = finders.of(fit.pack).subject(fit.view, fit.pack, low, high, fit.known)
    named = theme is not None and theme.kind in ("name", "pronoun")
    return theme if named else Source(None, "elided")


def _head(fit: Fit, low: int, high: int) -> Source | None:
    """“…”, X jokes: the verb is none that the pack knows."""
    view, pack, known = fit.view, fit.pack, fit.known
    find = finders.of(pack).subject
    first = fit.unit.atoms[fit.groups["source"][0]].end
    near = high if pack.spaced else first
    if near - low > pack.numbers["longest_unknown_cue"] and "more" not in fit.groups:
        if pack.spaced or near - low > pack.numbers["longest_acting_clause"]:
            return None
        return _if_named(find(view, pack, low, near, known))
    if not pack.spaced and first < high and "more" not in fit.groups:  # 站在墙下，老村长直摇头
        head = find(view, pack, low, first, known)
        return head if head is not None else _if_named(find(view, pack, first + 1, high, known))
    return find(view, pack, low, high, known)


def _if_named(source: Source | None) -> Source | None:
    return source if source is not None and source.kind == "name" else None


# By the side that a rule names; `before` and `any` are read from the cue backwards.
_ON_SIDE: dict[str, Callable[[Fit, int, int], Source | None]] = {
    "signed": lambda fit, low, high: spaced.signed(fit.view, fit.pack, low, high, fit.known),
    "around": lambda fit, low, high: beside.marked(fit.view, fit.pack, low, high),
    "owner": lambda fit, low, high: beside.owner(fit.view, fit.pack, low, high, fit.known),
    "after": _after,
    "theme": _theme,
    "head": _head,
}


def _before_words(fit: Fit, low: int, high: int) -> Source | None:
    """Who stands before quoted words without a cue, if that is surely somebody."""
    view, pack, known = fit.view, fit.pack, fit.known
    if pack.spaced:
        source = spaced.source_before(view, pack, low, high, known)
    else:
        source = unspaced.source_before(view, pack, low, high, known, cued=False)
    if source is not None and source.kind != "elided" and (source.kind == "name" or source.sure):
        return source
    if fit.rule.source != "any":
        return None
    own = None if pack.spaced else unspaced.subject(view, pack, low, high, known)
    if own is not None and own.kind != "description":
        return own  # 她摇摇头：“……”
    return _earlier(fit, fit.unit.start, high, fit.before) or Source(None, "elided")


def _before_cue(fit: Fit, atom: Atom, low: int) -> Source | None:
    """The subject before a cue; an elided one's is that of the words or the cue before."""
    view, unit, pack, known = fit.view, fit.unit, fit.pack, fit.known
    high = unit.atoms[fit.groups["source"][1]].start
    low = max(low, high - MAX_SOURCE_CHARS)
    cue = atom.cue
    assert cue is not None
    if pack.by_place and atom.code in "lc" and unit.code[fit.groups["source"][1] - 1] == ",":
        if pack.patterns["gerund"].fullmatch(cue.word.split()[0]):
            return _subject(fit)  # 'She left, calling it'
    if pack.by_place and atom.code == "n":
        until = owners.owned_until(view, pack, atom, max(low, high - NOUN_CHARS), high)
        if until is None:
            return None  # 'the report rejects claims that': whose claims?
        high = until
    if cue.frame == "l" and fit.index is not None:
        low = stops.without_object(view, unit, pack, fit.index) or low
        agent = pack.patterns["agent"].search(view.masked, max(low, high - AGENT_CHARS), high)
        if agent:  # 被X称为“……”: who calls it so stands after the passive's mark
            return _agent(fit, agent.start("who"), high)
    size = 0
    if not pack.spaced and view.masked[high - 1] == "的":
        size = beside.document_in_cue(pack, cue.word)  # 协会的|报告称: the report says
    source = finders.of(pack).source_before(view, pack, low, high + size, known)
    if _is_expected(fit, cue, source):
        return None
    if not pack.spaced and fit.follows_clause:
        return source if beside.ends_clause(view, pack, source, high) else None
    if source is None or source.kind != "elided":
        return source
    if pack.by_place and fit.follows_clause:
        return None  # 'The road is shut, Lee, the mayor, has said': not by 'has' alone
    subject = _after_quotation(fit, high) if fit.before or fit.groups["source"][0] else None
    if subject is None:
        subject = _earlier(fit, unit.start, low if low > unit.start else high, fit.before)
    if subject is not None:
        subject.addressee = source.addressee
        return subject
    return source if pack.numbers.get("elided_subjects", 0) else None


def _agent(fit: Fit, low: int, high: int) -> Source | None:
    called = finders.of(fit.pack).source_before(fit.view, fit.pack, low, high, fit.known)
    if called is None or called.mention is None or called.kind == "pronoun":
        return None
    return called if called.sure else None


def _is_expected(fit: Fit, cue: Cue, source: Source | None) -> bool:
    """工程预计……: it is expected of the works, they say nothing."""
    if source is None or source.sure or source.kind != "description":
        return False
    return cue.word in fit.pack.words["expects"]


def _sentence_start(unit: Unit, index: int) -> int:
    """Where the sentence of a cue begins: after a quotation that a full stop ends."""
    for at in range(index - 1, 0, -1):
        if unit.code[at - 1] == "P" and unit.code[at] == "x":
            return unit.atoms[at].start
    return unit.start


def _after_quotation(fit: Fit, high: int) -> Source | None:
    """The subject of the words after a quoted sentence: “……。”教练不满，认为…… are two sentences."""
    if fit.pack.spaced:
        return None
    for atom in reversed(fit.unit.atoms):
        if atom.start >= high or atom.stretch is None:
            continue
        if fit.view.text[atom.stretch.end - 1] in "。！？!?":
            if atom.end >= high:
                return None
            found = unspaced.subject(fit.view, fit.pack, atom.end, high, fit.known)
            return found if found is not None and found.mention is not None else None
    return None


def _earlier(fit: Fit, low: int, high: int, before: list[Attribution]) -> Source | None:
    """The subject of an elided one: that of the cue before it, or of the sentence."""
    for earlier in reversed(before):
        first = earlier.source
        if first is not None and first.mention is not None:
            return replace(first, addressee=None)
    return finders.of(fit.pack).subject(fit.view, fit.pack, low, high, fit.known)
