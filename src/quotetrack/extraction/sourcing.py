"""Who says it: the source that a rule points at, the subject that an elided one has."""

from __future__ import annotations

from dataclasses import replace

from quotetrack.extraction import clause_before, finders, stops
from quotetrack.extraction.finders import spaced, unspaced
from quotetrack.extraction.finders.spaced import clauses, owners
from quotetrack.extraction.finders.unspaced import beside
from quotetrack.extraction.matches import Attribution, Groups, bounds
from quotetrack.extraction.pack import Pack, Rule
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.units import Unit
from quotetrack.extraction.view import View
from quotetrack.models import Span

NOUN_CHARS = 60  # before a noun of saying, where its owner stands


def source_of(
    view: View,
    unit: Unit,
    pack: Pack,
    rule: Rule,
    groups: Groups,
    index: int | None,
    before: list[Attribution],
    known: set[str],
) -> Source | None:
    """The source that a rule points at, and who in or before its sentence a pronoun means."""
    source = _pointed_at(view, unit, pack, rule, groups, index, before, known)
    if source is None or source.kind != "pronoun" or pack.spaced or source.full is not None:
        return source
    if source.mention is not None:
        source.full = clause_before.antecedent(view, unit, pack, source.mention.start, known)
        if (
            source.full is None
            and not before  # who spoke in this very sentence is nearer
            and view.masked[slice(*source.mention)] in pack.words["singular"]
        ):
            source.full = clause_before.sentence_before(view, unit, pack, known)
        if source.full is not None:
            known.add(view.masked[slice(*source.full)])  # whose name stands alone from here on
    return source


