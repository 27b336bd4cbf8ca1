"""Cue, source and content: which rule of the pack fits a sentence, and what it says.

Cues are tried from left to right, for each cue the pack's rules in their order; the first whose
source can be read and whose content is free wins. Rules without a cue see what is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from quotetrack.extraction import clauses, contents, finders, spaced, unspaced
from quotetrack.extraction.packs import Cue, Pack, Rule
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.units import Unit, View
from quotetrack.models import Span

WINDOW = 40  # atoms on either side of a cue that a rule may look at
MAX_MEMO = 50_000

Groups = dict[str, tuple[int, int]]


@dataclass(slots=True)
class Attribution:
    """One quotation as the sentence gives it; who 'he' is comes later."""

    rule: Rule
    cue: tuple[int, int, Cue] | None
    source: Source | None
    kind: str
    content: list[Span]
    verbatim: list[Span]


def attribute(view: View, unit: Unit, pack: Pack, known: set[str]) -> list[Attribution]:
    """The quotations of one sentence, in the order of their cues."""
    found: list[Attribution] = []
    _mark_sourced(view, unit, pack, known)
    found += _without_cue(view, unit, pack, known, early=True)
    reach = 0  # clauses up to here have a source
    for index, atom in enumerate(unit.atoms):
        if atom.cue is None:
            continue
        if atom.start < reach and not _stands_alone(view, unit, pack, index):
            continue
        made = _at_cue(view, unit, pack, index, found, known)
        if not made and pack.by_place:  # no cue after all: a word of the next one's subject
            unit.code = f"{unit.code[:index]}x{unit.code[index + 1 :]}"
        if made:
            found += made
            reach = max(reach, *(span.end for one in made for span in one.content))
    left = any(a.stretch is not None and i not in unit.taken for i, a in enumerate(unit.atoms))
    if left or (unit.headline and not found and ":" in unit.code):
        found += _without_cue(view, unit, pack, known)
    return found


def _mark_sourced(view: View, unit: Unit, pack: Pack, known: set[str]) -> None:
    """Note the cues after a comma that have a name or pronoun of their own as subject."""
    cues = [i for i, atom in enumerate(unit.atoms) if atom.cue is not None]
    finder = finders.of(pack)
    for index in cues[1:]:
        if index < 2 or unit.code[index - 2 : index] != ",x":
            continue
        source = finder.source_before(
            view, pack, unit.atoms[index - 1].start, unit.atoms[index].start, known
        )
        if source is not None and (source.kind in ("name", "pronoun") or source.sure):
            unit.sourced.add(index)


def _stands_alone(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether a cue inside a clause that has a source begins a clause of its own."""
    return contents.breaks(view, unit, pack, index)


def _at_cue(
    view: View, unit: Unit, pack: Pack, index: int, before: list[Attribution], known: set[str]
) -> list[Attribution]:
    cue = unit.atoms[index].cue
    assert cue is not None
    nobody: list[tuple[Rule, Groups]] = []
    for rule, groups in _matches(pack, unit, index, cue.frame):
        if rule.headline and not unit.headline:
            continue
        content = _atoms(groups, "content", "more", "label")
        if any(i in unit.taken for i in content):
            continue
        source = _source(view, unit, pack, rule, groups, index, before, known)
        if source is None:
            nobody.append((rule, groups))
            continue
        made = _build(view, unit, pack, rule, groups, index, source)
        if made is None:
            continue
        if "also" in groups:  # “…。” X called, the public should …: the cue has words on both sides
            rest = {"clause": groups["also"]}
            more = _build(view, unit, pack, rule, rest, index, source)
            return [made, more] if more is not None else [made]
        return [made]
    for rule, groups in nobody:  # quoted words beside a cue are said, by whomever
        if any(unit.code[i] in "QPq" for name in groups for i in range(*groups[name])):
            made = _build(view, unit, pack, rule, groups, index, Source(None, "unknown"))
            if made is not None and made.verbatim:
                return [made]
    return []


