"""What is reported: where a clause begins and ends, which quoted words are somebody's words."""

from __future__ import annotations

from quotetrack.extraction.finders.inverted import insertions
from quotetrack.extraction.finders.spaced import clauses
from quotetrack.extraction.pack import Cue, Pack
from quotetrack.extraction.speech import MAX_OBJECT_CHARS
from quotetrack.extraction.units import Unit
from quotetrack.extraction.view import View
from quotetrack.models import Span

CONTRAST_CHARS = 48  # before a cue, where a 'but' may open its clause
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
        last = _stop(
            view,
            unit,
            pack,
            first,
            last,
            close=not set(unit.code[first - 1 : first + 1]) & set(",:h"),
        )
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
    if last < group[1] and unit.atoms[last].cue is not None:
        end = max(start, _contrast(view, unit, pack, last) or end)
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
    match = pack.patterns["clause_tail"].search(view.masked, start, end)
    if match:
        end = match.start()
    while start < end and (view.text[start].isspace() or view.masked[start].isspace()):
        start += 1  # masked: marks of direction are spaces there
    while end > start and (view.text[end - 1].isspace() or view.masked[end - 1].isspace()):
        end -= 1
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
        if not ((opened and pack.by_place) or part) and pack.patterns["no_clause"].match(
            view.masked, start, end
        ):
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


def _stop(view: View, unit: Unit, pack: Pack, first: int, last: int, *, close: bool) -> int:
    """Where the clause that begins at `first` ends: the sentence, or a clause with its own cue.

    `close`: nothing stands between cue and clause, so what follows a comma is less surely in it.
    """
    listing = pack.patterns["listing"]
    begin = unit.atoms[first].start
    for index in range(first, last):
        atom = unit.atoms[index]
        if atom.code == ".":
            return index
        if (
            atom.code == ";"
            and not listing.search(view.masked, begin, atom.start)
            and not pack.patterns["goes_on"].match(view.masked, atom.end)
        ):
            return index
        if atom.code in "QP" and index > first and unit.code[index + 1 : index + 2] == "x":
            return index + 1
        if atom.code == "p" and index > first and unit.code[index - 1] == ",":
            return index - 1  # '…, adding that'
        if atom.code == "p" and index > first and pack.nouns == "uncased":
            return index  # قائلا needs no comma
        if atom.code == "l" and atom.cue is not None and atom.cue.takes == "participle":
            return index
        if atom.cue is not None and index > first and breaks(view, unit, pack, index, close=close):
            if _joined(view, unit, pack, index) or _contrast(view, unit, pack, index) is not None:
                return index
            return _clause_begin(unit, index, first)
        if index > first and atom.code == "x" and unit.code[index - 1] in ",-":
            stop = pack.patterns["clause_stop"].match(view.masked, atom.start, atom.end)
            if stop is not None:
                if (
                    pack.nouns == "uncased"
                    and stop.end() == atom.end
                    and unit.code[index + 1 : index + 2] in tuple("QPq")
                ):
                    continue  # 'but “…”': the quotation goes on
                return index - 1
            if close and pack.patterns["clause_stop_close"].match(
                view.masked, atom.start, atom.end
            ):
                if not pack.by_place or clauses.is_sentence(view, pack, begin, atom.start - 1):
                    return (
                        index - 1
                    )  # but not where the subject alone stands: 'said the dam, which'
    return last


def _clause_begin(unit: Unit, index: int, first: int) -> int:
    at = index
    while at > first and unit.atoms[at - 1].code not in ",;:-.QPq":
        at -= 1
    return at


def _joined(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether a cue has a conjunction right before it and no subject: '… and later added'."""
    at = unit.atoms[index].start
    return pack.spaced and bool(pack.patterns["joined"].search(view.masked, max(0, at - 40), at))


def _contrast(view: View, unit: Unit, pack: Pack, index: int) -> int | None:
    """Where a 'but' without a comma begins the clause of a cue: '… but residents say'."""
    if pack.nouns != "uncased" or index == 0:
        return None
    begin = max(unit.atoms[index - 1].start, unit.atoms[index].start - CONTRAST_CHARS)
    found = pack.patterns["contrast"].search(view.masked, begin, unit.atoms[index].start)
    return found.start() if found else None


def _has_content(unit: Unit, index: int) -> bool:
    """Whether something that may be said follows the cue in its clause; else it is no cue: 'وتجد'."""
    for code in unit.code[index + 1 : index + 6]:
        if code in "h:QPq":
            return True
        if code != "x":
            return False
    return False


def breaks(view: View, unit: Unit, pack: Pack, index: int, *, close: bool = False) -> bool:
    """Whether the cue at `index` begins a clause that the reported one doesn't hold.

    A conjunction at the head of its clause says so: 'and he added that', 并表示; after a clause that
    stands close to its cue, any clause with a subject of its own does.
    """
    at = _clause_begin(unit, index, 0)
    if at > index:
        return False
    if _joined(view, unit, pack, index) and (
        not pack.numbers.get("verb_first", 0) or _has_content(unit, index)
    ):
        return True
    if _contrast(view, unit, pack, index) is not None:
        return True
    if index in unit.sourced and unit.code[index + 1 : index + 3] == ":Q":
        return True  # 教练说……，王刚补充：“……”
    if index in unit.sourced and index > 2 and unit.code[index - 2 : index] == ",x":
        relaying = unit.atoms[index - 3].cue
        if relaying is not None and relaying.word in pack.words["relays"]:
            return True  # 路透社报道，警方警告……: the police say it
    begin = unit.atoms[at].start
    cue = unit.atoms[index].cue
    if cue is not None and cue.frame == "l" and not pack.spaced and at > 0:
        if pack.patterns["agent"].search(view.masked, begin, unit.atoms[index].start):
            return True  # ……，这被X称为“……”
    if at > 1 and unit.code[at - 1] in ",;" and unit.atoms[at - 2].cue is None:
        if at == index:
            return close or _goes_on_saying(unit, pack, index)  # 批评……，促请
        if pack.patterns["pronoun_clause"].fullmatch(view.masked, begin, unit.atoms[index - 1].end):
            return True
    if pack.patterns["new_clause"].match(view.masked, begin, unit.atoms[index].end):
        gap = unit.atoms[index].start - begin
        return gap <= pack.numbers["conjunction_reach"] or index in unit.sourced
    return close and at > 0 and unit.code[at - 1] in ",;" and index in unit.sourced


def _goes_on_saying(unit: Unit, pack: Pack, index: int) -> bool:
    """Whether a cue right behind a comma, in text without spaces, has the speaker as its subject.

    It has words in marks behind it, or is a verb of what one does with words.
    """
    if pack.spaced or pack.nouns:
        return False
    cue = unit.atoms[index].cue
    if cue is not None and cue.word in pack.words["goes_on_saying"]:
        return True
    code = unit.code[index + 1 : index + 3].lstrip(":")
    if code[:1] in ("Q", "q"):
        return True
    following = unit.atoms[index + 1 : index + 2]
    return code in ("xQ", "xq") and following[0].end - following[0].start <= MAX_OBJECT_CHARS