def _pointed_at(
    view: View,
    unit: Unit,
    pack: Pack,
    rule: Rule,
    groups: Groups,
    index: int | None,
    before: list[Attribution],
    known: set[str],
) -> Source | None:
    """The source that a rule points at; for an elided one, the subject that stands before."""
    if rule.source == "carried":
        return Source(None, "elided")
    if pack.nouns:
        within = bounds(unit, groups["source"]) if "source" in groups else None
        atom = unit.atoms[index] if index is not None else None
        source = finders.by_case(view, pack, rule.source, within, atom, known, rule.headline)
        if source is None or source.kind != "elided":
            return source
        low = atom.start if atom is not None else unit.end
        begin = _begin(unit, index) if index is not None else unit.start
        if index is None and within is not None and pack.nouns == "uncased":
            begin, low = within
        before = [one for one in before if one.content[0].start >= begin]
        carried = _earlier(view, unit, pack, begin, low, before, known) or source
        carried.rest = source.rest
        return carried
    if rule.source == "subject" and index is None:
        low, high = bounds(unit, groups["source"])
        return spaced.subject(view, pack, low, high, known) if pack.spaced else None
    if rule.source == "subject":
        assert index is not None
        if pack.spaced:
            at = unit.atoms[index].start
            quoted = spaced.quoted(view, pack, max(unit.start, at - 120), at, known)
            content = groups.get("content") or groups.get("clause")
            if quoted is not None or (pack.by_place and content and content < (index, index)):
                return quoted  # 'the paper quoted her as saying', but no '…, she left, saying'
            word = unit.atoms[index].cue
            if (
                pack.by_place
                and word
                and word.takes == "that"
                and unit.code[index - 1 : index] == "x"
            ):
                crowd = spaced.agent_before(view, pack, unit.atoms[index - 1].start, at, known)
                if crowd is not None:
                    return crowd
        high = unit.atoms[index].start
        cue = unit.atoms[index].cue
        if cue is not None and not pack.spaced and (size := beside.document_in_cue(pack, cue.word)):
            return Source(Span(high, high + size), "description")  # 报告称: the report says
        earlier = _earlier(view, unit, pack, unit.start, high, before, known)
        if earlier is None and pack.numbers.get("elided_subjects", 0):
            return Source(None, "elided")
        return earlier
    low_atom, high_atom = groups["source"]
    low, high = unit.atoms[low_atom].start, unit.atoms[high_atom - 1].end
    if index is not None and unit.atoms[index].code == "v":  # who calls it so stands after 'by'
        if not pack.patterns["by_agent"].search(view.masked, unit.atoms[index].start, low + 4):
            return None
    finder = finders.of(pack)
    if pack.spaced and rule.source == "after" and index is not None and "clause" in groups:
        heads = bounds(unit, groups["clause"])
        if unit.atoms[index].code == "s" and clauses.is_subject(view, pack, *heads):
            return None  # 'Lee, who …, said his team': the words after the cue are what he said
        closed = unit.atoms[index].code == "s"
        apposed = groups["clause"] > groups["source"] and "," in unit.code[slice(*groups["source"])]
        whole = not closed and unit.atoms[index].code != "n"
        after = spaced.source_after(
            view, pack, low, high, known, closed=closed, whole=whole, apposed=apposed
        )
        if unit.atoms[index].code == "n" and after is not None and after.mention is not None:
            return after if after.mention.end == high else None  # 'a claim by Lee came after signs'
        return after
    if rule.source == "signed":
        return spaced.signed(view, pack, low, high, known)
    if rule.source == "after" or rule.headline:
        return finder.source_after(view, pack, low, high, known, strict=rule.headline)
    if rule.source == "around":
        return beside.marked(view, pack, low, high)
    if rule.source == "owner":
        return beside.owner(view, pack, low, high, known)
    if rule.source == "theme":  # whom the sentence is about, if that is somebody who spoke before
        theme = finder.subject(view, pack, low, high, known)
        named = theme is not None and theme.kind in ("name", "pronoun")
        return theme if named else Source(None, "elided")
    if rule.source == "head":  # “…”, X jokes: the verb is none that the pack knows
        near = unit.atoms[low_atom].end if not pack.spaced else high
        if near - low > pack.numbers["longest_unknown_cue"] and "more" not in groups:
            if pack.spaced or near - low > pack.numbers["longest_acting_clause"]:
                return None
            actor = finder.subject(view, pack, low, near, known)
            return actor if actor is not None and actor.kind == "name" else None
        first = unit.atoms[low_atom].end
        if not pack.spaced and first < high and "more" not in groups:  # 站在墙下，老村长直摇头
            head = finder.subject(view, pack, low, first, known)
            if head is not None:
                return head
            head = finder.subject(view, pack, first + 1, high, known)
            return head if head is not None and head.kind == "name" else None
        return finder.subject(view, pack, low, high, known)
    if (
        pack.spaced
        and groups.get("clause", groups["source"]) < groups["source"]
        and pack.patterns["new_clause"].match(view.masked, low, high)
    ):
        return None  # '…, but Lee said': what he said follows
    if index is None:
        if pack.spaced:
            source = finder.source_before(view, pack, low, high, known)
        else:
            source = unspaced.source_before(view, pack, low, high, known, cued=False)
        if (
            source is not None
            and source.kind != "elided"
            and (source.kind == "name" or source.sure)
        ):
            return source
        if rule.source == "any":
            own = None if pack.spaced else finder.subject(view, pack, low, high, known)
            if own is not None and own.kind != "description":
                return own  # 她摇摇头：“……”
            owner = _earlier(view, unit, pack, unit.start, high, before, known)
            return owner or Source(None, "elided")
        return None
    high = unit.atoms[groups["source"][1]].start
    low = max(low, high - MAX_SOURCE_CHARS)
    if pack.by_place and unit.atoms[index].code == "n":
        near = max(low, high - NOUN_CHARS)
        until = owners.owned_until(view, pack, unit.atoms[index], near, high)
        if until is None:
            return None  # 'the report rejects claims that': whose claims?
        high = until
    label = unit.atoms[index].cue
    if label is not None and label.frame == "l":
        low = stops.without_object(view, unit, pack, index) or low
        agent = pack.patterns["agent"].search(view.masked, max(low, high - 40), high)
        if agent:  # 被X称为“……”: who calls it so stands after the passive's mark
            called = finder.source_before(view, pack, agent.start("who"), high, known)
            if called is None or called.mention is None or called.kind == "pronoun":
                return None
            return called if called.sure else None
    size = 0
    if label is not None and not pack.spaced and view.masked[high - 1] == "的":
        size = beside.document_in_cue(pack, label.word)  # 协会的|报告称: the report says
    source = finder.source_before(view, pack, low, high + size, known)
    if source is not None and not source.sure and source.kind == "description":
        if label is not None and label.word in pack.words["expects"]:
            return None  # 工程预计……: it is expected of the works, they say nothing
    if not pack.spaced and groups.get("clause", groups["source"]) < groups["source"]:
        return source if beside.ends_clause(view, pack, source, high) else None
    if source is None or source.kind != "elided":
        return source
    if pack.by_place and groups.get("clause", groups["source"]) < groups["source"]:
        return None  # 'The road is shut, Lee, the mayor, has said': not by 'has' alone
    subject = _after_quotation(view, unit, pack, high, known) if before or low_atom else None
    subject = subject or _earlier(
        view, unit, pack, unit.start, low if low > unit.start else high, before, known
    )
    if subject is not None:
        subject.addressee = source.addressee
        return subject
    return source if pack.numbers.get("elided_subjects", 0) else None


def _begin(unit: Unit, index: int) -> int:
    """Where the sentence of a cue begins: after a quotation that a full stop ends."""
    for at in range(index - 1, 0, -1):
        if unit.code[at - 1] == "P" and unit.code[at] == "x":
            return unit.atoms[at].start
    return unit.start


def _after_quotation(
    view: View, unit: Unit, pack: Pack, high: int, known: set[str]
) -> Source | None:
    """The subject of the words after a quoted sentence: “……。”教练不满，认为…… are two sentences."""
    if pack.spaced:
        return None
    for atom in reversed(unit.atoms):
        if atom.start >= high or atom.stretch is None:
            continue
        if view.text[atom.stretch.end - 1] in "。！？!?":
            found = unspaced.subject(view, pack, atom.end, high, known) if atom.end < high else None
            return found if found is not None and found.mention is not None else None
    return None


def _earlier(
    view: View,
    unit: Unit,
    pack: Pack,
    low: int,
    high: int,
    before: list[Attribution],
    known: set[str],
) -> Source | None:
    """The subject of an elided one: that of the cue before it, or of the sentence."""
    for earlier in reversed(before):
        first = earlier.source
        if first is not None and first.mention is not None:
            return replace(first, addressee=None)
    finder = finders.of(pack)
    return finder.subject(view, pack, low, high, known)