def _without_cue(
    view: View, unit: Unit, pack: Pack, known: set[str], *, early: bool = False
) -> list[Attribution]:
    """By the rules without a cue. `early`: those that go before the ones with a cue."""
    found: list[Attribution] = []
    for rule in pack.rules:
        if rule.frames or rule.early != early or (rule.headline and not unit.headline):
            continue
        for match in rule.pattern.finditer(unit.code):
            groups = {
                name: match.span(name) for name in match.groupdict() if match.start(name) >= 0
            }
            content = _atoms(groups, "content", "more", *(("clause",) if rule.long else ()))
            if any(i in unit.taken for i in content):
                continue
            if rule.long and not contents.is_long(view, unit, pack, groups["clause"][0]):
                continue
            source = _source(view, unit, pack, rule, groups, None, found, known)
            if source is None or (rule.long and rule.source == "any" and source.mention is None):
                continue
            made = _build(view, unit, pack, rule, groups, None, source)
            if made is not None:
                found.append(made)
    return found


def _matches(pack: Pack, unit: Unit, index: int, frame: str) -> Iterator[tuple[Rule, Groups]]:
    """The rules that fit around the cue at `index`, in the pack's order. Remembered by code."""
    low = max(0, index - WINDOW)
    code = unit.code[low:index] + "@" + unit.code[index + 1 : index + WINDOW]
    key = frame + code
    known = pack.memo.get(key)
    if known is None:
        known = []
        for rule in pack.rules:
            if frame not in rule.frames:
                continue
            match = rule.pattern.search(code)
            if match:
                groups = {
                    name: match.span(name) for name in match.groupdict() if match.start(name) >= 0
                }
                known.append((rule, groups))
        if len(pack.memo) > MAX_MEMO:
            pack.memo.clear()
        pack.memo[key] = known
    for rule, groups in known:
        yield rule, {name: (start + low, end + low) for name, (start, end) in groups.items()}


def _atoms(groups: Groups, *names: str) -> list[int]:
    return [i for name in names if name in groups for i in range(*groups[name])]


