"""What is said: content, kind and addressee of a quotation whose rule and source are known."""

from __future__ import annotations

from quotetrack.extraction import contents, speech
from quotetrack.extraction.finders.spaced import clauses, phrases
from quotetrack.extraction.matches import Attribution, Groups, atoms_of, bounds, inner
from quotetrack.extraction.pack import Pack, Rule
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import Unit
from quotetrack.extraction.view import View
from quotetrack.models import Span


def build(
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
    if unit.running:
        cue = None  # a mood is no reporting word
    if "addressee" in groups and source.addressee is None:
        low, high = bounds(unit, groups["addressee"])
        told = pack.patterns["told"].match(
            view.masked if not pack.spaced else view.cased, low, high
        )
        if cue and cue[2].frame == "s" and pack.by_place:
            if not clauses.is_aside(view, pack, low, high):
                return None
        elif cue and cue[2].frame == "t" and pack.by_place:
            if clauses.is_sentence(view, pack, told.end() if told else low, high, "finite"):
                return None  # 'told national radio he had heard that'
            if told is not None:
                source.addressee = Span(*_trimmed(view, *told.span("who")))
        elif told and told.start("who") >= 0:
            source.addressee = Span(*_trimmed(view, *told.span("who")))
        elif cue and cue[2].frame == "s" and not told:
            return None
    if "bare" in groups:  # 'il dit avoir prévenu': an infinitive without a complementiser
        bare = pack.patterns["bare_clause"].match(view.masked, *bounds(unit, groups["bare"]))
        if bare is None:
            return None
        groups = {**groups, "clause": groups["bare"]}
        if "begin" in bare.groupdict():  # after when and where it was said
            source.rest = max(source.rest, bare.start("begin"))
    if "clause" in groups or "told" in groups:
        name = "clause" if "clause" in groups else "told"
        skip = 0 if "rest" in groups and groups["rest"] == groups.get("source") else source.rest
        if name == "told" and pack.by_place:
            low, high = bounds(unit, groups[name])
            told = pack.patterns["told"].match(view.cased, low, high)
            if told is None:
                return None
            source.addressee = Span(*_trimmed(view, *told.span("who")))
            skip = told.end()
        built = contents.clause(
            view,
            unit,
            pack,
            groups[name],
            index,
            cue[2] if cue else None,
            skip=skip,
            part="rest" in groups,
        )
        if built is None:
            return None
        spans, used = built
        if cue is not None and cue[2].takes == "infinitive" and not used and pack.by_place:
            if source.kind == "description" and source.mention is not None:
                if not phrases.is_agent(view, pack, source.mention):
                    return None  # 'storms threatened to cut the road'
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
            high = unit.atoms[groups["rest"][1] - 1].end
            if not inside and not pack.patterns["predicate"].match(view.masked, low, high):
                return None
            spans, used = spans + rest[0], used + rest[1]
    else:
        used = [i for i in atoms_of(groups, "content", "more", "label") if unit.code[i] in "QPq"]
        if "label" in groups and len(used) == 2:
            between = view.masked[unit.atoms[used[0]].end : unit.atoms[used[1]].start].strip()
            if pack.patterns["label_parts"].match(between):
                used = used[:1]  # '“a triumph”, while Lee found it “a bore”'
        spans = [inner(unit, i) for i in used]
    if not spans:
        return None
    direct = "clause" not in groups
    if "object" in groups and not pack.patterns["label_object"].search(
        view.masked, *bounds(unit, groups["object"])
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
            or speech.is_label(view, unit, pack, i, source, cue[2])
        ]
        if not quoted:
            return None
        if not pack.spaced:
            quoted = used  # 称之为“……”和“……”: if one is a judgement, both are
    else:
        quoted = [i for i in used if speech.is_speech(view, unit, pack, i, direct=direct)]
    verbatim = [inner(unit, i) for i in quoted]
    unit.taken.update(used)
    if not verbatim:
        if rule.long or ("clause" not in groups and "told" not in groups):
            return None
        if used and all(_is_inside(span, [inner(unit, i) for i in used]) for span in spans):
            return None  # nothing but a name in marks
        return Attribution(rule, cue, source, "indirect", spans, [])
    if "label" in groups:
        return Attribution(rule, cue, source, "mixed", verbatim, verbatim)
    if all(_is_inside(span, verbatim) for span in spans):
        return Attribution(rule, cue, source, "direct", verbatim, verbatim)
    return Attribution(rule, cue, source, "mixed", spans, verbatim)


def _is_label_with(view: View, unit: Unit, pack: Pack, groups: Groups) -> bool:
    """Whether the source takes the words for what it judges: 以“……”一词来形容."""
    low, high = bounds(unit, groups["source"])
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
