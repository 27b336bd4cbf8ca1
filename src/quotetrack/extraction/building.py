"""What is said: content, kind and addressee of a quotation whose rule and source are known."""

from __future__ import annotations

from dataclasses import replace

from quotetrack.extraction import contents, speech
from quotetrack.extraction.finders.spaced import clauses, phrases
from quotetrack.extraction.matches import Attribution, Fit, atoms_of, inner
from quotetrack.extraction.pack import Cue
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

Built = tuple[list[Span], list[int]]  # what is said, and the quoted atoms in it


def build(fit: Fit, source: Source) -> Attribution | None:
    """Content and kind. Takes the quoted stretches it uses."""
    unit, groups, atom = fit.unit, fit.groups, fit.atom
    cue = (atom.start, atom.end, atom.cue) if atom is not None and atom.cue is not None else None
    if unit.running:
        cue = None  # a mood is no reporting word
    if not _addresses(fit, cue[2] if cue else None, source):
        return None
    if "bare" in groups:
        with_clause = _with_bare_clause(fit, source)
        if with_clause is None:
            return None
        fit, groups = with_clause, with_clause.groups
    if "clause" in groups or "told" in groups:
        built = _clauses(fit, cue[2] if cue else None, source)
        if built is None:
            return None
        spans, used = built
    else:
        used = _quoted(fit)
        spans = [inner(unit, i) for i in used]
    if not spans or not _judges(fit):
        return None
    said = _said(fit, cue[2] if cue else None, source, used)
    if "label" in groups and not said:
        return None
    unit.taken.update(used)
    verbatim = [inner(unit, i) for i in said]
    if not verbatim:
        if fit.rule.long or ("clause" not in groups and "told" not in groups):
            return None
        if used and all(_is_inside(span, [inner(unit, i) for i in used]) for span in spans):
            return None  # nothing but a name in marks
        return Attribution(fit.rule, cue, source, "indirect", spans, [])
    if "label" in groups:
        return Attribution(fit.rule, cue, source, "mixed", verbatim, verbatim)
    if all(_is_inside(span, verbatim) for span in spans):
        return Attribution(fit.rule, cue, source, "direct", verbatim, verbatim)
    return Attribution(fit.rule, cue, source, "mixed", spans, verbatim)


def _addresses(fit: Fit, cue: Cue | None, source: Source) -> bool:
    """Whether the words where an addressee may stand can be one; notes whom the source tells."""
    view, pack = fit.view, fit.pack
    if "addressee" not in fit.groups or source.addressee is not None:
        return True
    low, high = fit.bounds("addressee")
    told = pack.patterns["told"].match(view.masked if not pack.spaced else view.cased, low, high)
    if cue and cue.frame == "s" and pack.by_place:
        if cue.takes == "infinitive" and view.masked.startswith("to ", low):
            return False  # 'threatened to veto a bill that'
        return clauses.is_aside(view, pack, low, high)
    if cue and cue.frame == "t" and pack.by_place:
        if clauses.is_sentence(view, pack, told.end() if told else low, high, "finite"):
            return False  # 'told national radio he had heard that'
        if told is not None:
            source.addressee = Span(*_trimmed(view, *told.span("who")))
    elif told and told.start("who") >= 0:
        source.addressee = Span(*_trimmed(view, *told.span("who")))
    elif cue and cue.frame == "s" and not told:
        return False
    return True


def _with_bare_clause(fit: Fit, source: Source) -> Fit | None:
    """'il dit avoir prévenu': an infinitive without a complementiser is the clause."""
    bare = fit.pack.patterns["bare_clause"].match(fit.view.masked, *fit.bounds("bare"))
    if bare is None:
        return None
    if "begin" in bare.groupdict():  # after when and where it was said
        source.rest = max(source.rest, bare.start("begin"))
    return replace(fit, groups={**fit.groups, "clause": fit.groups["bare"]})


