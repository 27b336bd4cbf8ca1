"""Cue, source and content: which rule of the pack fits a sentence, and what it says.

Cues are tried from left to right, for each cue the pack's rules in their order; the first whose
source can be read and whose content is free wins. Rules without a cue see what is left over.
"""

from __future__ import annotations

from dataclasses import replace

from quotetrack.extraction import finders, speech, stops
from quotetrack.extraction.building import build
from quotetrack.extraction.matches import Attribution, Fit, atoms_of, matches, without_cue
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.sourcing import source_of
from quotetrack.extraction.units import Unit
from quotetrack.extraction.view import View

SHORT_CHARS = 12  # of quoted words that need a source to be more than scare quotes


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
        if not made and (
            pack.by_place or _is_in_relative(view, unit, pack, index)
        ):  # no cue after all: a word of the next one's subject
            unit.code = f"{unit.code[:index]}x{unit.code[index + 1 :]}"
        if made:
            found += made
            reach = max(reach, *(span.end for one in made for span in one.content))
    quoted = unit.code.count("Q") + unit.code.count("P") + unit.code.count("q")
    signed = unit.headline and not found and (":" in unit.code or "-" in unit.code)
    if len(unit.taken) < quoted or signed:
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
        if source is None or (source.kind == "description" and not source.sure):
            cue = unit.atoms[index].cue
            if cue is not None and cue.word in pack.words["expects"]:  # 据X说，工程预计……
                unit.code = f"{unit.code[:index]}x{unit.code[index + 1 :]}"
        elif source.kind in ("name", "pronoun") or source.sure:
            unit.sourced.add(index)
            if source.kind == "name" and source.description is not None and not pack.spaced:
                unit.introduced.add(index)


def _stands_alone(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether a cue inside a clause that has a source begins a clause of its own."""
    return stops.breaks(view, unit, pack, index)


def _at_cue(
    view: View, unit: Unit, pack: Pack, index: int, before: list[Attribution], known: set[str]
) -> list[Attribution]:
    cue = unit.atoms[index].cue
    assert cue is not None
    nobody: list[Fit] = []
    for rule, groups in matches(pack, unit, index, cue.frame):
        if rule.headline and not unit.headline:
            continue
        content = atoms_of(groups, "content", "more", "label")
        if any(i in unit.taken for i in content):
            continue
        if content and content[0] < index and _is_announced(view, unit, pack, content[0]):
            continue
        fit = Fit(view, unit, pack, rule, groups, index, before, known)
        source = source_of(fit)
        if source is None:
            nobody.append(fit)
            continue
        made = build(fit, source)
        if made is None or any(one.content == made.content for one in before):
            continue
        if "also" in groups and _has_ended(fit):  # “…。” X called, the public should …
            more = build(replace(fit, groups={"clause": groups["also"]}), source)
            return [made, more] if more is not None else [made]
        return [made]
    for fit in nobody:  # quoted words beside a cue are said, by whomever
        said = "QP" if pack.by_place and "clause" in fit.groups else "QPq"
        if any(unit.code[i] in said for group in fit.groups.values() for i in range(*group)):
            made = build(fit, Source(None, "unknown"))
            if made is not None and made.verbatim and _stands_unspoken(fit, index, made):
                return [made]
    return []


def _is_in_relative(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether a verb stands in a relative clause after a comma: 'Didier, qui a repris la ferme, assure'."""
    if pack.nouns != "inverted" or unit.code[index - 2 : index] != ",x":
        return False
    words = view.masked[unit.atoms[index - 1].start : unit.atoms[index - 1].end].split(None, 1)
    return words[0] in pack.words["relative"]


def _has_ended(fit: Fit) -> bool:
    """Whether quoted words before a cue are a whole sentence, so that more may be said after it.

    “……，”她说，几只鸡走来走去: what stands behind a quotation that goes on is told, not said.
    """
    if fit.pack.spaced:
        return True
    last = fit.unit.atoms[fit.groups["content"][1] - 1].stretch
    assert last is not None
    view, ends = fit.view, fit.pack.patterns["spoken_end"]
    return ends.search(view.text, last.start, last.end) is not None


def _is_announced(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether words and a colon announce a quoted sentence: it is not the next speaker's."""
    if unit.code[max(0, index - 2) : index] != "x:":
        return False
    atom = unit.atoms[index - 2]
    return pack.patterns["announces"].search(view.masked, atom.start, atom.end) is not None


def _stands_unspoken(fit: Fit, index: int, made: Attribution) -> bool:
    """Whether quoted words beside a cue may be a quotation though nobody is seen to say them."""
    if not _is_short(made) or fit.pack.nouns:
        return True
    if fit.pack.spaced:
        return False
    # 人们习惯在饭前说“我开动了”, but 电话里说：“来了。”
    return "content" not in fit.groups or fit.unit.code[index + 1 : index + 2] in (",", ":")


def _is_short(made: Attribution) -> bool:
    """Whether only a word or two are quoted, of whom nobody is seen to say them."""
    return sum(span.end - span.start for span in made.verbatim) < SHORT_CHARS


def _without_cue(
    view: View, unit: Unit, pack: Pack, known: set[str], *, early: bool = False
) -> list[Attribution]:
    """By the rules without a cue. `early`: those that go before the ones with a cue."""
    found: list[Attribution] = []
    for rule, groups in without_cue(pack, unit.code, early=early):
        if rule.headline and not unit.headline:
            continue
        content = atoms_of(groups, "content", "more", *(("clause",) if rule.long else ()))
        if any(i in unit.taken for i in content):
            continue
        if rule.long and not speech.is_long(view, unit, pack, groups["clause"][0]):
            continue
        fit = Fit(view, unit, pack, rule, groups, None, found, known)
        source = source_of(fit)
        if source is None or (rule.long and rule.source == "any" and source.mention is None):
            continue
        made = build(fit, source)
        if made is not None:
            found.append(made)
    return found