def _source(
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
        bounds = _bounds(unit, groups["source"]) if "source" in groups else None
        atom = unit.atoms[index] if index is not None else None
        source = finders.by_case(view, pack, rule.source, bounds, atom, known, rule.headline)
        if source is None or source.kind != "elided":
            return source
        low = atom.start if atom is not None else unit.end
        carried = _earlier(view, unit, pack, unit.start, low, before, known) or source
        carried.rest = source.rest
        return carried
    if rule.source == "subject" and index is None:
        low, high = _bounds(unit, groups["source"])
        return spaced.subject(view, pack, low, high, known) if pack.spaced else None
    if rule.source == "subject":
        assert index is not None
        if pack.spaced:
            at = unit.atoms[index].start
            quoted = spaced.quoted(view, pack, max(unit.start, at - 120), at, known)
            if quoted is not None:
                return quoted
        high = unit.atoms[index].start
        cue = unit.atoms[index].cue
        if (
            cue is not None
            and not pack.spaced
            and (size := unspaced.document_in_cue(pack, cue.word))
        ):
            return Source(Span(high, high + size), "description")  # 报告称: the report says
        earlier = _earlier(view, unit, pack, unit.start, high, before, known)
        if earlier is None and pack.numbers.get("elided_subjects", 0):
            return Source(None, "elided")
        return earlier
    low_atom, high_atom = groups["source"]
    low, high = unit.atoms[low_atom].start, unit.atoms[high_atom - 1].end
    finder = finders.of(pack)
    if pack.spaced and rule.source == "after" and index is not None and "clause" in groups:
        heads = _bounds(unit, groups["clause"])
        if unit.atoms[index].code == "s" and clauses.is_subject(view, pack, *heads):
            return None  # 'Lee, who …, said his team': the words after the cue are what he said
        closed = unit.atoms[index].code == "s"
        apposed = groups["clause"] > groups["source"] and "," in unit.code[slice(*groups["source"])]
        return spaced.source_after(
            view, pack, low, high, known, closed=closed, whole=not closed, apposed=apposed
        )
    if rule.source == "after" or rule.headline:
        return finder.source_after(view, pack, low, high, known, strict=rule.headline)
    if rule.source == "theme":  # whom the sentence is about, if that is somebody who spoke before
        theme = finder.subject(view, pack, low, high, known)
        if theme is not None and theme.kind in ("name", "pronoun"):
            return theme
        return Source(None, "elided")
    if rule.source == "head":  # “…”, X jokes: the verb is none that the pack knows
        if high - low > pack.numbers["longest_unknown_cue"]:
            return None
        return finder.subject(view, pack, low, high, known)
    if (
        pack.spaced
        and groups.get("clause", groups["source"]) < groups["source"]
        and pack.patterns["new_clause"].match(view.masked, low, high)
    ):
        return None  # '…, but Lee said': what he said follows
    if index is None:
        source = finder.source_before(view, pack, low, high, known)
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
    label = unit.atoms[index].cue
    if label is not None and label.frame == "l":
        agent = pack.patterns["agent"].search(view.masked, max(low, high - 40), high)
        if agent:  # 被X称为“……”: who calls it so stands after the passive's mark
            called = finder.source_before(view, pack, agent.start("who"), high, known)
            return called if called is not None and called.kind == "name" else None
    source = finder.source_before(view, pack, low, high, known)
    if source is not None and source.kind == "pronoun" and source.mention is not None:
        source.full = _antecedent(view, unit, pack, source.mention.start, known)
        if source.full is None and view.masked[slice(*source.mention)] in pack.words["singular"]:
            source.full = _sentence_before(view, unit, pack, known)
    if source is None or source.kind != "elided":
        return source
    subject = _earlier(
        view, unit, pack, unit.start, low if low > unit.start else high, before, known
    )
    if subject is not None:
        subject.addressee = source.addressee
        return subject
    return source if pack.numbers.get("elided_subjects", 0) else None


def _antecedent(view: View, unit: Unit, pack: Pack, high: int, known: set[str]) -> Span | None:
    """The person that a pronoun means: the subject of an earlier clause of its sentence."""
    low = unit.start
    if pack.spaced or high - low < 4 or any(i.stretch for i in unit.atoms if i.start < high):
        return None
    subject = unspaced.subject(view, pack, low, high, known)
    return subject.mention if subject is not None and subject.kind == "name" else None


def _sentence_before(view: View, unit: Unit, pack: Pack, known: set[str]) -> Span | None:
    """The person whom the sentence before is about, in the same paragraph: who 'he' is, surely."""
    high = unit.start
    while high > 0 and view.masked[high - 1] in "。！？!? 　":
        high -= 1
    low = (
        max(view.masked.rfind(mark, max(0, high - MAX_SOURCE_CHARS), high) for mark in "。！？!?\n")
        + 1
    )
    if low == 0 and high > MAX_SOURCE_CHARS:
        return None
    comma = view.masked.find("，", low, high)
    subject = unspaced.subject(view, pack, low, comma if comma > 0 else high, known)
    if subject is None or subject.kind != "name" or not subject.sure:
        return None
    return subject.mention


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


def _build(
    view: View,
    unit: Unit,
    pack: Pack,
    rule: Rule,
    groups: Groups,
    index: int | None,
    source: Source,
) -> Attribution | None:
    """Content and kind. Takes the quoted stretches it uses."""
    atom = unit.atoms[index] if index is not None else None
    cue = (atom.start, atom.end, atom.cue) if atom is not None and atom.cue is not None else None
    if "addressee" in groups and source.addressee is None:
        low, high = _bounds(unit, groups["addressee"])
        told = pack.patterns["told"].match(
            view.masked if not pack.spaced else view.cased, low, high
        )
        if cue and cue[2].frame == "s" and pack.by_place:
            if not clauses.is_aside(view, pack, low, high):
                return None
        elif told and told.start("who") >= 0:
            source.addressee = Span(*_trimmed(view, *told.span("who")))
        elif cue and cue[2].frame == "s" and not told:
            return None
    if "bare" in groups:  # 'il dit avoir prévenu': an infinitive without a complementiser
        if not pack.patterns["bare_clause"].match(view.masked, *_bounds(unit, groups["bare"])):
            return None
        groups = {**groups, "clause": groups["bare"]}
    if "clause" in groups or "told" in groups:
        name = "clause" if "clause" in groups else "told"
        skip = 0 if "rest" in groups and groups["rest"] == groups.get("source") else source.rest
        if name == "told" and pack.by_place:
            low, high = _bounds(unit, groups[name])
            told = pack.patterns["told"].match(view.cased, low, high)
            if told is None:
                return None
            source.addressee = Span(*_trimmed(view, *told.span("who")))
            skip = told.end()
        built = contents.clause(
            view, unit, pack, groups[name], index, cue[2] if cue else None, skip=skip
        )
        if built is None:
            return None
        spans, used = built
        if "lead" in groups:
            lead = contents.clause(view, unit, pack, groups["lead"], None, None)
            low = unit.atoms[groups["lead"][0]].start
            if lead is None or not pack.patterns["subordinate"].match(view.masked, low):
                return None
            spans, used = lead[0] + spans, lead[1] + used
        if "rest" in groups:  # the clause goes on after its cue: 'The bridge, he says, will hold'
            inside = groups["rest"] == groups.get("source")
            rest = contents.clause(
                view, unit, pack, groups["rest"], None, None, skip=source.rest if inside else 0
            )
            low = unit.atoms[groups["rest"][0]].start
            if rest is None:
                return None
            if not inside and not pack.patterns["predicate"].match(view.masked, low):
                return None
            spans, used = spans + rest[0], used + rest[1]
    else:
        used = [i for i in _atoms(groups, "content", "more", "label") if unit.code[i] in "QPq"]
        spans = [_inner(unit, i) for i in used]
    if not spans:
        return None
    direct = "clause" not in groups
    if "object" in groups and not pack.patterns["label_object"].search(
        view.masked, *_bounds(unit, groups["object"])
    ):
        return None
    if "link" in groups and not _is_label_with(view, unit, pack, groups):
        return None
    if "label" in groups:
        assert cue is not None
        quoted = [
            i
            for i in used
            if cue[2].frame == "c"  # who attacks gives no names to things
            or contents.is_label(view, unit, pack, i, source, cue[2])
        ]
        if not quoted:
            return None
    else:
        quoted = [i for i in used if contents.is_speech(view, unit, pack, i, direct=direct)]
    verbatim = [_inner(unit, i) for i in quoted]
    unit.taken.update(used)
    if not verbatim:
        if rule.long or ("clause" not in groups and "told" not in groups):
            return None
        return Attribution(rule, cue, source, "indirect", spans, [])
    if "label" in groups:
        return Attribution(rule, cue, source, "mixed", verbatim, verbatim)
    if all(_is_inside(span, verbatim) for span in spans):
        return Attribution(rule, cue, source, "direct", verbatim, verbatim)
    return Attribution(rule, cue, source, "mixed", spans, verbatim)


def _is_label_with(view: View, unit: Unit, pack: Pack, groups: Groups) -> bool:
    """Whether the source takes the words for what it judges: 以“……”一词来形容."""
    low, high = _bounds(unit, groups["source"])
    end = unit.atoms[groups["label"][1] - 1].end
    link = groups["link"]
    last = unit.atoms[link[1] - 1].end if link[1] > link[0] else end
    patterns = pack.patterns
    return bool(
        patterns["label_with"].search(view.masked, low, high)
        and patterns["label_link"].fullmatch(view.masked[end:last].strip())
    )


def _trimmed(view: View, start: int, end: int) -> tuple[int, int]:
    while end > start and view.text[end - 1].isspace():
        end -= 1
    return start, end


def _is_inside(span: Span, verbatim: list[Span]) -> bool:
    return any(v.start <= span.start and span.end <= v.end for v in verbatim)


def _inner(unit: Unit, index: int) -> Span:
    stretch = unit.atoms[index].stretch
    assert stretch is not None
    return Span(stretch.start, stretch.end)


def _bounds(unit: Unit, group: tuple[int, int]) -> tuple[int, int]:
    return unit.atoms[group[0]].start, unit.atoms[group[1] - 1].end