def _clauses(fit: Fit, cue: Cue | None, source: Source) -> Built | None:
    """The spans of what is reported without marks, and the quoted atoms in them."""
    view, unit, pack, groups = fit.view, fit.unit, fit.pack, fit.groups
    name = "clause" if "clause" in groups else "told"
    skip = 0 if "rest" in groups and groups["rest"] == groups.get("source") else source.rest
    if name == "told" and pack.by_place:
        told = pack.patterns["told"].match(view.cased, *fit.bounds(name))
        if told is None:
            return None
        source.addressee = Span(*_trimmed(view, *told.span("who")))
        skip = told.end()
    built = contents.clause(
        view, unit, pack, groups[name], fit.index, cue, skip=skip, part="rest" in groups
    )
    if built is None:
        return None
    spans, used = built
    if cue is not None and cue.takes == "infinitive" and not used and pack.by_place:
        if source.kind == "description" and source.mention is not None:
            if not phrases.is_agent(view, pack, source.mention):
                return None  # 'storms threatened to cut the road'
    if "lead" in groups:
        lead = _lead(fit)
        if lead is None:
            return None
        spans, used = lead[0] + spans, lead[1] + used
    if "rest" in groups:
        rest = _rest(fit, source)
        if rest is None:
            return None
        spans, used = spans + rest[0], used + rest[1]
    return spans, used


def _lead(fit: Fit) -> Built | None:
    """A subordinate clause before the one that holds the cue: 'If it rains, he says, …'."""
    lead = contents.clause(fit.view, fit.unit, fit.pack, fit.groups["lead"], None, None)
    low = fit.unit.atoms[fit.groups["lead"][0]].start
    return lead if lead and fit.pack.patterns["subordinate"].match(fit.view.masked, low) else None


def _rest(fit: Fit, source: Source) -> Built | None:
    """The clause that goes on after its cue: 'The bridge, he says, will hold'."""
    group = fit.groups["rest"]
    inside = group == fit.groups.get("source")
    skip = source.rest if inside else 0
    rest = contents.clause(fit.view, fit.unit, fit.pack, group, None, None, skip=skip)
    if rest is None or inside:
        return rest
    if fit.pack.patterns["predicate"].match(fit.view.masked, *fit.bounds("rest")):
        return rest
    if fit.pack.by_place and clauses.is_open(
        fit.view, fit.pack, fit.bounds("clause"), fit.bounds("rest")
    ):
        return rest
    return None


def _quoted(fit: Fit) -> list[int]:
    """The quoted atoms that a rule takes as what is said."""
    unit = fit.unit
    used = [i for i in atoms_of(fit.groups, "content", "more", "label") if unit.code[i] in "QPq"]
    if "label" in fit.groups and len(used) == 2:
        between = fit.view.masked[unit.atoms[used[0]].end : unit.atoms[used[1]].start].strip()
        if fit.pack.patterns["label_parts"].match(between):
            return used[:1]  # '“a triumph”, while Lee found it “a bore”'
    return used


def _judges(fit: Fit) -> bool:
    """Whether the words around a label can make one: its object and what links the two."""
    if "object" in fit.groups and not fit.pack.patterns["label_object"].search(
        fit.view.masked, *fit.bounds("object")
    ):
        return False
    return "link" not in fit.groups or _is_label_with(fit)


def _said(fit: Fit, cue: Cue | None, source: Source, used: list[int]) -> list[int]:
    """Those of the quoted atoms that are somebody's words, not a name or a term."""
    view, unit, pack = fit.view, fit.unit, fit.pack
    if "label" not in fit.groups:
        direct = "clause" not in fit.groups
        return [i for i in used if speech.is_speech(view, unit, pack, i, direct=direct)]
    assert cue is not None
    judging = [
        i
        for i in used
        if cue.frame == "c"  # who attacks gives no names to things
        or speech.is_label(view, unit, pack, i, source, cue)
    ]
    # 称之为“……”和“……”: if one is a judgement, both are
    return used if judging and not pack.spaced else judging


def _is_label_with(fit: Fit) -> bool:
    """Whether the source takes the words for what it judges: 以“……”一词来形容."""
    view, unit, groups = fit.view, fit.unit, fit.groups
    low, high = fit.bounds("source")
    end = unit.atoms[groups["label"][1] - 1].end
    link = groups["link"]
    last = unit.atoms[link[1] - 1].end if link[1] > link[0] else end
    patterns = fit.pack.patterns
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
