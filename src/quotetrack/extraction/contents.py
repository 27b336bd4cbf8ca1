"""What is reported: where a clause begins and ends, which quoted words are somebody's words."""

from __future__ import annotations

from quotetrack.extraction import stops
from quotetrack.extraction.finders.inverted import insertions
from quotetrack.extraction.finders.spaced import clauses
from quotetrack.extraction.pack import Cue, Pack
from quotetrack.extraction.units import Unit
from quotetrack.extraction.view import View
from quotetrack.models import Span

TAIL_CHARS = 240  # at the end of a clause, of words and signs that are no part of it
NEAR_CHARS = 80  # before a cue, where its object may stand
_LEADS = {
    "a": "lead_according",
    "u": "lead_urges",
    "c": "lead_accuses",
    "t": "lead_tells",
}  # whom the source addresses


def clause(
    view: View,
    unit: Unit,
    pack: Pack,
    group: tuple[int, int],
    index: int | None,
    cue: Cue | None,
    *,
    skip: int = 0,
    part: bool = False,
) -> tuple[list[Span], list[int]] | None:
    """The reported clause in the atoms of a group: its spans, and the quote atoms inside.

    `skip`: where it begins at the earliest, after whom the source tells. `part`: the clause goes
    on behind its cue, so that these words need no verb.

    None where what stands there is no clause: too short, or something the cue doesn't take.
    """
    first, last = group
    if index is not None and index < first:
        last = stops.stop(
            view,
            unit,
            pack,
            first,
            last,
            close=not set(unit.code[first - 1 : first + 1]) & set(",:h"),
        )
        if pack.by_place and "," in unit.code[first:last]:
            until = stops.relative_end(view, unit, pack, first, last, skip)
            if until is None:
                return None  # 'Lee, who had feared worse, was happy'
            last = until
    while first < last and unit.atoms[first].code in ",:;.-h":
        first += 1
    if index is not None and index + 1 == first < last and "," in unit.code[first:last]:
        if pack.patterns["extracted"].match(view.masked, unit.atoms[first].start):
            last = unit.code.index(",", first, last)  # 'which they said was planted, killed'
    while first < last and unit.atoms[last - 1].code in ",:;.-h":
        last -= 1
    if first >= last:
        return None
    start, end = max(skip, unit.atoms[first].start), unit.atoms[last - 1].end
    if index and first > index and pack.by_place and unit.code[last - 1] == "x":
        who = unit.atoms[index - 1]
        led = index == 1 or unit.code[index - 2] == "-"  # by a dateline
        if led and pack.patterns["ends_relative"].search(view.masked, who.start, who.end):
            end = clauses.second_predicate(view, pack, start, end) or end
    if last < group[1] and unit.atoms[last].cue is not None:
        ahead = stops.contrast(view, unit, pack, last)
        ahead = ahead or stops.gap(view, unit, pack, first, last)
        end = max(start, ahead or end)
    begin = start
    leads = ["clause_lead"]
    if cue is not None and (special := _LEADS.get(cue.frame)) and special in pack.patterns:
        leads.append(special)
    if "lead_as" in pack.patterns and index is not None and "w" in unit.code[:index]:
        leads.append("lead_as")
    for lead in leads:
        match = pack.patterns[lead].match(view.masked, start, end)
        if match:
            start = match.end()
    if pack.by_place and cue is not None and cue.frame == "c" and start == begin:
        if "h" not in unit.code[group[0] : first]:
            return None  # nobody is accused of anything: 'blamed the weather and “bad luck”'
    if pack.by_place:
        dateline = (
            pack.patterns["dateline"].match(view.cased, start, end) if start == unit.start else None
        )
        start = dateline.end() if dateline else start
        if index is not None and index < group[0]:
            start = clauses.past_adverbial(view, pack, start, end)
            match = pack.patterns["clause_lead"].match(view.masked, start, end)
            start = match.end() if match else start
        if cue is not None and cue.stance == "denies":
            match = pack.patterns["lead_denies"].match(view.masked, start, end)
            start = match.end() if match else start
    match = pack.patterns["clause_tail"].search(view.masked, max(start, end - TAIL_CHARS), end)
    if match:
        end = match.start()
    while start < end and (view.text[start].isspace() or view.masked[start].isspace()):
        start += 1  # masked: marks of direction are spaces there
    while end > start and (view.text[end - 1].isspace() or view.masked[end - 1].isspace()):
        end -= 1
    if start >= end:
        return None  # nothing but signs
    used = [
        i
        for i in range(first, last)
        if unit.code[i] in "QPq" and start <= unit.atoms[i].start and unit.atoms[i].end <= end
    ]
    if any(i in unit.taken for i in used):
        return None
    ahead_of = index is not None and index < group[0]
    if (
        used
        and ahead_of
        and pack.by_place
        and cue is not None
        and "h" not in unit.code[group[0] : first + 1]
    ):
        ahead = unit.atoms[used[0]].start
        comma = next((a.start for a in unit.atoms[first:last] if a.code == ","), ahead)
        if ahead > start and (cue.takes == "that" or comma < ahead):
            if not clauses.is_clause(view, pack, start, min(comma, ahead), cue, cue.takes):
                return None  # 'admitted liability, and the “settlement” …', 'promise a “hands-on” show'
    if "clause_end" in pack.patterns and index is not None and index >= group[1]:
        if not pack.patterns["clause_end"].search(view.masked, max(start, end - 40), end):
            return None
    if not used:
        if pack.nouns == "inverted" and index is not None and index >= group[1]:
            if insertions.is_subject(view, pack, start, end):
                return None  # 'Su rival, Ana Gil, reconoció la derrota'
        opened = "h" in unit.code[group[0] : first]
        if not ((opened and (pack.by_place or pack.nouns == "declined")) or part) and pack.patterns[
            "no_clause"
        ].match(view.masked, start, end):
            return None
        if index is not None and not opened and not part:
            if pack.patterns["phrase_start"].match(view.masked, start, end):
                if not clauses.goes_on(view, pack, start, end):
                    return None  # 'said in the mill'; but 'said at least ten were hurt'
        if pack.by_place and cue is not None and cue.frame == "u" and start == begin:
            asked = pack.patterns["asks_whether"].match(view.masked, start, end)
            if asked is None and "h" not in unit.code[group[0] : first]:
                return None  # nobody is urged to do something
        if (
            cue is not None
            and cue.frame == "c"
            and (index is None or unit.code[index + 1 : index + 2] not in (",", ":"))
            and not pack.patterns["has_verb"].search(view.masked, start, end)
        ):
            return None
        if cue is not None and cue.frame == "u" and "urged" in pack.patterns and not opened:
            if cue.takes != "object" and not pack.patterns["urged"].match(view.masked, start, end):
                return None  # they propose a ban, a visit
        if end - start < pack.numbers["shortest_clause"] and not part:
            return None
        if opened and pack.by_place and view.masked.count(" ", start, end) < 2 and not part:
            if not clauses.is_sentence(view, pack, start, end):
                return None  # 'rejected that criticism'
        if index is not None and index < group[0] and unit.code[group[0]] not in ":h":
            before = (max(0, unit.atoms[index].start - NEAR_CHARS), unit.atoms[index].start)
            if pack.patterns["object_before"].search(view.masked, *before):
                return None  # it has an object already, so the words after it are no clause of it
        if pack.by_place and cue is not None and not opened and not part:
            after = index is not None and index >= group[1]
            if not clauses.is_clause(view, pack, start, end, cue, "clause" if after else cue.takes):
                return None
    if len(used) == 1 and unit.atoms[used[0]].start <= start and unit.atoms[used[0]].end >= end:
        stretch = unit.atoms[used[0]].stretch
        assert stretch is not None
        return [Span(stretch.start, stretch.end)], used
    return [Span(start, end)], used
